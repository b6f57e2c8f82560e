// The other thread: rebuilds the function, calls it, sends back what came of it.
import { parentPort } from 'node:worker_threads';
import {
  packError,
  packValue,
  unpackFunction,
  unpackValue,
  type ShippedFunction,
} from '../../../src/closures/index.js';

export interface Call {
  readonly fn: ShippedFunction;
  readonly args: readonly unknown[];
  readonly home: string;
}

export interface Answer {
  readonly value?: unknown;
  readonly error?: unknown;
}

parentPort!.on('message', (call: Call) => {
  void answer(call).then((reply) => {
    parentPort!.postMessage(reply);
  });
});

async function answer({ fn, args, home }: Call): Promise<Answer> {
  try {
    const run = (await unpackFunction(fn)) as (...args: unknown[]) => unknown;
    const values = await Promise.all(args.map(unpackValue));
    return { value: packValue(await run(...values), { name: 'the result', home }) };
  } catch (error) {
    return { error: packError(error, { home }) };
  }
}
