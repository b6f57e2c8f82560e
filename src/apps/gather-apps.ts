import { encodeNpy } from '../codecs/index.js';
import { BarrierAppDROP, enumParam, intParam, listParam, type DropParam } from '../drops/index.js';
import { loadNpy, loadPickle, readDrop, savePickle } from '../droputils/index.js';
import { AppError, InvalidDropError } from '../errors/index.js';
import { combineArrays, reduceArray, type Combination } from './arrays/index.js';
import { dataInputs, dataOutputs, someOutputs, writeAll } from './data-links.js';

/**
 * Writes its inputs, one after the other, to each output (`dlg.apps.simple.GenericGatherApp`).
 *
 * @category Applications
 */
export class GenericGatherApp extends BarrierAppDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    num_of_inputs: intParam(1),
  };

  override async run(): Promise<void> {
    const outputs = dataOutputs(this);
    for (const input of dataInputs(this)) {
      for await (const block of readDrop(input)) {
        this.signal.throwIfAborted();
        await writeAll(outputs, block);
      }
    }
  }
}

/**
 * Writes the pickled values of its inputs as one pickled list to each output (`dlg.apps.simple.ArrayGatherApp`).
 *
 * @category Applications
 */
export class ArrayGatherApp extends BarrierAppDROP {
  override async run(): Promise<void> {
    const outputs = someOutputs(this);
    const list: unknown[] = [];
    for (const input of dataInputs(this)) list.push(await loadPickle(input));
    for (const output of outputs) await savePickle(output, list);
  }
}

/**
 * Writes the pickled dicts of its inputs as one pickled dict to each output; where two have a key, the later one
 * counts (`dlg.apps.simple.DictGatherApp`).
 *
 * @category Applications
 */
export class DictGatherApp extends BarrierAppDROP {
  override async run(): Promise<void> {
    const outputs = someOutputs(this);
    const all = new Map<unknown, unknown>();
    for (const input of dataInputs(this)) {
      for (const [key, value] of entries(await loadPickle(input), input.uid)) all.set(key, value);
    }
    for (const output of outputs) await savePickle(output, all);
  }
}

function entries(dict: unknown, uid: string): Iterable<[unknown, unknown]> {
  if (dict instanceof Map) return dict;
  if (typeof dict === 'object' && dict !== null && !Array.isArray(dict)) return Object.entries(dict);
  throw new AppError(`"${uid}" should hold a dict, and holds ${dict === null ? 'null' : typeof dict}`);
}

/** The functions that reduce an array first, and how their results come together. */
const REDUCTIONS: Readonly<Record<string, Combination>> = {
  sum: 'add',
  prod: 'multiply',
  max: 'maximum',
  min: 'minimum',
};

/** A list of axes, one axis, or nothing for all of them. */
const axes: DropParam<readonly number[] | undefined> = {
  fallback: undefined,
  parse: (value) => {
    const text = typeof value === 'string' ? value.trim() : value;
    if (text === '' || text === 'None' || text === null || text === undefined) return undefined;
    const given: unknown = typeof text === 'string' && !text.startsWith('[') ? Number(text) : text;
    const list = typeof given === 'number' ? [given] : listParam().parse(given).map(Number);
    if (list.every(Number.isInteger)) return list;
    throw new TypeError(`must be a list of axes, got ${JSON.stringify(value)}`);
  },
};

/**
 * Makes one `.npy` array of those of its inputs (`dlg.apps.simple.GenericNpyGatherApp`).
 *
 * With the `function` sum (the default), prod, max or min, each is first reduced over `reduce_axes`, a list of axes
 * or all; with add, multiply, maximum or minimum they are combined as they are, item by item.
 *
 * @category Applications
 */
export class GenericNpyGatherApp extends BarrierAppDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    function: enumParam(['sum', 'prod', 'max', 'min', 'add', 'multiply', 'maximum', 'minimum'], 'sum'),
    reduce_axes: axes,
  };
  declare readonly function: string;
  declare readonly reduce_axes: readonly number[] | undefined;

  override async run(): Promise<void> {
    const outputs = someOutputs(this);
    const reduction = REDUCTIONS[this.function];
    const by = reduction ?? (this.function as Combination);
    const inputs = dataInputs(this);
    if (inputs.length === 0) throw new InvalidDropError(this.uid, 'has no input to gather');
    const arrays = inputs.values();
    const load = async (input: (typeof inputs)[number]): ReturnType<typeof loadNpy> => {
      const array = await loadNpy(input);
      return reduction === undefined ? array : reduceArray(array, by, this.reduce_axes);
    };
    let gathered = await load(arrays.next().value!);
    for (const input of arrays) gathered = combineArrays(gathered, await load(input), by);
    const file = encodeNpy(gathered);
    for (const output of outputs) await output.write(file);
  }
}
