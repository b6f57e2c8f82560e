import { SessionError } from '../errors/index.js';
import { EventQueue } from '../events/index.js';
import { runSettings, TaskState, type RunOptions, type RunSettings } from '../executor/index.js';
import { compileStructures } from './compile-structure.js';
import type { Computed } from './input-types.js';
import type { Delayed } from './lazy.js';
import { setUpRun, type StartedRun } from './set-up-run.js';
import { structureOfItem, structuresIn, type Structure } from './structure.js';

/** A result of `asCompleted`. @category Running */
export interface Completion<T> {
  /** Place of the item in the list. */
  readonly index: number;
  readonly value: T;
}

/** An item whose lazy values are not all there. */
interface Pending {
  readonly index: number;
  readonly structure: Structure;
  readonly tasks: readonly number[];
  missing: number;
}

/**
 * The results of a list of lazy values, for one `for await` loop: each as soon as it is there, whatever their order.
 * The run starts with the loop, and leaving the loop cancels it.
 *
 * @category Running
 */
export class Completions<T> implements AsyncIterableIterator<Completion<T>> {
  readonly #settings: RunSettings;
  readonly #structures: Structure[];
  readonly #queue = new EventQueue<Completion<T>>();
  readonly #pending: Map<number, Pending[]> = new Map();
  #started: (StartedRun & { release: () => void }) | undefined;
  #asked = 0;
  #isOver = false;
  #isLeft = false;
  /** Whether a task has failed: what ends well after that is not given any more. */
  #hasFailed = false;

  /** @internal */
  constructor(list: readonly unknown[], settings: RunSettings) {
    this.#settings = settings;
    this.#structures = structuresIn(list, 'asCompleted');
  }

  /**
   * Adds a lazy value, or a structure that holds some, while the loop goes on. Results that were asked for before, and
   * others that are still held, are not made again. Gives its index.
   *
   * @throws SessionError when the loop has ended.
   */
  add(value: Delayed<T> | T): number {
    if (this.#isOver) throw new SessionError('asCompleted has ended; add items inside the loop');
    const structure = structureOfItem(value);
    const index = this.#structures.length;
    if (this.#started === undefined) this.#structures.push(structure);
    else {
      const { expander, run } = this.#started;
      const tasks = expander.addOutputs(structure.nodes, run.kept);
      this.#structures.push(structure); // not before: a key may be refused
      this.#expect(index, structure, tasks);
      run.keep(tasks);
    }
    return index;
  }

  /** The next result, or the end of the run. Throws as `compute` does. */
  async next(): Promise<IteratorResult<Completion<T>, undefined>> {
    if (this.#isOver) return { done: true, value: undefined };
    const { session, release } = (this.#started ??= this.#start());
    if (this.#asked === this.#structures.length) release();
    else {
      this.#asked++; // before it is there: whoever asks meanwhile asks for the next one
      const step = await this.#queue.next();
      if (step.done !== true) return step;
    }
    this.#isOver = true;
    await session.finished;
    if (session.error !== undefined && !this.#isLeft) throw session.error;
    return { done: true, value: undefined };
  }

  /** The loop was left. */
  async return(): Promise<IteratorResult<Completion<T>, undefined>> {
    this.#isOver = this.#isLeft = true;
    await this.#started?.session.close();
    return { done: true, value: undefined };
  }

  /** Itself: there is one loop. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  #start(): StartedRun & { release: () => void } {
    const { graph, tasksOf } = compileStructures(this.#structures, this.#settings.optimize);
    const started = setUpRun(graph, this.#settings);
    const release = started.run.hold();
    this.#started = { ...started, release };
    started.run.watch((task, state) => {
      if (state === TaskState.DONE) this.#arrive(task);
      else if (state === TaskState.FAILED) this.#hasFailed = true;
    });
    this.#structures.forEach((structure, index) => {
      this.#expect(index, structure, tasksOf[index]!);
    });
    void started.session.run().then(() => this.#queue.close());
    return this.#started;
  }

  /** Waits for the tasks of an item; those that are done already are not waited for. */
  #expect(index: number, structure: Structure, tasks: readonly number[]): void {
    const { run } = this.#started!;
    const open = new Set(tasks.filter((task) => run.outcome(task) === undefined));
    const pending: Pending = { index, structure, tasks, missing: open.size };
    if (open.size === 0) this.#finish(pending);
    for (const task of open) {
      const waiting = this.#pending.get(task) ?? [];
      this.#pending.set(task, waiting);
      waiting.push(pending);
    }
  }

  #arrive(task: number): void {
    const waiting = this.#pending.get(task);
    if (waiting === undefined) return;
    this.#pending.delete(task);
    for (const pending of waiting) if (--pending.missing === 0) this.#finish(pending);
  }

  #finish({ index, structure, tasks }: Pending): void {
    if (this.#hasFailed) return;
    const { run } = this.#started!;
    const values = tasks.map((task) => {
      const outcome = run.outcome(task);
      return outcome?.status === 'fulfilled' ? outcome.value : undefined;
    });
    this.#queue.push({ index, value: structure.build(values) as T });
  }
}

/**
 * Computes the items of a list and gives each result as soon as it is there. All items share one graph, and each task of
 * it runs once. When a task fails, the loop gets the results that were there before, and then throws.
 *
 * @param list - lazy values, or structures that hold some.
 * @throws TaskError, ComputeError, CancelledError or ListenerError in the loop, as `compute` does; TypeError when an
 *   option is unknown or wrong.
 * @category Running
 * @example
 * ```ts
 * import { asCompleted, delayed } from 'dropgraph';
 *
 * const wait = delayed((ms: number) => new Promise<number>((resolve) => setTimeout(resolve, ms, ms)));
 * const order: number[] = [];
 * for await (const { index, value } of asCompleted([wait(20), wait(1)])) order.push(index);
 * order; // => [1, 0]
 * ```
 */
export function asCompleted<const T extends readonly unknown[]>(
  list: T,
  options?: RunOptions,
): Completions<Computed<T[number]>> {
  return new Completions(list, runSettings(options, 'asCompleted'));
}
