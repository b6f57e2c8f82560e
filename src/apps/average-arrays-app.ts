import { BarrierAppDROP, enumParam, type DropParam } from '../drops/index.js';
import { loadPickle, savePickle } from '../droputils/index.js';
import { InvalidDropError } from '../errors/index.js';
import { numbersIn } from './arrays/index.js';
import { dataInputs, someOutputs } from './data-links.js';

/**
 * Writes the average of all numbers in the pickled arrays of its inputs, pickled, to each output
 * (`dlg.apps.simple.AverageArraysApp`). `method` is mean, the default, or median.
 *
 * @category Applications
 */
export class AverageArraysApp extends BarrierAppDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    method: enumParam(['mean', 'median'], 'mean'),
  };
  declare readonly method: 'mean' | 'median';

  override async run(): Promise<void> {
    const outputs = someOutputs(this);
    const average = await (this.method === 'mean' ? this.#mean() : this.#median());
    for (const output of outputs) await savePickle(output, average);
  }

  async #mean(): Promise<number> {
    let sum = 0;
    let count = 0;
    for (const input of dataInputs(this)) {
      for (const number of numbersIn(await loadPickle(input))) {
        sum += number;
        count++;
      }
    }
    return sum / this.#some(count);
  }

  async #median(): Promise<number> {
    const all: number[] = [];
    for (const input of dataInputs(this)) {
      for (const number of numbersIn(await loadPickle(input))) all.push(number);
    }
    const sorted = Float64Array.from(all).sort();
    const middle = this.#some(sorted.length) / 2;
    if (sorted.some(Number.isNaN)) return NaN;
    return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  }

  #some(count: number): number {
    if (count > 0) return count;
    throw new InvalidDropError(this.uid, 'has no number to average in its inputs');
  }
}
