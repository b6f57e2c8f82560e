import { AppDROP, type AbstractDROP } from '../drops/index.js';
import { InvalidRelationshipError, messageOf } from '../errors/index.js';
import { AppDROPStates, DROPLinkType, DROPRel, DROPStates } from '../protocol/index.js';

/** An application that works on its only input while that is written. @category Applications */
export abstract class StreamApp extends AppDROP {
  /** @throws InvalidRelationshipError always: it takes a stream. */
  override addInput(input: AbstractDROP): void {
    const rel = new DROPRel(input.uid, DROPLinkType.INPUT, this.uid);
    throw new InvalidRelationshipError(rel, 'it takes one streaming input, and no others');
  }

  /** @throws InvalidRelationshipError when it has another one. */
  override addStreamingInput(input: AbstractDROP, back = true): void {
    if (this.streamingInputs.some(({ uid }) => uid !== input.uid)) {
      const rel = new DROPRel(input.uid, DROPLinkType.STREAMING_INPUT, this.uid);
      throw new InvalidRelationshipError(rel, 'it has a streaming input already, and takes only one');
    }
    super.addStreamingInput(input, back);
  }

  override dropCompleted(uid: string, status: DROPStates): void {
    if (status === DROPStates.SKIPPED && this.execStatus === AppDROPStates.NOT_RUN) this.skip();
    // a stream that is given up half-way has no end that could be worked on
    else if (status === DROPStates.SKIPPED || status === DROPStates.CANCELLED) this.cancel();
    else this.inputEnded(uid, status === DROPStates.COMPLETED);
  }

  /** The input is complete, or failed. */
  protected abstract inputEnded(uid: string, well: boolean): void;

  /** Does the work, unless the application is at its end; there is no caller who could wait for it. */
  protected begin(work: () => Promise<void>): void {
    if (this.execStatus !== AppDROPStates.NOT_RUN && this.execStatus !== AppDROPStates.RUNNING) return;
    this.perform(work).catch((error: unknown) => {
      process.emitWarning(`A listener of "${this.uid}" threw: ${messageOf(error)}`);
    });
  }
}
