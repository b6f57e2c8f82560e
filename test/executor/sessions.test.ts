import { describe, expect, it } from 'vitest';
import {
  compile,
  compute,
  delayed,
  MutationError,
  runGraph,
  SessionError,
  type TaskError,
} from '../../src/index.js';
import { rejection, start } from './watching.js';

describe('rerun', () => {
  it('calls the function of a failed task again, with the inputs it had', async () => {
    let broken = true;
    const input = delayed(() => [1, 2], { key: 'input' });
    const sum = delayed(
      (items: number[]) => {
        if (broken) throw new Error('broken');
        return items.reduce((a, b) => a + b);
      },
      { key: 'sum' },
    );
    const session = await start(sum(input()));
    const error = (await rejection(session.results())) as TaskError;
    expect(await rejection(session.rerun(error.key))).toMatchObject({ message: 'broken' });
    broken = false;
    expect(await session.rerun(error.key)).toBe(3);
    expect(session.error).toBe(error);
  });

  it('is refused for tasks that did not fail, and with unknown options', async () => {
    const session = await start(delayed(() => 1, { key: 'fine' })());
    await session.finished;
    expect(await rejection(session.rerun('fine'))).toBeInstanceOf(SessionError);
    expect(await rejection(session.rerun('nobody'))).toBeInstanceOf(SessionError);
    expect(await rejection(session.rerun('fine', { debugger: true } as never))).toBeInstanceOf(TypeError);
  });
});

describe('detectMutation', () => {
  const make = delayed(() => ({ list: [3, 1, 2] }), { key: 'made' });

  it('fails a task that changes its input, and names both', async () => {
    const sort = delayed(({ list }: { list: number[] }) => list.sort(), { name: 'sort' });
    const error = (await rejection(compute(sort(make()), { detectMutation: true }))) as TaskError;
    expect(error.cause).toBeInstanceOf(MutationError);
    expect(error.message).toContain('"sort" changed the result of "made"');
  });

  it('sees changes of arguments, typed arrays and Maps, also by async tasks', async () => {
    const bytes = new Uint8Array(4);
    const fill = delayed(async (array: Uint8Array) => void (await Promise.resolve(array.fill(1))));
    expect(await rejection(compute(fill(bytes), { detectMutation: true }))).toMatchObject({
      cause: { code: 'DLG_ERR_MUTATION' },
    });
    const map = delayed((it: Map<string, number>) => it.set('a', 2));
    expect(await rejection(compute(map(new Map()), { detectMutation: true }))).toMatchObject({
      cause: { code: 'DLG_ERR_MUTATION' },
    });
  });

  it('leaves everything else alone: reading, private copies, values that cannot be looked at', async () => {
    const odd = Object.defineProperty({}, 'odd', {
      enumerable: true,
      get: () => {
        throw new Error('do not look');
      },
    });
    const copy = delayed(({ list }: { list: number[] }, _odd: object) => [...list].sort(), {
      traverse: false,
    });
    const value = make();
    expect(await compute([copy(value, odd), copy(value, odd)], { detectMutation: true })).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });
});

describe('trace', () => {
  it('tells how far every task is, and when it began and ended', async () => {
    const bad = delayed(() => Promise.reject(new Error('no')));
    const graph = compile(bad.with({ key: 'bad' })());
    const session = await runGraph(graph, { trace: true });
    await session.finished;
    const { states, stateNames, started, ended, errors } = session.trace();
    expect(stateNames[states[0]!]).toBe('failed');
    expect(ended[0]).toBeGreaterThanOrEqual(started[0]!);
    expect(errors.get(0)).toMatchObject({ message: 'no' });
  });
});
