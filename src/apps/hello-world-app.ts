import { decodePickle, NdArray } from '../codecs/index.js';
import { BarrierAppDROP, stringParam, type DropParam } from '../drops/index.js';
import { allDropContents } from '../droputils/index.js';
import { InvalidDropError } from '../errors/index.js';
import { dataInputs, someOutputs, writeAll } from './data-links.js';

/**
 * Greets (`dlg.apps.simple.HelloWorldApp`): without input, writes `Hello` and `greet`, which is `World` if it is not
 * said; with one, `Hello, ` and the first item of the pickled list there, or its content as text.
 *
 * @category Applications
 */
export class HelloWorldApp extends BarrierAppDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    greet: stringParam('World'),
  };
  declare readonly greet: string;

  override async run(): Promise<void> {
    const inputs = dataInputs(this);
    const outputs = someOutputs(this);
    const [input] = inputs;
    if (inputs.length > 1) {
      throw new InvalidDropError(this.uid, `greets one input at most, and has ${inputs.length}`);
    }
    const text = input === undefined ? `Hello ${this.greet}` : `Hello, ${whom(await allDropContents(input))}`;
    await writeAll(outputs, Buffer.from(text));
  }
}

function whom(content: Buffer): string {
  const value = unpickled(content);
  const list = value instanceof NdArray ? value.toNested() : value;
  return String(Array.isArray(list) ? list.flat(Infinity)[0] : list);
}

function unpickled(content: Buffer): unknown {
  try {
    return decodePickle(content);
  } catch {
    return content; // no pickle, so it is the name itself
  }
}
