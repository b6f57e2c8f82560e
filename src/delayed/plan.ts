import { inspect } from 'node:util';
import { DropGraph } from '../dropspec/index.js';
import { countedResults, liveResults, type TaskGraph } from '../graph/index.js';
import { countOf, thousands, withCount } from '../viz/index.js';
import { compileStructure, inGoodOrder } from './compile-structure.js';

/** Names listed before the rest is counted, and links at each end of a chain before those between are. */
const LISTED = 5;
/** Longest name before it is cut. */
const NAME = 40;

/**
 * What running a graph will be like, told without running it. `plan` makes it; printed, it is a text of a few lines.
 *
 * @category Looking
 */
export class Plan {
  /** Number of tasks: calls of functions. Data that was given is none. */
  readonly tasks: number;
  /** Number of tasks on the longest chain, each needing the one before: they cannot run side by side. */
  readonly depth: number;
  /** Number of tasks that need no other. */
  readonly roots: number;
  /** Number of results asked for. */
  readonly outputs: number;
  /**
   * The most results of tasks that are alive at once, when one task runs at a time. A result is alive from when it is
   * made until the last task that needs it is done. Results asked for that nothing else needs come on top, and so
   * does data that was given. Tasks
   * that run at the same time may keep a few more alive.
   */
  readonly peak: number;
  /** Key of the first task that begins with that many alive; undefined where no task needs another. */
  readonly peakAt: string | undefined;
  /** The names of the tasks whose results are alive then, with how many of them, the most frequent first. */
  readonly aliveAtPeak: ReadonlyMap<string, number>;
  readonly #graph: TaskGraph;
  readonly #chain: readonly number[];

  /** @internal */
  constructor(graph: TaskGraph) {
    const isTask = countedResults(graph);
    const { peak, peakAt, age } = liveResults(graph, { weights: isTask });
    this.#graph = graph;
    this.#chain = longestChain(graph, isTask);
    this.tasks = isTask.reduce((sum, counts) => sum + counts, 0);
    this.depth = this.#chain.length;
    this.roots = countRoots(graph, isTask);
    this.outputs = graph.outputs.length;
    this.peak = peak;
    this.peakAt = peak === 0 ? undefined : graph.names.key(peakAt);
    const alive = new Map<string, number>();
    for (let task = 0; task < peakAt; task++) {
      if (isTask[task] === 0 || task + age[task]! < peakAt) continue;
      const { name } = graph.functions[task]!;
      alive.set(name, (alive.get(name) ?? 0) + 1);
    }
    this.aliveAtPeak = new Map([...alive].sort(([, a], [, b]) => b - a));
  }

  /** Keys of the tasks on the longest chain, in running order; of several, the first recorded. */
  get longestChain(): string[] {
    return this.#chain.map((task) => this.#graph.names.key(task));
  }

  /** The plan as text, a few lines long. */
  toString(): string {
    const { tasks, depth, roots, outputs, peak, peakAt, aliveAtPeak } = this;
    const lines = [
      `${countOf(tasks, 'task')}, depth ${thousands(depth)}, ${countOf(roots, 'root')}, ${countOf(outputs, 'output')}`,
    ];
    if (peakAt !== undefined) {
      const names = [...aliveAtPeak].map(([name, count]) => withCount(written(name), count));
      const more = names.length > LISTED ? `, and ${thousands(names.length - LISTED)} other names` : '';
      lines.push(
        `at most ${countOf(peak, 'intermediate result')} alive, when ${written(peakAt)} begins: ` +
          `${names.slice(0, LISTED).join(', ')}${more}`,
      );
    }
    if (depth > 1) lines.push(`longest chain: ${this.#writtenChain()}`);
    return lines.join('\n');
  }

  #writtenChain(): string {
    const keys = (tasks: readonly number[]): string[] =>
      tasks.map((task) => written(this.#graph.names.key(task)));
    const between = this.#chain.length - 2 * LISTED;
    const links =
      between < 2
        ? keys(this.#chain)
        : [
            ...keys(this.#chain.slice(0, LISTED)),
            `${thousands(between)} more`,
            ...keys(this.#chain.slice(-LISTED)),
          ];
    return links.join(' -> ');
  }

  /** @internal */
  [inspect.custom](): string {
    return `Plan: ${this.toString().replaceAll('\n', '\n  ')}`;
  }
}

/**
 * Tells what computing a value will be like, without running it: how many tasks, how deep, and how many intermediate
 * results will be alive at once, in the order in which the tasks are run. A graph of drops of any class is told of as
 * if its data were let go when nothing needs it any more; in truth its drops decide that.
 *
 * Takes time in proportion to the tasks, about a microsecond for each.
 *
 * @param value - a lazy value, any structure that holds some, or a compiled or loaded graph.
 * @throws KeyConflictError when one key stands for two different calls.
 * @category Looking
 * @example
 * ```ts
 * import { delayed, plan } from 'dropgraph';
 *
 * const load = delayed((year: number) => [year], { name: 'load' });
 * const join = delayed((...years: number[][]) => years.flat(), { name: 'join' });
 * const years = plan(join(load(2024), load(2025), load(2026)));
 * years.peak; // => 3
 * String(years).split('\n')[0]; // => '4 tasks, depth 2, 3 roots, 1 output'
 * ```
 */
export function plan(value: unknown): Plan {
  return new Plan(value instanceof DropGraph ? inGoodOrder(value.columns()) : compileStructure(value).graph);
}

function longestChain({ size, offsets, refs }: TaskGraph, isTask: Uint8Array): number[] {
  const depth = new Int32Array(size);
  const via = new Int32Array(size).fill(-1);
  let end = -1;
  for (let task = 0; task < size; task++) {
    if (isTask[task] === 0) continue;
    for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
      const input = refs[at]!;
      if (input < 0 || depth[input]! <= depth[task]!) continue;
      depth[task] = depth[input]!;
      via[task] = input;
    }
    depth[task]!++;
    if (end < 0 || depth[task]! > depth[end]!) end = task;
  }
  const chain: number[] = [];
  for (let task = end; task >= 0; task = via[task]!) chain.push(task);
  return chain.reverse();
}

function countRoots({ size, offsets, refs }: TaskGraph, isTask: Uint8Array): number {
  let roots = 0;
  for (let task = 0; task < size; task++) {
    if (isTask[task] === 0) continue;
    const inputs = refs.subarray(offsets[task], offsets[task + 1]);
    if (!inputs.some((input) => input >= 0 && isTask[input] === 1)) roots++;
  }
  return roots;
}

/** A name or key in a line of text, where it can do nothing but be read. */
function written(name: string): string {
  const cut = name.length > NAME ? `${name.slice(0, NAME - 1)}…` : name;
  return cut.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)!.toString(16)}}`);
}
