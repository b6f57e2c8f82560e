import { describe, expect, it } from 'vitest';
import { compile, delayed, runGraph, visualize } from '../../src/index.js';
import { pageDataIn } from './page-data-in.js';

const half = delayed((x: number) => x / 2, { name: 'half' });
const fail = delayed(
  (_: number): number => {
    throw new RangeError('too much');
  },
  { name: 'fail' },
);

describe('a session', () => {
  it('is drawn with the states of its tasks', async () => {
    const session = await runGraph(compile(half(fail(half(8)))));
    await session.finished;
    const text = await visualize(session, { format: 'text' });
    expect(text).toMatch(/^3 tasks, .*, 1 done, 1 failed, 1 input failed\n/);
    expect(text).toMatch(/ {2}fail-\d+ <- half-\d+ {2}\[failed\]\n/);
  });

  it('tells what its tasks have thrown', async () => {
    const session = await runGraph(compile(fail(1)), { trace: true });
    await session.finished;
    const { tasks } = pageDataIn(await visualize(session, { format: 'html' }));
    expect(tasks[0]?.error).toBe('RangeError: too much');
    expect(tasks[0]?.note).toMatch(/^failed, [\d.]+ (µs|ms)$/);
  });

  it('tells how long tasks took where it was asked to remember', async () => {
    const session = await runGraph(compile(half(8)), { trace: true });
    await session.finished;
    expect(await visualize(session, { format: 'text', color: 'duration' })).toMatch(
      /\[[\d.]+ (µs|ms)\] {2}\[result\]/,
    );
    const forgetful = await runGraph(compile(half(8)));
    await forgetful.finished;
    const drawn = visualize(forgetful, { color: 'duration' });
    await expect(drawn).rejects.toThrow(TypeError);
    await expect(drawn).rejects.toThrow(
      /no duration to show: run the graph with the option \{ trace: true \}/,
    );
  });

  it('may be drawn before it begins and while it runs', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let began = (): void => undefined;
    const beginning = new Promise<void>((resolve) => (began = resolve));
    const wait = delayed(
      async () => {
        began();
        await gate;
        return 1;
      },
      { name: 'wait' },
    );
    const session = await runGraph(compile(half(wait())));
    await beginning;
    expect(await visualize(session, { format: 'text' })).toMatch(/, 1 running, 1 waiting\n/);
    open();
    await session.finished;
    expect(await visualize(session, { format: 'text' })).toMatch(/, 2 done\n/);
  });

  it('is drawn as the graph it became where a task returned lazy values', async () => {
    const fan = delayed((n: number) => Array.from({ length: n }, (_, at) => half(at)), { name: 'fan' });
    const session = await runGraph(compile(fan(3)), { trace: true });
    await session.finished;
    expect(await visualize(session, { format: 'text' })).toMatch(/^\d tasks?, .*\d done/);
    expect(await visualize(session, { color: 'duration' })).toMatch(/^<svg /);
  });
});
