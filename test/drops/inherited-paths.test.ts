import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryDROP, FileDROP, type DropOptions } from '../../src/drops/index.js';
import { InvalidDropError } from '../../src/errors/index.js';
import { DROPStates } from '../../src/protocol/index.js';
import { copying } from './graphs.js';

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

const session = (): NonNullable<DropOptions['dlg_session']> => ({ sessionId: 's', directory });

/** A file whose path is what its producer has under `report`. */
function inheriting(fields: DropOptions = {}): FileDROP {
  return new FileDROP('F', 'F', {
    port_map: { filepath: 'report' },
    producers: [{ P: 'filepath' }],
    dlg_session: session(),
    ...fields,
  });
}

const port = (value: unknown): DropOptions => ({
  applicationArgs: { report: { value, usage: 'OutputPort' } },
});

describe('a FileDROP with a port_map', () => {
  it.each<[string, DropOptions]>([
    ['an argument', port('reports/day.txt')],
    ['a parameter', { report: 'reports/day.txt' }],
  ])('takes its path from %s of the producer', async (_, fields) => {
    const file = inheriting();
    file.addProducer(copying('P', fields));
    expect(file.path).toBe(join(directory, 'reports', 'day.txt'));
    await file.write('sun');
    file.setCompleted();
    expect(readFileSync(join(directory, 'reports/day.txt'), 'utf8')).toBe('sun');
    expect(file.dataURL).toMatch(/\/reports\/day\.txt$/);
  });

  it('needs no port in its own link: any producer that has the value will do', () => {
    const file = inheriting({ producers: ['Q', 'P'] });
    file.addProducer(copying('Q'));
    file.addProducer(copying('P', port('a.txt')));
    expect(file.filename).toBe('a.txt');
  });

  it('has a generated name where no producer has a value, and before they are linked', () => {
    const file = inheriting({ producers: [{ P: 'other' }, { Q: 'filepath' }] });
    expect(file.filename).toBe('F');
    file.addProducer(copying('P', port('wrong.txt'))); // linked to another port
    file.addProducer(copying('Q', port('')));
    expect(file.filename).toBe('F');
    const asked = inheriting();
    expect(asked.filename).toBe('F');
    asked.addProducer(copying('P', port('a.txt')));
    expect(asked.filename).toBe('a.txt');
  });

  it('keeps the path it was given', () => {
    const file = inheriting({ filepath: 'mine.txt' });
    file.addProducer(copying('P', port('other.txt')));
    expect(file.filename).toBe('mine.txt');
  });

  it.each(['../out.txt', '/etc/out.txt', 'sub/../../out.txt'])(
    'inherits no path out of the directory of its session (%s): it ends in ERROR',
    async (value) => {
      const file = inheriting();
      file.addProducer(copying('P', port(value)));
      expect(() => file.path).toThrow(InvalidDropError);
      await expect(file.write('x')).rejects.toThrow(/lies outside/);
      expect([file.status, file.error]).toEqual([DROPStates.ERROR, expect.any(InvalidDropError)]);
    },
  );

  it.each<[string, DropOptions]>([
    ['a list', { port_map: [] }],
    ['null', { port_map: null }],
    ['a map of numbers', { port_map: { filepath: 5 } }],
    ['a map with an inherited key', { port_map: Object.create({ filepath: 'report' }) as object }],
  ])('that is %s inherits nothing', (_, fields) => {
    const file = inheriting(fields);
    file.addProducer(copying('P', port('a.txt')));
    expect(file.filename).toBe('F');
  });
});

describe('a DirectoryDROP with a port_map', () => {
  it('takes its path from the producer, and needs no dirname then', () => {
    const box = new DirectoryDROP('D', 'D', {
      port_map: { dirname: 'report' },
      create_if_missing: true,
      dlg_session: session(),
    });
    box.addProducer(copying('P', port('out/')));
    expect(box.path).toBe(join(directory, 'out'));
    const child = new FileDROP('c', 'c', { filepath: 'out/c.txt', dlg_session: session() });
    box.addChild(child);
    expect(child.parent).toBe(box);
  });

  it('still needs dirname where the map does not name it', () => {
    expect(
      () => new DirectoryDROP('D', 'D', { port_map: { other: 'report' }, dlg_session: session() }),
    ).toThrow(/lacks dirname/);
  });
});
