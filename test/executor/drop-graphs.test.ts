import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { CopyApp } from '../../src/apps/index.js';
import type { DataDROP, InMemoryDROP } from '../../src/drops/index.js';
import {
  CancelledError,
  ComputeError,
  delayed,
  DROPStates,
  loadGraph,
  runGraph,
  SessionError,
  SessionStates,
  taskContext,
  TaskError,
  type DropEvent,
  type RunOptions,
} from '../../src/index.js';
import { deferred, rejection, settles, turn } from './watching.js';

const { COMPLETED, ERROR, CANCELLED, SKIPPED, DELETED } = DROPStates;
const root = mkdtempSync(path.join(tmpdir(), 'dropgraph-run-'));
afterAll(() => rmSync(root, { recursive: true }));

const memory = (oid: string, fields: object = {}): object => ({
  oid,
  categoryType: 'Data',
  dropclass: 'dlg.data.drops.memory.InMemoryDROP',
  ...fields,
});
const file = (oid: string, fields: object = {}): object => ({
  oid,
  categoryType: 'Data',
  dropclass: 'dlg.data.drops.file.FileDROP',
  ...fields,
});
const app = (oid: string, dropclass: string, fields: object = {}): object => ({
  oid,
  categoryType: 'Application',
  dropclass,
  ...fields,
});
const call = (oid: string, fields: object = {}): object =>
  app(oid, 'dropgraph.apps.FunctionApp', { func_name: oid, ...fields });
const copy = (oid: string, fields: object = {}): object => app(oid, 'dlg.apps.simple.CopyApp', fields);
const text = (value: string): object => ({ pydata: { value, type: 'str' } });

/** Files between functions, so that the graph is one of drops. */
const pipeline = [
  memory('in', text('abc')),
  copy('save', { inputs: ['in'], outputs: ['saved'] }),
  file('saved', { filepath: 'saved.txt' }),
  call('upper', { inputs: ['saved'], outputs: ['loud'] }),
  memory('loud'),
];
const upper = (bytes: Uint8Array): string => String(bytes).toUpperCase();

async function run(graph: readonly unknown[], options: RunOptions = {}): ReturnType<typeof runGraph> {
  return runGraph(graph, { directory: root, ...options });
}

describe('a graph of drops of any class', () => {
  it('runs to its results: values and bytes in memory, else where the data is', async () => {
    const graph = [...pipeline, copy('keep', { inputs: ['loud'], outputs: ['kept'] }), file('kept')];
    const session = await run(graph, { functions: { upper } });
    const results = await settles(session.results());
    expect([...results.keys()]).toEqual(['kept']);
    const place = fileURLToPath(String(results.get('kept')).replace(/^file:\/\/[^/]*/, 'file://'));
    expect(readFileSync(place, 'utf8')).toBe('ABC');
    expect(readFileSync(path.join(root, 'saved.txt'), 'utf8')).toBe('abc');
    expect(session.state).toBe(SessionStates.FINISHED);
    expect(Object.values(session.graphStatus()).every(({ status }) => status === COMPLETED)).toBe(true);
    expect([session.done, session.total]).toEqual([7, 7]);
  });

  it('gives every drop of the session as it is, and its events with all others', async () => {
    const events: DropEvent[] = [];
    const session = await run(pipeline, {
      functions: { upper },
      onEvent: (event) => void events.push(event),
    });
    const completed: unknown[] = [];
    session.drop('saved').subscribe((event) => completed.push(event['uid']), 'dropCompleted');
    expect((await session.results()).get('loud')).toBe('ABC');
    expect(completed).toEqual(['saved']);
    expect((session.drop('saved') as DataDROP).size).toBe(3);
    expect(
      events
        .filter(({ type }) => type === 'dropCompleted')
        .map(({ oid }) => oid)
        .sort(),
    ).toEqual(['in', 'loud', 'saved']);
    expect(new Set(events.map(({ session_id }) => session_id))).toEqual(new Set([session.sessionId]));
    expect(() => session.drop('gone')).toThrow(SessionError);
  });

  it('has at most `concurrency` applications at work', async () => {
    let [atWork, most] = [0, 0];
    const work = async (): Promise<void> => {
      most = Math.max(most, ++atWork);
      await turn();
      atWork--;
    };
    const graph: object[] = [memory('in', text('x')), file('unused', { producers: [] })];
    for (let at = 0; at < 9; at++) {
      graph.push(
        call(`f${at}`, { func_name: 'work', inputs: ['in'], outputs: [`o${at}`] }),
        memory(`o${at}`),
      );
    }
    await (await run(graph, { functions: { work }, concurrency: 2 })).results();
    expect(most).toBe(2);
  });

  it('computes results of its functions that are lazy', async () => {
    const lazy = delayed((x: number) => x + 1);
    const graph = [call('give', { outputs: ['out'] }), memory('out'), file('unused')];
    for (const give of [
      (): unknown => [lazy(1), lazy(2)],
      async (): Promise<unknown> => [lazy(1), lazy(2)],
    ]) {
      expect((await (await run(graph, { functions: { give } })).results()).get('out')).toEqual([2, 3]);
    }
  });

  it.each([
    ['in the spelling of old', [{ oid: 'a', type: 'plain', storage: 'Memory' }]],
    ['without data', [memory('a')]],
    ['with data as text', [memory('a', { pydata: { type: 'str', value: 'x' } })]],
    ['with data in base64', [memory('a', { pydata: 'eA==' })]],
  ])('may be memory alone: %s', async (_, graph) => {
    const session = await run(graph);
    expect([...(await session.results()).keys()]).toEqual(['a']);
  });

  it('tells its functions their context', async () => {
    const who = (): string => taskContext().key;
    const graph = [call('who', { outputs: ['name'] }), memory('name'), file('unused')];
    expect((await (await run(graph, { functions: { who } })).results()).get('name')).toBe('who');
  });
});

describe('a failure in a graph of drops', () => {
  const oops = new Error('oops');
  const fail = (): never => {
    throw oops;
  };

  it('is a TaskError that names the drop and the way to the result; other branches go on', async () => {
    const graph = [
      memory('in', text('x')),
      call('fail', { name: 'failing', inputs: ['in'], outputs: ['a'] }),
      memory('a'),
      copy('next', { inputs: ['a'], outputs: ['b'] }),
      memory('b'),
      copy('other', { inputs: ['in'], outputs: ['c'] }),
      file('c'),
    ];
    const session = await run(graph, { functions: { fail } });
    const error = (await rejection(session.results())) as TaskError;
    expect(error).toBeInstanceOf(TaskError);
    expect(error).toMatchObject({ key: 'fail', taskName: 'failing', path: ['fail', 'a', 'next', 'b'] });
    expect(error.cause).toBe(oops);
    expect(session.state).toBe(SessionStates.FAILED);
    expect(session.graphStatus()).toMatchObject({ b: { status: ERROR }, c: { status: COMPLETED } });
  });

  it('that is tolerated fails nothing', async () => {
    const graph = [
      memory('in', text('x')),
      call('fail', { inputs: ['in'], outputs: ['a'] }),
      memory('a'),
      memory('b', text('b')),
      app('gather', 'dlg.apps.simple.NullBarrierApp', {
        inputs: ['a', 'b'],
        outputs: ['c'],
        input_error_threshold: 50,
      }),
      file('c'),
    ];
    const session = await run(graph, { functions: { fail } });
    expect([...(await session.results()).keys()]).toEqual(['c']);
    expect(session.state).toBe(SessionStates.FINISHED);
  });

  it('of several drops is a ComputeError with all of them', async () => {
    const graph = ['a', 'b'].flatMap((oid) => [
      call(oid, { func_name: 'fail', outputs: [`${oid}-out`] }),
      file(`${oid}-out`),
    ]);
    const error = (await rejection((await run(graph, { functions: { fail } })).results())) as ComputeError;
    expect(error).toBeInstanceOf(ComputeError);
    expect(error.errors.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('to be made is one too: the file would lie outside the directory', async () => {
    const graph = [memory('in', text('x')), copy('save', { inputs: ['in'], outputs: ['out'] })];
    const session = await run([...graph, file('out', { filepath: '../../outside.txt' })]);
    expect(await rejection(session.results())).toMatchObject({ name: 'TaskError' });
    expect(existsSync(path.join(root, '../../outside.txt'))).toBe(false);
  });

  it('is that code of the graph may not run, unless the user said so', async () => {
    const graph = [
      app('sh', 'dlg.apps.bash_shell_app.BashShellApp', { command: 'echo hi > {out}', outputs: ['out'] }),
      file('out'),
    ];
    const error = (await rejection((await run(graph)).results())) as Error;
    expect(error.message).toContain('allowCode');
    const results = await (await run(graph, { allowCode: true })).results();
    expect([...results.keys()]).toEqual(['out']);
  });

  it('does not give away the environment: but DLG_ variables, only where code may run', async () => {
    process.env['DROPGRAPH_TEST_SECRET'] = 'secret';
    process.env['DLG_TEST_OPEN'] = 'open';
    const hello = (variable: string): object[] => [
      {
        oid: 'env',
        categoryType: 'Data',
        dropclass: 'dlg.data.drops.environmentvar_drop.EnvironmentVarDROP',
        name: 'env',
        consumers: [],
      },
      app('hello', 'dlg.apps.simple.HelloWorldApp', {
        greet: `$env.${variable}`,
        producers: ['env'],
        outputs: ['out'],
      }),
      memory('out'),
    ];
    const said = async (variable: string, options: RunOptions = {}): Promise<string> =>
      String((await (await run(hello(variable), options)).results()).get('out'));
    try {
      expect(await said('DLG_TEST_OPEN')).toContain('open');
      expect(await said('DROPGRAPH_TEST_SECRET').catch(String)).not.toContain('secret');
      expect(await said('DROPGRAPH_TEST_SECRET', { allowCode: true })).toContain('secret');
    } finally {
      delete process.env['DROPGRAPH_TEST_SECRET'];
      delete process.env['DLG_TEST_OPEN'];
    }
  });

  it('is that an input never comes: nothing hangs, and the drops that wait are named', async () => {
    const graph = [
      memory('in', text('x')),
      app('wait', 'dlg.apps.simple.NullBarrierApp', {
        inputs: ['in'],
        n_effective_inputs: 2,
        outputs: ['out'],
      }),
      file('out'),
    ];
    const session = await run(graph);
    const error = (await settles(rejection(session.results()))) as Error;
    expect(error.message).toMatch(/waits? for 2 inputs|"wait".*still wait/);
    expect(session.state).toBe(SessionStates.FAILED);
  });

  it('is waited for where somebody outside completes a drop', async () => {
    const graph = [
      memory('in', { executionMode: 1, ...text('x') }),
      copy('copy', { inputs: ['in'], outputs: ['out'] }),
      file('out'),
    ];
    const session = await run(graph);
    for (let turns = 0; turns < 5; turns++) await turn();
    expect(session.state).toBe(SessionStates.RUNNING);
    (session.drop('copy') as CopyApp).dropCompleted('in', COMPLETED);
    expect([...(await settles(session.results())).keys()]).toEqual(['out']);
  });
});

describe('branches, cancelling and ends', () => {
  it('skip one side of a branch; it is no result', async () => {
    const graph = [
      memory('in', text('x')),
      app('branch', 'dlg.apps.simple.SimpleBranch', {
        inputs: ['in'],
        outputs: ['yes', 'no'],
        result: false,
      }),
      memory('yes'),
      file('no'),
    ];
    const session = await run(graph);
    expect([...(await session.results()).keys()]).toEqual(['no']);
    expect(session.graphStatus()).toMatchObject({ yes: { status: SKIPPED }, no: { status: COMPLETED } });
  });

  it('cancel what runs, and leave nothing behind', async () => {
    const gate = deferred();
    const graph = [
      call('wait', { outputs: ['a'] }),
      file('a'),
      copy('next', { inputs: ['a'], outputs: ['b'] }),
      memory('b'),
    ];
    let signal: AbortSignal | undefined;
    const wait = (): Promise<void> => {
      ({ signal } = taskContext());
      return gate.promise;
    };
    const session = await run(graph, { functions: { wait } });
    await turn();
    await turn();
    session.cancel('enough');
    expect(await rejection(session.results())).toBeInstanceOf(CancelledError);
    expect(Object.values(session.graphStatus()).map(({ status }) => status)).toEqual(
      Array(4).fill(CANCELLED),
    );
    expect(signal?.aborted).toBe(true);
    gate.resolve();
  });

  it('let data in memory go after its last use, and data that expires be deleted', async () => {
    const graph = [
      memory('in', text('x')),
      copy('one', { inputs: ['in'], outputs: ['a'] }),
      file('a', { filepath: 'a.txt', persist: false, expireAfterUse: true }),
      copy('two', { inputs: ['a'], outputs: ['out'] }),
      memory('out'),
    ];
    const session = await run(graph);
    expect(String((await session.results()).get('out'))).toBe('x');
    expect(() => (session.drop('in') as InMemoryDROP).value).toThrow();
    const a = session.drop('a');
    await settles(
      new Promise((resolve) => {
        if (a.status === DELETED) resolve(0);
        a.subscribe((event) => event['status'] === DELETED && resolve(0), 'status');
      }),
    );
    expect(existsSync(path.join(root, 'a.txt'))).toBe(false);
  });

  it('run the same graph again, each time anew', async () => {
    const graph = loadGraph(pipeline);
    for (let time = 0; time < 3; time++) {
      const session = await runGraph(graph, { functions: { upper }, directory: root });
      expect((await session.results()).get('loud')).toBe('ABC');
    }
  });
});
