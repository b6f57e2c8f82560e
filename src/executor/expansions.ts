import type { CycleError } from '../errors/index.js';
import type { Expansion, TaskGraph } from '../graph/index.js';
import { findCircle } from './standstill.js';
import type { TaskTables } from './task-tables.js';

/** Results of tasks that were lazy: each is made of the results of tasks that were added to the graph. */
export class Expansions {
  readonly #graph: TaskGraph;
  readonly #tables: TaskTables;
  /** Those that are not there yet, or could not be had. */
  readonly open: Map<number, Expansion> = new Map();

  constructor(graph: TaskGraph, tables: TaskTables) {
    this.#graph = graph;
    this.#tables = tables;
  }

  /** The task goes on when the tasks its result is made of are done; until then it holds no place. */
  add(task: number, expansion: Expansion): void {
    this.#tables.grow();
    this.open.set(task, expansion);
    this.#tables.await(task, expansion.tasks);
  }

  has(task: number): boolean {
    return this.open.size > 0 && this.open.has(task);
  }

  /** The whole result, once all it is made of has come to its end; undefined where some of that failed. */
  take(task: number): { readonly result: unknown } | undefined {
    const { tasks, build } = this.open.get(task)!;
    const values = tasks.map((input) => this.#tables.values[input]);
    const failed = tasks.some((input) => this.#tables.failed(input));
    for (const input of tasks) this.#tables.release(input);
    if (failed) return undefined;
    this.open.delete(task);
    return { result: build(values) };
  }

  /** A task whose result waits for itself, where nothing else is left to happen. */
  inCircle(): { readonly task: number; readonly error: CycleError } | undefined {
    const { settled, values, states } = this.#tables;
    if (this.open.size === 0 || settled === values.length) return undefined;
    return findCircle(this.#graph, this.open, states);
  }
}
