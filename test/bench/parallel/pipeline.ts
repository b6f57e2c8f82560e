import { readFile } from 'node:fs/promises';
import { compute, delayed, type RunOptions } from 'dropgraph';

/** What one run of the pipeline took, in milliseconds. */
export interface PipelineTimes {
  readonly elapsed: number;
  /** Time this thread was at work. */
  readonly main: number;
  /** Time spent inside of the functions, on all threads together. */
  readonly spent: Spent;
  readonly result: unknown;
}

interface Spent {
  readonly parse: number;
  readonly transform: number;
  readonly reduce: number;
}

/** What a task gives: its result, and how long its functions took, and those of the tasks before it. */
interface Timed<T> {
  readonly value: T;
  readonly spent: Spent;
}

const PARTS = 64;
const LATE = 15;

interface Delays {
  flights: number;
  late: number;
  minutes: number;
}

/** The flights of the quickstart as text, so many times over, in parts. */
export async function flights(times: number): Promise<string[]> {
  const url = new URL('../data/flights-200k.json', import.meta.resolve('vega-datasets'));
  const rows = JSON.parse(await readFile(url, 'utf8')) as { delay: number; distance: number }[];
  const lines = rows.map(({ delay, distance }) => `${delay},${distance}`);
  const size = Math.ceil(lines.length / PARTS);
  return Array.from({ length: PARTS }, (_, part) => {
    const text = lines.slice(part * size, (part + 1) * size).join('\n');
    return Array.from({ length: times }, () => text).join('\n');
  });
}

// Ordinary functions, which use each other and a constant from around them.

const isLate = (delay: number): boolean => delay > LATE;

const timed = <T>(name: keyof Spent, before: Spent, work: () => T): Timed<T> => {
  const begun = performance.now();
  const value = work();
  return { value, spent: { ...before, [name]: before[name] + performance.now() - begun } };
};

const parse = (text: string): Timed<Float64Array[]> =>
  timed('parse', { parse: 0, transform: 0, reduce: 0 }, () => {
    const lines = text.split('\n');
    const columns = [new Float64Array(lines.length), new Float64Array(lines.length)];
    lines.forEach((line, at) => {
      const comma = line.indexOf(',');
      columns[0]![at] = Number(line.slice(0, comma));
      columns[1]![at] = Number(line.slice(comma + 1));
    });
    return columns;
  });

const add = (into: Map<number, Delays>, distance: number, more: Delays): void => {
  const { flights: count, late, minutes } = into.get(distance) ?? { flights: 0, late: 0, minutes: 0 };
  into.set(distance, {
    flights: count + more.flights,
    late: late + more.late,
    minutes: minutes + more.minutes,
  });
};

const transform = ({ value, spent }: Timed<Float64Array[]>): Timed<Map<number, Delays>> =>
  timed('transform', spent, () => {
    const [delays, distances] = value;
    const byDistance = new Map<number, Delays>();
    delays!.forEach((delay, at) => {
      add(byDistance, distances![at]!, { flights: 1, late: isLate(delay) ? 1 : 0, minutes: delay });
    });
    return byDistance;
  });

const reduce = (a: Timed<Map<number, Delays>>, b: Timed<Map<number, Delays>>): Timed<Map<number, Delays>> => {
  const before = {
    parse: a.spent.parse + b.spent.parse,
    transform: a.spent.transform + b.spent.transform,
    reduce: a.spent.reduce + b.spent.reduce,
  };
  return timed('reduce', before, () => {
    const merged = new Map(a.value);
    for (const [distance, delays] of b.value) add(merged, distance, delays);
    return merged;
  });
};

const lazy = {
  parse: delayed(parse),
  transform: delayed(transform),
  reduce: delayed(reduce, { pure: true }),
};

/** Parses, transforms and reduces the parts. */
export async function runPipeline(parts: readonly string[], options: RunOptions): Promise<PipelineTimes> {
  const begun = performance.now();
  const loop = performance.eventLoopUtilization();
  let level = parts.map((text) => lazy.transform(lazy.parse(text)));
  while (level.length > 1) {
    level = level.flatMap((left, at) => (at % 2 === 0 ? [lazy.reduce(left, level[at + 1]!)] : []));
  }
  const { value, spent } = await compute(level[0]!, options);
  const elapsed = performance.now() - begun;
  return { elapsed, main: performance.eventLoopUtilization(loop).active, spent, result: value };
}
