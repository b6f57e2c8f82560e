import { describe, expect, it } from 'vitest';
import {
  AppDROPStates,
  CancelledError,
  compile,
  delayed,
  DROPStates,
  runGraph,
  SessionStates,
  TaskError,
  type DropStatus,
} from '../../src/index.js';
import { app, data, given } from '../dropspec/drops.js';
import { deferred, rejection, settles, start, turn } from './watching.js';

const add = delayed((a: number, b: number) => a + b, { name: 'add' });
const { INITIALIZED, COMPLETED, ERROR, CANCELLED } = DROPStates;

describe('the state of a session', () => {
  it('is PRISTINE until the first task, RUNNING while there is one, FINISHED after', async () => {
    const gate = deferred<number>();
    const session = await start(add(delayed(() => gate.promise)(), 1));
    expect(session.state).toBe(SessionStates.PRISTINE);
    expect(session.error).toBeUndefined();
    await turn();
    expect(session.state).toBe(SessionStates.RUNNING);
    gate.resolve(1);
    await settles(session.finished);
    expect(session.state).toBe(SessionStates.FINISHED);
    expect(session.error).toBeUndefined();
  });

  it('is FAILED after a failure, and the error is told', async () => {
    const session = await start(delayed(() => Promise.reject(new Error('no')))());
    await settles(session.finished);
    expect(session.state).toBe(SessionStates.FAILED);
    expect(session.error).toBeInstanceOf(TaskError);
    expect(session.failures).toHaveLength(1);
    expect(await rejection(session.results())).toBe(session.error);
    expect(await rejection(session.outputs())).toBe(session.error);
  });

  it('is CANCELLED after cancel(), at once', async () => {
    const session = await start(add(1, 2));
    void session.run();
    await turn();
    const running = await start(delayed(() => new Promise(() => undefined))());
    void running.run();
    await turn();
    running.cancel();
    expect(running.state).toBe(SessionStates.CANCELLED);
    await settles(running.finished);
    expect(running.error).toBeInstanceOf(CancelledError);
    expect((await session.results()).size).toBe(1);
  });

  it('has another id for each session', async () => {
    const [one, two] = [await start(add(1, 2)), await start(add(1, 2))];
    expect(one.sessionId).not.toBe(two.sessionId);
  });

  it('counts the settled tasks and all of them', async () => {
    const session = await start(add(add(1, 2), 3));
    expect([session.done, session.total]).toEqual([0, 2]);
    await session.finished;
    expect([session.done, session.total]).toEqual([2, 2]);
  });
});

describe('results() and outputs()', () => {
  it('give each asked result by oid and in order, as often as they are asked', async () => {
    const sum = add.with({ key: 'sum' })(1, 2);
    const session = await start([add.with({ key: 'more' })(sum, 1), sum]);
    for (let time = 0; time < 2; time++) {
      expect(await session.results()).toEqual(
        new Map([
          ['sum', 3],
          ['more', 4],
        ]),
      );
      expect([...(await session.outputs())].sort()).toEqual([3, 4]);
    }
  });

  it('wait for the end, asked before the start', async () => {
    const session = await start(add.with({ key: 'sum' })(1, 2));
    const results = session.results();
    expect(session.state).toBe(SessionStates.PRISTINE);
    expect((await results).get('sum')).toBe(3);
  });

  it('are empty for a graph without tasks', async () => {
    const session = await start({ nothing: 'lazy' });
    expect(await settles(session.results())).toEqual(new Map());
    expect(session.state).toBe(SessionStates.FINISHED);
  });

  it('give the leaves and the data marked persist of a loaded graph', async () => {
    const graph = [
      given('x', 1),
      app('f', { inputs: ['x'], outputs: ['y'] }),
      data('y', { persist: true }),
      app('g', { func_name: 'f', inputs: ['y'], outputs: ['z'] }),
      data('z'),
    ];
    const session = await runGraph(graph, { functions: { f: (x: number) => x + 1 } });
    expect(await session.results()).toEqual(
      new Map([
        ['y', 2],
        ['z', 3],
      ]),
    );
  });

  it('come to the same on a second run of the same graph', async () => {
    let calls = 0;
    const graph = compile(delayed(() => ++calls, { key: 'count' })());
    expect([...(await (await runGraph(graph)).results()).values()]).toEqual([1]);
    expect([...(await (await runGraph(graph)).results()).values()]).toEqual([2]);
  });
});

describe('run() and close()', () => {
  it('run() starts once: every call gives the end of the same run', async () => {
    let calls = 0;
    const session = await start(delayed(() => ++calls)());
    expect(session.run()).toBe(session.run());
    await session.run();
    await turn();
    expect(calls).toBe(1);
  });

  it('close() cancels and waits; after the end it does nothing', async () => {
    const hanging = await start(delayed(() => new Promise(() => undefined))());
    void hanging.run();
    await turn();
    await settles(hanging.close());
    expect(hanging.state).toBe(SessionStates.CANCELLED);
    const done = await start(add(1, 2));
    await done.results();
    await done[Symbol.asyncDispose]();
    expect(done.state).toBe(SessionStates.FINISHED);
  });
});

describe('graphStatus()', () => {
  it('tells the states of all drops by oid, before, in and after the run', async () => {
    const gate = deferred<number>();
    const session = await start(add.with({ key: 'b' })(delayed(() => gate.promise, { key: 'a' })(), 1));
    const waiting = { status: INITIALIZED, execStatus: AppDROPStates.NOT_RUN };
    expect(session.graphStatus()).toEqual({
      'a.app': waiting,
      a: { status: INITIALIZED },
      'b.app': waiting,
      b: { status: INITIALIZED },
    });
    void session.run();
    await turn();
    expect(session.graphStatus()['a.app']).toEqual({
      status: INITIALIZED,
      execStatus: AppDROPStates.RUNNING,
    });
    gate.resolve(1);
    await session.finished;
    const done = { status: COMPLETED, execStatus: AppDROPStates.FINISHED };
    expect(session.graphStatus()).toEqual({
      'a.app': done,
      a: { status: COMPLETED },
      'b.app': done,
      b: { status: COMPLETED },
    });
  });

  it('tells failed, downstream and unrelated drops apart', async () => {
    const fail = delayed(() => Promise.reject(new Error('no')), { key: 'fail' })();
    const session = await start([
      add.with({ key: 'down' })(fail, 1),
      add.with({ key: 'free' })(delayed(() => turn().then(() => 1), { key: 'slow' })(), 1),
    ]);
    await session.finished;
    const status = (oid: string): number => session.graphStatus()[oid]!.status;
    expect(['fail', 'fail.app', 'down', 'down.app'].map(status)).toEqual([ERROR, ERROR, ERROR, ERROR]);
    expect(['slow', 'free', 'free.app'].map(status)).toEqual([COMPLETED, CANCELLED, CANCELLED]);
    expect(session.graphStatus()['free.app']!.execStatus).toBe(AppDROPStates.CANCELLED);
  });

  it('is a copy: changing it changes nothing, in this session or another', async () => {
    const session = await start(add.with({ key: 'a' })(1, 2));
    const status = session.graphStatus()['a.app'] as { -readonly [K in keyof DropStatus]: DropStatus[K] };
    try {
      status.status = ERROR;
    } catch {
      // frozen is as good
    }
    expect((await start(add.with({ key: 'b' })(1, 2))).graphStatus()['b.app']!.status).toBe(INITIALIZED);
    status.status = INITIALIZED;
  });
});
