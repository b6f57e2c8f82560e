import { describe, expect, it } from 'vitest';
import { NullDROP, type AbstractDROP } from '../../src/drops/index.js';
import { NullBarrierApp } from '../../src/apps/index.js';
import {
  breadFirstTraverse,
  breadthFirstTraverse,
  depthFirstTraverse,
  getDownstreamObjects,
  getLeafNodes,
  getUpstreamObjects,
  type Visit,
} from '../../src/droputils/index.js';

const names = (drops: Iterable<AbstractDROP>): string => Array.from(drops, ({ uid }) => uid).join(' ');
const visited = (visits: Iterable<Visit>): string => names(Array.from(visits, ([drop]) => drop));

/**
 * Data are small letters, applications capital; the shape of DALiuGE's own sample, where letters alternate:
 * a feeds B and C, B fills d, d feeds G, G fills i and h, i and h feed J; C fills e, e feeds F.
 */
function sample(): Record<string, AbstractDROP> {
  const a = new NullDROP('a', 'a');
  const [b, c, g, f, j] = ['b', 'c', 'g', 'f', 'j'].map((uid) => new NullBarrierApp(uid, uid)) as [
    NullBarrierApp,
    NullBarrierApp,
    NullBarrierApp,
    NullBarrierApp,
    NullBarrierApp,
  ];
  const [d, e, h, i] = ['d', 'e', 'h', 'i'].map((uid) => new NullDROP(uid, uid)) as [
    NullDROP,
    NullDROP,
    NullDROP,
    NullDROP,
  ];
  a.addConsumer(b);
  a.addConsumer(c);
  b.addOutput(d);
  c.addOutput(e);
  d.addConsumer(g);
  e.addConsumer(f);
  g.addOutput(i);
  g.addOutput(h);
  i.addConsumer(j);
  h.addConsumer(j);
  return { a, b, c, d, e, f, g, h, i, j };
}

describe('neighbours', () => {
  it('are the same seen from both sides of every link', () => {
    const drops = Object.values(sample());
    for (const drop of drops) {
      for (const other of getDownstreamObjects(drop)) expect(getUpstreamObjects(other)).toContain(drop);
      for (const other of getUpstreamObjects(drop)) expect(getDownstreamObjects(other)).toContain(drop);
    }
    expect(drops.flatMap(getDownstreamObjects)).toHaveLength(10);
  });
});

describe('depthFirstTraverse', () => {
  it('visits each drop once, before what follows it', () => {
    expect(visited(depthFirstTraverse(sample()['a']!))).toBe('a b d g i j h c e f');
  });

  it('shares nothing between calls, and adds to the list it is given', () => {
    const { a } = sample();
    const before = visited(depthFirstTraverse(a!));
    const seen: AbstractDROP[] = [];
    expect(visited(depthFirstTraverse(a!, seen))).toBe(before);
    expect(names(seen)).toBe(before);
    expect(visited(depthFirstTraverse(a!, seen))).toBe('');
  });

  it('leaves out what is taken from the list', () => {
    const order: string[] = [];
    for (const [drop, downstream] of depthFirstTraverse(sample()['a']!)) {
      order.push(drop.uid);
      if (drop.uid === 'a') downstream.shift();
    }
    expect(order.join(' ')).toBe('a c e f');
  });

  it('goes deeper than the stack', () => {
    const first = new NullDROP('0', '0');
    let last = first;
    for (let depth = 1; depth < 20_000; depth++) {
      const app = new NullBarrierApp(`app ${depth}`, `app ${depth}`);
      last.addConsumer(app);
      last = new NullDROP(String(depth), String(depth));
      app.addOutput(last);
    }
    expect([...depthFirstTraverse(first)]).toHaveLength(39_999);
  });
});

describe('breadthFirstTraverse', () => {
  it('visits level by level, each drop once', () => {
    expect(visited(breadthFirstTraverse(sample()['a']!))).toBe('a b c d e g f i h j');
    expect(breadFirstTraverse).toBe(breadthFirstTraverse);
  });

  it('visits a drop once that is asked for twice', () => {
    const { f } = sample();
    expect(visited(breadthFirstTraverse([f!, f!]))).toBe('f');
  });

  it('leaves out what is taken from the list', () => {
    const order: string[] = [];
    for (const [drop, downstream] of breadthFirstTraverse(sample()['a']!)) {
      order.push(drop.uid);
      for (const out of ['b', 'f']) {
        const at = downstream.findIndex(({ uid }) => uid === out);
        if (at !== -1) downstream.splice(at, 1);
      }
    }
    expect(order.join(' ')).toBe('a c e');
  });
});

describe('getLeafNodes', () => {
  it('gives the ends of the graph', () => {
    expect(names(getLeafNodes(sample()['a']!))).toBe('f j');
  });
});
