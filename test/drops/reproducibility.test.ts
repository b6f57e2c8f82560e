import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  AbstractDROP,
  FileDROP,
  InMemoryDROP,
  NullDROP,
  SharedMemoryDROP,
  type DataDROP,
} from '../../src/drops/index.js';
import { DROPStates } from '../../src/protocol/index.js';
import { ReproducibilityFlags } from '../../src/reproducibility/index.js';

const {
  NOTHING,
  RERUN,
  REPEAT,
  RECOMPUTE,
  REPRODUCE,
  REPLICATE_SCI,
  REPLICATE_COMP,
  REPLICATE_TOTAL,
  ALL,
  EXPERIMENTAL,
} = ReproducibilityFlags;
const COMPLETED_ROOT = '689fcf0d74c42200bef177db545adc43c135dfb0d7dc85b166db3af1dcded235';
const HELLOWORLD = 'ac1824d4443ee9a8fcb7026f1b4751b60e0c716ad2d7eaaf8b76b2c44707e6ae';
const EMPTY = 'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a';

const directory = mkdtempSync(join(tmpdir(), 'drops-'));
let made = 0;
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe('the reproducibility of a drop', () => {
  it('is nothing by default, and null is its root', () => {
    const drop = new AbstractDROP('A', 'A');
    expect([drop.reproducibilityLevel, drop.merkleroot]).toEqual([NOTHING, null]);
    drop.setCompleted();
    expect([drop.merkleroot, drop.generateMerkleData()]).toEqual([null, {}]);
  });

  it.each([RERUN, REPEAT, RECOMPUTE])('at level %i is its state', (level) => {
    const drop = new AbstractDROP('A', 'A');
    drop.reproducibilityLevel = level;
    const events: unknown[] = [];
    drop.subscribe(({ reprodata }) => events.push(reprodata), 'reproducibility');
    drop.setCompleted();
    expect(drop.generateMerkleData()).toEqual({ status: DROPStates.COMPLETED });
    expect(drop.merkleroot).toBe(COMPLETED_ROOT);
    expect(events).toEqual([{ data: { status: DROPStates.COMPLETED }, merkleroot: COMPLETED_ROOT }]);
  });

  it('is collected once, until the level is set again', () => {
    const drop = new AbstractDROP('A', 'A');
    drop.reproducibilityLevel = RERUN;
    drop.commit();
    const root = drop.merkleroot;
    drop.status = DROPStates.COMPLETED;
    drop.commit();
    expect(drop.merkleroot).toBe(root);
    drop.reproducibilityLevel = REPEAT;
    expect(drop.merkleroot).toBeNull();
    drop.commit();
    expect(drop.merkleroot).toBe(COMPLETED_ROOT);
  });

  it('at ALL is by level, and one root again afterwards', () => {
    const drop = new AbstractDROP('A', 'A');
    drop.reproducibilityLevel = ALL;
    expect(drop.merkleroot).toMatchObject({ RERUN: null, REPLICATE_TOTAL: null });
    drop.setCompleted();
    expect(Object.keys(drop.generateMerkleData())).toEqual([
      'RERUN',
      'REPEAT',
      'RECOMPUTE',
      'REPRODUCE',
      'REPLICATE_SCI',
      'REPLICATE_COMP',
      'REPLICATE_TOTAL',
    ]);
    expect(drop.merkleroot).toMatchObject({
      RERUN: COMPLETED_ROOT,
      REPRODUCE: null,
      REPLICATE_SCI: COMPLETED_ROOT,
    });
    drop.reproducibilityLevel = RERUN;
    drop.commit();
    expect(drop.merkleroot).toBe(COMPLETED_ROOT);
  });

  it('has no level but those that are known', () => {
    const drop = new AbstractDROP('A', 'A');
    for (const level of [3, 'RERUN', null, undefined]) {
      expect(() => (drop.reproducibilityLevel = level as never)).toThrow(TypeError);
    }
    drop.reproducibilityLevel = EXPERIMENTAL;
    expect(() => drop.generateMerkleData()).toThrow(/EXPERIMENTAL/);
  });

  it('of a NullDROP knows nothing of its data', async () => {
    const drop = new NullDROP('A', 'A');
    drop.reproducibilityLevel = REPRODUCE;
    await drop.write('x');
    drop.setCompleted();
    expect([drop.generateMerkleData(), drop.merkleroot]).toEqual([{}, null]);
  });
});

const kinds: readonly (readonly [string, () => DataDROP])[] = [
  ['InMemoryDROP', (): DataDROP => new InMemoryDROP('A', 'A')],
  ['SharedMemoryDROP', (): DataDROP => new SharedMemoryDROP('A', `shared${String(made++)}`)],
  ['FileDROP', (): DataDROP => new FileDROP('A', 'A', { filepath: join(directory, String(made++)) })],
];

describe.each(kinds)('the reproducibility of a %s', (_, make) => {
  it.each(['before', 'after'] as const)(
    'has a hash of its data, with the level set %s writing',
    async (when) => {
      const roots: unknown[] = [];
      for (const [level, data] of [
        [REPRODUCE, { data_hash: HELLOWORLD }],
        [REPLICATE_SCI, { data_hash: HELLOWORLD, status: 2 }],
        [REPLICATE_COMP, { data_hash: HELLOWORLD, status: 2 }],
        [REPLICATE_TOTAL, { data_hash: HELLOWORLD, status: 2 }],
      ] as const) {
        const drop = make();
        if (when === 'before') drop.reproducibilityLevel = level;
        await drop.write('Hello');
        await drop.write('world');
        if (when === 'after') drop.reproducibilityLevel = level;
        drop.setCompleted();
        expect(drop.generateMerkleData()).toEqual(data);
        roots.push(drop.merkleroot);
        drop.reproducibilityLevel = RERUN;
        drop.commit();
        expect(drop.merkleroot).toBe(COMPLETED_ROOT);
        await drop.delete();
      }
      expect(roots[0]).toBe('c43f072a17a66c5dda0554e442661d94d1077593b5aec38a4a264b8433ed94bf');
      expect(roots[1]).toBe('12813639b06fed0280f072bb24c91b567d6fe388322cb73f4b1ecd170afe4a0c');
    },
  );

  it.each(['setError', 'cancel', 'skip'] as const)('is that of no bytes after %s', async (how) => {
    for (const isWritten of [true, false]) {
      const drop = make();
      drop.reproducibilityLevel = REPRODUCE;
      if (isWritten) await drop.write('Helloworld');
      drop[how]();
      expect(drop.generateMerkleData()).toEqual({ data_hash: EMPTY });
      expect(drop.merkleroot).not.toBeNull();
    }
  });
});

describe('a file that is gone', () => {
  it('does not keep its drop from being asked', async () => {
    const drop = new FileDROP('A', 'A', { filepath: join(directory, String(made++)) });
    await drop.write('x');
    drop.setCompleted();
    await drop.delete();
    expect(existsSync(drop.path)).toBe(false);
    drop.reproducibilityLevel = REPRODUCE;
    drop.commit();
    expect(drop.merkleroot).toBeNull();
  });
});
