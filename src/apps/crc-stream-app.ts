import { Checksum } from '../codecs/index.js';
import { AppError } from '../errors/index.js';
import { AppDROPStates } from '../protocol/index.js';
import { onlyOutput } from './data-links.js';
import { StreamApp } from './stream-app.js';

/**
 * Computes the CRC-32C of its streaming input while that is written, and then writes it, in decimal, to its output
 * (`dlg.apps.crc.CRCStreamApp`).
 *
 * @category Applications
 */
export class CRCStreamApp extends StreamApp {
  readonly #checksum: Checksum = new Checksum();

  override dataWritten(_uid: string, data: Uint8Array): void {
    if (this.execStatus === AppDROPStates.NOT_RUN) this.execStatus = AppDROPStates.RUNNING;
    this.#checksum.update(data);
  }

  protected override inputEnded(uid: string, well: boolean): void {
    this.begin(async () => {
      if (!well) throw new AppError(`its input "${uid}" failed`);
      await onlyOutput(this).write(String(this.#checksum.value));
    });
  }
}
