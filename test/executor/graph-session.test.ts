import { describe, expect, it } from 'vitest';
import {
  AppDROPStates,
  CycleError,
  DROPStates,
  GraphSession,
  InvalidGraphError,
  InvalidRelationshipError,
  loadGraph,
  SessionError,
  SessionStates,
  TaskError,
  type Session,
} from '../../src/index.js';
import { DROPLinkType } from '../../src/protocol/index.js';
import { deferred, rejection, settles, until } from './watching.js';

const { PRISTINE, BUILDING, DEPLOYING, RUNNING, FINISHED, CANCELLED, FAILED } = SessionStates;
const { CONSUMER, INPUT, OUTPUT, PRODUCER, PARENT, CHILD } = DROPLinkType;

type Spec = Record<string, unknown>;
const data = (oid: string, fields: Spec = {}): Spec => ({
  oid,
  categoryType: 'Data',
  dropclass: 'dlg.data.drops.memory.InMemoryDROP',
  ...fields,
});
const app = (oid: string, fields: Spec = {}): Spec => ({
  oid,
  categoryType: 'Application',
  dropclass: 'dlg.apps.simple.CopyApp',
  ...fields,
});
const box = (oid: string, fields: Spec = {}): Spec => ({
  oid,
  categoryType: 'Container',
  dropclass: 'dlg.data.drops.container.ContainerDROP',
  ...fields,
});
const text = (value: string): Spec => ({ pydata: { type: 'str', value } });

/** The error of a call that must throw. */
function refusal(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('it did not throw');
}

/** What a part is refused for, in short. */
function faults(call: () => unknown): string[] {
  const error = refusal(call);
  if (!(error instanceof InvalidGraphError)) throw error;
  return error.problems.map(({ oid, path }) => `${oid} ${path}`.trim());
}

const states = (session: Session): Record<string, unknown> =>
  Object.fromEntries(Object.entries(session.graphStatus()).map(([oid, { status }]) => [oid, status]));

describe('the states of a session whose graph arrives in parts', () => {
  it('go from PRISTINE through BUILDING, DEPLOYING and RUNNING to FINISHED', async () => {
    const parts = new GraphSession();
    expect(parts.state).toBe(PRISTINE);
    parts.addGraphSpec([data('a', text('x')), app('b', { inputs: ['a'], outputs: ['c'] })]);
    expect(parts.state).toBe(BUILDING);
    parts.addGraphSpec([data('c')]);
    expect([parts.state, parts.size]).toEqual([BUILDING, 3]);
    const deploying = parts.deploy();
    expect(parts.state).toBe(DEPLOYING);
    const session = await deploying;
    expect(parts.state).toBe(DEPLOYING);
    const running = new Promise<SessionStates>((resolve) => {
      session.subscribe(() => resolve(parts.state));
    });
    expect(await settles(running)).toBe(RUNNING);
    expect(String((await settles(session.results())).get('c'))).toBe('x');
    expect([parts.state, session.state]).toEqual([FINISHED, FINISHED]);
  });

  it('end in FAILED when a drop failed', async () => {
    const parts = new GraphSession({
      functions: {
        fail: () => {
          throw new Error('no');
        },
      },
    });
    parts.addGraphSpec([
      app('f', { dropclass: 'dropgraph.apps.FunctionApp', func_name: 'fail', outputs: ['out'] }),
      data('out'),
    ]);
    const session = await parts.deploy();
    expect(await rejection(session.results())).toBeInstanceOf(TaskError);
    expect(parts.state).toBe(FAILED);
    expect(refusal(() => parts.cancel())).toBeInstanceOf(SessionError);
  });

  it('forbid what is not its turn, with a SessionError that names the state', async () => {
    const parts = new GraphSession();
    expect(refusal(() => parts.linkGraphParts('a', 'b', CONSUMER))).toMatchObject({
      code: 'DLG_ERR_SESSION',
      message: 'The session is PRISTINE; linkGraphParts() needs BUILDING',
    });
    expect(refusal(() => parts.cancel())).toBeInstanceOf(SessionError);
    parts.addGraphSpec([data('a', text('x')), app('b', { inputs: ['a'], outputs: ['c'] }), data('c')]);
    expect(refusal(() => parts.cancel())).toBeInstanceOf(SessionError);
    const deploying = parts.deploy();
    const forbidAll = async (): Promise<void> => {
      expect(refusal(() => parts.addGraphSpec([data('z')]))).toBeInstanceOf(SessionError);
      expect(refusal(() => parts.linkGraphParts('a', 'b', CONSUMER))).toBeInstanceOf(SessionError);
      expect(await rejection(parts.deploy())).toBeInstanceOf(SessionError);
    };
    expect(refusal(() => parts.cancel())).toBeInstanceOf(SessionError); // there is no run yet
    await forbidAll();
    const session = await deploying;
    await forbidAll();
    await settles(session.finished);
    await forbidAll();
    expect(refusal(() => parts.cancel())).toMatchObject({
      message: 'The session is FINISHED; cancel() needs a run that is not over',
    });
    expect(parts.size).toBe(3);
  });

  it('are FINISHED at once for a graph without drops', async () => {
    for (const part of [undefined, []]) {
      const parts = new GraphSession();
      if (part !== undefined) parts.addGraphSpec(part);
      const session = await parts.deploy();
      await settles(session.finished);
      expect(parts.state).toBe(FINISHED);
      expect(session.graphStatus()).toEqual({});
    }
  });

  it('stay as they were when the options are wrong', () => {
    expect(() => new GraphSession({ concurency: 1 } as object)).toThrow(/concurency.*GraphSession/);
  });
});

describe('a part that is wrong', () => {
  it.each<[string, unknown, string[]]>([
    ['an oid that an earlier part has', [data('new'), data('a')], ['a oid']],
    ['an oid twice', [data('new'), data('new')], ['new oid']],
    ['no class', [data('new', { dropclass: undefined })], ['new dropclass']],
    ['an unknown class', [app('new', { dropclass: 'my.App' })], ['new dropclass']],
    ['an unknown category', [{ oid: 'new', categoryType: 'Thing' }], ['new categoryType']],
    ['something that is no drop', [7], ['#0']],
    ['an oid that is no text', [data({ toString: null } as never)], ['#0 oid']],
    [
      'links of the wrong kind within it',
      [data('new', { consumers: ['n'] }), data('n')],
      ['new consumers[0]'],
    ],
    [
      'a link of the wrong kind to an earlier part',
      [data('new', { consumers: ['a'] })],
      ['new consumers[0]'],
    ],
    [
      'links that ask two things of one drop',
      [app('new', { inputs: ['z'] }), data('n', { consumers: ['z'] })],
      ['n consumers[0]'],
    ],
    ['a text that is no JSON', 'oops', ['graph']],
  ])('(%s) is refused, and nothing of it is added', async (_, part, wanted) => {
    const parts = new GraphSession();
    parts.addGraphSpec([data('a', text('x'))]);
    expect(faults(() => parts.addGraphSpec(part as string))).toEqual(wanted);
    expect([parts.state, parts.size]).toEqual([BUILDING, 1]);
    parts.addGraphSpec([app('new', { inputs: ['a'], outputs: ['out'] }), data('out')]);
    expect([...(await settles((await parts.deploy()).results())).keys()]).toEqual(['out']);
  });

  it('leaves a session PRISTINE that had no part before', () => {
    const parts = new GraphSession();
    expect(() => parts.addGraphSpec([{ oid: 'x' }])).toThrow(InvalidGraphError);
    expect([parts.state, parts.size]).toEqual([PRISTINE, 0]);
  });

  it('is found when the graph is deployed, if only the whole is wrong; the missing part can follow', async () => {
    const parts = new GraphSession();
    parts.addGraphSpec([data('a', { ...text('x'), consumers: ['b'] })]);
    const error = await rejection(parts.deploy());
    expect(error).toMatchObject({ problems: [{ oid: 'a', path: 'consumers[0]' }] });
    expect(parts.state).toBe(BUILDING);
    parts.addGraphSpec([app('b', { outputs: ['c'] }), data('c')]);
    expect(String((await settles((await parts.deploy()).results())).get('c'))).toBe('x');
  });

  it('is found when its links close a circle', async () => {
    const parts = new GraphSession();
    parts.addGraphSpec([data('a'), app('b', { inputs: ['a'] })]);
    parts.addGraphSpec([data('c'), app('d', { inputs: ['c'], outputs: ['a'] })]);
    parts.linkGraphParts('b', 'c', OUTPUT);
    expect(await rejection(parts.deploy())).toBeInstanceOf(CycleError);
    expect(parts.state).toBe(BUILDING);
  });
});

describe('the parts of a graph', () => {
  it.each([
    ['b', 'c', OUTPUT],
    ['c', 'b', PRODUCER],
  ] as const)('are linked across, whichever side of an output is named (%s, %s)', async (lh, rh, type) => {
    const parts = new GraphSession();
    parts.addGraphSpec([data('a', text('x')), app('b', { inputs: ['a'] })]);
    parts.addGraphSpec([data('c')]);
    parts.linkGraphParts(lh, rh, type);
    expect(String((await settles((await parts.deploy()).results())).get('c'))).toBe('x');
  });

  it.each([
    ['a', 'b', CONSUMER],
    ['b', 'a', INPUT],
  ] as const)('are linked across, whichever side of an input is named (%s, %s)', async (lh, rh, type) => {
    const parts = new GraphSession();
    parts.addGraphSpec([data('a', text('x'))]);
    parts.addGraphSpec([app('b', { outputs: ['c'] }), data('c')]);
    parts.linkGraphParts(lh, rh, type);
    expect(String((await settles((await parts.deploy()).results())).get('c'))).toBe('x');
  });

  it('may link to each other in their dropspecs, in any order', async () => {
    const parts = new GraphSession();
    parts.addGraphSpec([app('b', { inputs: [{ a: 'x' }], outputs: ['c'] }), box('all', { children: ['c'] })]);
    parts.addGraphSpec([data('c', { parent: 'all' })]);
    parts.addGraphSpec([data('a', text('hi'))]);
    const session = await parts.deploy();
    expect(String((await settles(session.results())).get('c'))).toBe('hi');
  });

  it('refuse links that cannot be, and stay as they are', () => {
    const parts = new GraphSession();
    parts.addGraphSpec([data('a', { consumers: ['b'] }), app('b'), box('k'), box('l')]);
    const faulty = (lh: string, rh: string, type: DROPLinkType): unknown =>
      refusal(() => parts.linkGraphParts(lh, rh, type));
    expect(faulty('a', 'b', CONSUMER)).toBeInstanceOf(InvalidRelationshipError); // they are linked already
    expect(faulty('a', 'k', CONSUMER)).toBeInstanceOf(InvalidRelationshipError);
    expect(faulty('b', 'a', CHILD)).toBeInstanceOf(InvalidRelationshipError);
    expect(faulty('a', 'b', 99 as DROPLinkType)).toBeInstanceOf(RangeError);
    expect(faults(() => parts.linkGraphParts('y', 'z', CONSUMER))).toEqual(['y', 'z']);
    parts.linkGraphParts('a', 'k', PARENT);
    expect(faulty('a', 'l', PARENT)).toBeInstanceOf(InvalidRelationshipError);
    parts.linkGraphParts('a', 'l', PARENT, true);
    expect(parts.state).toBe(BUILDING);
  });

  it('stay as they are where they came from', async () => {
    const part = [
      data('a', { ...text('x'), consumers: ['b'] }),
      app('b', { outputs: ['c'] }),
      data('c'),
      data('d'),
    ];
    const before = structuredClone(part);
    const parts = new GraphSession();
    parts.addGraphSpec(part);
    parts.linkGraphParts('b', 'd', OUTPUT);
    await settles((await parts.deploy()).finished);
    expect(part).toEqual(before);
  });

  it('come in every form of graphs, and of the functions of a compiled one', async () => {
    const parts = new GraphSession({ functions: { double: (x: number) => 2 * x } });
    parts.addGraphSpec(
      '["old.graph", [{ "oid": "a", "type": "plain", "storage": "Memory", "precious": "1" }]]',
    );
    parts.addGraphSpec(loadGraph([data('x', { pydata: { type: 'json', value: 21 } })]));
    parts.addGraphSpec([
      app('f', {
        dropclass: 'dropgraph.apps.FunctionApp',
        func_name: 'double',
        args: [{ $: 'input', value: 0 }],
        inputs: ['x'],
      }),
      { rmode: '1' },
    ]);
    parts.addGraphSpec([data('y', { producers: ['f'] })]);
    const session = await parts.deploy();
    expect((await settles(session.results())).get('y')).toBe(42);
  });
});

describe('a graph that is cancelled', () => {
  const hold = (oid: string, fields: Spec): Spec =>
    app(oid, { dropclass: 'dropgraph.apps.FunctionApp', func_name: 'hold', ...fields });

  it('has all its drops CANCELLED, where none had begun', async () => {
    const parts = new GraphSession();
    parts.addGraphSpec([
      data('a', { executionMode: 1 }),
      app('b', { inputs: ['a'], outputs: ['c'] }),
      data('c'),
    ]);
    const session = await parts.deploy();
    parts.cancel('enough');
    await settles(session.finished);
    expect(parts.state).toBe(CANCELLED);
    expect(session.graphStatus()).toEqual({
      a: { status: DROPStates.CANCELLED },
      b: { status: DROPStates.CANCELLED, execStatus: AppDROPStates.CANCELLED },
      c: { status: DROPStates.CANCELLED },
    });
    expect(await rejection(session.results())).toMatchObject({ code: 'DLG_ERR_CANCELLED', cause: 'enough' });
    parts.cancel(); // a second time does nothing
  });

  it('keeps what was complete: only the rest is CANCELLED', async () => {
    const held = deferred<string>();
    const parts = new GraphSession({ functions: { hold: () => held.promise } });
    parts.addGraphSpec([data('A', text('x')), app('B', { inputs: ['A'], outputs: ['C'] }), data('C')]);
    parts.addGraphSpec([hold('D', { inputs: ['C'], outputs: ['E'] }), data('E')]);
    const session = await parts.deploy();
    await settles(until(() => session.graphStatus()['D']?.execStatus === AppDROPStates.RUNNING));
    parts.cancel();
    await settles(session.finished);
    const { COMPLETED, CANCELLED: STOPPED } = DROPStates;
    expect(states(session)).toEqual({ A: COMPLETED, B: COMPLETED, C: COMPLETED, D: STOPPED, E: STOPPED });
    expect(session.graphStatus()['D']).toEqual({ status: STOPPED, execStatus: AppDROPStates.CANCELLED });
    held.resolve('late');
  });
});
