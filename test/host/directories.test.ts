import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HostError } from '../../src/errors/index.js';
import * as host from '../../src/host/index.js';
import {
  createDirIfMissing,
  escapeQuotes,
  fnameToPipname,
  getDlgDir,
  getDlgVariable,
  isabs,
} from '../../src/host/index.js';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dropgraph-host-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

describe('getDlgDir', () => {
  it('is DLG_ROOT', () => {
    vi.stubEnv('DLG_ROOT', directory);
    expect(getDlgDir()).toBe(directory);
  });

  it.each([undefined, ''])(
    'is dlg in the home of the user where DLG_ROOT is %j, and leaves that as it is',
    (root) => {
      vi.stubEnv('DLG_ROOT', root);
      expect(getDlgDir()).toBe(join(homedir(), 'dlg'));
      expect(process.env['DLG_ROOT']).toBe(root);
    },
  );
});

describe.each([
  ['getDlgPidDir', 'pid'],
  ['getDlgLogsDir', 'logs'],
  ['getDlgWorkDir', 'workspace'],
  ['getDlgPath', 'code'],
] as const)('%s', (name, last) => {
  it(`is ${last} below the root, and is made only when that is asked for`, () => {
    vi.stubEnv('DLG_ROOT', join(directory, 'root'));
    const path = join(directory, 'root', last);
    expect(host[name]()).toBe(path);
    expect(existsSync(path)).toBe(false);
    expect(host[name](true)).toBe(path);
    expect(statSync(path).isDirectory()).toBe(true);
    expect(host[name](true)).toBe(path);
  });
});

describe('getDlgVariable', () => {
  it('is the value of the variable, the root also where that is not set', () => {
    vi.stubEnv('DLG_ROOT', undefined);
    vi.stubEnv('DLG_SOMETHING', 'some thing');
    vi.stubEnv('DLG_EMPTY', '');
    expect(getDlgVariable('$DLG_ROOT')).toBe(getDlgDir());
    expect(getDlgVariable('$DLG_SOMETHING')).toBe('some thing');
    expect(getDlgVariable('DLG_SOMETHING')).toBe('some thing');
    expect(getDlgVariable('$DLG_EMPTY')).toBe('');
  });

  it('is the key where the variable is not set', () => {
    expect(getDlgVariable('$DLG_NOT_SET')).toBe('$DLG_NOT_SET');
    expect(getDlgVariable('$$DLG_ROOT')).toBe('$$DLG_ROOT');
  });
});

describe('createDirIfMissing', () => {
  it('makes a directory and those above it, and leaves one that is there', () => {
    const path = join(directory, 'a', 'b', 'c');
    createDirIfMissing(path);
    writeFileSync(join(path, 'file'), 'kept');
    createDirIfMissing(path);
    expect(existsSync(join(path, 'file'))).toBe(true);
  });

  it('says so where a file is in the way, at the end of the path or before', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    expect(() => createDirIfMissing(file)).toThrow(HostError);
    expect(() => createDirIfMissing(join(file, 'below'))).toThrow(/cannot make the directory .*below/);
    expect(() => createDirIfMissing('')).toThrow(HostError);
  });
});

describe('isabs', () => {
  it.each([
    ['/a/b', true],
    ['/', true],
    ['a/b', false],
    ['./a', false],
    ['~/a', false],
    ['', false],
    [null, false],
    [undefined, false],
  ])('of %j is %j', (path, expected) => {
    expect(isabs(path)).toBe(expected);
  });
});

describe('fnameToPipname', () => {
  it.each([
    ['/path/to/chiles.json', 'chiles'],
    ['chiles.graph', 'chiles'],
    ['x.tar.json', 'x.tar'],
    ['a.graph.json', 'a.graph'],
    ['a.json.graph', 'a.json'],
    ['foo_json', 'foo_json'],
    ['xjson', 'xjson'],
    ['a.txt', 'a.txt'],
    ['a.json.txt', 'a.json.txt'],
    ['.json', '.json'],
    ['dir.json/plain', 'plain'],
  ])('of %s is %s', (fname, name) => {
    expect(fnameToPipname(fname)).toBe(name);
  });
});

describe('escapeQuotes', () => {
  const text = `it's "so" \\ 'called' $HOME`;

  it('escapes what it is told to', () => {
    expect(escapeQuotes(`'a' "b"`)).toBe(`'\\''a'\\'' \\"b\\"`);
    expect(escapeQuotes(`'a' "b"`, true, false)).toBe(`'\\''a'\\'' "b"`);
    expect(escapeQuotes(`'a' "b"`, false, true)).toBe(`'a' \\"b\\"`);
    expect(escapeQuotes(`'a' "b"`, false, false)).toBe(`'a' "b"`);
  });

  it('makes a text one that stands in the single quotes of a shell', () => {
    const said = execFileSync('/bin/bash', ['-c', `printf %s '${escapeQuotes(text, true, false)}'`]);
    expect(String(said)).toBe(text);
  });

  it('makes a text one that stands in the double quotes of a shell', () => {
    const said = execFileSync('/bin/bash', ['-c', `printf %s "${escapeQuotes(`it's "so"`, false, true)}"`]);
    expect(String(said)).toBe(`it's "so"`);
  });
});
