import { CRCStreamApp, StreamApp } from '../../../src/apps/index.js';
import { BarrierAppDROP, FileDROP, InMemoryDROP, NullDROP, type DataDROP } from '../../../src/drops/index.js';
import { chunksOf, invert } from './data.js';

class Source extends BarrierAppDROP {
  readonly #total: number;

  constructor(uid: string, total: number) {
    super(uid, uid);
    this.#total = total;
  }

  override async run(): Promise<void> {
    const [output] = this.outputs;
    for (const chunk of chunksOf(this.#total)) await output!.write(chunk);
  }
}

class Invert extends StreamApp {
  override async dataWritten(_uid: string, data: Uint8Array): Promise<void> {
    const inverted = Buffer.from(data);
    invert(inverted);
    await this.outputs[0]!.write(inverted);
  }

  protected override inputEnded(uid: string, well: boolean): void {
    this.begin(async () => {
      if (!well) throw new Error(`"${uid}" failed`);
    });
  }
}

/**
 * Source, inverting, CRC: three applications with a drop between each two.
 *
 * @param keep - where the drops keep what passes; in nothing without it.
 */
export async function dropChain(total: number, keep?: string): Promise<number> {
  const between = (uid: string): DataDROP =>
    keep === undefined
      ? new NullDROP(uid, uid)
      : new FileDROP(uid, uid, {
          filepath: uid,
          dlg_session: { sessionId: 'streaming', directory: keep },
        });
  const [raw, inverted, sum] = [between('raw'), between('inverted'), new InMemoryDROP('sum', 'sum')];
  const source = new Source('source', total);
  const inverting = new Invert('inverting', 'inverting');
  const summing = new CRCStreamApp('summing', 'summing');
  source.addOutput(raw);
  raw.addStreamingConsumer(inverting);
  inverting.addOutput(inverted);
  inverted.addStreamingConsumer(summing);
  summing.addOutput(sum);
  const over = new Promise((resolve) => sum.subscribe(resolve, 'dropCompleted'));
  await source.execute();
  await over;
  const failed = [source, inverting, summing].find(({ error }) => error !== undefined);
  if (failed !== undefined) throw failed.error;
  return Number(String(sum.value));
}
