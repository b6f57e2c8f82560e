import { InvalidDropError } from '../errors/index.js';
import { AppDROPStates } from '../protocol/index.js';
import { isThenable } from '../basics/index.js';
import { BarrierAppDROP } from './barrier-app-drop.js';

/**
 * An application that decides which of its two outputs goes on: the first where {@link condition} is true, else
 * the second; the other is skipped, and so is what follows from it alone.
 *
 * @category Drops
 */
export abstract class BranchAppDROP extends BarrierAppDROP {
  /** Which way to go; asked once `run` is through. */
  abstract condition(): boolean | Promise<boolean>;

  /** Does nothing, for branches that only decide. */
  override run(): void | Promise<void> {}

  /**
   * @throws InvalidDropError unless there are two outputs; the application is in ERROR then.
   */
  override async execute(): Promise<void> {
    const count = this.outputsByUid.size;
    if (count === 2 || this.execStatus !== AppDROPStates.NOT_RUN) {
      await super.execute();
      return;
    }
    const fault = new InvalidDropError(
      this.uid,
      `is a branch and needs two outputs, but has ${String(count)}`,
    );
    await this.perform(() => {
      throw fault;
    });
    throw fault;
  }

  protected override afterRun(): void | Promise<void> {
    const met = this.condition();
    if (!isThenable(met)) {
      this.#skipOther(met);
      return;
    }
    return Promise.resolve(met).then((late) => {
      this.#skipOther(late);
    });
  }

  #skipOther(met: boolean): void {
    this.outputs[met ? 1 : 0]?.skip();
  }
}
