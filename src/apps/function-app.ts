import { encodePickle } from '../codecs/index.js';
import { BarrierAppDROP, InMemoryDROP, type DataDROP, type DropOptions } from '../drops/index.js';
import { allDropContents } from '../droputils/index.js';
import { AppError, InvalidDropError } from '../errors/index.js';

/** Options of {@link FunctionApp}; further ones are those of every drop. @category Applications */
export interface FunctionAppOptions extends DropOptions {
  /** Gets the values of the inputs, in their order, and gives the value of the output, or a promise of it. */
  readonly func: (...values: never[]) => unknown;
}

/**
 * Calls a JavaScript function once all inputs are complete. Its arguments are the values of the inputs, in their order:
 * what was set in a drop in memory, or else the bytes. Its result becomes the value of the output; with several
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
  readonly #func: (...values: unknown[]) => unknown;

  /** @throws InvalidDropError without a function. */
  constructor(oid: string, uid: string, { func, ...options }: Partial<FunctionAppOptions> = {}) {
    super(oid, uid, options);
    if (typeof func !== 'function')
      throw new InvalidDropError(this.uid, `"func" must be a function, got ${typeof func}`);
    this.#func = func as (...values: unknown[]) => unknown;
  }

  override async run(): Promise<void> {
    const values: unknown[] = [];
    for (const input of this.inputs) values.push(await valueOf(input));
    const result = await this.#func(...values);
    const { outputs } = this;
    const results = outputs.length > 1 ? itemsOf(result, outputs.length) : [result];
    for (const [at, output] of outputs.entries()) await putValue(output, results[at]);
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
