import { ChildProcess } from 'node:child_process';
import { MessagePort, Worker } from 'node:worker_threads';
import { compile, delayed, runGraph, type Delayed, type Scheduler } from 'dropgraph';

/** How a run under fire went. */
export interface Chaos {
  readonly kills: number;
  /** Tasks whose result is not what a plain loop gives. */
  readonly wrong: number;
  /** Tasks that never gave a result. */
  readonly lost: number;
  /** Tasks that ran again after their result had been delivered. Not known of processes, which count nothing together. */
  readonly repeated: number;
}

interface Victim {
  readonly isAlive: () => boolean;
  readonly kill: () => void;
}

/** Every thread that has spoken and every process that was started while this is on. */
export class Victims {
  readonly #found: Map<object, Victim> = new Map();
  readonly #restore: () => void;

  constructor() {
    const { unref } = Worker.prototype;
    const { unref: unrefPort } = MessagePort.prototype;
    const last: { port?: MessagePort } = {};
    const known = new WeakSet<Worker>();
    // what every way of starting a process comes down to; not in the types
    const processes = ChildProcess.prototype as unknown as { spawn(...args: unknown[]): unknown };
    const { spawn } = processes;
    const add = (worker: object, victim: Victim): void => void this.#found.set(worker, victim);
    // a pool lets go of the port of a thread, then of the thread
    MessagePort.prototype.unref = function (this: MessagePort) {
      last.port = this;
      unrefPort.call(this);
    };
    Worker.prototype.unref = function (this: Worker) {
      if (!known.has(this)) {
        known.add(this);
        // not before it is ready: Node would leave the files open that it is reading
        last.port?.once('message', () => {
          add(this, { isAlive: () => this.threadId !== -1, kill: () => void this.terminate() });
        });
      }
      unref.call(this);
    };
    processes.spawn = function (this: ChildProcess, ...args) {
      add(this, {
        isAlive: () => this.exitCode === null && this.signalCode === null,
        kill: () => void process.kill(this.pid!, 'SIGKILL'),
      });
      return spawn.apply(this, args);
    };
    this.#restore = () => {
      Worker.prototype.unref = unref;
      MessagePort.prototype.unref = unrefPort;
      processes.spawn = spawn;
    };
  }

  get alive(): Victim[] {
    for (const [worker, { isAlive }] of this.#found) if (!isAlive()) this.#found.delete(worker);
    return [...this.#found.values()];
  }

  /** Kills one of them, whichever chance says. */
  killOne(random: () => number): boolean {
    const { alive } = this;
    const victim = alive[Math.floor(random() * alive.length)];
    victim?.kill();
    return victim !== undefined;
  }

  restore(): void {
    this.#restore();
  }
}

/** Numbers that look random, the same ones for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

const mix = (a: number, b: number, c: number): number => (Math.imul(a ^ (b << 7), 2654435761) + c) | 0;

/**
 * Runs a random graph while workers are killed at random moments.
 *
 * @param kills - how many, as far as the run lasts long enough.
 */
export async function runUnderFire(
  pool: Scheduler,
  victims: Victims,
  { tasks, kills, seed, counts }: { tasks: number; kills: number; seed: number; counts: boolean },
): Promise<Chaos> {
  const random = randomNumbers(seed);
  const runs = new Int32Array(counts ? new SharedArrayBuffer(4 * tasks) : new ArrayBuffer(4 * tasks));
  const work = delayed(
    (own: number, a: number, b: number) => {
      Atomics.add(runs, own, 1);
      let value = mix(a, b, own);
      for (let round = 0; round < 2000; round++) value = mix(value, round, own);
      return value;
    },
    { name: 'work' },
  );
  const nodes: Delayed<number>[] = [];
  const expected: number[] = [];
  for (let own = 0; own < tasks; own++) {
    const [a, b] = [0, 1].map(() => (own < 20 ? undefined : Math.floor(random() * own)));
    nodes.push(
      work.with({ key: `t${own}` })(own, a === undefined ? 1 : nodes[a]!, b === undefined ? 2 : nodes[b]!),
    );
    let value = mix(a === undefined ? 1 : expected[a]!, b === undefined ? 2 : expected[b]!, own);
    for (let round = 0; round < 2000; round++) value = mix(value, round, own);
    expected.push(value);
  }
  const whenDelivered = new Int32Array(tasks).fill(-1);
  let killed = 0;
  const session = await runGraph(compile(nodes), {
    scheduler: pool,
    onEvent: (event) => {
      if (event.type !== 'execStatus' || event.execStatus !== 2) return;
      const own = Number(/^t(\d+)/.exec(event.oid)![1]);
      whenDelivered[own] = runs[own]!;
      if (killed < kills && random() < (2 * kills) / tasks && victims.killOne(random)) killed++;
    },
  });
  const values = (await session.outputs()) as number[];
  return {
    kills: killed,
    wrong: values.filter((value, at) => value !== expected[at]).length,
    lost: whenDelivered.filter((count) => count < 0).length,
    repeated: counts ? whenDelivered.filter((count, own) => runs[own] !== count).length : 0,
  };
}
