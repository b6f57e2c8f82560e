import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BashShellApp, PyFuncApp } from '../../src/apps/index.js';
import { createGraphFromDropSpecList, type CreatedGraph } from '../../src/graph-loader.js';
import {
  type AppDROP,
  ContainerDROP,
  FileDROP,
  InMemoryDROP,
  SharedMemoryDROP,
  type DataDROP,
} from '../../src/drops/index.js';
import { InvalidDropError } from '../../src/index.js';
import { AppDROPStates, DROPStates } from '../../src/protocol/index.js';
import { app, chain, container, CONTAINER, CRC_STREAM, data, FILE, run, SLEEP, type Spec } from './specs.js';
import { useOwnTmpdir } from './own-tmpdir.js';

useOwnTmpdir();

const oids = (drops: readonly { readonly oid: string }[]): string[] => drops.map(({ oid }) => oid);
const BASH = 'dlg.apps.bash_shell_app.BashShellApp';
const PYFUNC = 'dlg.apps.pyfunc.PyFuncApp';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dropgraph-loader-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Makes a graph in a session of its own. */
const create = (list: readonly unknown[], options = {}): CreatedGraph =>
  createGraphFromDropSpecList(list, { session: { sessionId: 's', directory }, ...options });

describe('drops are made', () => {
  it('of the classes their dropspecs name, in the order of the list, with nothing begun', () => {
    const { drops, roots, failures } = create([
      data('m'),
      data('s', { dropclass: 'dlg.data.drops.memory.SharedMemoryDROP' }),
      data('file', { dropclass: FILE }),
      container('k'),
      ...chain(),
    ]);
    expect([...drops.keys()]).toEqual(['m', 's', 'file', 'k', 'a', 'f', 'b']);
    expect(drops.get('file')).toBeInstanceOf(FileDROP);
    expect(drops.get('m')).toBeInstanceOf(InMemoryDROP);
    expect(drops.get('s')).toBeInstanceOf(SharedMemoryDROP);
    expect(drops.get('k')).toBeInstanceOf(ContainerDROP);
    expect(failures).toEqual([]);
    expect(roots.every(({ status }) => status === DROPStates.INITIALIZED)).toBe(true);
  });

  it('with their containers, which are roots', () => {
    const { drops, roots } = create([
      { oid: 'A', type: 'plain', storage: 'Memory' },
      { oid: 'B', categoryType: 'container', dropclass: CONTAINER, children: ['A'] },
    ]);
    expect(oids(roots)).toEqual(['A', 'B']);
    expect(drops.get('A')!.parent).toBe(drops.get('B'));
  });

  it('with values of applicationArgs as options, before those of the dropspec and of nodeAttributes', () => {
    const field = (value: unknown, usage = 'NoPort'): Spec => ({ name: 'x', value, usage });
    const { drops } = create([
      app('f', {
        dropclass: SLEEP,
        sleep_time: 5,
        n_tries: 2,
        applicationArgs: {
          sleep_time: field(3),
          name: field('arg'),
          n_tries: field(9, 'InputPort'),
          inputs: field(['x']),
        },
        nodeAttributes: { sleep_time: field(1), input_error_threshold: field(50), dropclass: field('x') },
        name: 'label',
      }),
    ]);
    const f = drops.get('f') as AppDROP;
    expect(f.param('sleep_time')).toBe(3);
    expect(f.param('n_tries')).toBe(2);
    expect(f.param('input_error_threshold')).toBe(50);
    expect(f.name).toBe('label');
    expect(f.parameters['inputs']).toBeUndefined();
    expect(f.parameters['applicationArgs']).toHaveProperty('sleep_time');
  });

  it('without what only says which drop it is', () => {
    const fields = {
      Application: 'x',
      appclass: 'x',
      dataclass: 'x',
      data: 'x',
      Data: 'x',
      func: 'x',
      mine: 1,
    };
    const { drops } = create([data('a', fields)]);
    expect(Object.keys(drops.get('a')!.parameters)).toEqual(['mine']);
  });

  it('with flags that are "0" as false', () => {
    const { drops } = create([data('f', { dropclass: FILE, check_filepath_exists: '0', persist: '0' })]);
    expect((drops.get('f') as FileDROP).persist).toBe(false);
  });

  it('with the session, the level of reproducibility and the permissions', () => {
    const list = [
      data('a', { reprodata: { rmode: '5' } }),
      data('b', { reprodata: {} }),
      data('c', { reprodata: { rmode: '9' } }),
      app('f', { dropclass: BASH, command: 'true' }),
    ];
    const { drops } = create(list);
    expect(['a', 'b', 'c'].map((oid) => drops.get(oid)!.reproducibilityLevel)).toEqual([5, 0, 0]);
    expect(drops.get('a')!.sessionId).toBe('s');
    expect((drops.get('f') as BashShellApp).permissions).toEqual({ code: false });
    expect((create(list, { allowCode: true }).drops.get('f') as BashShellApp).permissions).toEqual({
      code: true,
    });
  });

  it('an empty graph of an empty list', () => {
    expect(createGraphFromDropSpecList([])).toEqual({ roots: [], drops: new Map(), failures: [] });
  });

  it('refusing options that are unknown or wrong', () => {
    expect(() => create([], { allowcode: true })).toThrow(
      /"allowcode".*valid options: session, allowCode, functions/,
    );
    expect(() => create([], { session: {} })).toThrow(/sessionId/);
    expect(() => create([], { functions: { f: 1 } })).toThrow(TypeError);
  });
});

describe('roots', () => {
  it('wait for nothing, whichever side declares the links', () => {
    const oneSided = [data('b', { producers: ['f'] }), app('f'), data('a', { consumers: ['f'] }), app('g')];
    expect(oids(create(oneSided).roots)).toEqual(['a', 'g']);
  });
});

describe('a graph that was made runs', () => {
  it('from its roots to its leaves', async () => {
    const graph = create([
      data('a', { pydata: { type: 'str', value: 'hello' }, consumers: [{ f: 'x' }] }),
      app('f', { outputs: ['b', 'file'] }),
      data('b', { streamingConsumers: ['crc'] }),
      data('file', { dropclass: FILE, filepath: 'sub/out.txt' }),
      app('crc', { dropclass: CRC_STREAM, outputs: ['sum'] }),
      data('sum'),
    ]);
    await run(graph);
    const { drops } = graph;
    expect(String((drops.get('b') as InMemoryDROP).value)).toBe('hello');
    expect(String((drops.get('sum') as InMemoryDROP).value)).toBe('2591144780');
    expect((drops.get('file') as FileDROP).path).toBe(join(directory, 'sub', 'out.txt'));
    expect((drops.get('file') as DataDROP).size).toBe(5);
  });

  it('and what a class refuses to be fails in its turn, and everything after it', async () => {
    const graph = create([
      data('a', { consumers: ['bad', 'f'] }),
      app('bad', { dropclass: PYFUNC, name: 'no function', outputs: ['x'] }),
      data('x', { consumers: ['g'] }),
      app('g', { outputs: ['y'] }),
      data('y'),
      app('f', { outputs: ['b', 'lost'] }),
      data('b'),
      data('lost', { dropclass: FILE, filepath: '/dev/null/x' }),
    ]);
    expect(graph.failures.map(({ oid }) => oid)).toEqual(['bad', 'lost']);
    expect(graph.failures.every(({ error }) => error instanceof InvalidDropError)).toBe(true);
    expect(graph.drops.size).toBe(8);
    await run(graph);
    const status = (oid: string): number => graph.drops.get(oid)!.status;
    expect(status('a')).toBe(DROPStates.COMPLETED);
    for (const oid of ['bad', 'x', 'g', 'y', 'lost'])
      expect([oid, status(oid)]).toEqual([oid, DROPStates.ERROR]);
    expect(graph.drops.get('bad')!.error).toBe(graph.failures[0]!.error);
    expect((graph.drops.get('bad') as AppDROP).execStatus).toBe(AppDROPStates.ERROR);
  });

  it('also where what failed is a root, streams, or stands in a container', async () => {
    const graph = create([
      app('root', { dropclass: PYFUNC, outputs: ['x'] }),
      data('x'),
      data('given', { pydata: 5, consumers: ['f'] }),
      app('f', { outputs: ['y'] }),
      data('y'),
      data('s', { streamingConsumers: ['stream'] }),
      app('stream', { dropclass: PYFUNC, outputs: ['z'] }),
      data('z'),
      data('in', { pydata: 5, parent: 'k' }),
      container('k'),
    ]);
    expect(graph.failures.map(({ oid }) => oid)).toEqual(['root', 'given', 'stream', 'in']);
    await run(graph);
    for (const oid of ['x', 'y', 'z', 'in']) expect(graph.drops.get(oid)!.status).toBe(DROPStates.ERROR);
  });

  it('and its commands need a permission', async () => {
    const list = [
      app('f', { dropclass: BASH, command: 'echo hi > %o0', outputs: ['x'] }),
      data('x', { dropclass: FILE }),
    ];
    const refused = create(list);
    await run(refused);
    expect(refused.drops.get('f')!.error).toMatchObject({
      message: expect.stringContaining('allowCode: true'),
    });
    const allowed = create(list, { allowCode: true });
    await run(allowed);
    expect(allowed.drops.get('x')!.status).toBe(DROPStates.COMPLETED);
  });

  it('where a function of Python is not known, that application fails when it runs', () => {
    const { failures, drops } = create([app('f', { dropclass: PYFUNC, func_name: 'bad_module.f' })]);
    expect(failures).toEqual([]);
    expect(drops.get('f')).toBeInstanceOf(PyFuncApp);
  });
});
