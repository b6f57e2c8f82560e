import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers';
import { isPacked, unpackFunction, unpackValue } from '../closures/index.js';
import type { AnyFunction } from '../graph/index.js';
import { valueOfLazy } from './lazy-results.js';
import { now } from './now.js';
import { Outbox, type Tell } from './outbox.js';
import { enterTask, leaveTask, type ContextSource, type TaskContext } from './task-context.js';
import { isThenable } from './thenable.js';
import { mayKeepBuffers, sharesArguments } from './transfer-rule.js';
import { BEGINS, NOTHING, TASK_HEAD, type Batch, type ToWorker, type WorkerStart } from './wire.js';

/** Milliseconds after which what has happened is told, and the event loop gets a turn, although there is more to do. */
const SLICE = 15;

/** What stands in a batch in place of the number of a function: the task was cancelled, with its key's place for why. */
const CANCELLED = -1;

/** A function, ready to be called. */
interface LoadedFunction {
  readonly fn: AnyFunction;
  readonly name: string;
  readonly method: boolean;
  /** Whether it may keep what it gives, so that it must not be taken away. */
  readonly mayKeep: boolean;
}

/** A task that was begun and has not ended. */
interface RunningTask {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly attempt: number;
  readonly loaded: LoadedFunction;
  readonly args: unknown[];
  /** Which argument is the result of the task before it, and the tasks that gave theirs on; none where it is the first. */
  readonly argument: number;
  passed: number[];
  /** Whether nobody else in this worker can have the buffers of its result. */
  isOwner: boolean;
  controller: AbortController | undefined;
  /** The task that gets its result. */
  next: RunningTask | undefined;
}

/** What a runner needs of the program around it. */
export interface RunnerEvents {
  readonly tell: Tell;
  /** A task begins whose time is limited. Is told at once. */
  began(task: number): void;
  /** Whether what tasks have printed is still on its way. */
  isPrinting(): boolean;
}

/** Runs tasks inside a worker: those of a batch one after the other, promises side by side. */
export class TaskRunner implements ContextSource {
  readonly #start: WorkerStart;
  readonly #events: RunnerEvents;
  readonly #outbox: Outbox;
  /** Functions by number: those that are there, those that are being loaded, and why they could not be. */
  readonly #functions: Map<number, LoadedFunction | Promise<void> | Error> = new Map();
  /** Tasks whose promises are awaited. */
  readonly #begun: Map<number, RunningTask> = new Map();
  readonly #around = new AsyncLocalStorage<RunningTask>();
  readonly #batches: Batch[] = [];
  /** Place in the first of them. */
  #at = 0;
  #isBusy = false;
  /** The task whose function is being called. */
  #current: RunningTask | undefined;

  constructor(start: WorkerStart, events: RunnerEvents) {
    this.#start = start;
    this.#events = events;
    this.#outbox = new Outbox(events.tell, start.home, () => events.isPrinting());
  }

  /** The task whose code is running, also after its first `await`; undefined where that cannot be told. */
  get currentTask(): number | undefined {
    return this.#around.getStore()?.id;
  }

  sayReady(): void {
    this.#events.tell([...NOTHING], []);
  }

  receive(message: ToWorker): void {
    if (Array.isArray(message)) {
      this.#batches.push(message);
      if (!this.#isBusy) this.#goOn();
    } else if (message.kind === 'cancel') this.#cancel(message.task, message.reason);
    else if (message.kind === 'forget') for (const id of message.ids) this.#functions.delete(id);
    else this.#load(message);
  }

  /** Tells what has ended so far, at once. */
  flush(): void {
    this.#outbox.flushNow();
  }

  /** Fails the task that threw outside of its function, or all that it may be. False where there is none. */
  blame(error: unknown): boolean {
    const store = this.#around.getStore();
    const suspects = store === undefined ? [...this.#begun.values()] : [store];
    const found = suspects.filter(({ id }) => this.#begun.has(id));
    for (const task of found) this.#fail(task, error);
    return found.length > 0;
  }

  contextOf(id: number): TaskContext {
    const task = this.#current?.id === id ? this.#current : this.#begun.get(id);
    const { key = '', name = '', attempt = 1 } = task ?? {};
    return { key, name, attempt, signal: task === undefined ? new AbortController().signal : signalOf(task) };
  }

  #load({ id, shipped, method }: Extract<ToWorker, { kind: 'function' }>): void {
    const settle = (made: LoadedFunction | Error): void => {
      if (this.#functions.has(id)) this.#functions.set(id, made);
    };
    const { name } = shipped;
    const loading = unpackFunction(shipped).then(
      (fn) => settle({ fn, name, method, mayKeep: mayKeepBuffers(shipped) }),
      (error: unknown) => settle(error instanceof Error ? error : new Error(String(error))),
    );
    this.#functions.set(id, loading);
  }

  /** Goes through the batches, and gives the event loop a turn now and then. */
  readonly #goOn = (): void => {
    this.#isBusy = false;
    this.#outbox.flushFollows();
    const begun = now();
    let last = begun;
    for (let batch = this.#batches[0]; batch !== undefined; batch = this.#batches[0]) {
      const isOwner = !sharesArguments(batch);
      while (this.#at < batch.length) {
        const loading = this.#loadingFor(batch);
        if (loading !== undefined) {
          this.#outbox.flush();
          this.#isBusy = true;
          void loading.then(this.#goOn);
          return;
        }
        this.#startNext(batch, isOwner);
        const time = now();
        this.#outbox.worked(time - last);
        last = time;
        if (time - begun > SLICE && this.#at < batch.length) {
          this.#outbox.flush();
          this.#isBusy = true;
          setImmediate(this.#goOn);
          return;
        }
      }
      this.#batches.shift();
      this.#at = 0;
      this.#outbox.wentThrough();
    }
    this.#outbox.flush();
  };

  /** The first function that is not there yet, of the next task and those that go with it. */
  #loadingFor(batch: Batch): Promise<void> | undefined {
    let at = this.#at;
    do {
      const loaded = this.#functions.get(batch[at + 1] as number);
      if (loaded instanceof Promise) return loaded;
      at += TASK_HEAD + (batch[at + 5] as number);
    } while ((batch[at + 4] as number) >= 0);
    return undefined;
  }

  /** Starts the next task of a batch, with those that go with it. */
  #startNext(batch: Batch, isOwner: boolean): void {
    const tells = batch[this.#at + 4] === BEGINS.AND_TELLS;
    const first = this.#take(batch, isOwner);
    let last = first;
    while ((batch[this.#at + 4] as number) >= 0) {
      const task = this.#take(batch, isOwner);
      if (last !== undefined) last.next = task;
      last = task;
    }
    if (first === undefined) return;
    if (tells) {
      this.#outbox.flush();
      this.#events.began(first.id);
    }
    this.#begin(first);
  }

  /** Takes one task off a batch; nothing where it cannot run. */
  #take(batch: Batch, isOwner: boolean): RunningTask | undefined {
    const at = this.#at;
    const first = at + TASK_HEAD;
    const end = first + (batch[at + 5] as number);
    this.#at = end;
    const id = batch[at] as number;
    if (batch[at + 1] === CANCELLED) {
      this.#outbox.fail(id, batch[at + 2]);
      return undefined;
    }
    const loaded = this.#functions.get(batch[at + 1] as number);
    if (loaded === undefined || loaded instanceof Error || loaded instanceof Promise) {
      this.#outbox.fail(id, loaded ?? new Error('the worker does not have its function'));
      return undefined;
    }
    return {
      id,
      key: batch[at + 2] as string,
      name: loaded.name,
      attempt: batch[at + 3] as number,
      loaded,
      args: batch.slice(first, end),
      argument: batch[at + 4] as number,
      passed: [],
      isOwner: isOwner && !loaded.mayKeep,
      controller: undefined,
      next: undefined,
    };
  }

  #begin(task: RunningTask): void {
    const { running } = this.#start;
    if (running !== undefined) running[0] = task.id;
    this.#current = task;
    try {
      const { args } = task;
      let waits = false;
      for (let at = 0; at < args.length; at++) {
        const arg = args[at];
        if (typeof arg !== 'object' || !isPacked(arg)) continue;
        args[at] = unpackValue(arg);
        task.isOwner = false; // a function among the arguments may keep things as well
        waits ||= isThenable(args[at]);
      }
      const result = waits
        ? Promise.all(args).then((ready) => this.#call(task, ready))
        : this.#call(task, args);
      if (isThenable(result)) this.#await(task, result, (value) => this.#accept(task, value));
      else this.#accept(task, result);
    } catch (error) {
      this.#fail(task, error);
    } finally {
      this.#current = undefined;
      if (running !== undefined) running[0] = 0;
    }
  }

  #call(task: RunningTask, args: readonly unknown[]): unknown {
    return this.#around.run(task, callTask, this as TaskRunner, task, args);
  }

  #await(task: RunningTask, promise: PromiseLike<unknown>, take: (value: unknown) => void): void {
    this.#outbox.awaits();
    this.#begun.set(task.id, task);
    new Promise((resolve) => resolve(promise)).then(
      (value) => {
        if (!this.#begun.has(task.id)) return; // it was ended from outside
        try {
          take(value);
        } catch (error) {
          this.#fail(task, error);
        }
      },
      (error: unknown) => this.#begun.has(task.id) && this.#fail(task, error),
    );
  }

  /** Takes a result: one that is lazy is computed here, where its functions are. */
  #accept(task: RunningTask, result: unknown): void {
    const lazy = valueOfLazy(result, () => signalOf(task));
    if (lazy === undefined) this.#give(task, result);
    else this.#await(task, lazy, (value) => this.#give(task, value));
  }

  /** Tells a result, or gives it to the task that gets it. */
  #give(task: RunningTask, result: unknown): void {
    this.#begun.delete(task.id);
    const { id, passed, next, isOwner } = task;
    if (next === undefined) {
      this.#outbox.done(id, result, isOwner);
      for (const before of passed) this.#outbox.passedOn(before);
      return;
    }
    next.args[next.argument] = result;
    next.passed = passed;
    passed.push(id);
    next.isOwner &&= isOwner;
    this.#begin(next);
  }

  /** Ends a task, and what it has begun and left to itself. Those that wait for it end with it. */
  #fail(task: RunningTask, error: unknown): void {
    this.#begun.delete(task.id);
    const { id, args, argument, passed, controller } = task;
    const input = passed.pop();
    for (const before of passed) this.#outbox.passedOn(before);
    // whoever looks into the failure wants to see what the task was given
    if (input !== undefined) this.#outbox.doneIfSendable(input, args[argument]);
    this.#outbox.fail(id, error);
    controller?.abort(error);
  }

  #cancel(id: number, packed: unknown): void {
    const reason = unpackValue(packed);
    const begun = this.#begun.get(id);
    if (begun !== undefined) {
      controllerOf(begun).abort(reason);
      return;
    }
    const place = this.#placeOf(id);
    if (place === undefined) return; // it has ended
    const [batch, at] = place;
    batch[at + 1] = CANCELLED;
    batch[at + 2] = reason;
  }

  /** Where a task waits. */
  #placeOf(id: number): [Batch, number] | undefined {
    for (const batch of this.#batches) {
      let at = batch === this.#batches[0] ? this.#at : 0;
      for (; at < batch.length; at += TASK_HEAD + (batch[at + 5] as number))
        if (batch[at] === id) return [batch, at];
    }
    return undefined;
  }
}

function callTask(source: TaskRunner, { id, loaded }: RunningTask, args: readonly unknown[]): unknown {
  const { fn, method } = loaded;
  enterTask(source, id);
  try {
    return method ? fn.call(...(args as [never, ...never[]])) : fn(...(args as never[]));
  } finally {
    leaveTask();
  }
}

function controllerOf(task: RunningTask): AbortController {
  return (task.controller ??= new AbortController());
}

function signalOf(task: RunningTask): AbortSignal {
  return controllerOf(task).signal;
}
