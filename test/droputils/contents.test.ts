import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allDropContents,
  copyDropContents,
  DROPFile,
  hasPath,
  listify,
  loadNpy,
  loadPickle,
  readDrop,
  saveNpy,
  savePickle,
} from '../../src/droputils/index.js';
import { FileDROP, InMemoryDROP, NullDROP, type DataDROP } from '../../src/drops/index.js';
import { DROPStates } from '../../src/protocol/index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'droputils-'));
});
afterAll(() => rm(folder, { recursive: true }));

const kinds: [string, (uid: string) => DataDROP][] = [
  ['memory', (uid): DataDROP => new InMemoryDROP(uid, uid)],
  ['file', (uid): DataDROP => new FileDROP(uid, uid, { filepath: join(folder, uid) })],
];

describe.each(kinds)('a drop in %s', (kind, make) => {
  it('gives all of its content, and is closed afterwards', async () => {
    const drop = make('all');
    await drop.write('abc');
    await drop.write('def');
    drop.setCompleted();
    expect(String(await allDropContents(drop, 4))).toBe('abcdef');
    expect(drop.isBeingRead()).toBe(false);
  });

  it('is closed when the reader leaves early', async () => {
    const drop = make('early');
    await drop.write('abcdef');
    drop.setCompleted();
    for await (const block of readDrop(drop, 2)) {
      expect(String(block)).toBe('ab');
      expect(drop.isBeingRead()).toBe(true);
      break;
    }
    expect(drop.isBeingRead()).toBe(false);
  });

  it('is copied to another one without completing that', async () => {
    const [source, target] = [make('source'), make('target')];
    await source.write('abc');
    source.setCompleted();
    await target.write('>');
    await copyDropContents(source, target, 2);
    expect(target.status).toBe(DROPStates.WRITING);
    target.setCompleted();
    expect(String(await allDropContents(target))).toBe('>abc');
  });

  it('takes and gives pickled values', async () => {
    const drop = make('pickled');
    const value = { list: [1, 2.5, null], text: 'é', big: 2n ** 70n };
    await savePickle(drop, value);
    expect(drop.status).toBe(DROPStates.WRITING);
    drop.setCompleted();
    expect(await loadPickle(drop)).toEqual(value);
  });

  it('takes and gives arrays in any state, without noticing', async () => {
    const drop = make('array');
    await saveNpy(
      drop,
      Array.from({ length: 3 }, () => [1, 1, 1, 1, 1]),
    );
    expect([drop.status, drop.size]).toEqual([DROPStates.INITIALIZED, null]);
    const array = await loadNpy(drop);
    expect(array.shape).toEqual([3, 5]);
    drop.setCompleted();
    expect((await loadNpy(drop)).toNested()).toEqual(array.toNested());
    expect((await allDropContents(drop)).subarray(1, 6).toString()).toBe('NUMPY');
  });

  it('is read as a file', async () => {
    const drop = make('as-file');
    await drop.write('abc');
    drop.setCompleted();
    const opened: unknown[] = [];
    drop.subscribe((event) => opened.push(event), 'open');
    const file = new DROPFile(drop);
    expect(file.closed).toBe(true);
    await file.close();
    await expect(file.read()).rejects.toThrow('open() this file first');
    await file.open();
    expect([file.closed, drop.isBeingRead()]).toEqual([false, true]);
    expect(String(await file.read(2))).toBe('ab');
    expect(String(await file.read())).toBe('c');
    expect(await file.read()).toHaveLength(0);
    await file.close();
    await file.close();
    expect([file.closed, drop.isBeingRead()]).toEqual([true, false]);
    expect(opened).toHaveLength(kind === 'file' ? 0 : 1);
  });
});

describe('reading', () => {
  it('gives null for an empty pickle, and nothing for a NullDROP', async () => {
    const empty = new InMemoryDROP('e', 'e');
    empty.setCompleted();
    expect(await loadPickle(empty)).toBeNull();
    const nothing = new NullDROP('n', 'n');
    nothing.setCompleted();
    expect(await allDropContents(nothing)).toHaveLength(0);
    await copyDropContents(nothing, new NullDROP('m', 'm'));
  });

  it('leaves nobody reading when a file is not there', async () => {
    const drop = new FileDROP('gone', 'gone', { filepath: join(folder, 'gone') });
    await expect(new DROPFile(drop).open()).rejects.toThrow('gone');
    expect(drop.isBeingRead()).toBe(false);
  });
});

describe('small things', () => {
  it('make a list of what is none', () => {
    const list = [1];
    expect(listify(list)).toBe(list);
    expect(listify('ab')).toEqual(['ab']);
  });

  it('know what has a path', () => {
    expect(hasPath(new FileDROP('p', 'p', { filepath: join(folder, 'p') }))).toBe(true);
    expect([new InMemoryDROP('q', 'q'), null, 'path'].some(hasPath)).toBe(false);
  });
});
