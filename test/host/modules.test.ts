import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { libraryLogger } from '../../src/basics/index.js';
import { HostError } from '../../src/errors/index.js';
import { getSymbol, timedImport } from '../../src/host/index.js';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(joinPath(tmpdir(), 'dropgraph-modules-'));
  writeFileSync(
    joinPath(directory, 'tasks.mjs'),
    'export const load = () => 1;\nexport default { inner: 2 };\n',
  );
  writeFileSync(
    joinPath(directory, 'old.cjs'),
    'const names = ["late"];\nfor (const n of names) exports[n] = 3;\n',
  );
  writeFileSync(joinPath(directory, 'broken.mjs'), 'throw new Error("it is broken");\n');
  const own = joinPath(directory, 'node_modules', 'own-package');
  mkdirSync(own, { recursive: true });
  writeFileSync(joinPath(own, 'package.json'), '{ "name": "own-package", "main": "main.cjs" }');
  writeFileSync(joinPath(own, 'main.cjs'), 'exports.here = 4;\n');
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe('getSymbol', () => {
  it('gives an export of a module of Node, of a package, of a file and of a URL', async () => {
    const file = joinPath(directory, 'tasks.mjs');
    expect(await getSymbol('node:path.join')).toBe(joinPath);
    expect(await getSymbol('zod.string')).toBeTypeOf('function');
    expect(await getSymbol('fp-ts/lib/function.js.pipe')).toBeTypeOf('function');
    expect(((await getSymbol(`${file}.load`)) as () => number)()).toBe(1);
    expect(await getSymbol(`${pathToFileURL(file).href}.default`)).toEqual({ inner: 2 });
  });

  it('takes ./ from the current directory, and packages that are there', async () => {
    vi.spyOn(process, 'cwd').mockReturnValue(directory);
    expect(await getSymbol('./tasks.mjs.load')).toBeTypeOf('function');
    expect(await getSymbol('own-package.here')).toBe(4);
  });

  it('finds what a CommonJS module sets while it runs', async () => {
    expect(await getSymbol(`${joinPath(directory, 'old.cjs')}.late`)).toBe(3);
  });

  it('says what the module has instead', async () => {
    const file = joinPath(directory, 'tasks.mjs');
    await expect(getSymbol(`${file}.laod`)).rejects.toThrow(HostError);
    await expect(getSymbol(`${file}.laod`)).rejects.toThrow(/exports no "laod"; it exports: default, load/);
    await expect(getSymbol(`${file}.toString`)).rejects.toThrow(HostError);
    await expect(getSymbol('node:path.__proto__')).rejects.toThrow(HostError);
  });

  it.each(['', 'nodot', '.fn', './fn', '..fn', 'node:path.', './tasks'])(
    'refuses %j, which is no name of an export',
    async (name) => {
      await expect(getSymbol(name)).rejects.toThrow(TypeError);
    },
  );

  it('says which module is missing or broken, and why', async () => {
    await expect(getSymbol('no-such-package.fn')).rejects.toThrow(
      /cannot import the module no-such-package: .+/,
    );
    const broken = joinPath(directory, 'broken.mjs');
    await expect(getSymbol(`${broken}.fn`)).rejects.toThrow(/broken\.mjs: it is broken/);
    const error = await getSymbol(`${broken}.fn`).catch((thrown: unknown) => thrown);
    expect((error as HostError).cause).toMatchObject({ message: 'it is broken' });
  });
});

describe('timedImport', () => {
  it('gives the module, and logs how many seconds that took', async () => {
    const info = vi.spyOn(libraryLogger(), 'info');
    const module = await timedImport('node:path');
    expect(module['join']).toBe(joinPath);
    expect(info).toHaveBeenCalledExactlyOnceWith(
      { module: 'node:path', seconds: expect.any(Number) as number },
      expect.any(String),
    );
  });

  it('says which module it cannot import', async () => {
    await expect(timedImport('no-such-package')).rejects.toThrow(HostError);
    await expect(timedImport('')).rejects.toThrow(TypeError);
  });
});
