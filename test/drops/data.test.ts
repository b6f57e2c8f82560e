import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AppDROP,
  InMemoryDROP,
  NullDROP,
  SharedMemoryDROP,
  type DataDROP,
  type DropOptions,
} from '../../src/drops/index.js';
import { CodecError, DropStateError, StorageError } from '../../src/errors/index.js';
import { ChecksumTypes, DROPStates } from '../../src/protocol/index.js';
import { MemoryStore, type Store, type Writer } from '../../src/storage/index.js';
import { contents, copying, Doing, ended, summing, watch } from './graphs.js';

const { INITIALIZED, WRITING, COMPLETED, ERROR, CANCELLED } = DROPStates;
const HELLO = 2591144780;

const kinds: readonly (readonly [string, (options?: DropOptions) => DataDROP])[] = [
  ['InMemoryDROP', (options) => new InMemoryDROP('A', 'A', options)],
  ['SharedMemoryDROP', (options) => new SharedMemoryDROP('A', 'A', options)],
];

describe.each(kinds)('%s', (_, make) => {
  afterEach(async () => {
    await make().delete();
  });

  it('completes by itself with the last expected byte, and feeds its consumers', async () => {
    const chunk = Buffer.alloc(20_000, 'x');
    const a = make({ expectedSize: 8 * chunk.length });
    const b = summing('B');
    const c = new InMemoryDROP('C', 'C');
    a.addConsumer(b);
    c.addProducer(b);
    for (let at = 0; at < 8; at++) expect(await a.write(chunk)).toBe(chunk.length);
    await ended(c);
    expect([a.status, a.size]).toEqual([COMPLETED, 8 * chunk.length]);
    expect((await contents(c)).toString()).toBe(String(a.checksum));
  });

  it('takes any number of bytes when none is expected', async () => {
    const a = make();
    await a.write('hel');
    expect([a.status, a.size]).toEqual([WRITING, 3]);
    await a.write(Buffer.from('lo'));
    a.setCompleted();
    expect([a.checksum, a.checksumType, a.size]).toEqual([HELLO, ChecksumTypes.CRC_32C, 5]);
    expect((await contents(a, 2)).toString()).toBe('hello');
  });

  it('is empty when it completes unwritten', async () => {
    const a = make();
    a.setCompleted();
    expect([a.size, a.checksum, await a.exists()]).toEqual([0, 0, true]);
    expect(await contents(a)).toHaveLength(0);
  });

  it('keeps what is written in the order of the calls, awaited or not', async () => {
    const a = make();
    const writes = Array.from({ length: 50 }, (_item, at) => a.write(`${String(at)},`));
    expect(() => {
      a.setCompleted();
    }).toThrow(/await write\(\) first/);
    await Promise.all(writes);
    a.setCompleted();
    expect((await contents(a)).toString()).toBe(
      `${Array.from({ length: 50 }, (_item, at) => at).join(',')},`,
    );
  });

  it('gives every reader a place of its own, and knows that it is read', async () => {
    const a = make();
    await a.write('abcdef');
    a.setCompleted();
    const [one, two] = [await a.open(), await a.open()];
    expect(one).not.toBe(two);
    expect((await a.read(one, 3)).toString()).toBe('abc');
    expect((await a.read(two)).toString()).toBe('abcdef');
    expect((await a.read(one)).toString()).toBe('def');
    expect(await a.read(one)).toHaveLength(0);
    await a.close(one);
    expect(a.isBeingRead()).toBe(true);
    await a.close(two);
    expect(a.isBeingRead()).toBe(false);
    await expect(a.close(two)).rejects.toThrow(DropStateError);
    await expect(a.read(one)).rejects.toThrow(/no open descriptor/);
  });

  it('goes through its states and refuses what they do not allow', async () => {
    const a = make();
    await expect(a.open()).rejects.toThrow(DropStateError);
    await expect(a.read(1)).rejects.toThrow(DropStateError);
    await expect(a.close(1)).rejects.toThrow(DropStateError);
    expect(() => (a.size = 1)).toThrow(DropStateError);
    expect(() => (a.checksum = 1)).toThrow(DropStateError);
    await a.write('abc');
    expect(() => (a.size = 1)).toThrow(DropStateError);
    expect(() => (a.checksum = 1)).toThrow(DropStateError);
    a.setCompleted();
    expect(() => (a.size = 1)).toThrow(/known already/);
    expect(() => (a.checksum = 1)).toThrow(/known already/);
    await expect(a.write('x')).rejects.toThrow(/no more writing is expected: it is COMPLETED/);
    const descriptor = await a.open();
    await expect(a.read(descriptor + 1)).rejects.toThrow(DropStateError);
    await expect(a.read(null as never)).rejects.toThrow(DropStateError);
    await a.close(descriptor);
  });
});

describe('writing', () => {
  let saved: string | undefined;
  beforeEach(() => {
    saved = process.env['DLG_DISABLE_CHECKSUM'];
  });
  afterEach(() => {
    if (saved === undefined) delete process.env['DLG_DISABLE_CHECKSUM'];
    else process.env['DLG_DISABLE_CHECKSUM'] = saved;
  });

  it.each([
    ['abc', 910901175],
    ['hello', HELLO],
    ['abcdef', 1404891121],
  ])('sums up %s to %i, in whatever pieces', async (text, checksum) => {
    for (const size of [1, 2, 10]) {
      const drop = new NullDROP('A', 'A');
      for (let at = 0; at < text.length; at += size) await drop.write(text.slice(at, at + size));
      drop.setCompleted();
      expect(drop.checksum).toBe(checksum);
    }
  });

  it('computes no checksum where the environment says so', async () => {
    process.env['DLG_DISABLE_CHECKSUM'] = '1';
    const drop = new InMemoryDROP('A', 'A');
    await drop.write('abc');
    drop.setCompleted();
    expect([drop.checksum, drop.checksumType]).toEqual([null, null]);
  });

  it('may bring more than was expected', async () => {
    const drop = new NullDROP('A', 'A', { expectedSize: 4 });
    await drop.write('abcdef');
    expect([drop.status, drop.size]).toEqual([COMPLETED, 6]);
  });

  it('leaves nothing in a NullDROP but size and checksum', async () => {
    const drop = new NullDROP('A', 'A', { expectedSize: 5 });
    await drop.write('hell');
    await drop.write('o');
    expect([drop.status, drop.size, drop.checksum, drop.dataURL]).toEqual([COMPLETED, 5, HELLO, 'null://']);
    expect(await contents(drop)).toHaveLength(0);
  });

  it.each([[7], [null], [{}], [[1]]])('takes bytes and text, not %j', async (data) => {
    const drop = new InMemoryDROP('A', 'A');
    await expect(drop.write(data as never)).rejects.toThrow(TypeError);
    expect(drop.status).toBe(INITIALIZED);
  });

  it('that fails puts the drop into ERROR and tells its consumers', async () => {
    const drop = new Faulty({ openWriter: () => Promise.reject(new StorageError('disk gone')) });
    const log: string[] = [];
    watch(log, drop);
    await expect(drop.write('x')).rejects.toThrow('disk gone');
    expect(log).toEqual(['F.status=ERROR', 'F.dropCompleted', 'F.reproducibility']);
    expect(drop.error).toEqual(new StorageError('disk gone'));
  });

  it('that cannot be kept puts the drop into ERROR, aborts the writer, and throws', async () => {
    const aborted: string[] = [];
    const drop = new Faulty({
      openWriter: async () => ({
        ...writerTo([]),
        commitSync: () => {
          throw new StorageError('disk full');
        },
        abort: async () => void aborted.push('aborted'),
      }),
    });
    await drop.write('x');
    const log: string[] = [];
    watch(log, drop);
    expect(() => {
      drop.setCompleted();
    }).toThrow('disk full');
    expect(log).toEqual(['F.status=ERROR', 'F.dropCompleted', 'F.reproducibility']);
    expect(aborted).toEqual(['aborted']);
  });

  it('that cannot be kept does not break the application that wrote it', async () => {
    const drop = new Faulty({
      openWriter: async () => ({
        ...writerTo([]),
        commitSync: () => {
          throw new StorageError('disk full');
        },
      }),
    });
    const app = new Doing('B', async ({ outputs }) => void (await outputs[0]!.write('x')));
    const after = new Doing('after');
    app.addOutput(drop);
    drop.addConsumer(after);
    await app.execute();
    expect([drop.status, after.status]).toEqual([ERROR, ERROR]);
    expect(after.error).toEqual(new StorageError('disk full'));
  });

  it('ends when the drop is cancelled, without anything written', async () => {
    const pieces: string[] = [];
    let go = (): void => {};
    const drop = new Faulty({
      openWriter: async () => ({
        ...writerTo(pieces),
        write: () => new Promise<void>((resolve) => (go = resolve)),
        abort: async () => void pieces.push('aborted'),
      }),
    });
    const writing = drop.write('x');
    await new Promise<void>((resolve) => setImmediate(resolve));
    drop.cancel();
    go();
    await expect(writing).rejects.toThrow(/no more writing is expected: it is CANCELLED/);
    expect([drop.status, drop.size]).toEqual([CANCELLED, null]);
    expect(pieces).toEqual(['aborted']);
  });

  it('to a store elsewhere is finished by finishWriting, which applications await', async () => {
    const pieces: string[] = [];
    const elsewhere = (): Faulty =>
      new Faulty({
        openWriter: async () => {
          const { commitSync: _, ...writer } = writerTo(pieces);
          return writer;
        },
      });
    const byHand = elsewhere();
    await byHand.write('one');
    expect(() => {
      byHand.setCompleted();
    }).toThrow(/await finishWriting\(\) first/);
    await byHand.finishWriting();
    byHand.setCompleted();
    expect([byHand.size, pieces.splice(0)]).toEqual([3, ['one', 'committed']]);

    const filled = elsewhere();
    const app = new Doing('B', ({ outputs }) => void outputs[0]!.write('two'));
    app.addOutput(filled);
    await app.execute();
    expect([filled.status, pieces.splice(0)]).toEqual([COMPLETED, ['two', 'committed']]);

    const shared = elsewhere();
    const apps = ['P', 'Q'].map(
      (uid) => new Doing(uid, async ({ outputs }) => void (await outputs[0]!.write(uid))),
    );
    for (const one of apps) one.addOutput(shared);
    for (const one of apps) await one.execute();
    await ended(shared);
    expect([shared.status, pieces.splice(0)]).toEqual([COMPLETED, ['P', 'Q', 'committed']]);

    const expecting = new Faulty(elsewhere().overrides, { expectedSize: 3 });
    await expecting.write('abc');
    expect([expecting.status, pieces]).toEqual([COMPLETED, ['abc', 'committed']]);
  });

  it('without awaiting is done before the drop completes, and its failure is that of the application', async () => {
    const good = new InMemoryDROP('C', 'C');
    const app = new Doing('B', ({ outputs }) => {
      for (const word of ['a', 'b', 'c']) void outputs[0]!.write(word);
    });
    app.addOutput(good);
    await app.execute();
    expect((await contents(good)).toString()).toBe('abc');

    const bad = new Faulty({ openWriter: () => Promise.reject(new StorageError('disk gone')) });
    const failing = new Doing('D', ({ outputs }) => void outputs[0]!.write('x'));
    failing.addOutput(bad);
    await failing.execute();
    expect([failing.status, failing.error, bad.status]).toEqual([
      ERROR,
      new StorageError('disk gone'),
      ERROR,
    ]);
  });
});

describe('streaming', () => {
  class Listener extends AppDROP {
    readonly heard: unknown[] = [];
    pause: Promise<void> | undefined;

    override dataWritten(uid: string, data: Uint8Array): void | Promise<void> {
      const drop = this.streamingInputs.find((input) => input.uid === uid)!;
      this.heard.push([Buffer.from(data).toString(), drop.status, drop.size, drop.checksum]);
      return this.pause;
    }

    override dropCompleted(_uid: string, status: DROPStates): void {
      this.heard.push(['end', status]);
    }
  }

  it('shows the drop as it is before the bytes count: INITIALIZED first, with its size, without their checksum', async () => {
    const drop = new InMemoryDROP('A', 'A', { expectedSize: 6 });
    const listener = new Listener('L', 'L');
    drop.addStreamingConsumer(listener);
    await drop.write('abc');
    await drop.write('def');
    expect(listener.heard).toEqual([
      ['abc', INITIALIZED, 3, null],
      ['def', WRITING, 6, 910901175],
      ['end', COMPLETED],
    ]);
  });

  it('waits for slow consumers, so that nothing piles up', async () => {
    const drop = new NullDROP('A', 'A');
    const [quick, slow] = [new Listener('Q', 'Q'), new Listener('S', 'S')];
    drop.addStreamingConsumer(quick);
    drop.addStreamingConsumer(slow);
    let go = (): void => {};
    slow.pause = new Promise((resolve) => (go = resolve));
    const order: string[] = [];
    const writing = drop.write('abc').then(() => order.push('written'));
    const second = drop.write('def').then(() => order.push('written again'));
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect([quick.heard.length, slow.heard.length, order]).toEqual([1, 1, []]);
    slow.pause = undefined;
    go();
    await Promise.all([writing, second]);
    expect([quick.heard.length, slow.heard.length, order]).toEqual([2, 2, ['written', 'written again']]);
  });

  it('and waiting for the whole go side by side', async () => {
    const a = new InMemoryDROP('A', 'A');
    const last = new (class extends AppDROP {
      override async dataWritten(_uid: string, data: Uint8Array): Promise<void> {
        await this.outputs[0]!.write(data.subarray(-1));
      }

      override dropCompleted(): void {
        void this.perform(() => undefined);
      }
    })('B', 'B');
    const c = new InMemoryDROP('C', 'C');
    const d = copying('D');
    const e = new InMemoryDROP('E', 'E');
    a.addStreamingConsumer(last);
    last.addOutput(c);
    a.addConsumer(d);
    d.addOutput(e);
    for (const [chunk, status] of [
      ['abcde', INITIALIZED],
      ['fghij', WRITING],
      ['k', WRITING],
    ] as const) {
      expect(a.status).toBe(status);
      await a.write(chunk);
      expect([a.status, c.status, e.status]).toEqual([WRITING, WRITING, INITIALIZED]);
    }
    a.setCompleted();
    await ended(c, e);
    expect((await contents(c)).toString()).toBe('ejk');
    expect((await contents(e)).toString()).toBe('abcdefghijk');
  });

  it('passes 1 GB through a chain in bounded memory', async () => {
    class Pass extends AppDROP {
      override async dataWritten(_uid: string, data: Uint8Array): Promise<void> {
        for (const output of this.outputs) await output.write(data);
      }

      override dropCompleted(): void {
        void this.perform(() => undefined);
      }
    }
    const drops = ['a', 'b', 'c'].map((uid) => new NullDROP(uid, uid)) as [NullDROP, NullDROP, NullDROP];
    for (const [at, uid] of ['p', 'q'].entries()) {
      const pass = new Pass(uid, uid);
      drops[at]!.addStreamingConsumer(pass);
      pass.addOutput(drops[at + 1]!);
    }
    const block = 2 ** 20;
    const before = process.memoryUsage().rss;
    for (let at = 0; at < 1024; at++) await drops[0].write(Buffer.alloc(block, at % 256));
    drops[0].setCompleted();
    await ended(drops[2]);
    expect(drops[2].size).toBe(1024 * block);
    expect(drops[2].checksum).toBe(drops[0].checksum);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * block);
  });
});

describe('a value in memory', () => {
  it('is handed on as it is', () => {
    const value = { when: new Date(), of: () => 3 };
    const drop = new InMemoryDROP('A', 'A');
    drop.setValue(value);
    drop.setCompleted();
    expect(drop.value).toBe(value);
    expect([drop.hasValue, drop.size]).toEqual([true, null]);
  });

  it.each([
    ['text', Buffer.from('text'), 4],
    [Uint8Array.of(1, 2), Buffer.from([1, 2]), 2],
    [7, Buffer.from('8004', 'hex'), null],
  ])('%s is read as bytes', async (value, start, size) => {
    const drop = new InMemoryDROP('A', 'A');
    drop.setValue(value);
    drop.setCompleted();
    const bytes = await contents(drop);
    expect(bytes.subarray(0, start.length)).toEqual(start);
    expect(drop.size).toBe(size);
    expect(drop.checksum).not.toBeNull();
    expect(await drop.exists()).toBe(true);
  });

  it('that has no bytes completes all the same, and says so to who reads it', async () => {
    const drop = new InMemoryDROP('A', 'A');
    drop.reproducibilityLevel = 5;
    drop.setValue(() => 3);
    drop.setCompleted();
    expect([drop.status, drop.checksum, drop.merkleroot]).toEqual([COMPLETED, null, null]);
    await expect(drop.open()).rejects.toThrow(CodecError);
    expect(drop.isBeingRead()).toBe(false);
  });

  it('can be set again until the drop ends, not among bytes', async () => {
    const drop = new InMemoryDROP('A', 'A');
    drop.setValue(1);
    drop.setValue(2);
    drop.setCompleted();
    expect(drop.value).toBe(2);
    expect(() => {
      drop.setValue(3);
    }).toThrow(DropStateError);
    const written = new InMemoryDROP('B', 'B');
    await written.write('x');
    expect(() => {
      written.setValue(3);
    }).toThrow(/bytes that were written/);
    expect(() => written.value).toThrow(/no value/);
    written.setCompleted();
    expect(String(written.value)).toBe('x');
  });

  it('is gone with the drop that fails', () => {
    const drop = new InMemoryDROP('A', 'A');
    drop.setValue(1);
    drop.setError();
    expect(() => drop.value).toThrow(DropStateError);
  });
});

describe('pydata', () => {
  it.each([
    [{ type: 'json', value: { a: [1] } }, { a: [1] }],
    [{ type: 'json', value: 'text' }, 'text'],
    [{ type: 'json', value: null }, null],
    [{ type: 'Json', value: '[1, 2]', name: 'pydata' }, [1, 2]],
    [{ type: 'int', value: '42' }, 42],
    [{ type: 'integer', value: '123456789012345678901' }, 123456789012345678901n],
    [{ type: 'int', value: 2.9 }, 2],
    [{ type: 'Float', value: '1e3' }, 1000],
    [{ type: 'float', value: '-inf' }, -Infinity],
    [{ type: 'bool', value: 'False' }, false],
    [{ type: 'boolean', value: '1' }, true],
    [{ type: 'str', value: 'x' }, 'x'],
    [{ type: 'string', value: '' }, ''],
    [{ type: 'str', value: 'None' }, ''],
    [{ type: 'eval', value: "{'a': (1, None)}" }, { a: [1, null] }],
    [{ type: 'raw', value: 'aGk=' }, Buffer.from('hi')],
    [{ type: 'object', value: 'gARLAS4=' }, 1],
    [{ type: 'Object.Array', value: 'gARLAS4=' }, 1],
    [{ type: 'int', value: '' }, Buffer.alloc(0)],
    [{ type: 'other', value: [3] }, [3]],
    ['aGk=', Buffer.from('hi')],
  ])('%j gives its value', (pydata, value) => {
    expect(new InMemoryDROP('A', 'A', { pydata }).value).toEqual(value);
  });

  it('may stand among the fields', () => {
    const fields = [{ name: 'x' }, { name: 'pydata', type: 'Integer', value: '3' }];
    expect(new InMemoryDROP('A', 'A', { fields }).value).toBe(3);
  });

  it.each([
    [7],
    ['no base64!'],
    [{ type: 'json' }],
    [{ type: 'int', value: 'x' }],
    [{ type: 'float', value: {} }],
    [{ type: 'eval', value: '__import__("os").getcwd()' }],
    [{ type: 'object', value: Buffer.from('cos\ngetcwd\n(tR.').toString('base64') }],
  ])('%j is an error, and nothing of it is run', (pydata) => {
    expect(() => new InMemoryDROP('A', 'A', { pydata })).toThrow(/Drop "A": option "pydata"/);
  });

  it('is replaced by what is written', async () => {
    const drop = new InMemoryDROP('A', 'A', { pydata: { type: 'str', value: 'a long text' } });
    expect(drop.size).toBe(11);
    await drop.write('abc');
    drop.setCompleted();
    expect((await contents(drop)).toString()).toBe('abc');
    expect(drop.size).toBe(3);
  });
});

describe('the memory of a session', () => {
  it('is one place for a uid, and another without the session', async () => {
    const options = { dlg_session_id: 'night' };
    const drop = new SharedMemoryDROP('A', 'shared', options);
    await drop.write('abc');
    drop.setCompleted();
    expect((await contents(drop)).toString()).toBe('abc');
    expect(drop.dataURL).toMatch(/^shmem:\/\/.+night.+shared$/);
    expect(await new SharedMemoryDROP('A', 'shared', options).exists()).toBe(true);
    expect(await new SharedMemoryDROP('A', 'shared').exists()).toBe(false);
    await drop.delete();
  });
});

function writerTo(pieces: string[]): Writer & { commitSync(): number } {
  let size = 0;
  return {
    write: async (data) => {
      pieces.push(Buffer.from(data).toString());
      size += data.byteLength;
    },
    commit: async () => {
      pieces.push('committed');
      return size;
    },
    commitSync: () => size,
    abort: async () => undefined,
  };
}

/** A drop whose store is not as it should be. */
class Faulty extends NullDROP {
  readonly overrides: Partial<Store>;

  constructor(overrides: Partial<Store>, options: DropOptions = {}) {
    super('F', 'F', options);
    this.overrides = overrides;
  }

  protected override makeStore(): Store {
    return Object.assign(new MemoryStore(), this.overrides);
  }
}
