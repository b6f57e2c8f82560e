import { describe, expect, it } from 'vitest';
import { shapeNames } from './catalogue.js';
import { parseOptions, takesPart, UsageError } from './harness/options.js';
import { plan, runAll } from './harness/schedule.js';
import { spread, summarize } from './harness/summary.js';
import { markdownTables, textTables } from './harness/tables.js';
import { engine as handEager } from './engines/hand-eager.js';
import { engine as handThen } from './engines/hand-then.js';
import { engine as handLazy } from './engines/hand-lazy.js';
import { engine as raw } from './engines/raw.js';
import { referenceValue } from './measured/reference-value.js';
import { makeShape } from './measured/shapes.js';
import type { Measurement, Outcome } from './protocol.js';

describe('options', () => {
  it.each([
    ['an unknown flag', ['--fast']],
    ['an unknown engine', ['--engine', 'dask']],
    ['an unknown shape', ['--shape', 'wide,deep']],
    ['a size that is no number', ['--n', 'many']],
    ['no repetitions', ['--reps', '0']],
    ['a stray word', ['quick']],
  ])('rejects %s', (_, args) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
  });

  it('takes lists by comma or by repetition', () => {
    const options = parseOptions(['--n', '1e5,1e4', '--engine', 'raw', '--engine', 'hand-lazy']);
    expect(options.sizes).toEqual([1e4, 1e5]);
    expect(options.engines).toEqual(['hand-lazy', 'raw']);
  });

  it('leaves slow peers out of big sizes unless they are named', () => {
    expect(takesPart(parseOptions([]), 'p-graph', 'wide', 1e6)).toBe(false);
    expect(takesPart(parseOptions(['--engine', 'p-graph']), 'p-graph', 'wide', 1e6)).toBe(true);
  });
});

describe('shapes', () => {
  const tasks = { wide: 101, async: 101, chain: 100, tree: 199, random: 101 };

  it.each(shapeNames)('%s has the announced number of tasks, each after its inputs', (name) => {
    const shape = makeShape(name, 100);
    expect(shape.tasks).toBe(tasks[name]);
    expect(makeShape(name, 100)).toEqual(shape);
  });

  it.each(shapeNames)('%s gives the reference value on the engines written by hand', async (name) => {
    for (const n of [2, 7, 1000]) {
      const shape = makeShape(name, n);
      const expected = referenceValue(shape);
      expect(await raw.run(raw.build(shape, mark), mark)).toBe(expected);
      expect(await handLazy.run(handLazy.build(shape, mark), mark)).toBe(expected);
      expect(await handEager.run(handEager.build(shape, mark), mark)).toBe(expected);
      expect(await handThen.run(handThen.build(shape, mark), mark)).toBe(expected);
    }
  });
});

describe('a run', () => {
  const options = parseOptions([
    '--shape',
    'wide',
    '--engine',
    'hand-lazy,p-graph',
    '--n',
    '1e4,1e5',
    '--reps',
    '2',
  ]);

  it('interleaves engines, and gives up on one that failed, at bigger sizes too', async () => {
    const asked: string[] = [];
    const series = plan(options);
    await runAll(
      series,
      options.reps,
      (what) => Promise.resolve(fake(what, asked)),
      () => {},
    );
    expect(asked).toEqual([
      'hand-lazy 10000',
      'p-graph 10000',
      'hand-lazy 100000',
      'hand-lazy 10000',
      'hand-lazy 100000',
    ]);

    const cells = summarize(series);
    expect(cells.map(({ engine, n, ratio, reason }) => [engine, n, ratio ?? reason])).toEqual([
      ['hand-lazy', 1e4, 1],
      ['p-graph', 1e4, 'over 60 s'],
      ['hand-lazy', 1e5, 1],
      ['p-graph', 1e5, 'over 60 s at 1e4'],
    ]);
    expect(markdownTables(cells)).toContain('| hand-lazy | 2.00 (1.00x) [8] 2.00..2.00 |');
    expect(textTables(cells)).toContain('over 60 s at 1e4');
  });

  it('keeps what was measured before it was interrupted', async () => {
    const stop = new AbortController();
    const asked: string[] = [];
    const series = plan(options);
    const runOne = (what: Measurement): Promise<Outcome> => {
      if (asked.length === 2) stop.abort();
      return Promise.resolve(fake(what, asked));
    };
    await runAll(series, options.reps, runOne, () => {}, stop.signal);
    expect(summarize(series).map(({ engine, n, status }) => [engine, n, status])).toEqual([
      ['hand-lazy', 1e4, 'ok'],
      ['p-graph', 1e4, 'skipped'],
    ]);
  });

  it('shows the median and both ends', () => {
    expect(spread([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
    expect(spread([4, 1])).toEqual({ median: 2.5, min: 1, max: 4 });
  });
});

const mark = (): void => {};

function fake({ engine, n }: Measurement, asked: string[]): Outcome {
  asked.push(`${engine} ${n}`);
  if (engine === 'p-graph') return { status: 'failed', reason: 'over 60 s' };
  const totalMs = (2 * n) / 1000;
  return { status: 'ok', tasks: n, totalMs, cpuMs: totalMs, phasesMs: {}, peakBytes: 8 * n };
}
