import { packValue, unpackValue } from '../closures/index.js';
import { isThenable } from '../basics/index.js';
import type { Assignment, PoolFunction } from './assignment.js';
import type { End, Member, MemberEvents } from './member.js';
import { ENDED, REPORT_HEAD, RESULT, type Batch, type FromWorker } from './wire.js';

/** Batches a worker has at once: one it is at, and one to go on with while the results of the first travel. */
const BATCHES = 2;

/** A batch that was sent, until the worker has been through it. */
interface Sent {
  readonly counts: ReadonlyMap<PoolFunction, number>;
  readonly estimate: number;
}

/** What a worker needs of its pool. */
export interface PoolWorkerEvents {
  done(task: Assignment, value: unknown): void;
  failed(task: Assignment, error: unknown): void;
  /** Results have been told, or there is room for another batch. */
  told(worker: PoolWorker): void;
  /** The worker is gone; these tasks were with it. */
  gone(worker: PoolWorker, tasks: Assignment[], end: End): void;
}

/** One worker as its pool sees it: what it was sent and has not told the end of. */
export class PoolWorker {
  readonly #member: Member;
  readonly #events: PoolWorkerEvents;
  readonly #tasks: Map<number, Assignment> = new Map();
  readonly #known: Set<number> = new Set();
  readonly #sent: Sent[] = [];
  /** A task that killed workers before is alone with its worker. */
  #isReserved = false;
  #isGone = false;
  idleSince: number = performance.now();

  constructor(start: (events: MemberEvents) => Member, events: PoolWorkerEvents) {
    this.#events = events;
    this.#member = start({
      report: (message) => this.#report(message),
      end: (end) => {
        this.#isGone = true;
        events.gone(this, [...this.#tasks.values()], end);
      },
    });
    this.#member.hold(false);
  }

  /** Tasks it was sent and has not told the end of. */
  get load(): number {
    return this.#tasks.size;
  }

  get hasRoom(): boolean {
    return !this.#isGone && !this.#isReserved && this.#sent.length < BATCHES;
  }

  get isIdle(): boolean {
    return this.#tasks.size === 0 && this.#sent.length === 0;
  }

  has(id: number): boolean {
    return this.#tasks.has(id);
  }

  send(tasks: readonly Assignment[], alone = false): void {
    const batch: Batch = [];
    const counts = new Map<PoolFunction, number>();
    const transfer: ArrayBuffer[] = [];
    let estimate = 0;
    if (this.#tasks.size === 0) this.#member.hold(true);
    this.#isReserved = alone;
    for (const task of tasks) {
      const { fn, args } = task;
      if (!this.#known.has(fn.id)) {
        this.#known.add(fn.id);
        this.#member.post({ kind: 'function', id: fn.id, shipped: fn.shipped, method: fn.method }, []);
      }
      this.#tasks.set(task.id, task);
      counts.set(fn, (counts.get(fn) ?? 0) + 1);
      estimate += fn.milliseconds;
      batch.push(task.id, fn.id, task.key, task.attempt, args.length);
      for (const arg of args) batch.push(arg);
      transfer.push(...task.transfer);
    }
    this.#sent.push({ counts, estimate });
    this.#member.post(batch, transfer);
  }

  forget(ids: readonly number[]): void {
    const known = ids.filter((id) => this.#known.delete(id));
    if (known.length > 0 && !this.#isGone) this.#member.post({ kind: 'forget', ids: known }, []);
  }

  /** Tells a task to end. */
  cancel(id: number, reason: unknown): void {
    let packed: unknown;
    try {
      packed = packValue(reason);
    } catch {
      packed = new DOMException('the run was stopped', 'AbortError'); // a reason that cannot cross
    }
    if (!this.#isGone) this.#member.post({ kind: 'cancel', task: id, reason: packed }, []);
  }

  kill(): void {
    this.#member.kill();
  }

  #report(message: FromWorker): void {
    const [batches, milliseconds] = message;
    if (batches > 0) {
      const sent = this.#sent.splice(0, batches);
      this.#learn(sent, milliseconds);
    }
    for (let at = REPORT_HEAD; at < message.length; at += RESULT) {
      const id = message[at] as number;
      const task = this.#tasks.get(id);
      if (task === undefined) continue;
      this.#tasks.delete(id);
      this.#take(task, message[at + 1] as number, message[at + 2]);
    }
    if (this.#tasks.size === 0) {
      this.#isReserved = false;
      this.idleSince = performance.now();
      this.#member.hold(false);
    }
    this.#events.told(this);
  }

  #take(task: Assignment, how: number, packed: unknown): void {
    const tell = (value: unknown): void => {
      if (how === ENDED.DONE) this.#events.done(task, value);
      else this.#events.failed(task, value);
    };
    try {
      const value = unpackValue(packed);
      if (!isThenable(value)) {
        tell(value);
        return;
      }
      value
        .then(tell, (error: unknown) => this.#events.failed(task, error))
        .then(() => this.#events.told(this));
    } catch (error) {
      this.#events.failed(task, error);
    }
  }

  /** How long a function takes is learnt from whole batches: looking at the clock for each would cost more. */
  #learn(sent: readonly Sent[], milliseconds: number): void {
    const estimate = sent.reduce((sum, batch) => sum + batch.estimate, 0);
    for (const { counts } of sent) {
      for (const fn of counts.keys()) fn.learn(estimate === 0 ? milliseconds : milliseconds / estimate);
    }
  }
}
