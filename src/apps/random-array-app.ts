import { NdArray } from '../codecs/index.js';
import { BarrierAppDROP, boolParam, floatParam, intParam, type DropParam } from '../drops/index.js';
import { savePickle } from '../droputils/index.js';
import { InvalidDropError } from '../errors/index.js';
import { someOutputs } from './data-links.js';

/** Most numbers an array may have: a graph must not be able to ask for all the memory there is. */
const MOST = 100_000_000;

/**
 * Writes an array of random numbers, pickled, to each output (`dlg.apps.simple.RandomArrayApp`): `size` of them
 * (default 100), from `low` (0) up to but not including `high` (100); whole ones, unless `integer` is false. With
 * `keep_array` the application keeps it.
 *
 * @category Applications
 */
export class RandomArrayApp extends BarrierAppDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    integer: boolParam(true),
    low: floatParam(0),
    high: floatParam(100),
    size: intParam(100, { min: 0, max: MOST }),
    keep_array: boolParam(false),
  };
  declare readonly integer: boolean;
  declare readonly low: number;
  declare readonly high: number;
  declare readonly keep_array: boolean;
  #array: NdArray | undefined;

  /** The array, with `keep_array`. */
  get array(): NdArray | undefined {
    return this.#array;
  }

  override async run(): Promise<void> {
    const outputs = someOutputs(this);
    // not this.size, which is that of the data of a drop
    const array = this.#random(this.param('size') as number);
    if (this.keep_array) this.#array = array;
    for (const output of outputs) await savePickle(output, array);
  }

  #random(size: number): NdArray {
    const { low, high, integer } = this;
    const [first, end] = integer ? [Math.ceil(low), Math.ceil(high)] : [low, high];
    if (first >= end) {
      throw new InvalidDropError(
        this.uid,
        `there is no number to draw from ${low} up to ${high}; "high" must be higher`,
      );
    }
    const draw = (): number => first + Math.random() * (end - first);
    if (!integer) return new NdArray(Float64Array.from({ length: size }, draw));
    return new NdArray(BigInt64Array.from({ length: size }, () => BigInt(Math.floor(draw()))));
  }
}
