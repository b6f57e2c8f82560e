import { describe, expect, it } from 'vitest';
import { CRCStreamApp, StreamApp } from '../../src/apps/index.js';
import { Checksum } from '../../src/codecs/index.js';
import { AppDROP, InMemoryDROP, NullDROP } from '../../src/drops/index.js';
import { AppDROPStates, DROPStates } from '../../src/protocol/index.js';
import { contents, copying, Doing, ended, watch } from './graphs.js';
import { turn } from './random-graph.js';

const MB = 2 ** 20;
const TOTAL = 16 * MB;

/** Hands on what is written, and counts what has come to it. */
class Passing extends StreamApp {
  came = 0;

  override async dataWritten(_uid: string, data: Uint8Array): Promise<void> {
    this.came += data.byteLength;
    // a slow one: whoever does not wait runs far ahead
    await turn();
    await turn();
    for (const output of this.outputs) await output.write(data);
  }

  protected override inputEnded(uid: string, well: boolean): void {
    this.begin(async () => {
      if (!well) throw new Error(`${uid} failed`);
    });
  }
}

describe('a chain of streaming applications', () => {
  it('has never more than one chunk on its way, whatever the sizes, and brings every byte', async () => {
    const checksum = new Checksum();
    let made = 0;
    let mostOnTheWay = 0;
    const last = new Passing('last', 'last');
    const source = new Doing('source', async ({ outputs }) => {
      for (let at = 0; made < TOTAL; at++) {
        const chunk = Buffer.alloc(Math.min((at % 16) * 65_536 + 65_536, TOTAL - made), at);
        checksum.update(chunk);
        made += chunk.length;
        const writing = outputs[0]!.write(chunk);
        mostOnTheWay = Math.max(mostOnTheWay, made - last.came);
        await writing;
      }
    });
    const apps = [source, new Passing('p', 'p'), new Passing('q', 'q'), last];
    for (const [at, app] of apps.slice(1).entries()) {
      const drop = new NullDROP(`d${at}`, `d${at}`);
      apps[at]!.addOutput(drop);
      drop.addStreamingConsumer(app);
    }
    const end = new NullDROP('end', 'end');
    const crc = new CRCStreamApp('crc', 'crc');
    const sum = new InMemoryDROP('sum', 'sum');
    last.addOutput(end);
    end.addStreamingConsumer(crc);
    crc.addOutput(sum);
    await source.execute();
    await ended(sum);
    expect([made, last.came, end.size]).toEqual([TOTAL, TOTAL, TOTAL]);
    expect(mostOnTheWay).toBeLessThanOrEqual(MB);
    expect((await contents(sum)).toString()).toBe(String(checksum.value));
  });
});

describe('a streaming consumer that throws', () => {
  it.each([
    ['within the call', (): never => fail()],
    ['later', (): Promise<never> => turn().then(fail)],
  ])('%s is in ERROR, with its outputs; writer and other consumers go on', async (_, dataWritten) => {
    const calls: string[] = [];
    class Failing extends AppDROP {
      override dataWritten(_uid: string, data: Uint8Array): void | Promise<void> {
        calls.push(Buffer.from(data).toString());
        return dataWritten();
      }
    }
    const drop = new InMemoryDROP('A', 'A');
    const failing = new Failing('F', 'F');
    const out = new NullDROP('out', 'out');
    failing.addOutput(out);
    const crc = new CRCStreamApp('crc', 'crc');
    const sum = new InMemoryDROP('sum', 'sum');
    crc.addOutput(sum);
    const after = copying('after');
    const copy = new InMemoryDROP('copy', 'copy');
    after.addOutput(copy);
    drop.addStreamingConsumer(failing);
    drop.addStreamingConsumer(crc);
    drop.addConsumer(after);
    const log: string[] = [];
    watch(log, failing);
    expect(await drop.write('abc')).toBe(3);
    expect(await drop.write('def')).toBe(3);
    drop.setCompleted();
    await ended(sum, copy);
    expect(calls).toEqual(['abc']);
    expect(log).toEqual(['F.execStatus=ERROR', 'F.status=ERROR', 'F.producerFinished', 'F.reproducibility']);
    expect([out.status, out.error]).toEqual([DROPStates.ERROR, new Error('full')]);
    expect([drop.checksum, (await contents(sum)).toString(), (await contents(copy)).toString()]).toEqual([
      1404891121,
      '1404891121',
      'abcdef',
    ]);
  });

  function fail(): never {
    throw new Error('full');
  }
});

describe('a StreamApp', () => {
  it.each([
    ['before anything was written, is skipped too', false, 'SKIPPED'],
    ['half-way, is cancelled, and so are its outputs', true, 'CANCELLED'],
  ] as const)('whose input is skipped %s', async (_, begun, end) => {
    const drop = new InMemoryDROP('A', 'A');
    const crc = new CRCStreamApp('crc', 'crc');
    const sum = new InMemoryDROP('sum', 'sum');
    drop.addStreamingConsumer(crc);
    crc.addOutput(sum);
    if (begun) await drop.write('abc');
    drop.skip();
    drop.setCompleted();
    expect([crc.execStatus, crc.status, sum.status]).toEqual([
      AppDROPStates[end],
      DROPStates[end],
      DROPStates[end],
    ]);
  });
});
