import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FileDROP, InMemoryDROP, type DataDROP } from '../../src/drops/index.js';
import { contents, copying, Doing, ended, summing } from './graphs.js';

const directory = mkdtempSync(join(tmpdir(), 'drops-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const file = (uid: string, options: object = {}): FileDROP =>
  new FileDROP(uid, uid, { dlg_session: { sessionId: 's', directory }, ...options });

describe('a drop of a known size', () => {
  it('in a file starts who needs it, with the checksum of all its chunks', async () => {
    const a = file('A', { expectedSize: 80_000 });
    const sum = summing('B');
    const c = file('C');
    a.addConsumer(sum);
    c.addProducer(sum);
    for (let at = 0; at < 8; at++) await a.write(Buffer.alloc(10_000, at));
    await ended(c);
    expect((await contents(c)).toString()).toBe(String(a.checksum));
  });
});

describe('a drop that an application filled', () => {
  it.each<[string, () => DataDROP]>([
    ['in memory', () => new InMemoryDROP('out', 'out')],
    ['in a file', () => file('out')],
  ])('%s knows that it is read, however many producers have reported', async (_, make) => {
    const input = new InMemoryDROP('in', 'in');
    const out = make();
    for (const uid of ['p', 'q']) {
      const app = copying(uid);
      input.addConsumer(app);
      app.addOutput(out);
    }
    await input.write('x');
    input.setCompleted();
    await ended(out);
    const reader = await out.open();
    expect(out.isBeingRead()).toBe(true);
    await out.close(reader);
    expect(out.isBeingRead()).toBe(false);
  });

  it('with the oid and uid of the input of its application is another drop', async () => {
    const input = new InMemoryDROP('A', 'A');
    const [even, odd] = [new InMemoryDROP('A', 'A'), new InMemoryDROP('D', 'D')];
    const split = new Doing('B', async ({ inputs, outputs }) => {
      for (const byte of await contents(inputs[0]!)) await outputs[byte % 2]!.write(Buffer.from([byte]));
    });
    input.addConsumer(split);
    split.addOutput(even);
    split.addOutput(odd);
    await input.write(Buffer.from([1, 2, 3]));
    input.setCompleted();
    await ended(even, odd);
    expect([[...(await contents(even))], [...(await contents(odd))]]).toEqual([[2], [1, 3]]);
  });
});
