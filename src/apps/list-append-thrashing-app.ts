import { setImmediate as turn } from 'node:timers/promises';
import { BarrierAppDROP, intParam, type DropParam } from '../drops/index.js';
import { savePickle } from '../droputils/index.js';
import { someOutputs } from './data-links.js';

/**
 * Burns time that grows with the square of `size` (default 100) by copying a list for each item it appends, and
 * writes the list, pickled, to each output (`dlg.apps.simple.ListAppendThrashingApp`).
 *
 * @category Applications
 */
export class ListAppendThrashingApp extends BarrierAppDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    size: intParam(100, { min: 0 }),
  };

  override async run(): Promise<void> {
    const outputs = someOutputs(this);
    const size = this.param('size') as number;
    let list: number[] = [];
    for (let item = 0; item < size; item++) {
      list = [...list, item];
      if (item % 100 === 0) {
        await turn(); // others, and a cancel, get their turn
        this.signal.throwIfAborted();
      }
    }
    for (const output of outputs) await savePickle(output, list);
  }
}
