import type { ShapeName } from '../catalogue.js';
import { ShapeWriter } from './shape-writer.js';

/** The function a task calls. `leaf` and `leafAsync` take a constant, the others take results of earlier tasks. */
export const Op = { leaf: 0, leafAsync: 1, next: 2, add: 3, mix: 4, sum: 5 } as const;
export type Op = (typeof Op)[keyof typeof Op];

/**
 * A task graph as plain numbers, in topological order; the last task is the one asked for.
 * Typed arrays live outside the V8 heap, so the plan itself adds nothing to the garbage collector's work.
 */
export interface Shape {
  readonly name: ShapeName;
  readonly tasks: number;
  readonly ops: Uint8Array;
  /** Arguments of task `i` are `args[starts[i]]` up to (excluding) `args[starts[i + 1]]`. */
  readonly starts: Int32Array;
  readonly args: Int32Array;
}

export function makeShape(name: ShapeName, n: number): Shape {
  switch (name) {
    case 'wide':
      return fan(name, Op.leaf, n);
    case 'async':
      return fan(name, Op.leafAsync, n);
    case 'chain':
      return chain(n);
    case 'tree':
      return tree(n);
    case 'random':
      return random(n);
  }
}

function fan(name: ShapeName, op: Op, n: number): Shape {
  const writer = new ShapeWriter(n + 1, 2 * n);
  const leaves = Array.from({ length: n }, (_, i) => writer.push(op, i));
  writer.pushList(Op.sum, leaves);
  return writer.finish(name);
}

function chain(n: number): Shape {
  const writer = new ShapeWriter(n, n);
  let last = writer.push(Op.leaf, 0);
  for (let i = 1; i < n; i++) last = writer.push(Op.next, last);
  return writer.finish('chain');
}

function tree(n: number): Shape {
  const writer = new ShapeWriter(2 * n - 1, 3 * n);
  let level = Array.from({ length: n }, (_, i) => writer.push(Op.leaf, i));
  while (level.length > 1) {
    const next: number[] = [];
    for (let i = 0; i + 1 < level.length; i += 2) next.push(writer.push(Op.add, level[i]!, level[i + 1]));
    if (level.length % 2 === 1) next.push(level.at(-1)!);
    level = next;
  }
  return writer.finish('tree');
}

const WINDOW = 1000;

/** Three different earlier tasks each, at most WINDOW back. The sum is over every sink, so no task is culled. */
function random(n: number): Shape {
  const writer = new ShapeWriter(n + 1, 4 * n);
  const pick = seededPicker(20_261_120);
  const used = new Uint8Array(n);
  for (let i = 0; i < Math.min(3, n); i++) writer.push(Op.leaf, i);
  for (let i = 3; i < n; i++) {
    const from = Math.max(0, i - WINDOW);
    const a = pick(from, i);
    let b = a;
    while (b === a) b = pick(from, i);
    let c = a;
    while (c === a || c === b) c = pick(from, i);
    used[a] = used[b] = used[c] = 1;
    writer.push(Op.mix, a, b, c);
  }
  const sinks: number[] = [];
  for (let i = 0; i < n; i++) if (used[i] === 0) sinks.push(i);
  writer.pushList(Op.sum, sinks);
  return writer.finish('random');
}

/** mulberry32: tiny, and good enough to scatter edges. The same seed gives every engine the same graph. */
function seededPicker(seed: number): (from: number, to: number) => number {
  let state = seed;
  return (from, to) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return from + (((t ^ (t >>> 14)) >>> 0) % (to - from));
  };
}
