import { describe, expect, it } from 'vitest';
import { InvalidRelationshipError } from '../../src/index.js';
import { addLink, removeUnmetRelationships } from '../../src/graph-loader.js';
import { DROPLinkType, DROPRel } from '../../src/protocol/index.js';
import type { Spec } from './specs.js';

const TO_MANY = [
  ['CONSUMER', 'consumers'],
  ['STREAMING_CONSUMER', 'streamingConsumers'],
  ['PRODUCER', 'producers'],
  ['CHILD', 'children'],
  ['INPUT', 'inputs'],
  ['STREAMING_INPUT', 'streamingInputs'],
  ['OUTPUT', 'outputs'],
] as const;

describe('addLink', () => {
  it.each(TO_MANY)('%s appends to %s, which is made if need be', (type, field) => {
    const spec: Spec = { oid: 'A' };
    addLink(DROPLinkType[type], spec, 'B');
    addLink(DROPLinkType[type], spec, 'C');
    expect(spec).toEqual({ oid: 'A', [field]: ['B', 'C'] });
  });

  it.each(TO_MANY)('%s refuses what is there, with a port or without', (type, field) => {
    for (const link of ['B', { B: 'port' }, { B: null }]) {
      const spec: Spec = { oid: 'A', [field]: ['X', link] };
      const rel = new DROPRel('B', DROPLinkType[type], 'A');
      for (const force of [false, true]) {
        expect(() => addLink(DROPLinkType[type], spec, 'B', force)).toThrow(InvalidRelationshipError);
      }
      try {
        addLink(DROPLinkType[type], spec, 'B');
      } catch (error) {
        expect((error as InvalidRelationshipError).rel.equals(rel)).toBe(true);
      }
      expect(spec).toEqual({ oid: 'A', [field]: ['X', link] });
    }
  });

  it('PARENT sets the parent of a drop without one', () => {
    for (const spec of [{ oid: 'A' }, { oid: 'A', parent: null }, { oid: 'A', parent: '' }] as Spec[]) {
      addLink(DROPLinkType.PARENT, spec, 'K');
      expect(spec['parent']).toBe('K');
    }
  });

  it('PARENT replaces another one only if forced to', () => {
    const spec: Spec = { oid: 'A', parent: 'K' };
    expect(() => addLink(DROPLinkType.PARENT, spec, 'L')).toThrow(/"K" is already/);
    expect(spec['parent']).toBe('K');
    addLink(DROPLinkType.PARENT, spec, 'L', true);
    expect(spec['parent']).toBe('L');
  });

  it('refuses what is no type, no oid or no list', () => {
    expect(() => addLink(8 as never, { oid: 'A' }, 'B')).toThrow(RangeError);
    expect(() => addLink(undefined as never, { oid: 'A' }, 'B')).toThrow(RangeError);
    expect(() => addLink(0, { oid: 'A' }, '')).toThrow(TypeError);
    expect(() => addLink(0, { oid: 'A', consumers: 'B' }, 'C')).toThrow(/"A": consumers must be a list/);
    expect(() => addLink(0, { oid: 'A', consumers: [1] }, 'C')).toThrow(TypeError);
  });
});

describe('removeUnmetRelationships', () => {
  const has = (found: readonly DROPRel[], lhs: string, rel: DROPLinkType, rhs: string): boolean =>
    found.some((each) => each.equals(new DROPRel(lhs, rel, rhs)));

  it('gives each link to a drop that is not in the list, and removes it', () => {
    const list = [
      { oid: 'A', consumers: ['B', 'D'], producers: ['Z'], parent: 'X' },
      { oid: 'B', outputs: ['C'], inputs: ['A'] },
      { oid: 'C', streamingConsumers: ['D'] },
    ];
    const unmet = removeUnmetRelationships(list);
    expect(unmet).toHaveLength(4);
    expect(has(unmet, 'D', DROPLinkType.CONSUMER, 'A')).toBe(true);
    expect(has(unmet, 'Z', DROPLinkType.PRODUCER, 'A')).toBe(true);
    expect(has(unmet, 'X', DROPLinkType.PARENT, 'A')).toBe(true);
    expect(has(unmet, 'D', DROPLinkType.STREAMING_CONSUMER, 'C')).toBe(true);
    expect(list).toEqual([
      { oid: 'A', consumers: ['B'] },
      { oid: 'B', outputs: ['C'], inputs: ['A'] },
      { oid: 'C' },
    ]);
    expect(removeUnmetRelationships(list)).toEqual([]);
  });

  it('takes links with and without ports in one list', () => {
    const list = [
      { oid: 'A', consumers: ['Gone', { B: 'x' }, { Away: null }, { B: 'y' }, 'B'], inputs: [] },
      { oid: 'B', inputs: [{ A: 'x' }, { Gone: 'y' }] },
    ];
    const unmet = removeUnmetRelationships(list);
    expect(unmet.map(({ lhs }) => lhs).sort()).toEqual(['Away', 'Gone', 'Gone']);
    expect(list).toEqual([
      { oid: 'A', consumers: [{ B: 'x' }, { B: 'y' }, 'B'], inputs: [] },
      { oid: 'B', inputs: [{ A: 'x' }] },
    ]);
  });

  it('passes over what is no drop, and looks into a pair', () => {
    const list: unknown[] = [{ oid: 'A', consumers: ['Gone'] }, { rmode: '0' }];
    expect(removeUnmetRelationships(['x.graph', list])).toHaveLength(1);
    expect(list).toEqual([{ oid: 'A' }, { rmode: '0' }]);
    expect(removeUnmetRelationships([])).toEqual([]);
    expect(removeUnmetRelationships([null, 'x', 3])).toEqual([]);
  });

  it('finds links to drops with names of Object.prototype', () => {
    expect(removeUnmetRelationships([{ oid: 'A', consumers: ['constructor', '__proto__'] }])).toHaveLength(2);
  });
});
