import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  AppDROPStates,
  DROPStates,
  InvalidDropError,
  runGraph,
  SessionStates,
  TaskError,
  type RunOptions,
} from '../../src/index.js';
import { rejection, settles } from './watching.js';

const { COMPLETED, ERROR } = DROPStates;
const directory = mkdtempSync(join(tmpdir(), 'dropgraph-run-'));
afterAll(() => rmSync(directory, { recursive: true }));

type Spec = Record<string, unknown>;
const data = (oid: string, fields: Spec = {}): Spec => ({
  oid,
  categoryType: 'Data',
  dropclass: 'dlg.data.drops.memory.InMemoryDROP',
  ...fields,
});
const app = (oid: string, dropclass: string, fields: Spec = {}): Spec => ({
  oid,
  categoryType: 'Application',
  dropclass,
  ...fields,
});
const box = (oid: string, fields: Spec = {}): Spec => ({
  oid,
  categoryType: 'Container',
  dropclass: 'dlg.data.drops.container.ContainerDROP',
  ...fields,
});
const COPY = 'dlg.apps.simple.CopyApp';
const text = { pydata: { type: 'str', value: 'abc' } };

async function ended(graph: readonly unknown[], options: RunOptions = {}): ReturnType<typeof runGraph> {
  const session = await runGraph(graph, { directory, ...options });
  await settles(session.finished);
  return session;
}

describe('the results of a graph with containers', () => {
  it('are those of the children: a container has no data of its own', async () => {
    const session = await ended([
      box('all', { children: ['a', 'c'] }),
      data('a', text),
      app('b', COPY, { inputs: ['a'], outputs: ['c'] }),
      data('c'),
    ]);
    expect(String((await session.results()).get('c'))).toBe('abc');
    expect([...(await session.results()).keys()]).toEqual(['c']);
    expect(session.graphStatus()['all']).toEqual({ status: COMPLETED });
  });

  it('include a directory, which has a place', async () => {
    const session = await ended([
      {
        ...box('d', { dirname: 'd', create_if_missing: true, children: ['f'] }),
        dropclass: 'dlg.data.drops.directory.DirectoryDROP',
      },
      { ...data('f', { filepath: 'd/f.txt' }), dropclass: 'dlg.data.drops.file.FileDROP' },
    ]);
    expect([...(await session.results()).keys()].sort()).toEqual(['d', 'f']);
  });
});

describe('an application without inputs', () => {
  it('that only works on streams is in ERROR at once, and says that nothing starts it', async () => {
    const session = await ended([app('crc', 'dlg.apps.crc.CRCStreamApp', { outputs: ['sum'] }), data('sum')]);
    const error = await rejection(session.results());
    expect(error).toBeInstanceOf(TaskError);
    expect(error).toMatchObject({ key: 'crc', path: ['crc', 'sum'], cause: expect.any(InvalidDropError) });
    expect(String((error as TaskError).message)).toContain('has none, so nothing starts it');
    expect(session.graphStatus()).toEqual({
      crc: { status: ERROR, execStatus: AppDROPStates.ERROR },
      sum: { status: ERROR },
    });
  });

  it('that waits for complete inputs runs at once', async () => {
    const session = await ended([
      app('hello', 'dlg.apps.simple.HelloWorldApp', { outputs: ['out'] }),
      data('out'),
    ]);
    expect(String((await session.results()).get('out'))).toBe('Hello World');
  });
});

describe('a drop that has failed before the run', () => {
  it('does not keep the run from its end, and is what the run failed of', async () => {
    const session = await ended([
      data('store', {
        dropclass: 'dlg.data.drops.environmentvar_drop.EnvironmentVarDROP',
        name: 'env',
        size: 'much',
      }),
      app('random', 'dlg.apps.simple.RandomArrayApp', {
        size: '$env.size',
        producers: ['store'],
        outputs: ['out'],
      }),
      data('out'),
    ]);
    expect(session.state).toBe(SessionStates.FAILED);
    expect(await rejection(session.results())).toMatchObject({ key: 'random' });
  });
});
