import { int32s, Int32List, LongList } from '../basics/index.js';
import type { TaskFunction } from './task-function.js';
import { OrderOnly, Template } from './template.js';

/** Names of the tasks of a graph, made when asked for: most graphs run without ever needing them. */
export interface TaskNames {
  /** Key of the task, which is the oid of its data drop where it has one. */
  key(task: number): string;
  /** Oid of the application drop; undefined where the task is a data drop alone. */
  appOid(task: number): string | undefined;
  /** Oid of the data drop; undefined where the task is an application drop alone. */
  dataOid(task: number): string | undefined;
  /** `file:line:column` where the task was recorded. */
  callSite(task: number): string | undefined;
}

/**
 * A graph as the executor reads it: columns, one entry a task, in an order in which every task stands after
 * the tasks it needs. A task is an application drop with the data drop it fills; objects for them are made
 * only where somebody looks.
 *
 * `refs[offsets[t] .. offsets[t + 1]]` says where the arguments of task `t` come from, one by one: a number of 0 or
 * more is an earlier task whose result it is; a negative one stands for `constants[~ref]`. A constant that is a
 * Template is rebuilt from the results of the tasks that follow it, one for each of its placeholders; what follows
 * an OrderOnly is only waited for.
 */
export interface TaskColumns {
  readonly size: number;
  readonly functions: readonly TaskFunction[];
  readonly constants: readonly unknown[];
  readonly offsets: Int32Array;
  readonly refs: Int32Array;
  /** The tasks whose results were asked for, each once. */
  readonly outputs: Int32Array;
}

/** The columns of a graph with the names of its tasks. */
export interface TaskGraph extends TaskColumns {
  readonly names: TaskNames;
}

/**
 * A graph. All of them are made here, field by field: the hidden class of `{ ...columns, names }` is forgotten with the last
 * graph that has it, and with the next one V8 would throw away all that it has optimized.
 */
export function taskGraph(
  { size, functions, constants, offsets, refs, outputs }: TaskColumns,
  names: TaskNames,
): TaskGraph {
  return { size, functions, constants, offsets, refs, outputs, names };
}

/** What the lazy result of a task became: tasks that were added to the graph, or stood in it before. */
export interface Expansion {
  readonly tasks: readonly number[];
  /** The result, made of the results of those tasks. */
  build(values: readonly unknown[]): unknown;
}

/** For each task the tasks of a list, in one block: those of task t are `items[offsets[t] .. offsets[t + 1]]`. */
export interface Links {
  readonly offsets: Int32Array;
  readonly items: Int32Array;
}

/** The block of one task. */
export function linksOf({ offsets, items }: Links, task: number): Int32Array {
  return items.subarray(offsets[task], offsets[task + 1]);
}

/** Collects the columns of a graph task by task; the arguments of a task are pushed before the task is added. */
export class TaskGraphBuilder {
  /** What each task calls. */
  readonly functions: LongList<TaskFunction>;
  readonly #constants: LongList<unknown>;
  readonly #refs: Int32List = new Int32List();
  readonly #offsets: Int32List = new Int32List();

  /** @param graph - to go on from; it stays as it is. */
  constructor(graph?: TaskColumns) {
    this.functions = new LongList(graph?.functions.slice());
    this.#constants = new LongList(graph?.constants.slice());
    this.#offsets.push(0);
    if (graph === undefined) return;
    for (const ref of graph.refs) this.#refs.push(ref);
    for (let task = 1; task <= graph.size; task++) this.#offsets.push(graph.offsets[task]!);
  }

  get size(): number {
    return this.functions.length;
  }

  /** So many tasks more are likely to come: room for them made at once is not copied again and again. */
  expect(count: number): void {
    this.functions.expect(count);
    this.#constants.expect(count);
    this.#offsets.expect(count);
    this.#refs.expect(2 * count); // an argument of each, and each an argument
  }

  /** An argument, or a placeholder of the template pushed before, that is the result of a task. */
  pushResult(task: number): void {
    this.#refs.push(task);
  }

  /** An argument that is there already. */
  pushConstant(value: unknown): void {
    this.#refs.push(~this.#constants.length);
    this.#constants.push(value);
  }

  /** Tasks that must be done before, without being arguments; pushed after all arguments. */
  pushOrder(tasks: readonly number[]): void {
    this.pushConstant(new OrderOnly(tasks.length));
    for (const task of tasks) this.pushResult(task);
  }

  /** Adds a task with the arguments pushed since the last one, and gives its number. */
  add(fn: TaskFunction): number {
    this.functions.push(fn);
    this.#offsets.push(this.#refs.length);
    return this.functions.length - 1;
  }

  build(outputs: Iterable<number>, namesOf: (columns: TaskColumns) => TaskNames): TaskGraph {
    const columns = this.columns(Int32Array.from(new Set(outputs)));
    return taskGraph(columns, namesOf(columns));
  }

  /** The columns so far. @param outputs - the tasks whose results are asked for, each once; default none. */
  columns(outputs: Int32Array = new Int32Array()): TaskColumns {
    return {
      size: this.size,
      functions: this.functions.toArray(),
      constants: this.#constants.toArray(),
      offsets: this.#offsets.toArray(),
      refs: this.#refs.toArray(),
      outputs,
    };
  }
}

/**
 * The arguments of a task, with `resultOf(task)` in the places of results, also inside of containers.
 *
 * @param live - whether they are for the function; else they are to look at: iterators are lists, and what is only
 *   waited for stands among them.
 */
export function argumentsOf(
  graph: TaskColumns,
  task: number,
  resultOf: (task: number) => unknown,
  live = true,
): unknown[] {
  const { refs, offsets, constants } = graph;
  const args: unknown[] = [];
  const end = offsets[task + 1]!;
  for (let at = offsets[task]!; at < end;) {
    const ref = refs[at++]!;
    const constant = ref < 0 ? constants[~ref] : undefined;
    if (constant instanceof Template) {
      const first = at;
      at += constant.count;
      if (live && constant instanceof OrderOnly) continue;
      args.push(constant.build((lazy) => resultOf(refs[first + lazy]!), live));
    } else args.push(ref < 0 ? constant : resultOf(ref));
  }
  return args;
}

/** The data of a task without a function. */
export function givenValue({ constants, refs, offsets }: TaskColumns, task: number): unknown {
  return constants[~refs[offsets[task]!]!];
}

/** How often each result is used: once for each argument or item it stands in, and once more if asked for. */
export function countUses(graph: TaskColumns): Int32Array {
  const uses = int32s(graph.size);
  const { refs, outputs } = graph;
  for (let at = 0; at < refs.length; at++) {
    const ref = refs[at]!;
    if (ref >= 0) uses[ref]!++;
  }
  for (const output of outputs) uses[output]!++;
  return uses;
}

/**
 * The tasks that use each result, in running order; a task that uses one twice stands there twice.
 *
 * @param size - number of tasks looked at, from the first.
 */
export function consumersOf(
  { refs, offsets: ends, size: all }: Pick<TaskColumns, 'refs' | 'offsets' | 'size'>,
  size: number = all,
): Links {
  const offsets = int32s(size + 1);
  const count = ends[size]!;
  for (let at = 0; at < count; at++) {
    const ref = refs[at]!;
    if (ref >= 0) offsets[ref]!++;
  }
  for (let task = 1; task <= size; task++) offsets[task]! += offsets[task - 1]!;
  // now they are where each block ends; filled from the back they become where it begins
  const items = int32s(offsets[size]!);
  for (let task = size - 1; task >= 0; task--) {
    for (let at = ends[task + 1]! - 1; at >= ends[task]!; at--) {
      const ref = refs[at]!;
      if (ref >= 0) items[--offsets[ref]!] = task;
    }
  }
  return { offsets, items };
}

/** Whether a test holds for some of the functions. Neighbours are often the same, and looked at once. */
export function someFunction({ functions }: TaskColumns, test: (called: TaskFunction) => boolean): boolean {
  let tested: TaskFunction | undefined;
  for (let task = 0; task < functions.length; task++) {
    const called = functions[task]!;
    if (called === tested) continue;
    if (test(called)) return true;
    tested = called;
  }
  return false;
}

/** The tasks whose results a task uses, each once, in the order of its arguments. */
export function inputsOf(graph: TaskColumns, task: number): number[] {
  const refs = graph.refs.subarray(graph.offsets[task], graph.offsets[task + 1]);
  return [...new Set(refs.filter((ref) => ref >= 0))];
}
