import type { Logger } from 'pino';
import { z } from 'zod';
import {
  CancelledError,
  ComputeError,
  ListenerError,
  DropgraphError,
  type TaskError,
} from '../errors/index.js';
import { EventQueue, type DropEvent } from '../events/index.js';
import { isThenable, libraryLogger, strictOptions } from '../basics/index.js';
import { inNotebook, interruptSignal, type ProgressRenderer } from '../notebook/index.js';
import { SessionStates } from '../protocol/index.js';
import type { RunTrace } from '../viz/index.js';

import { stopOnInterrupt } from './interrupts.js';
import { onAbort } from './on-abort.js';
import { Progress } from './progress.js';
import type { DropStatus, Run, SessionDrop } from './run.js';
import type { RunSettings } from './run-options.js';
import { signalOfTask } from '../workers/index.js';

type Listener = (event: DropEvent) => void;

const rerunOptions = z.object({ debug: z.boolean('must be true or false').default(false) });

let sessionCount = 0;

/** A name for the next run, unique in the process. */
export function nextSessionId(): string {
  return `session-${String(process.pid)}-${String(++sessionCount)}`;
}

/**
 * One run of a graph: its state, its events, its drops and its results.
 *
 * @category Sessions
 * @example
 * ```ts
 * import { compile, delayed, runGraph } from 'dropgraph';
 *
 * const double = delayed((x: number) => 2 * x, { name: 'double' });
 * const session = await runGraph(compile(double(double.with({ key: 'two' })(1))));
 * [...(await session.results()).values()]; // => [4]
 * session.drop('two').status; // => 2
 * ```
 */
export class Session {
  /** Name of this run, unique in the process; part of every event. */
  readonly sessionId: string;
  readonly #settings: RunSettings;
  readonly #run: Run;
  readonly #log: Logger;
  readonly #listeners: Set<Listener> = new Set();
  readonly #queues: Set<EventQueue<DropEvent>> = new Set();
  #undelivered: DropEvent[] = [];
  #isTelling = false;
  /** Signal of the task in which the run was asked for. */
  readonly #parent: AbortSignal | undefined = signalOfTask();
  readonly #finished: Promise<void>;
  #announceEnd: () => void = () => undefined;
  #state: SessionStates = SessionStates.PRISTINE;
  #error: DropgraphError | undefined;

  /** @internal */
  constructor(sessionId: string, run: Run, settings: RunSettings) {
    this.sessionId = sessionId;
    this.#run = run;
    this.#settings = settings;
    this.#log = (settings.logger ?? libraryLogger()).child({ session: this.sessionId });
    this.#finished = new Promise((resolve) => {
      this.#announceEnd = resolve;
    });
    if (settings.onEvent !== undefined) this.subscribe(settings.onEvent);
  }

  /** One of the SessionStates: PRISTINE, then RUNNING, then FINISHED, FAILED or CANCELLED. */
  get state(): SessionStates {
    return this.#state;
  }

  /** Resolves when nothing of the run is left to do, however it went; never rejects. */
  get finished(): Promise<void> {
    return this.#finished;
  }

  /** Number of tasks that have given their result. */
  get done(): number {
    return this.#run.completed;
  }

  /** Number of tasks of the graph. */
  get total(): number {
    return this.#run.total;
  }

  /** Why the run did not finish well; undefined while it runs and when it did. */
  get error(): DropgraphError | undefined {
    if (this.#error === undefined && this.#state === SessionStates.FAILED) {
      const { failures } = this;
      this.#error = failures.length === 1 ? failures[0]! : new ComputeError(failures);
    }
    return this.#error;
  }

  /** The tasks that failed themselves, in the order they did. */
  get failures(): readonly TaskError[] {
    return this.#run.failures;
  }

  /** Starts the run; a second call gives the end of the same run. */
  run(): Promise<void> {
    if (this.#state === SessionStates.PRISTINE) void this.#start();
    return this.#finished;
  }

  async #start(): Promise<void> {
    const { timeout, progress } = this.#settings;
    const signals = this.#signals();
    this.#state = SessionStates.RUNNING;
    await Promise.resolve(); // tasks never run inside the call that asked for them
    this.#log.debug({ tasks: this.#run.total }, 'run started');
    const listening: (() => void)[] = [];
    for (const signal of signals) {
      if (signal.aborted) this.cancel(signal.reason);
      else listening.push(onAbort(signal, (reason) => this.cancel(reason)));
    }
    const listenNoMore = inNotebook() ? undefined : stopOnInterrupt(this);
    const timer =
      timeout === undefined ? undefined : setTimeout(() => this.cancel(timedOut(timeout)), timeout);
    const bar = progress === false ? undefined : this.#showProgress(progress === true ? undefined : progress);
    try {
      await this.#run.start();
    } catch (error) {
      this.#refuse(error);
    }
    for (const stop of listening) stop();
    listenNoMore?.();
    clearTimeout(timer);
    bar?.close();
    this.#end();
  }

  /** What cancels the run: the signal given, an interrupt of the notebook, the task that the run was asked for in. */
  #signals(): AbortSignal[] {
    const signals = [this.#settings.signal, inNotebook() ? interruptSignal() : undefined, this.#parent];
    return signals.filter((signal) => signal !== undefined);
  }

  /** The run could not begin: a function cannot go where it should run. */
  #refuse(error: unknown): void {
    if (!(error instanceof DropgraphError)) throw error;
    this.#state = SessionStates.FAILED;
    this.#error = error;
    this.#run.cancel(error);
  }

  #showProgress(renderer: ProgressRenderer | undefined): Progress {
    return new Progress(
      () => ({
        done: this.#run.completed,
        total: this.#run.total,
        latest: this.#run.latest,
        inFlight: this.#run.inFlight,
        over: this.#run.isOver,
      }),
      (error) => this.#stopBecause('The renderer of the progress', error),
      renderer,
    );
  }

  #end(): void {
    if (this.#state === SessionStates.RUNNING) {
      this.#state = this.#run.failed ? SessionStates.FAILED : SessionStates.FINISHED;
    }
    if (this.#state === SessionStates.FINISHED) this.#log.debug({ tasks: this.#run.total }, 'run finished');
    else if (this.#log.isLevelEnabled('error')) {
      this.#log.error({ code: this.error?.code }, this.error?.message);
    }
    for (const queue of this.#queues) queue.close();
    this.#announceEnd();
  }

  /**
   * Cancels the run: nothing more is started, every task's signal is aborted with the reason, and `results()`
   * rejects with a CancelledError. Does nothing when the run has ended.
   */
  cancel(reason: unknown = new DOMException('cancel() was called', 'AbortError')): void {
    const before = this.#state;
    if (before > SessionStates.RUNNING) return;
    this.#state = SessionStates.CANCELLED;
    this.#error = new CancelledError(reason, this.#run.completed, this.#run.total);
    this.#run.cancel(reason);
    if (before === SessionStates.PRISTINE) this.#end();
  }

  /**
   * The results by oid: of a compiled graph those that were asked for, of a loaded graph its leaves.
   *
   * @throws TaskError when a task failed; ComputeError when several did; CancelledError when the run was cancelled;
   * ListenerError when a listener threw.
   */
  async results(): Promise<ReadonlyMap<string, unknown>> {
    await this.#finished;
    if (this.error !== undefined) throw this.error;
    return this.#run.results();
  }

  /** The results alone, in the order of the graph's outputs. Throws as `results()` does. */
  async outputs(): Promise<unknown[]> {
    await this.#finished;
    if (this.error !== undefined) throw this.error;
    return this.#run.values();
  }

  /**
   * Calls the function of a task that failed once more, here and now, with the inputs it had, and gives what it gives:
   * to look into the failure. Nothing of the session changes.
   *
   * @param key - key of the task: `error.key` of its TaskError.
   * @param options - `debug`: stops before the call where a debugger is attached (`node --inspect-brk`).
   * @throws SessionError when the graph has no such task, or it did not fail itself; whatever the function throws.
   */
  async rerun(key: string, options?: { readonly debug?: boolean }): Promise<unknown> {
    const { debug } = strictOptions(rerunOptions, options, 'rerun');
    if (debug) debugger;
    return await this.#run.rerun(key);
  }

  /**
   * How far every task is, for pictures: see `visualize(session)`. With the option `trace: true` it tells when they began
   * and ended.
   */
  trace(): RunTrace {
    return this.#run.trace();
  }

  /** Adds a listener for all events from now on; the function returned removes it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    this.#observe();
    return () => this.#listeners.delete(listener);
  }

  /**
   * The events from now on, for one `for await` loop; the loop ends with the run. Events wait in memory until
   * the loop takes them.
   */
  events(): AsyncIterableIterator<DropEvent> {
    const queue = new EventQueue<DropEvent>();
    if (this.#state > SessionStates.RUNNING) queue.close();
    else this.#queues.add(queue);
    this.#observe();
    return queue;
  }

  /** The same as `events()`. */
  [Symbol.asyncIterator](): AsyncIterableIterator<DropEvent> {
    return this.events();
  }

  /**
   * The drop with this uid, live: its properties tell the present state and its listeners are told of its events.
   *
   * @throws SessionError when the graph has no such drop.
   */
  drop(uid: string): SessionDrop {
    this.#observe();
    return this.#run.drop(uid);
  }

  /** The states of all drops by oid (`getGraphStatus` of DALiuGE's managers). */
  graphStatus(): Record<string, DropStatus> {
    return this.#run.statuses();
  }

  /** Cancels the run if it is still going and waits for its end; sessions can be held with `await using`. */
  async close(): Promise<void> {
    this.cancel();
    await this.#finished;
  }

  /** The same as `close()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Somebody wants events: from now on the run tells of every change. */
  #observe(): void {
    this.#run.observe((event) => this.#deliver(event));
  }

  /** A listener or a renderer of the user's threw: the run cannot be trusted to be watched any more. */
  #stopBecause(watcher: string, error: unknown): void {
    if (this.#state !== SessionStates.RUNNING) return; // it ended already, for this reason or another
    this.#state = SessionStates.FAILED;
    this.#error = new ListenerError(watcher, error);
    this.#run.cancel(this.#error);
  }

  #listenerFailed({ type }: DropEvent, error: unknown): void {
    if (this.#state > SessionStates.RUNNING)
      this.#log.error({ err: error }, `a listener of "${type}" events failed`);
    this.#stopBecause(`A listener of "${type}" events`, error);
  }

  /** A listener may cause further events: they wait, so that all listeners hear the same order. */
  #deliver(event: DropEvent): void {
    if (this.#isTelling) {
      this.#undelivered.push(event);
      return;
    }
    this.#isTelling = true;
    this.#tell(event);
    for (let at = 0; at < this.#undelivered.length; at++) this.#tell(this.#undelivered[at]!);
    if (this.#undelivered.length > 0) this.#undelivered = [];
    this.#isTelling = false;
  }

  #tell(event: DropEvent): void {
    for (const queue of this.#queues) queue.push(event);
    try {
      for (const listener of this.#listeners) {
        const told: unknown = listener(event);
        // an async function is a listener as well, and nobody else would hear of its error
        if (isThenable(told)) told.then(undefined, (error: unknown) => this.#listenerFailed(event, error));
      }
      this.#run.receive(event);
    } catch (error) {
      this.#listenerFailed(event, error);
    }
  }
}

function timedOut(timeout: number): DOMException {
  return new DOMException(`the run took longer than its timeout of ${String(timeout)} ms`, 'TimeoutError');
}
