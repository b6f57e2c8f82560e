import {
  BarrierAppDROP,
  ContainerDROP,
  DataDROP,
  intParam,
  type AbstractDROP,
  type DropParam,
} from '../drops/index.js';
import { readDrop } from '../droputils/index.js';
import { InvalidDropError } from '../errors/index.js';
import { dataOutputs, filledInputs, hasData, writeAll } from './data-links.js';

/**
 * Writes its inputs, one after the other, to each of its outputs (`dlg.apps.simple.CopyApp`). Of a container, it
 * writes what the children hold. What was skipped, or failed and may (`input_error_threshold`), is left out. `bufsize` bytes are held in memory, 65536 if it is not said.
 *
 * @category Applications
 */
export class CopyApp extends BarrierAppDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    bufsize: intParam(65_536, { min: 1 }),
  };
  declare readonly bufsize: number;

  override async run(): Promise<void> {
    const outputs = dataOutputs(this);
    for (const input of filledInputs(this)) {
      for (const drop of contents(input)) {
        if (!hasData(this, drop)) continue;
        for await (const block of readDrop(drop, this.bufsize)) {
          this.signal.throwIfAborted();
          await writeAll(outputs, block);
        }
      }
    }
  }
}

/** A drop, or what is in it, at any depth. */
function* contents(root: AbstractDROP): Iterable<DataDROP> {
  const open = [root];
  for (let drop = open.pop(); drop !== undefined; drop = open.pop()) {
    if (drop instanceof ContainerDROP) open.push(...drop.children.toReversed());
    else if (drop instanceof DataDROP) yield drop;
    else throw new InvalidDropError(drop.uid, 'holds no data that could be copied');
  }
}
