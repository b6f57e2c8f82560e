import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { DROPStates, runGraph, SessionStates, type RunOptions, type Session } from '../../src/index.js';
import { useOwnTmpdir } from '../loader/own-tmpdir.js';
import { deferred, rejection, settles, until } from './watching.js';

useOwnTmpdir();

type Spec = Record<string, unknown>;
const data = (oid: string, dropclass: string, fields: Spec = {}): Spec => ({
  oid,
  categoryType: 'Data',
  dropclass: `dlg.data.drops.${dropclass}`,
  ...fields,
});
const memory = (oid: string, fields: Spec = {}): Spec => data(oid, 'memory.InMemoryDROP', fields);
const file = (oid: string, fields: Spec = {}): Spec => data(oid, 'file.FileDROP', fields);
const app = (oid: string, dropclass: string, fields: Spec = {}): Spec => ({
  oid,
  categoryType: 'Application',
  dropclass,
  ...fields,
});
const copy = (oid: string, from: string, to: string): Spec =>
  app(oid, 'dlg.apps.simple.CopyApp', { inputs: [from], outputs: [to] });
const bash = (oid: string, command: string, fields: Spec = {}): Spec =>
  app(oid, 'dlg.apps.bash_shell_app.BashShellApp', { command, ...fields });
const text = { pydata: { type: 'str', value: 'abc' } };

/** The directories that sessions made and left. */
function left(): string[] {
  const base = join(tmpdir(), 'daliuge_tfiles');
  return existsSync(base) ? readdirSync(base) : [];
}

async function ended(graph: readonly unknown[], options?: RunOptions): Promise<Session> {
  const session = await runGraph(graph, options);
  await settles(session.finished);
  return session;
}

afterEach(() => {
  rmSync(join(tmpdir(), 'daliuge_tfiles'), { recursive: true, force: true });
});

/** from in memory, by a file that is not persisted, to memory. */
const through = (fields: Spec): Spec[] => [
  memory('a', text),
  copy('b', 'a', 'c'),
  file('c', fields),
  copy('d', 'c', 'e'),
  memory('e'),
];

describe('the directory that a session makes for itself', () => {
  it('is not made for a graph without files', async () => {
    await ended([memory('a', text), copy('b', 'a', 'c'), memory('c')]);
    expect(existsSync(join(tmpdir(), 'daliuge_tfiles'))).toBe(false);
  });

  it('stays with the results: their places hold what was written', async () => {
    const session = await ended([memory('a', text), copy('b', 'a', 'c'), file('c', { persist: false })]);
    const url = String((await session.results()).get('c'));
    expect(readFileSync(fileURLToPath(url.replace(/^file:\/\/[^/]*/, 'file://')), 'utf8')).toBe('abc');
    expect(left()).toHaveLength(1);
  });

  it('stays with files between that the graph persists, as files are by default', async () => {
    const session = await ended(through({ filepath: 'c.txt' }));
    expect(session.state).toBe(SessionStates.FINISHED);
    expect(readdirSync(join(tmpdir(), 'daliuge_tfiles', left()[0]!))).toEqual(['c.txt']);
  });

  it('is gone when the run is over and its files were only for the run', async () => {
    const session = await ended(through({ filepath: 'sub/c.txt', persist: false }));
    expect(String((await session.results()).get('e'))).toBe('abc');
    expect(left()).toEqual([]);
  });

  it('stays with a file that two drops have, where one of them keeps it', async () => {
    await ended([
      ...through({ filepath: 'c.txt', persist: false }),
      file('again', { filepath: 'c.txt', producers: ['f'] }),
      app('f', 'dlg.apps.simple.NullBarrierApp', { inputs: ['e'] }),
    ]);
    expect(left()).toHaveLength(1);
  });

  it('stays with a file whose time has not come', async () => {
    await ended(through({ persist: false, lifespan: 1000 }));
    expect(left()).toHaveLength(1);
  });

  it('stays with what a command left there without telling', async () => {
    await ended([...through({ persist: false }), bash('f', 'echo kept > note.txt', { inputs: ['e'] })], {
      allowCode: true,
    });
    expect(readdirSync(join(tmpdir(), 'daliuge_tfiles', left()[0]!))).toContain('note.txt');
  });

  it('stays with a directory that is a result, though nothing is in it', async () => {
    const session = await ended([
      data('out', 'directory.DirectoryDROP', { dirname: 'out', create_if_missing: true }),
    ]);
    expect(String((await session.results()).get('out'))).toMatch(/\/out$/);
    expect(left()).toHaveLength(1);
  });

  it('is gone when a command ran in it and wrote nothing', async () => {
    await ended([bash('a', 'true')], { allowCode: true });
    expect(left()).toEqual([]);
  });

  it('is gone with what a killed writer never finished', async () => {
    const unfinished = '.dropgraph-0123456789abcdef01234567.tmp';
    await ended([bash('a', `echo half > ${unfinished}`)], { allowCode: true });
    expect(left()).toEqual([]);
  });

  it('stays with the files of a run that failed, to be looked into', async () => {
    const session = await ended(
      [...through({ filepath: 'c.txt', persist: false }), bash('f', 'exit 3', { inputs: ['e'] })],
      { allowCode: true },
    );
    expect(session.state).toBe(SessionStates.FAILED);
    expect(left()).toHaveLength(1);
  });

  it('is gone after a cancelled run that wrote no file', async () => {
    const held = deferred();
    const session = await runGraph(
      [app('f', 'dropgraph.apps.FunctionApp', { func_name: 'hold', outputs: ['out'] }), file('out')],
      { functions: { hold: () => held.promise } },
    );
    await settles(until(() => session.graphStatus()['f']?.execStatus === 1));
    expect(left()).toHaveLength(1);
    session.cancel();
    await settles(session.finished);
    expect(left()).toEqual([]);
    held.resolve();
  });

  it('is gone when the graph is refused', async () => {
    const graph = [
      data('d', 'directory.DirectoryDROP', { dirname: 'x', children: ['c'] }),
      file('c', { filepath: 'elsewhere/c.txt' }),
    ];
    expect(await rejection(runGraph(graph))).toMatchObject({ code: 'DLG_ERR_GRAPH_INVALID' });
    expect(left()).toEqual([]);
  });
});

describe('a directory that the user named', () => {
  it('stays, with all that is in it', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'named-'));
    writeFileSync(join(directory, 'mine.txt'), '');
    const session = await ended(through({ filepath: 'c.txt', persist: false }), { directory });
    expect(session.graphStatus()['c']).toEqual({ status: DROPStates.COMPLETED });
    expect(readdirSync(directory).sort()).toEqual(['c.txt', 'mine.txt']);
    rmSync(directory, { recursive: true });
  });

  it('stays, with files that were only for the run, and when it is empty', async () => {
    const directory = join(tmpdir(), 'not', 'there', 'yet');
    await ended([bash('a', 'true')], { directory, allowCode: true });
    expect(readdirSync(directory)).toEqual([]);
    await ended(through({ filepath: 'c.txt', persist: false }), { directory });
    expect(readdirSync(directory)).toEqual(['c.txt']);
  });
});

describe('two sessions at once', () => {
  it('have the files of the same relative path apart, and leave the directory of the process alone', async () => {
    const home = process.cwd();
    const graph = (word: string): Spec[] => [
      memory('a', { pydata: { type: 'str', value: word } }),
      copy('b', 'a', 'c'),
      file('c', { filepath: 'same.txt' }),
      bash('d', 'pwd > %o0', { inputs: ['c'], outputs: ['where'] }),
      file('where', { filepath: 'where.txt' }),
    ];
    const sessions = await Promise.all(
      ['one', 'two'].map((word) => runGraph(graph(word), { allowCode: true })),
    );
    expect(process.cwd()).toBe(home);
    await settles(Promise.all(sessions.map((session) => session.results())));
    const found = left().map((name) => {
      const directory = join(tmpdir(), 'daliuge_tfiles', name);
      expect(readFileSync(join(directory, 'where.txt'), 'utf8').trim()).toBe(realpathSync(directory));
      return readFileSync(join(directory, 'same.txt'), 'utf8');
    });
    expect(found.sort()).toEqual(['one', 'two']);
    expect(process.cwd()).toBe(home);
  });
});
