import { describe, expect, it } from 'vitest';
import { engineNames, engines, shapeNames, type EngineName } from './catalogue.js';
import { drawChart } from './charts/draw-chart.js';
import { logScale } from './charts/log-scale.js';
import { parseOptions, takesPart, UsageError } from './harness/options.js';
import { present } from './harness/python-engines.js';
import { plan, runAll } from './harness/schedule.js';
import { spread, summarize, type Cell } from './harness/summary.js';
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

describe('charts', () => {
  const cell = (engine: EngineName, n: number, median: number): Cell => ({
    engine,
    shape: 'wide',
    n,
    status: 'ok',
    usPerTask: { median, min: median / 2, max: 2 * median },
    peakBytesPerTask: { median: 0, min: 0, max: 300 },
  });

  it('draw a line for each engine that was measured, from size to size', () => {
    const skipped: Cell = {
      engine: 'p-graph',
      shape: 'wide',
      n: 1e4,
      status: 'skipped',
      reason: 'over 60 s',
    };
    const svg = drawChart('wide', [
      cell('raw', 1e5, 0.1),
      cell('raw', 1e4, 0.1),
      cell('dropgraph', 1e4, 1),
      skipped,
    ]);
    expect(svg.match(/<title>[^<]*/g)).toEqual([
      '<title>wide: time and memory of each task over the number of tasks',
      ...['<title>raw', '<title>dropgraph', '<title>raw', '<title>dropgraph'],
    ]);
    expect(svg).toMatch(/d="M66 (\d+\.?\d*)L370 \1"/); // the same cost at both sizes is a level line
    expect(svg).not.toMatch(/NaN|Infinity|p-graph/);
  });

  it('say so where nothing was measured', () => {
    expect(drawChart('wide', [])).toContain('nothing was measured');
  });

  it.each([
    [
      [1, 2],
      [1, 10],
    ],
    [
      [0.02, 3000],
      [0.01, 0.1, 1, 10, 100, 1000, 10000],
    ],
    [
      [10, 1000],
      [10, 100, 1000],
    ],
  ])('have an axis of whole powers of ten for %j', (values, ticks) => {
    const scale = logScale(values, 0, 100);
    expect(scale.ticks.map((tick) => Number(tick.toPrecision(3)))).toEqual(ticks);
    expect(scale.place(scale.ticks[0]!)).toBeCloseTo(0);
    expect(scale.place(scale.ticks.at(-1)!)).toBeCloseTo(100);
  });
});

describe('engines in Python', () => {
  const python = engineNames.filter((name) => engines[name].python !== undefined);

  it('are left out where their environment was not made, which is said once for each', () => {
    const said: string[] = [];
    const there = present(
      ['raw', ...python],
      (line) => said.push(line),
      () => false,
    );
    expect(there).toEqual(['raw']);
    expect(said.length).toBe(2);
    expect(said[0]).toContain('dask-venvs.sh');
    expect(present(['raw', ...python], fail, () => true)).toEqual(['raw', ...python]);
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

function fail(line: string): never {
  throw new Error(line);
}

function fake({ engine, n }: Measurement, asked: string[]): Outcome {
  asked.push(`${engine} ${n}`);
  if (engine === 'p-graph') return { status: 'failed', reason: 'over 60 s' };
  const totalMs = (2 * n) / 1000;
  return { status: 'ok', tasks: n, totalMs, cpuMs: totalMs, phasesMs: {}, peakBytes: 8 * n };
}
