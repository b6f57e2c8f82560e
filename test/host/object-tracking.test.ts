import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { objectTracking } from '../../src/host/index.js';

describe('objectTracking', () => {
  const track = objectTracking('drop');
  const current = (): unknown => track.tlocal.get();

  it('tells the first argument during a call, and nothing outside', () => {
    const seen = track((drop: object, _other: number) => [current(), drop]);
    const drop = {};
    expect(current()).toBeUndefined();
    const [tracked, given] = seen(drop, 1);
    expect(tracked).toBe(drop);
    expect(given).toBe(drop);
    expect(current()).toBeUndefined();
    expect(track.tlocal.name).toBe('drop');
  });

  it('tells the inner object inside, and the outer one again behind it', () => {
    const inner = track((_drop: string) => [current(), current()]);
    const outer = track((_drop: string) => [current(), ...inner('b'), current()]);
    expect(outer('a')).toEqual(['a', 'b', 'b', 'a']);
  });

  it('keeps calls apart that run at once, across await', async () => {
    const work = track(async (_drop: number) => {
      const before = current();
      await setImmediate();
      const between = current();
      await Promise.all([setImmediate(), setImmediate()]);
      return [before, between, current()];
    });
    const drops = Array.from({ length: 50 }, (_, number) => number);
    expect(await Promise.all(drops.map((drop) => work(drop)))).toEqual(
      drops.map((drop) => [drop, drop, drop]),
    );
    expect(current()).toBeUndefined();
  });

  it('restores what was there when a call throws, or rejects', async () => {
    const fails = track((_drop: string) => {
      throw new Error('no');
    });
    const rejects = track(async (_drop: string) => {
      await setImmediate();
      throw new Error('no');
    });
    const outer = track(async (_drop: string) => {
      expect(() => fails('b')).toThrow('no');
      const between = current();
      await expect(rejects('c')).rejects.toThrow('no');
      return [between, current()];
    });
    expect(await outer('a')).toEqual(['a', 'a']);
  });

  it('tells the object a method is called on, where it decorates methods of a class', () => {
    class Node {
      visit(other: Node | undefined): unknown[] {
        return other === undefined ? [current()] : [current(), ...other.visit(undefined), current()];
      }
    }
    // what `@track` does
    Node.prototype.visit = track(Node.prototype.visit, {
      kind: 'method',
    } as ClassMethodDecoratorContext<Node>);
    const [a, b] = [new Node(), new Node()];
    expect(a.visit(b)).toEqual([a, b, a]);
  });

  it('leaves a function its name, its length, its this, its arguments and its result', () => {
    const named = track(function add(this: { readonly by: number }, a: number, b: number): number {
      return a + b + this.by;
    });
    expect([named.name, named.length, named.call({ by: 1 }, 2, 3)]).toEqual(['add', 2, 6]);
  });

  it('hides an outer object in a call without arguments', () => {
    const none = track(() => current());
    expect(track((_drop: string) => none())('a')).toBeUndefined();
  });

  it('keeps trackers apart', () => {
    const other = objectTracking('drop');
    expect(track((_drop: string) => other.tlocal.get())('a')).toBeUndefined();
  });

  it('refuses what is no function', () => {
    expect(() => track('fn' as unknown as () => void)).toThrow(
      /objectTracking\("drop"\) decorates functions/,
    );
  });
});
