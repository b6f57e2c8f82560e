import { isThenable } from '../basics/index.js';
import { packValue, unpackValue } from '../closures/index.js';
import type { Assignment } from './assignment.js';
import type { PoolFunction } from './function-store.js';
import type { End, Member, MemberEvents } from './member.js';
import { ENDED, REPORT_HEAD, RESULT, type Batch, type FromWorker } from './wire.js';

/** Batches a worker has at once: one it is at, and one to go on with while the results of the first travel. */
const BATCHES = 2;

/** Milliseconds that starting may take; Node never closes the files that a thread is reading when it is ended. */
const START = 10_000;

/** A batch that was sent, until the worker has been through it: how often each function, and how long that should take. */
interface Sent {
  readonly counts: ReadonlyMap<PoolFunction, number>;
  readonly estimate: number;
}

/** What a worker needs of its pool. */
export interface PoolWorkerEvents {
  /** Results have been told, or there is room for another batch. */
  told(): void;
  /** The worker is gone. */
  gone(worker: PoolWorker, fate: Fate): void;
}

/** What is left of a worker that is gone. */
export interface Fate extends End {
  /** Tasks that were with it. */
  readonly tasks: readonly Assignment[];
  /** Those among them that may have ended it; none where the pool did. */
  readonly suspects: ReadonlySet<Assignment>;
  /** How many of them are first, or alone. */
  readonly units: number;
  /** Whether it ever worked. */
  readonly wasReady: boolean;
}

/** One worker as its pool sees it: what it was sent and has not told the end of. */
export class PoolWorker {
  /** Resolves when it is gone. */
  readonly exited: Promise<void>;
  readonly #member: Member;
  readonly #events: PoolWorkerEvents;
  /** Every task by its number, those that go with another as well. */
  readonly #tasks: Map<number, Assignment> = new Map();
  readonly #known: Set<number> = new Set();
  readonly #sent: Sent[] = [];
  #batches = 0;
  /** What its last message brought: the next one says how long telling that took. */
  #toldLast: { readonly fn: PoolFunction; readonly count: number } | undefined;
  #isReady = false;
  #startTimer: NodeJS.Timeout | undefined;
  /** A task that killed workers before, or was handed its data, is alone with its worker. */
  #isReserved = false;
  #isEnding = false;
  idleSince: number = performance.now();

  constructor(start: (events: MemberEvents) => Member, events: PoolWorkerEvents) {
    this.#events = events;
    let exit: () => void;
    this.exited = new Promise((resolve) => {
      exit = resolve;
    });
    this.#member = start({
      report: (message) => this.#report(message),
      began: (id) => {
        const task = this.#tasks.get(id);
        task?.lane.began(task);
      },
      end: (end) => {
        clearTimeout(this.#startTimer);
        const isOurs = this.#isEnding;
        this.#isEnding = true;
        const tasks = [...this.#tasks.values()];
        this.#tasks.clear();
        const suspects = isOurs && !end.isGuilty ? [] : tasks.filter((task) => this.#isSuspect(task, end));
        const units =
          end.task === undefined ? suspects.filter(({ begins }) => begins < 0).length : suspects.length;
        events.gone(this, { ...end, tasks, suspects: new Set(suspects), units, wasReady: this.#isReady });
        exit();
      },
    });
    this.#member.hold(false);
  }

  /** Tasks it was sent and has not told the end of. */
  get load(): number {
    return this.#tasks.size;
  }

  get hasRoom(): boolean {
    return !this.#isEnding && !this.#isReserved && this.#sent.length < BATCHES;
  }

  get isIdle(): boolean {
    return !this.#isEnding && this.#tasks.size === 0 && this.#sent.length === 0;
  }

  has(id: number): boolean {
    return this.#tasks.has(id);
  }

  /** @param alone - whether it gets nothing else until these have ended. */
  send(tasks: readonly Assignment[], alone = false): void {
    if (this.#tasks.size === 0) this.#member.hold(true);
    this.#isReserved = alone;
    const batch: Batch = [];
    const transfer: ArrayBuffer[] = [];
    const counts = new Map<PoolFunction, number>();
    let estimate = 0;
    this.#batches++;
    for (const first of tasks) {
      for (let task: Assignment | undefined = first; task !== undefined; task = task.next) {
        const { id, fn, args } = task;
        this.#teach(fn);
        this.#tasks.set(id, task);
        task.batch = this.#batches;
        counts.set(fn, (counts.get(fn) ?? 0) + 1);
        estimate += fn.times.running;
        batch.push(id, fn.id, task.key, task.attempt, task.begins, args.length);
        for (let at = 0; at < args.length; at++) batch.push(args[at]);
        for (const buffer of task.transfer) transfer.push(buffer);
      }
    }
    try {
      const begun = performance.now();
      this.#member.post(batch, transfer);
      const [first] = counts;
      if (counts.size === 1) first![0].times.sent((performance.now() - begun) / first![1]);
      this.#sent.push({ counts, estimate });
    } catch (error) {
      this.#batches--;
      this.#sendOneByOne(tasks, alone, error);
    }
  }

  /** Something in it cannot be sent: shared memory to another process, for one. */
  #sendOneByOne(tasks: readonly Assignment[], alone: boolean, error: unknown): void {
    if (tasks.length > 1) {
      for (const task of tasks) this.send([task], alone);
      return;
    }
    for (let task = tasks[0]; task !== undefined; task = task.next) this.#tasks.delete(task.id);
    const [task] = tasks;
    queueMicrotask(() => {
      task?.lane.ended(task, ENDED.FAILED, error);
      this.#rest();
      this.#events.told();
    });
  }

  #teach({ id, shipped, method }: PoolFunction): void {
    if (this.#known.has(id)) return;
    this.#known.add(id);
    this.#member.post({ kind: 'function', id, shipped, method }, []);
  }

  forget(ids: readonly number[]): void {
    const known = ids.filter((id) => this.#known.delete(id));
    if (known.length > 0 && !this.#isEnding) this.#member.post({ kind: 'forget', ids: known }, []);
  }

  /** Tells tasks to end. */
  cancel(ids: readonly number[], reason: unknown): void {
    if (this.#isEnding) return;
    const send = (packed: unknown): void => {
      for (const task of ids) this.#member.post({ kind: 'cancel', task, reason: packed }, []);
    };
    try {
      send(packValue(reason));
    } catch {
      send(packValue(new DOMException('the run was stopped', 'AbortError'))); // a reason that cannot cross
    }
  }

  /** Ends it: at once, or as soon as it has started. What it was at is not to blame. */
  kill(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#member.hold(true);
    if (this.#isReady) this.#member.kill();
    else this.#startTimer = setTimeout(() => this.#member.kill(), START).unref();
  }

  #isSuspect({ id, batch }: Assignment, { task }: End): boolean {
    if (task !== undefined) return id === task;
    return batch <= this.#batches - this.#sent.length + 1; // of later batches none was begun
  }

  #report(message: FromWorker): void {
    if (!this.#isReady) {
      this.#isReady = true;
      if (this.#isEnding) this.#member.kill();
    }
    const batches = message[0] as number;
    if (batches > 0) learn(this.#sent.splice(0, batches), message[1] as number, message[2] as number);
    this.#toldLast?.fn.times.told((message[3] as number) / this.#toldLast.count);
    let count = 0;
    let sole: PoolFunction | undefined;
    for (let at = REPORT_HEAD; at < message.length; at += RESULT) {
      const id = message[at] as number;
      const task = this.#tasks.get(id);
      if (task === undefined) continue;
      this.#tasks.delete(id);
      if (count++ === 0) sole = task.fn;
      else if (sole !== task.fn) sole = undefined;
      this.#take(task, message[at + 1] as number, message[at + 2]);
    }
    this.#toldLast = sole && { fn: sole, count };
    this.#rest();
    this.#events.told();
  }

  #rest(): void {
    if (this.#tasks.size > 0) return;
    this.#isReserved = false;
    this.idleSince = performance.now();
    if (!this.#isEnding) this.#member.hold(false);
  }

  #take(task: Assignment, how: number, packed: unknown): void {
    if (how === ENDED.FAILED) {
      // what was to follow it never begins
      for (let next = task.next; next !== undefined; next = next.next) this.#tasks.delete(next.id);
    }
    try {
      const value = typeof packed === 'object' ? unpackValue(packed) : packed;
      if (!isThenable(value)) {
        task.lane.ended(task, how, value, value === packed);
        return;
      }
      const fail = (error: unknown): void => task.lane.ended(task, ENDED.FAILED, error);
      void value.then((ready) => task.lane.ended(task, how, ready), fail).then(() => this.#events.told());
    } catch (error) {
      task.lane.ended(task, ENDED.FAILED, error);
    }
  }
}

/** How long a function takes is learnt from whole batches: looking at the clock for each would cost more. */
function learn(sent: readonly Sent[], milliseconds: number, awaited: number): void {
  let estimate = 0;
  for (const batch of sent) estimate += batch.estimate;
  const ratio = estimate === 0 ? 1 : milliseconds / estimate;
  for (const { counts } of sent) {
    for (const { times } of counts.keys()) {
      times.ran(ratio);
      if (awaited > 0) times.awaits();
    }
  }
}
