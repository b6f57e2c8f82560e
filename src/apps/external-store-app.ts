import { BarrierAppDROP, ContainerDROP } from '../drops/index.js';
import { DROPFile } from '../droputils/index.js';
import { InvalidDropError } from '../errors/index.js';
import { onlyInput } from './data-links.js';

/** Bytes that are handed over at once. */
const BLOCK = 4096;

/**
 * Base class of applications that put their only input into a store outside of the graph
 * (`dlg.apps.archiving.ExternalStoreApp`): they have no output. Subclasses say what {@link store} does.
 *
 * @category Applications
 */
export abstract class ExternalStoreApp extends BarrierAppDROP {
  /** Stores the content that comes in blocks. */
  protected abstract store(uid: string, blocks: AsyncIterable<Buffer>): Promise<void>;

  override async run(): Promise<void> {
    const input = onlyInput(this);
    if (this.outputs.length > 0)
      throw new InvalidDropError(this.uid, 'has no outputs: it stores outside of the graph');
    if (input instanceof ContainerDROP) throw new InvalidDropError(this.uid, 'cannot store a container');
    const file = await new DROPFile(input).open();
    try {
      await this.store(input.uid, blocksOf(file, this.signal));
    } finally {
      await file.close();
    }
  }
}

async function* blocksOf(file: DROPFile, signal: AbortSignal): AsyncGenerator<Buffer, void> {
  for (;;) {
    signal.throwIfAborted();
    const block = await file.read(BLOCK);
    if (block.length === 0) return;
    yield block;
  }
}
