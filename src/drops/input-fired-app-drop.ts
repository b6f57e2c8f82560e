import { InvalidDropError, InvalidRelationshipError, warnOfDrop } from '../errors/index.js';
import { AppDROPStates, DROPLinkType, DROPRel, DROPStates } from '../protocol/index.js';
import { isThenable } from '../basics/index.js';
import type { AbstractDROP } from './abstract-drop.js';
import { AppDROP } from './app-drop.js';
import { stateName } from './drop-base.js';
import type { DropOptions } from './drop-options.js';
import { intParam, type DropParam } from './drop-params.js';

/** Starts an application whose inputs are complete: at once, on another stack, in a window of so many at a time. @category Drops */
export type AppRunner = (app: InputFiredAppDROP) => void;

const inputs = intParam(-1, { min: -1 });

/** -1 for all inputs, or so many of them. */
const effectiveInputs: DropParam<number> = {
  fallback: -1,
  parse: (value) => {
    const number = inputs.parse(value);
    if (number === 0) throw new RangeError('must be at least 1, or -1 for all inputs, got 0');
    return number;
  },
};

/**
 * An application that runs once enough of its inputs are complete (`dlg.apps.app_base.InputFiredAppDROP`).
 *
 * Options: `n_effective_inputs`, how many inputs it waits for, -1 for all (must be given); `input_error_threshold`,
 * the per cent of them that may be in ERROR, default 0; `n_tries`, how often `run` is tried, default 1.
 *
 * If more inputs failed than may, the application is in ERROR without having run. If all were skipped, it is skipped
 * (with `block_skip: false`: if any was); if one was cancelled, it is cancelled.
 *
 * @category Drops
 */
export abstract class InputFiredAppDROP extends AppDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    n_effective_inputs: effectiveInputs,
    input_error_threshold: intParam(0, { min: 0, max: 100 }),
    n_tries: intParam(1, { min: 1 }),
  };

  declare readonly n_effective_inputs: number;
  declare readonly input_error_threshold: number;
  declare readonly n_tries: number;

  /** Starts the application when its inputs are complete. Default: at once, within the call that completed the last. */
  runner: AppRunner = startAtOnce;
  /** How many inputs have come to their end, by state. */
  readonly #ended: Map<DROPStates, number> = new Map();
  #hasBegun = false;

  constructor(oid: string, uid: string, options: DropOptions = {}) {
    super(oid, uid, options);
    if (this.needsInputCount && !this.isGiven('n_effective_inputs')) {
      throw new InvalidDropError(
        this.uid,
        'lacks n_effective_inputs: give a number of inputs, or -1 for all',
      );
    }
  }

  /** What the application does. It may throw: then the application and its outputs are in ERROR. */
  abstract run(): void | Promise<void>;

  /** @throws InvalidRelationshipError always: it waits for complete inputs. */
  override addStreamingInput(input: AbstractDROP, _back = true): void {
    const rel = new DROPRel(input.uid, DROPLinkType.STREAMING_INPUT, this.uid);
    throw new InvalidRelationshipError(rel, 'the application waits for complete inputs and takes no streams');
  }

  /**
   * An input has come to its end: decides, when it is the last one waited for.
   *
   * @throws InvalidDropError when the application waits for more inputs than it has.
   */
  override dropCompleted(uid: string, state: DROPStates): void {
    const present = this.inputsByUid.size;
    const needed = this.n_effective_inputs === -1 ? present : this.n_effective_inputs;
    if (needed > present) {
      throw new InvalidDropError(
        this.uid,
        `waits for ${String(needed)} inputs, but has only ${String(present)}`,
      );
    }
    const { COMPLETED, ERROR, SKIPPED, CANCELLED } = DROPStates;
    if (!([COMPLETED, ERROR, SKIPPED, CANCELLED] as DROPStates[]).includes(state)) {
      throw new InvalidDropError(
        this.uid,
        `was told that input "${uid}" has ended, but it is ${stateName(state)}`,
      );
    }
    this.#ended.set(state, this.#count(state) + 1);
    const ended = [...this.#ended.values()].reduce((sum, count) => sum + count, 0);
    // reports after the one that decided change nothing
    if (ended !== needed || this.execStatus !== AppDROPStates.NOT_RUN) return;
    const skipped = this.#count(SKIPPED);
    if (Math.floor((100 * this.#count(ERROR)) / needed) > this.input_error_threshold) this.#failInputs();
    else if (this.#count(CANCELLED) > 0) this.cancel();
    else if (skipped === needed || (skipped > 0 && this.blockSkip === false)) this.skip();
    else this.runner(this);
  }

  /**
   * Runs the application now. Synchronous as far as `run` is: where it returns no promise, the application is FINISHED
   * and its outputs are told before this returns.
   *
   * @throws DropStateError when it runs or has run; whatever a listener threw. Errors of `run` itself are not thrown:
   * they are the `error` of the application, which is in ERROR then. One that came to its end before, as one that was
   * cancelled or skipped, does not run.
   */
  async execute(): Promise<void> {
    if (!this.isOpen && !this.#hasBegun) return;
    this.expectNotRun();
    this.#hasBegun = true;
    await this.perform(() => this.#work(), this.n_tries);
  }

  /** Runs the application without anybody to wait for it; what listeners throw is shown as a warning. */
  asyncExecute(): Promise<void> {
    return this.execute().catch((error: unknown) => {
      warnOfDrop(this.uid, error);
    });
  }

  /** Called when `run` is through and before anybody is told. */
  protected afterRun(): void | Promise<void> {}

  /** Whether `n_effective_inputs` must be given. */
  protected get needsInputCount(): boolean {
    return true;
  }

  /** Not an async function: that would put off the rest where both parts are synchronous. */
  #work(): unknown {
    const running: unknown = this.run();
    return isThenable(running) ? running.then(() => this.afterRun()) : this.afterRun();
  }

  #failInputs(): void {
    this.error = this.inputs.find((input) => input.error !== undefined)?.error;
    this.execStatus = AppDROPStates.ERROR;
    this.notifyAppIsFinished();
  }

  #count(state: DROPStates): number {
    return this.#ended.get(state) ?? 0;
  }
}

function startAtOnce(app: InputFiredAppDROP): void {
  void app.asyncExecute();
}
