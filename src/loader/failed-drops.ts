import { AppDROP, BarrierAppDROP, NullDROP, type AbstractDROP, type DropOptions } from '../drops/index.js';
import type { DROPStates } from '../protocol/index.js';
import { AppDROPStates } from '../protocol/index.js';

/** Who stands in for a drop. */
interface StandIn {
  readonly oid: string;
  readonly uid: string;
  readonly options: DropOptions;
  /** Why the drop itself could not be made. */
  readonly failure: unknown;
}

/**
 * Stands in for data that could not be made: it ends in ERROR where the data would be complete, so that whoever waits
 * for it learns what went wrong.
 */
export class FailedData extends NullDROP {
  readonly #failure: unknown;

  constructor({ oid, uid, options, failure }: StandIn) {
    super(oid, uid, options);
    this.#failure = failure;
  }

  override setCompleted(): void {
    if (this.isOpen) this.setError(this.#failure);
    else super.setCompleted();
  }

  override write(_data: Uint8Array | string): Promise<number> {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what was thrown is what went wrong
    return Promise.reject(this.#failure);
  }
}

/** Stands in for an application that could not be made: it fails as soon as one of its inputs has come to its end. */
export class FailedApp extends BarrierAppDROP {
  readonly #failure: unknown;

  constructor({ oid, uid, options, failure }: StandIn) {
    super(oid, uid, options);
    this.#failure = failure;
  }

  override run(): void {
    throw this.#failure;
  }

  override addStreamingInput(input: AbstractDROP, back = true): void {
    AppDROP.prototype.addStreamingInput.call(this, input, back);
  }

  override dropCompleted(_uid: string, _state: DROPStates): void {
    if (this.execStatus === AppDROPStates.NOT_RUN) this.runner(this);
  }
}
