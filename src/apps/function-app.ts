import { setTimeout as sleep } from 'node:timers/promises';
import { encodePickle } from '../codecs/index.js';
import { BarrierAppDROP, InMemoryDROP, type DataDROP, type DropOptions } from '../drops/index.js';
import { allDropContents } from '../droputils/index.js';
import { AppError, InvalidDropError } from '../errors/index.js';
import { hasData } from './data-links.js';
import { retryDelay, type RetryPolicy, type TaskPolicy } from '../graph/index.js';

/** Options of {@link FunctionApp}; further ones are those of every drop. @category Applications */
export interface FunctionAppOptions extends DropOptions {
  /** Gets the values of the inputs, in their order, and gives the value of the output, or a promise of it. */
  readonly func: (...values: never[]) => unknown;
}

/**
 * Calls a JavaScript function once all inputs are complete. Its arguments are the values of the inputs, in their order:
 * what was set in a drop in memory, or else the bytes; undefined for one that was skipped, or failed and may
 * (`input_error_threshold`). Its result becomes the value of the output; with several
 * outputs it must have an item for each. Where an output is not in memory, bytes and text are written as they are,
 * and anything else is pickled.
 *
 * @category Applications
 * @example
 * ```ts
 * import { FunctionApp } from 'dropgraph/apps';
 * import { InMemoryDROP } from 'dropgraph/drop';
 *
 * const [a, b] = [new InMemoryDROP('a', 'a'), new InMemoryDROP('b', 'b')];
 * const double = new FunctionApp('double', 'double', { func: (x: number) => 2 * x });
 * double.addInput(a);
 * double.addOutput(b);
 * a.setValue(21);
 * a.setCompleted();
 * await new Promise((resolve) => (b.isCompleted() ? resolve(0) : b.subscribe(resolve, 'dropCompleted')));
 * b.value; // => 42
 * ```
 */
export class FunctionApp extends BarrierAppDROP {
  /** How its graph wants the function to be run. @internal */
  policy: TaskPolicy | undefined;
  readonly #func: (...values: unknown[]) => unknown;
  #attempt = 0;
  #try: AbortController | undefined;

  /** @throws InvalidDropError without a function. */
  constructor(oid: string, uid: string, { func, ...options }: Partial<FunctionAppOptions> = {}) {
    super(oid, uid, options);
    if (typeof func !== 'function')
      throw new InvalidDropError(this.uid, `"func" must be a function, got ${typeof func}`);
    this.#func = func as (...values: unknown[]) => unknown;
  }

  /** Number of the try that runs, or ran last; 1 is the first. */
  get attempt(): number {
    return Math.max(1, this.#attempt);
  }

  /** Is aborted when this try is over without a result, and when the application is cancelled. */
  get attemptSignal(): AbortSignal {
    if (this.policy === undefined) return this.signal; // its only try
    this.#try ??= new AbortController();
    return AbortSignal.any([this.signal, this.#try.signal]);
  }

  override async run(): Promise<void> {
    this.#attempt++;
    this.#try = undefined;
    const values: unknown[] = [];
    for (const input of this.inputs) values.push(hasData(this, input) ? await valueOf(input) : undefined);
    const result = await this.#inTime(() => this.#func(...values));
    const { outputs } = this;
    const results = outputs.length > 1 ? itemsOf(result, outputs.length) : [result];
    for (const [at, output] of outputs.entries()) await putValue(output, results[at]);
  }

  /** Where the graph says when to try again, the tries are counted here. */
  protected override perform(work: () => unknown, tries?: number): Promise<void> {
    const retries = this.policy?.retries;
    return retries === undefined
      ? super.perform(work, tries)
      : super.perform(() => this.#tried(work, retries));
  }

  async #tried(work: () => unknown, retries: RetryPolicy): Promise<void> {
    for (;;) {
      try {
        await work();
        await Promise.all(this.outputs.flatMap((output) => output.finishWriting() ?? []));
        return;
      } catch (error) {
        const delay = this.isOpen ? retryDelay(retries, this.#attempt, Math.random()) : undefined;
        if (delay === undefined || retries.when?.(error) === false) throw error;
        this.#try?.abort(error);
        for (const output of this.outputs) if (output.producers.length === 1) await output.discardWritten();
        await sleep(delay, undefined, { signal: this.signal });
      }
    }
  }

  /** What comes after the time of this try is over is not wanted any more. */
  async #inTime(call: () => unknown): Promise<unknown> {
    const timeout = this.policy?.timeout;
    if (timeout === undefined) return call();
    const start = performance.now();
    const tooLate = (): DOMException =>
      new DOMException(`it took longer than its timeout of ${timeout} ms`, 'TimeoutError');
    let timer: NodeJS.Timeout | undefined;
    const end = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const error = tooLate();
        reject(error);
        this.#try?.abort(error);
      }, timeout);
    });
    try {
      const result = await Promise.race([call(), end]);
      // of a function that never gave the event loop a turn, no timer could tell
      if (performance.now() - start > timeout) throw tooLate();
      return result;
    } finally {
      clearTimeout(timer);
    }
  }
}

async function valueOf(drop: DataDROP): Promise<unknown> {
  return drop instanceof InMemoryDROP && drop.hasValue ? drop.value : allDropContents(drop);
}

async function putValue(drop: DataDROP, value: unknown): Promise<void> {
  if (drop instanceof InMemoryDROP) drop.setValue(value);
  else if (value instanceof Uint8Array || typeof value === 'string') await drop.write(value);
  else await drop.write(encodePickle(value));
}

function itemsOf(result: unknown, count: number): unknown[] {
  const iterable = typeof result === 'object' && result !== null && Symbol.iterator in result;
  if (!iterable)
    throw new AppError(`the function gave a ${typeof result} for ${count} outputs; give a list of so many`);
  const items: unknown[] = [];
  for (const item of result as Iterable<unknown>) if (items.push(item) > count) break; // it may have no end
  if (items.length === count) return items;
  throw new AppError(
    `the function gave ${items.length > count ? 'more' : items.length} items for ${count} outputs; give one for each`,
  );
}
