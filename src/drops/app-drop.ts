import { setImmediate as turn } from 'node:timers/promises';
import { DropStateError, InvalidDropError, InvalidRelationshipError } from '../errors/index.js';
import type { Event } from '../events/index.js';
import { AppDROPStates, DROPLinkType, DROPRel, DROPStates } from '../protocol/index.js';
import { isThenable } from '../basics/index.js';
import { AbstractDROP } from './abstract-drop.js';
import type { DataDROP } from './data-drop.js';
import { nested } from './nesting.js';

const { NOT_RUN, RUNNING, FINISHED, ERROR, CANCELLED, SKIPPED } = AppDROPStates;

/**
 * An application: a drop that is filled by nobody, reads its inputs and fills its outputs. Subclasses say when it
 * runs: {@link InputFiredAppDROP} once its inputs are complete, others while streaming inputs are written.
 *
 * @category Drops
 */
export class AppDROP extends AbstractDROP {
  readonly #inputs: Map<string, DataDROP> = new Map();
  readonly #streamingInputs: Map<string, DataDROP> = new Map();
  readonly #outputs: Map<string, DataDROP> = new Map();
  #execStatus: AppDROPStates = NOT_RUN;
  #abort: AbortController | undefined;

  /** The drops it reads once they are complete, in the order they were added. */
  get inputs(): DataDROP[] {
    return [...this.#inputs.values()];
  }

  /** The drops it reads while they are written. */
  get streamingInputs(): DataDROP[] {
    return [...this.#streamingInputs.values()];
  }

  /** The drops it fills. */
  get outputs(): DataDROP[] {
    return [...this.#outputs.values()];
  }

  /** The inputs by uid, in their order: what the functions for placeholders take. */
  get inputsByUid(): ReadonlyMap<string, DataDROP> {
    return this.#inputs;
  }

  /** The outputs by uid, in their order. */
  get outputsByUid(): ReadonlyMap<string, DataDROP> {
    return this.#outputs;
  }

  /** How far the application is; setting it tells the listeners, if it is another. */
  get execStatus(): AppDROPStates {
    return this.#execStatus;
  }

  set execStatus(execStatus: AppDROPStates) {
    if (execStatus === this.#execStatus) return;
    this.#execStatus = execStatus;
    this.fireEvent('execStatus', { execStatus });
  }

  /** Is aborted when the application is cancelled: pass it on to whatever takes long. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  /** @throws InvalidDropError always: an application holds no data, its outputs do. */
  get dataURL(): string {
    throw new InvalidDropError(this.uid, 'is an application and has no data of its own; ask its outputs');
  }

  /** Adds a drop to read once it is complete. A second time does nothing. */
  addInput(input: AbstractDROP, back = true): void {
    if (this.#inputs.has(input.uid)) return;
    if (back) input.addConsumer(this, false);
    this.#inputs.set(input.uid, input as DataDROP);
  }

  /** Adds a drop to read while it is written. A second time does nothing. */
  addStreamingInput(input: AbstractDROP, back = true): void {
    if (this.#streamingInputs.has(input.uid)) return;
    if (back) input.addStreamingConsumer(this, false);
    this.#streamingInputs.set(input.uid, input as DataDROP);
  }

  /**
   * Adds a drop to fill. A second time does nothing.
   *
   * @throws InvalidRelationshipError when it is the application itself.
   */
  addOutput(output: AbstractDROP, back = true): void {
    if (output === (this as AbstractDROP)) {
      const rel = new DROPRel(output.uid, DROPLinkType.OUTPUT, this.uid);
      throw new InvalidRelationshipError(rel, 'an application cannot fill itself');
    }
    if (this.#outputs.has(output.uid)) return;
    this.#outputs.set(output.uid, output as DataDROP);
    if (back) output.addProducer(this, false);
    this.subscribe(output, 'producerFinished');
  }

  /** Hears of inputs that are complete. */
  override handleEvent(event: Event): void {
    if (event.type !== 'dropCompleted') {
      super.handleEvent(event);
      return;
    }
    const { uid, status } = event as Event & { uid: string; status: DROPStates };
    nested(() => {
      this.dropCompleted(uid, status);
    });
  }

  /** An input has come to its end. Does nothing here. */
  dropCompleted(_uid: string, _status: DROPStates): void {}

  /** A streaming input was written; its writer waits for a promise returned here. Does nothing here. */
  dataWritten(_uid: string, _data: Uint8Array): void | Promise<void> {}

  /** Cancels the application, unless it has come to its end; its outputs are told. */
  override cancel(): void {
    this.#stop(CANCELLED, DROPStates.CANCELLED);
  }

  /** Puts the application into ERROR, unless it has come to its end; its outputs are told. */
  override setError(cause?: unknown): void {
    if (this.isOpen) this.error ??= cause;
    this.#stop(ERROR, DROPStates.ERROR);
  }

  /** Skips the application and its outputs, if it has not begun. */
  override skip(): void {
    if (this.#execStatus !== NOT_RUN || !this.isOpen) return;
    this.execStatus = SKIPPED;
    this.status = DROPStates.SKIPPED;
    for (const output of this.outputs) output.skip();
    this.#report();
    this.completedrop();
  }

  /**
   * Does the work of the application: RUNNING, then FINISHED once it and all writes to the outputs are done, or
   * ERROR; then the outputs are told. As far as the work is synchronous, so is all of this.
   *
   * @param tries - how often to do the work before its failure counts; between tries what it wrote is discarded.
   */
  protected async perform(work: () => unknown, tries = 1): Promise<void> {
    this.execStatus = RUNNING;
    let outcome: AppDROPStates = FINISHED;
    for (let left = tries; left > 0; left--) {
      try {
        const working = work();
        if (isThenable(working)) await working;
        const writing = this.#writing();
        if (writing !== undefined) await writing;
        break;
      } catch (error) {
        if (this.#isOver) return;
        if (left === 1) {
          this.error = error;
          outcome = ERROR;
        } else {
          await this.#discardOutputs();
          await turn(); // timers and signals have their turn, however often this fails
          if (this.#isOver) return;
        }
      }
    }
    if (this.#isOver) return;
    this.execStatus = outcome;
    this.notifyAppIsFinished();
  }

  /** The application has come to its end, well or in ERROR: takes the state that goes with it and tells the outputs. */
  protected notifyAppIsFinished(): void {
    this.status = this.#execStatus === ERROR ? DROPStates.ERROR : DROPStates.COMPLETED;
    this.#report();
    this.completedrop();
  }

  /** @throws DropStateError when the application runs or has run. */
  protected expectNotRun(): void {
    if (this.#execStatus === NOT_RUN) return;
    throw new DropStateError(this.uid, 'runs already or has run; an application runs once');
  }

  /** Somebody ended it while it was at work. */
  get #isOver(): boolean {
    return this.#execStatus === CANCELLED || this.status === DROPStates.ERROR;
  }

  /** Ends the application from outside, at work or before. */
  #stop(execStatus: AppDROPStates, status: DROPStates): void {
    if (!this.isOpen || (this.#execStatus !== NOT_RUN && this.#execStatus !== RUNNING)) return;
    this.execStatus = execStatus;
    this.#abort?.abort();
    this.status = status;
    this.#report();
    this.completedrop();
  }

  #report(): void {
    this.fireEvent('producerFinished', { status: this.status, execStatus: this.#execStatus });
  }

  #writing(): Promise<unknown> | undefined {
    const writing = this.outputs.flatMap((output) => output.finishWriting() ?? []);
    return writing.length === 0 ? undefined : Promise.all(writing);
  }

  /** What a failed try has written must not stand before what the next one writes. */
  async #discardOutputs(): Promise<void> {
    const own = this.outputs.filter((output) => output.producers.length === 1);
    await Promise.all(own.map((output) => output.discardWritten()));
  }
}
