import { describe, expect, it } from 'vitest';
import { InMemoryDROP } from '../../src/drops/index.js';
import { InMemoryRegistry } from '../../src/lifecycle/index.js';
import { DROPPhases } from '../../src/protocol/index.js';

const drop = (oid: string, uid: string): InMemoryDROP => new InMemoryDROP(oid, uid);

describe('InMemoryRegistry', () => {
  it('knows drops by oid, each with its phase', () => {
    const registry = new InMemoryRegistry();
    registry.addDrop(drop('A', 'A1'));
    registry.addDrop(drop('B', 'B1'));
    expect([registry.getDropIds(), registry.getDropPhase('A')]).toEqual([['A', 'B'], DROPPhases.PLASMA]);
    registry.setDropPhase('A', DROPPhases.SOLID);
    expect([registry.getDropPhase('A'), registry.getDropPhase('B')]).toEqual([
      DROPPhases.SOLID,
      DROPPhases.PLASMA,
    ]);
  });

  it('knows all drops that hold the same data', () => {
    const registry = new InMemoryRegistry();
    const drops = [drop('A', 'A1'), drop('A', 'A2')] as const;
    registry.addDrop(drops[0]);
    registry.addDropInstance(drops[1]);
    expect(registry.getDropUids('A')).toEqual(['A1', 'A2']);
    expect(registry.getDropInstances('A')).toEqual(drops);
    expect(() => registry.addDropInstance(drop('B', 'B1'))).toThrow('there is no drop of oid "B"');
  });

  it('knows when data was last opened, each registry for itself', () => {
    const registry = new InMemoryRegistry();
    registry.addDrop(drop('A', 'A1'));
    expect(registry.getLastAccess('A')).toBe(-1);
    registry.recordNewAccess('A', 17);
    registry.recordNewAccess('A');
    expect(registry.getLastAccess('A')).toBeGreaterThan(17);
    expect(registry.getAccessCount('A')).toBe(2);
    const other = new InMemoryRegistry();
    other.addDrop(drop('A', 'A1'));
    expect([other.getLastAccess('A'), other.getAccessCount('A')]).toEqual([-1, 0]);
  });

  it('forgets an oid with its last drop, unless the data is lost', () => {
    const registry = new InMemoryRegistry();
    const [a, b] = [drop('A', 'A1'), drop('B', 'B1')];
    for (const one of [a, b]) registry.addDrop(one);
    registry.setDropPhase('B', DROPPhases.LOST);
    for (const one of [a, b]) registry.removeDropInstance(one);
    expect(registry.getDropIds()).toEqual(['B']);
    registry.addDrop(b);
    expect(registry.getDropPhase('B')).toBe(DROPPhases.PLASMA);
  });

  it('names an oid it does not know', () => {
    const registry = new InMemoryRegistry();
    expect(() => registry.setDropPhase('X', DROPPhases.GAS)).toThrow('"X": is not registered');
    expect(() => registry.recordNewAccess('X')).toThrow('"X": is not registered');
    expect([registry.getDropUids('X'), registry.getDropPhase('X'), registry.getAccessCount('X')]).toEqual([
      [],
      undefined,
      0,
    ]);
  });
});
