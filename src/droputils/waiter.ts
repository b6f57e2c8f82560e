import { AppError } from '../errors/index.js';
import type { AbstractDROP } from '../drops/index.js';
import { DROPStates } from '../protocol/index.js';
import { strictOptions } from '../basics/index.js';
import { z } from 'zod';
import { EvtConsumer } from './evt-consumer.js';
import { listify } from './listify.js';

/** Options of {@link DROPWaiterCtx}. @category Droputils */
export interface WaiterOptions {
  /** Milliseconds to wait, once what was to be run is over. Default 1000. */
  readonly timeout?: number | undefined;
  /** States that count as reached. Default COMPLETED and ERROR. */
  readonly expectedStates?: readonly DROPStates[] | undefined;
}

const schema = z.object({
  timeout: z.number('must be a number').nonnegative('must not be negative').optional(),
  expectedStates: z.array(z.literal(Object.values(DROPStates), 'must be one of DROPStates')).optional(),
});

/**
 * Runs something that sets drops going, and waits until all of them have come to an end.
 *
 * @category Droputils
 * @example
 * ```ts
 * import { InMemoryDROP } from 'dropgraph/drop';
 * import { CopyApp } from 'dropgraph/apps';
 * import { allDropContents, DROPWaiterCtx } from 'dropgraph/droputils';
 *
 * const [a, b] = [new InMemoryDROP('A', 'A'), new InMemoryDROP('B', 'B')];
 * const copy = new CopyApp('C', 'C');
 * copy.addInput(a);
 * copy.addOutput(b);
 * await new DROPWaiterCtx([b]).run(async () => {
 *   await a.write(Buffer.from('abc'));
 *   a.setCompleted();
 * });
 * String(await allDropContents(b)); // => 'abc'
 * ```
 */
export class DROPWaiterCtx {
  readonly #drops: readonly AbstractDROP[];
  readonly #timeout: number;
  readonly #expected: readonly DROPStates[];

  /** @throws TypeError for an unknown or wrong option. */
  constructor(drops: AbstractDROP | readonly AbstractDROP[], options?: WaiterOptions) {
    const { timeout = 1000, expectedStates = [] } = strictOptions(schema, options, 'DROPWaiterCtx');
    this.#drops = listify(drops);
    this.#timeout = timeout;
    this.#expected = expectedStates.length > 0 ? expectedStates : [DROPStates.COMPLETED, DROPStates.ERROR];
  }

  /**
   * Runs the body, then waits for the drops; one that had come to its end before counts as well.
   *
   * @returns what the body gave.
   * @throws AppError that names the drops that did not get there in time; whatever the body throws, at once.
   */
  async run<T>(body: () => T | Promise<T>): Promise<T> {
    const awaited = new Set(this.#drops.filter(({ status }) => !this.#expected.includes(status)));
    let allReached = (): void => {};
    const reached = new Promise<void>((resolve) => (allReached = resolve));
    const consumers = Array.from(awaited, (drop) => {
      const consumer = new EvtConsumer(() => {
        awaited.delete(drop);
        if (awaited.size === 0) allReached();
      }, this.#expected);
      drop.subscribe(consumer, 'status');
      return { drop, consumer };
    });
    let timer: NodeJS.Timeout | undefined;
    try {
      const result = await body();
      if (awaited.size === 0) return result;
      await Promise.race([reached, new Promise((resolve) => (timer = setTimeout(resolve, this.#timeout)))]);
      if (awaited.size === 0) return result;
      const late = Array.from(awaited, ({ uid, status }) => `"${uid}" (${nameOf(status)})`);
      const wanted = this.#expected.map(nameOf).join(' or ');
      throw new AppError(
        `after ${this.#timeout} ms these drops are not yet ${wanted}: ${late.join(', ')}; wait longer with { timeout }`,
      );
    } finally {
      clearTimeout(timer);
      for (const { drop, consumer } of consumers) drop.unsubscribe(consumer, 'status');
    }
  }
}

function nameOf(status: DROPStates): string {
  return Object.entries(DROPStates).find(([, number]) => number === status)?.[0] ?? String(status);
}
