import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  DirectoryDROP,
  FileDROP,
  InMemoryDROP,
  JsonDROP,
  RDBMSDrop,
  type DropOptions,
} from '../../src/drops/index.js';
import { InvalidDropError, InvalidRelationshipError, StorageError } from '../../src/errors/index.js';
import { DROPStates } from '../../src/protocol/index.js';
import { SqliteTable } from '../../src/storage/index.js';
import { contents, copying, Doing, ended, summing, watch } from './graphs.js';

const home = mkdtempSync(join(tmpdir(), 'drops-'));
let directory = home;
let made = 0;

beforeEach(() => {
  directory = join(home, String(made++));
  mkdirSync(directory);
});

afterAll(() => {
  rmSync(home, { recursive: true });
});

function file(filepath: string, options: DropOptions = {}): FileDROP {
  return new FileDROP('F', 'a:1/b', { filepath, dlg_session: { sessionId: 's', directory }, ...options });
}

describe('a FileDROP', () => {
  it('lies where its path says, with a generated name where it says none', () => {
    expect(file('a.txt').path).toBe(join(directory, 'a.txt'));
    expect([file('sub/').filename, file('sub/').isDir, file('sub/').dirname]).toEqual([
      'a_1_b',
      true,
      join(directory, 'sub'),
    ]);
    expect([file('').filename, file('').isDir]).toEqual(['a_1_b', false]);
    expect(file('a.txt').dataURL).toMatch(/^file:\/\/[^/]+\/.*\/a\.txt$/);
  });

  it('keeps to the directory of its session, unless that allows more', () => {
    const outside = join(home, 'outside.txt');
    expect(() => file(outside)).toThrow(InvalidDropError);
    expect(() => file('../outside.txt')).toThrow(InvalidDropError);
    expect(file(outside, { dlg_session: { sessionId: 's', directory, allowOutside: true } }).path).toBe(
      outside,
    );
  });

  it('may ask that the file at an absolute path is there', () => {
    const there = join(directory, 'a.txt');
    expect(() => file(there, { check_filepath_exists: '1' })).toThrow(InvalidDropError);
    expect(file(there, { check_filepath_exists: 'false' }).filename).toBe('a.txt');
    writeFileSync(there, '');
    expect(file(there, { check_filepath_exists: true }).filename).toBe('a.txt');
  });

  it('shows its content all at once, with the size known at the first event', async () => {
    const drop = file('a.txt');
    const seen: unknown[] = [];
    drop.subscribe(({ type, status }) => {
      if (status !== DROPStates.WRITING) seen.push([type, drop.size, readFileSync(drop.path, 'utf8')]);
    });
    await drop.write('hel');
    await drop.write('lo');
    expect(existsSync(drop.path)).toBe(false);
    drop.setCompleted();
    drop.setCompleted();
    expect(seen).toEqual([
      ['status', 5, 'hello'],
      ['dropCompleted', 5, 'hello'],
      ['reproducibility', 5, 'hello'],
    ]);
    expect([drop.checksum, (await contents(drop)).toString()]).toEqual([2591144780, 'hello']);
    expect(drop.persist).toBe(true);
  });

  it.each(['setError', 'cancel', 'skip'] as const)('leaves no file behind after %s', async (how) => {
    const drop = file('a.txt');
    await drop.write('half of it');
    drop[how]();
    expect(readdirSync(directory)).toEqual([]);
    expect(await drop.exists()).toBe(false);
  });

  it('takes the file others wrote: size and checksum are then those of the file', async () => {
    const drop = file('a.txt');
    writeFileSync(drop.path, '123456789');
    drop.setCompleted();
    expect([drop.size, drop.checksum]).toEqual([9, 0xe3069283]);
    expect(() => (drop.size = 9)).toThrow(/known already/);
    expect((await contents(drop)).toString()).toBe('123456789');
  });

  it('is empty when nobody wrote it, and can be copied', async () => {
    const drop = file('a.txt');
    const copy = copying('B');
    const c = new InMemoryDROP('C', 'C');
    drop.addConsumer(copy);
    copy.addOutput(c);
    drop.setCompleted();
    await ended(c);
    expect([drop.size, c.status, c.size]).toEqual([0, DROPStates.COMPLETED, 0]);
  });

  it('that cannot be made is in ERROR, and tells so', () => {
    const drop = file('a.txt');
    mkdirSync(drop.path);
    const log: string[] = [];
    watch(log, drop);
    expect(() => {
      drop.setCompleted();
    }).toThrow(StorageError);
    expect(log).toEqual(
      ['F.status=ERROR', 'F.dropCompleted', 'F.reproducibility'].map((text) => text.replace('F', drop.uid)),
    );
  });

  it.each([
    [false, false, true],
    [true, false, false],
    [true, true, true],
  ])(
    'with delete_parent_directory %s, and others in it %s: the directory stays %s',
    async (flag, others, stays) => {
      const drop = file('sub/a.txt', { delete_parent_directory: flag });
      await drop.write('x');
      drop.setCompleted();
      if (others) writeFileSync(join(drop.dirname, 'b.txt'), '');
      await drop.delete();
      expect([existsSync(drop.path), existsSync(drop.dirname)]).toEqual([false, stays]);
    },
  );

  it('feeds a join as data in memory does', async () => {
    const d = summing('D');
    const e = new InMemoryDROP('E', 'E');
    d.addOutput(e);
    const files = [0, 1, 2].map((at) => file(`${String(at)}.txt`));
    files.forEach((one, at) => {
      Object.defineProperty(one, 'uid', { value: `f${String(at)}` });
      one.addConsumer(d);
    });
    for (const one of files) await one.write(one.filename);
    for (const one of files) one.setCompleted();
    await ended(e);
    expect(Number(await contents(e))).toBe(files.reduce((sum, one) => sum + one.checksum!, 0));
  });

  it('without a session lies in the temporary directory', async () => {
    const drop = new FileDROP('A', `free-${String(process.pid)}`);
    await drop.write('x');
    drop.setCompleted();
    expect(drop.path.startsWith(tmpdir())).toBe(true);
    await drop.delete();
  });
});

describe('a DirectoryDROP', () => {
  const make = (dirname: string, options: DropOptions = {}): DirectoryDROP =>
    new DirectoryDROP('D', 'D', { dirname, dlg_session: { sessionId: 's', directory }, ...options });

  it('must have a name, and be there where that is asked', async () => {
    expect(() => new DirectoryDROP('D', 'D')).toThrow(/lacks dirname/);
    expect(() => make('sub', { check_exists: true })).toThrow(InvalidDropError);
    const drop = make('sub');
    expect([isAbsolute(drop.path), await drop.exists(), drop.dirname]).toEqual([true, false, 'sub']);
    expect(await make('sub', { create_if_missing: true }).exists()).toBe(true);
    expect(await make('sub', { check_exists: true }).exists()).toBe(true);
    expect(drop.dataURL).toMatch(/^file:\/\/[^/]+\/.*\/sub$/);
    writeFileSync(join(directory, 'plain'), '');
    expect(() => make('plain')).toThrow(/is a file/);
  });

  it('has children that lie directly in it', () => {
    const drop = make('sub', { create_if_missing: true });
    const inside = file('sub/a.txt');
    const below = make('sub/below');
    drop.addChild(inside);
    drop.addChild(below);
    expect([drop.children, inside.parent, below.parent]).toEqual([[inside, below], drop, drop]);
    for (const elsewhere of [file('a.txt'), file('sub/below/a.txt')]) {
      expect(() => {
        drop.addChild(elsewhere);
      }).toThrow(InvalidRelationshipError);
    }
    expect(() => {
      drop.addChild(new InMemoryDROP('M', 'M'));
    }).toThrow(TypeError);
    expect(drop.children).toHaveLength(2);
  });

  it('is filled by path, and deleted with all that is in it', async () => {
    const drop = make('out', { create_if_missing: true });
    const app = new Doing('B', ({ outputs }) => {
      writeFileSync(join((outputs[0] as DirectoryDROP).path, 'a.txt'), 'x');
    });
    app.addOutput(drop);
    await app.execute();
    expect([drop.status, readdirSync(drop.path)]).toEqual([DROPStates.COMPLETED, ['a.txt']]);
    await drop.delete();
    expect(await drop.exists()).toBe(false);
  });
});

describe('a JsonDROP', () => {
  it('gives values by name, from the file as it was first read', () => {
    const drop = new JsonDROP('J', 'J', { filepath: 'a.json', dlg_session: { sessionId: 's', directory } });
    expect(() => drop.get('a')).toThrow(StorageError);
    writeFileSync(drop.path, '{"a": {"b": [1]}, "c": 2}');
    drop.setCompleted();
    expect([drop.get('a'), drop.get('c'), drop.get('toString')]).toEqual([{ b: [1] }, 2, undefined]);
    writeFileSync(drop.path, '{}');
    expect(drop.get('c')).toBe(2);
  });

  it.each(['{', '3', 'null'])('refuses a file with %s', (text) => {
    const drop = new JsonDROP('J', 'J', { filepath: 'a.json', dlg_session: { sessionId: 's', directory } });
    writeFileSync(drop.path, text);
    expect(() => drop.get('a')).toThrow(StorageError);
  });
});

describe('an RDBMSDrop', () => {
  it('takes rows, gives those that meet a condition, and remembers the questions', async () => {
    const database = join(directory, 'a.db');
    await new SqliteTable({ file: database, table: 'stars' }).create({ name: 'TEXT', size: 'INTEGER' });
    const session = { sessionId: 's', directory };
    const drop = new RDBMSDrop('R', 'R', {
      dbmodule: 'sqlite3',
      dbtable: 'stars',
      dbparams: "{'database': 'a.db'}",
      dlg_session: session,
    });
    drop.reproducibilityLevel = 5;
    await drop.insert({ name: 'a', size: 1 });
    await drop.insert({ name: 'b', size: 2 });
    expect(await drop.select(['name'], 'size > ?', [1])).toEqual([{ name: 'b' }]);
    expect(await drop.select()).toHaveLength(2);
    expect(drop.dataURL).toBe(`rdbms://sqlite3${database}#stars`);
    drop.setCompleted();
    expect(drop.generateMerkleData()['query_log']).toHaveLength(2);
    expect(drop.merkleroot).toMatch(/^[0-9a-f]{64}$/);
    await expect(drop.open()).rejects.toThrow(/rows of a table/);
  });

  it.each([
    [{}, /dbmodule ""/],
    [{ dbmodule: 'psycopg2', dbtable: 't' }, /only files of SQLite.*"sqlite3".*"database": path/],
    [{ dbmodule: 'sqlite3' }, /lacks dbtable/],
    [{ dbmodule: 'sqlite3', dbtable: 't' }, /dbparams\.database/],
  ])('refuses %j', (options, message) => {
    expect(() => new RDBMSDrop('R', 'R', options)).toThrow(message);
  });
});
