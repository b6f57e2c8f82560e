import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { packValue, realmId, unpackValue, type ShippedFunction } from '../../../src/closures/index.js';
import type { Answer, Call } from './worker.js';

/** A worker thread that runs one function after the other. */
export class OtherThread {
  readonly #worker: Worker;

  /** @param file - the compiled `worker.ts` */
  constructor(file: string) {
    this.#worker = new Worker(file, { execArgv: ['--disable-warning=ExperimentalWarning'] });
  }

  /** Gives what the function gives there; throws what it throws there. */
  async run(fn: ShippedFunction, ...args: readonly unknown[]): Promise<unknown> {
    const packed = args.map((arg, at) => packValue(arg, { name: `argument ${String(at)}` }));
    return this.send(fn, packed);
  }

  async send(fn: ShippedFunction, args: readonly unknown[]): Promise<unknown> {
    const call: Call = { fn, args, home: realmId() };
    this.#worker.postMessage(call);
    const [answer] = (await once(this.#worker, 'message')) as [Answer];
    if ('error' in answer) throw await unpackValue(answer.error);
    return unpackValue(answer.value);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
