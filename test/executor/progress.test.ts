import { describe, expect, it } from 'vitest';
import { compute, delayed, type ProgressRenderer } from '../../src/index.js';
import { hang, rejection, settles, start, turn, unhandledDuring } from './watching.js';

/** Remembers what it was told. */
class Recorder implements ProgressRenderer {
  readonly interval = 1;
  readonly updates: { text: string; done: number; total: number }[] = [];
  closed = 0;

  update(text: string, done: number, total: number): void {
    expect(this.closed).toBe(0);
    this.updates.push({ text, done, total });
  }

  close(): void {
    this.closed++;
  }
}

const task = delayed(
  async (at: number) => {
    for (let turns = 0; turns < 3; turns++) await turn();
    return at;
  },
  { name: 'work' },
);

const tasks = (count: number): unknown[] => Array.from({ length: count }, (_, at) => task(at));
const failing = delayed(() => turn().then(() => Promise.reject(new Error('no'))));

describe('a renderer of progress', () => {
  it.each<readonly [string, () => unknown, number, number]>([
    ['of a run that ends well', () => tasks(200), 200, 200],
    ['of a synchronous run', () => delayed(() => 1)(), 1, 1],
    ['of a failed run', () => [...tasks(5), failing()], 5, 6],
    ['of a run of nothing', () => 'nothing lazy', 0, 0],
  ])(
    '%s is told of the results there are, ever more of them, in text too, and is closed once',
    async (_, make, last, total) => {
      const progress = new Recorder();
      await settles(compute(make(), { progress, concurrency: 10 }).catch(() => undefined));
      const done = progress.updates.map((update) => update.done);
      expect(done).toEqual([...done].sort((a, b) => a - b));
      expect(progress.updates.length).toBeGreaterThanOrEqual(2);
      expect(progress.updates.at(-1)).toMatchObject({ done: last, total });
      expect(progress.updates.at(-1)!.text).toContain(`${last}/${total} tasks`);
      expect(progress.closed).toBe(1);
      await turn();
      expect(progress.closed).toBe(1);
    },
  );

  it('is closed once when the run is cancelled', async () => {
    const progress = new Recorder();
    const session = await start(delayed(hang, { name: 'waiting' })(), { progress });
    await turn();
    await turn();
    session.cancel();
    await settles(session.finished);
    expect(progress.closed).toBe(1);
  });

  it('is closed once when the signal was aborted before', async () => {
    const progress = new Recorder();
    await rejection(compute(task(1), { progress, signal: AbortSignal.abort() }));
    expect(progress.closed).toBe(1);
  });

  it('is told which task runs', async () => {
    const progress = new Recorder();
    const session = await start(delayed(hang, { name: 'waiting' })(), { progress });
    while (!progress.updates.some(({ text }) => text.includes('waiting'))) await turn();
    await session.close();
  });

  it.each(['update', 'close'] as const)(
    'that throws in %s() does not make the run hang',
    async (method) => {
      const progress: ProgressRenderer = { interval: 1e6, update: () => undefined, close: () => undefined };
      progress[method] = (): never => {
        throw new Error('renderer');
      };
      const unhandled = await unhandledDuring(async () => {
        const outcome = await settles(compute(delayed(() => 1)(), { progress })).catch(
          (error: unknown) => error,
        );
        expect(outcome === 1 || outcome instanceof Error).toBe(true);
      });
      expect(unhandled).toEqual([]);
    },
    10_000,
  );

  it.each([1, 'yes', null, {}, { update: 1, close: 2 }])(
    'is checked: %j is a TypeError',
    async (progress) => {
      const error = (await rejection(compute(1, { progress: progress as never }))) as Error;
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain('progress');
    },
  );
});
