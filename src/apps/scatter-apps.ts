import { encodeNpy, type NdArray } from '../codecs/index.js';
import { BarrierAppDROP, boolParam, intParam, listParam, type DropParam } from '../drops/index.js';
import { loadNpy, loadPickle, savePickle } from '../droputils/index.js';
import { InvalidDropError } from '../errors/index.js';
import { firstAndRest, sequence, splitArray, splitSequence } from './arrays/index.js';
import { dataOutputs, hasData, onlyInput } from './data-links.js';

/**
 * Cuts the pickled list or array of its input into `num_of_copies` parts, and writes each, pickled, to an output
 * (`dlg.apps.simple.GenericScatterApp`). With `element`, only the first item of each part. The parts of a list are
 * lists, those of an array are arrays.
 *
 * @category Applications
 */
export class GenericScatterApp extends BarrierAppDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    num_of_copies: intParam(1, { min: 1 }),
    element: boolParam(false),
  };
  declare readonly num_of_copies: number;
  declare readonly element: boolean;

  override async run(): Promise<void> {
    const outputs = dataOutputs(this);
    if (outputs.length !== this.num_of_copies) {
      throw new InvalidDropError(
        this.uid,
        `has ${outputs.length} outputs for the ${this.num_of_copies} parts of "num_of_copies"; there must be one for each`,
      );
    }
    const parts = splitSequence(sequence(await loadPickle(onlyInput(this))), outputs.length);
    for (const [at, output] of outputs.entries()) {
      const part = parts[at]!;
      await savePickle(output, this.element ? firstAndRest(part)[0] : part);
    }
  }
}

/**
 * Cuts the `.npy` array of each input into `num_of_copies` parts along its axis in `scatter_axes` (`[0]`): the parts
 * of the first input go to the first outputs, and so on; those of an input that was skipped are skipped (`dlg.apps.simple.GenericNpyScatterApp`).
 *
 * @category Applications
 */
export class GenericNpyScatterApp extends BarrierAppDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    num_of_copies: intParam(1, { min: 1 }),
    scatter_axes: listParam([0]),
  };
  declare readonly num_of_copies: number;
  declare readonly scatter_axes: readonly unknown[];

  override async run(): Promise<void> {
    const { inputs } = this;
    const outputs = dataOutputs(this);
    const { num_of_copies: copies, scatter_axes: axes } = this;
    if (outputs.length !== inputs.length * copies) {
      throw new InvalidDropError(
        this.uid,
        `has ${outputs.length} outputs for ${inputs.length} inputs in ${copies} parts each`,
      );
    }
    if (axes.length !== inputs.length) {
      throw new InvalidDropError(this.uid, `has ${axes.length} "scatter_axes" for ${inputs.length} inputs`);
    }
    for (const [at, input] of inputs.entries()) {
      if (!hasData(this, input)) {
        for (let copy = 0; copy < copies; copy++) outputs[at * copies + copy]!.skip();
        continue;
      }
      const parts: readonly NdArray[] = splitArray(await loadNpy(input), copies, Number(axes[at]));
      for (const [copy, part] of parts.entries()) await outputs[at * copies + copy]!.write(encodeNpy(part));
    }
  }
}
