import { AsyncLocalStorage } from 'node:async_hooks';
import {
  packError,
  packValue,
  unpackFunction,
  unpackValue,
  type ShippedFunction,
} from '../closures/index.js';
import { isThenable } from '../basics/index.js';
import type { AnyFunction } from '../graph/index.js';
import { valueOfLazy } from './lazy-results.js';
import { ownBuffers, TransferRule } from './transfer-rule.js';
import { enterTask, leaveTask, type ContextSource, type TaskContext } from './task-context.js';
import { ENDED, TASK_HEAD, type Batch, type FromWorker, type ToWorker, type WorkerStart } from './wire.js';

/** Milliseconds after which results are told although the batch goes on. */
const LONG = 5;

interface LoadedFunction {
  readonly fn: AnyFunction;
  readonly name: string;
  readonly method: boolean;
  readonly transfers: TransferRule;
}

/** A task that was begun and has not ended. */
interface Begun {
  readonly key: string;
  readonly name: string;
  readonly attempt: number;
  controller: AbortController | undefined;
}

/** Runs tasks inside a worker: those of a batch one after the other, promises side by side. */
export class TaskRunner implements ContextSource {
  readonly #start: WorkerStart;
  readonly #post: (message: FromWorker, transfer: ArrayBuffer[]) => void;
  readonly #functions: Map<number, Promise<LoadedFunction> | LoadedFunction> = new Map();
  readonly #begun: Map<number, Begun> = new Map();
  /** Tasks that were cancelled before their turn, with the reason. */
  readonly #cancelled: Map<number, unknown> = new Map();
  readonly #current = new AsyncLocalStorage<number>();
  #messages: Promise<void> | undefined;
  #results: unknown[] = [];
  #transfer: ArrayBuffer[] = [];
  #batches = 0;
  #milliseconds = 0;
  #flushing = false;

  constructor(start: WorkerStart, post: (message: FromWorker, transfer: ArrayBuffer[]) => void) {
    this.#start = start;
    this.#post = post;
  }

  /** The task whose code is running, also after its first `await`; undefined where that cannot be told. */
  get currentTask(): number | undefined {
    return this.#current.getStore();
  }

  /** Tasks that were begun and have not ended. */
  get begun(): number[] {
    return [...this.#begun.keys()];
  }

  /** Takes a message. They are taken in their order, but a cancellation overtakes what waits. */
  receive(message: ToWorker): void {
    if (!Array.isArray(message) && message.kind === 'cancel') {
      this.#cancel(message.task, message.reason);
      return;
    }
    if (this.#messages === undefined) {
      const waiting = this.#handle(message);
      if (waiting !== undefined) this.#wait(waiting);
      return;
    }
    this.#wait(this.#messages.then(() => this.#handle(message)));
  }

  /** Ends a task from outside of its function. */
  fail(task: number, error: unknown): void {
    if (this.#begun.has(task)) this.#end(task, ENDED.FAILED, error);
  }

  contextOf(task: number): TaskContext {
    const begun = this.#begun.get(task);
    const controller =
      begun === undefined ? new AbortController() : (begun.controller ??= new AbortController());
    const { key = '', name = '', attempt = 1 } = begun ?? {};
    return { key, name, attempt, signal: controller.signal };
  }

  #wait(promise: Promise<void>): void {
    const done = promise.finally(() => {
      if (this.#messages === done) this.#messages = undefined;
    });
    this.#messages = done;
  }

  #handle(message: Exclude<ToWorker, { kind: 'cancel' }>): Promise<void> | undefined {
    if (Array.isArray(message)) return this.#takeBatch(message);
    if (message.kind === 'forget') for (const id of message.ids) this.#functions.delete(id);
    else this.#functions.set(message.id, this.#load(message.shipped, message.method));
    return undefined;
  }

  async #load(shipped: ShippedFunction, method: boolean): Promise<LoadedFunction> {
    const fn = await unpackFunction(shipped);
    return { fn, name: shipped.name, method, transfers: new TransferRule(shipped) };
  }

  #takeBatch(batch: Batch): Promise<void> | undefined {
    const waiting: Promise<unknown>[] = [];
    for (let at = 0; at < batch.length; at += TASK_HEAD + (batch[at + 4] as number)) {
      const id = batch[at + 1] as number;
      const loaded = this.#functions.get(id)!;
      if (!(loaded instanceof Promise)) continue;
      // what cannot be loaded fails its tasks, one by one, when they ask for it
      const settled = loaded.then((made) => this.#functions.set(id, made)).catch(() => undefined);
      waiting.push(settled);
    }
    if (waiting.length === 0) return void this.#runBatch(batch);
    return Promise.all(waiting).then(() => this.#runBatch(batch));
  }

  #runBatch(batch: Batch): void {
    let last = performance.now();
    for (let at = 0; at < batch.length;) {
      const task = batch[at] as number;
      const loaded = this.#functions.get(batch[at + 1] as number)!;
      const end = at + TASK_HEAD + (batch[at + 4] as number);
      if (this.#cancelled.has(task)) {
        this.#begun.set(task, { key: '', name: '', attempt: 1, controller: undefined });
        this.#end(task, ENDED.FAILED, this.#cancelled.get(task));
        this.#cancelled.delete(task);
      } else {
        const key = batch[at + 2] as string;
        const attempt = batch[at + 3] as number;
        this.#begin(task, loaded, { key, attempt }, batch.slice(at + TASK_HEAD, end));
      }
      at = end;
      const now = performance.now();
      this.#milliseconds += now - last;
      if (now - last > LONG && at < batch.length) this.#flush();
      last = now;
    }
    this.#batches++;
    this.#flush();
  }

  #begin(
    task: number,
    loaded: LoadedFunction | Promise<LoadedFunction>,
    { key, attempt }: { key: string; attempt: number },
    args: unknown[],
  ): void {
    const begun: Begun = { key, name: '', attempt, controller: undefined };
    this.#begun.set(task, begun);
    if (loaded instanceof Promise) {
      loaded.catch((error: unknown) => this.#end(task, ENDED.FAILED, error)); // it could not be loaded
      return;
    }
    (begun as { name: string }).name = loaded.name;
    const { running } = this.#start;
    if (running !== undefined) Atomics.store(running, 0, task + 1);
    try {
      const values = args.map(unpackValue);
      const fresh = ownBuffers(args);
      const take = (result: unknown): void => this.#take(task, loaded, fresh, result);
      const result = values.some(isThenable)
        ? Promise.all(values).then((ready) => this.#call(task, loaded, ready))
        : this.#call(task, loaded, values);
      if (isThenable(result)) {
        result.then(
          (value) => this.#guard(task, () => take(value)),
          (error: unknown) => this.#end(task, ENDED.FAILED, error),
        );
      } else take(result);
    } catch (error) {
      this.#end(task, ENDED.FAILED, error);
    } finally {
      if (running !== undefined) Atomics.store(running, 0, 0);
    }
  }

  #call(task: number, { fn, method }: LoadedFunction, args: readonly unknown[]): unknown {
    return this.#current.run(task, () => {
      enterTask(this, task);
      try {
        return method ? fn.call(...(args as [never, ...never[]])) : fn(...(args as never[]));
      } finally {
        leaveTask();
      }
    });
  }

  #guard(task: number, take: () => void): void {
    try {
      take();
    } catch (error) {
      this.#end(task, ENDED.FAILED, error);
    }
  }

  /** Takes a result: one that is lazy is computed here, where its functions are. */
  #take(task: number, loaded: LoadedFunction, args: ReadonlySet<ArrayBuffer>, result: unknown): void {
    const lazy = valueOfLazy(result, () => this.contextOf(task).signal);
    if (lazy !== undefined) {
      lazy.then(
        (value) => this.#guard(task, () => this.#take(task, loaded, args, value)),
        (error: unknown) => this.#end(task, ENDED.FAILED, error),
      );
      return;
    }
    const { home } = this.#start;
    const transfer = loaded.transfers.isAllowed ? new Set<ArrayBuffer>() : undefined;
    const packed = packValue(result, {
      name: 'the result',
      home,
      ...(transfer !== undefined && { transfer }),
    });
    for (const buffer of transfer ?? []) {
      if (loaded.transfers.mayTransfer(buffer, result) && !args.has(buffer)) this.#transfer.push(buffer);
    }
    this.#end(task, ENDED.DONE, packed);
  }

  #end(task: number, how: number, value: unknown): void {
    if (!this.#begun.delete(task)) return; // it was ended already
    const told = how === ENDED.FAILED ? packError(value, { home: this.#start.home }) : value;
    this.#results.push(task, how, told);
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#results.length === 0 && this.#batches === 0) return;
    const message: FromWorker = [this.#batches, this.#milliseconds, ...this.#results];
    const transfer = this.#transfer;
    this.#results = [];
    this.#transfer = [];
    this.#batches = this.#milliseconds = 0;
    this.#post(message, transfer);
  }

  #cancel(task: number, packed: unknown): void {
    const reason = unpackValue(packed);
    const begun = this.#begun.get(task);
    if (begun === undefined) this.#cancelled.set(task, reason);
    else {
      begun.controller ??= new AbortController();
      begun.controller.abort(reason);
    }
  }
}
