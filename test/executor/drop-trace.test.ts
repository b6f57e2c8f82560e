import { describe, expect, it } from 'vitest';
import { runGraph, SessionError, visualize } from '../../src/index.js';
import { deferred, rejection, settles } from './watching.js';

type Spec = Record<string, unknown>;
const MEMORY = 'dlg.data.drops.memory.InMemoryDROP';
const data = (oid: string, fields: Spec = {}): Spec => ({
  oid,
  categoryType: 'Data',
  dropclass: MEMORY,
  ...fields,
});
const app = (oid: string, dropclass: string, fields: Spec): Spec => ({
  oid,
  categoryType: 'Application',
  dropclass,
  ...fields,
});
const COPY = 'dlg.apps.simple.CopyApp';
const call = (oid: string, func_name: string, fields: Spec): Spec =>
  app(oid, 'dropgraph.apps.FunctionApp', { func_name, ...fields });

/** in -> work -> made -> copy -> out, and a branch whose second way is skipped. */
const graph = [
  data('in', { pydata: { type: 'str', value: 'abc' } }),
  call('work', 'work', { inputs: ['in'], outputs: ['made'] }),
  data('made'),
  app('copy', COPY, { inputs: ['made'], outputs: ['out'] }),
  data('out'),
  app('branch', 'dlg.apps.simple.SimpleBranch', { inputs: ['in'], outputs: ['yes', 'no'] }),
  data('yes'),
  data('no'),
  app('never', COPY, { inputs: ['no'], outputs: ['nothing'] }),
  data('nothing'),
];
const functions = { work: (): string => 'made' };
const stateLines = (picture: string): string[] =>
  picture
    .split('\n')
    .filter((line) => line.includes('['))
    .map((line) => line.trim());

describe('the session of a graph of drops', () => {
  it('is drawn with the states of its drops, before, while and after it runs', async () => {
    const [begun, gate] = [deferred(), deferred<string>()];
    const work = (): Promise<string> => {
      begun.resolve();
      return gate.promise;
    };
    const session = await runGraph(graph, { functions: { work } });
    const before = session.trace();
    expect(Array.from(before.states, (state) => before.stateNames[state])).toEqual(
      new Array(before.graph.size).fill('waiting'),
    );
    await settles(begun.promise);
    const during = stateLines(await visualize(session, { format: 'text' })).join('\n');
    expect(during).toMatch(/made .*\[running\]/);
    expect(during).toMatch(/out .*\[waiting\]/);
    gate.resolve('made');
    await settles(session.finished);
    const after = await visualize(session, { format: 'text' });
    expect(after).toMatch(/, 4 done, 2 skipped\n/);
    expect(after).toMatch(/nothing .*\[skipped\]/);
    for (const format of ['svg', 'dot', 'mermaid', 'html'] as const)
      expect(await visualize(session, { format })).toContain('skipped 2');
  });

  it('tells what failed, why, and what failed with it', async () => {
    const error = new RangeError('broken');
    const work = (): never => {
      throw error;
    };
    const session = await runGraph(graph, { functions: { work } });
    await settles(session.finished);
    const { graph: columns, states, stateNames, errors } = session.trace();
    const names = new Map(Array.from(states, (state, task) => [columns.names.key(task), stateNames[state]]));
    expect(names.get('made')).toBe('failed');
    expect(names.get('out')).toBe('input failed');
    expect(names.get('yes')).toBe('done');
    expect([...errors]).toEqual([[[...names.keys()].indexOf('made'), error]]);
  });

  it('tells of drops that were cancelled', async () => {
    const begun = deferred();
    const work = (): Promise<never> => {
      begun.resolve();
      return new Promise(() => undefined);
    };
    const session = await runGraph(graph, { functions: { work } });
    await settles(begun.promise);
    session.cancel();
    await settles(session.finished);
    expect(await visualize(session, { format: 'text' })).toMatch(/, 2 cancelled/);
  });

  it('tells how long its applications took where it was asked to remember', async () => {
    const session = await runGraph(graph, { functions, trace: true });
    await settles(session.finished);
    const { graph: columns, started, ended } = session.trace();
    const task = Array.from({ length: columns.size }, (_, at) => columns.names.key(at)).indexOf('out');
    expect(ended[task]!).toBeGreaterThanOrEqual(started[task]!);
    expect(started[0]).toBeNaN();
    expect(await visualize(session, { format: 'text', color: 'duration' })).toMatch(/\[[\d.]+ (µs|ms)\]/);
    const forgetful = await runGraph(graph, { functions });
    await settles(forgetful.finished);
    expect(forgetful.trace().started).toHaveLength(0);
    await expect(visualize(forgetful, { color: 'duration' })).rejects.toThrow('{ trace: true }');
  });

  it('cannot run an application again, and says so', async () => {
    const session = await runGraph(graph, { functions });
    await settles(session.finished);
    expect(await rejection(session.rerun('work'))).toBeInstanceOf(SessionError);
    expect(await rejection(session.rerun('gone'))).toMatchObject({
      message: expect.stringContaining('no drop'),
    });
  });
});
