import { Worker } from 'node:worker_threads';

/** Messages a worker has at once: one it is at, and one to go on with. */
const AHEAD = 2;

interface Call {
  readonly message: readonly [id: number, name: string, value: unknown];
  readonly transfer: readonly ArrayBuffer[];
  readonly resolve: (result: unknown) => void;
}

/** The least one can write by hand: a message for each call, and nothing for what goes wrong. */
export class BareThreads {
  readonly #workers: readonly Worker[];
  readonly #waiting: Call[] = [];
  readonly #sent: Map<number, Call> = new Map();
  #next = 0;
  #calls = 0;

  constructor(file: string, workers: number) {
    this.#workers = Array.from({ length: workers }, () => new Worker(file));
    for (const worker of this.#workers) {
      worker.on('message', ([id, result]: [number, unknown]) => {
        this.#send(worker);
        this.#sent.get(id)!.resolve(result);
        this.#sent.delete(id);
      });
      worker.unref();
    }
  }

  call(name: string, value: unknown, transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    return new Promise((resolve) => {
      const id = this.#calls++;
      this.#waiting.push({ message: [id, name, value], transfer, resolve });
      if (this.#sent.size < AHEAD * this.#workers.length)
        this.#send(this.#workers[id % this.#workers.length]!);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #send(worker: Worker): void {
    const call = this.#waiting[this.#next];
    if (call === undefined) {
      this.#waiting.length = this.#next = 0;
      return;
    }
    this.#next++;
    this.#sent.set(call.message[0], call);
    worker.postMessage(call.message, call.transfer);
  }
}
