import { Checksum } from '../codecs/index.js';
import { BarrierAppDROP } from '../drops/index.js';
import { readDrop } from '../droputils/index.js';
import { onlyInput, onlyOutput } from './data-links.js';

/** Writes the CRC-32C of its input, in decimal, to its output (`dlg.apps.crc.CRCApp`). @category Applications */
export class CRCApp extends BarrierAppDROP {
  override async run(): Promise<void> {
    const output = onlyOutput(this);
    const checksum = new Checksum();
    for await (const block of readDrop(onlyInput(this))) {
      this.signal.throwIfAborted();
      checksum.update(block);
    }
    await output.write(Buffer.from(String(checksum.value)));
  }
}
