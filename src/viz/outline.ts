import { Int32List } from '../basics/index.js';
import type { Links, TaskGraph } from '../graph/index.js';

/** What a node of a picture is: a task (or its application), the data it makes, or data that was given. */
export type NodeKind = (typeof KINDS)[number];

/** The kinds of nodes; an outline holds their places. */
export const KINDS = ['task', 'data', 'constant'] as const;
const [TASK, DATA, CONSTANT] = [0, 1, 2];

/**
 * Everything of a graph that could be drawn, the items, as columns: a million of them are listed in a second.
 * An item is a task or a drop; each stands after those it needs.
 */
export interface Outline {
  readonly size: number;
  /** Task of each item. */
  readonly tasks: Int32Array;
  /** Place of each item's kind in `KINDS`. */
  readonly kinds: Int32Array;
  /** Place of each item's name in `labels`. */
  readonly names: Int32Array;
  readonly labels: readonly string[];
  /** Length of the longest way to each item. */
  readonly depths: Int32Array;
  /** The items that each item needs, each once. */
  readonly inputs: Links;
  /** 1 for items that were asked for. */
  readonly asked: Uint8Array;
  /** Items on the longest way. */
  readonly depth: number;
  readonly roots: number;
  readonly results: number;
}

/** Lists the tasks of a graph, or with `drops` its application and data drops one by one. */
export function outlineOf(graph: TaskGraph, drops: boolean): Outline {
  const { functions, names, size } = graph;
  const outputs = new Uint8Array(size);
  for (const output of graph.outputs) outputs[output] = 1;
  const list = new ItemList(graph);

  functions.forEach(({ fn }, task) => {
    // a function that is an argument in a loaded graph is a task without a drop: it is a part of the call
    if (fn === undefined && names.dataOid(task) === undefined) return;
    const isAsked = outputs[task] === 1;
    const isGiven = (fn === undefined || names.appOid(task) === undefined) && !list.hasInputs(task);
    if (isGiven) list.add(task, CONSTANT, isAsked);
    else if (!drops) list.add(task, TASK, isAsked);
    else {
      const hasData = names.dataOid(task) !== undefined;
      const hasApp = fn !== undefined && names.appOid(task) !== undefined;
      if (hasApp) list.add(task, TASK, isAsked && !hasData);
      if (hasData) list.add(task, DATA, isAsked, hasApp);
    }
  });
  return list.outline(graph.outputs.length);
}

class ItemList {
  readonly #graph: TaskGraph;
  readonly #tasks = new Int32List();
  readonly #kinds = new Int32List();
  readonly #names = new Int32List();
  readonly #depths = new Int32List();
  readonly #offsets = new Int32List();
  readonly #inputs = new Int32List();
  readonly #asked: Int32List = new Int32List();
  readonly #places = new Map<string, number>();
  /** The item that has the result of each task, or -1. */
  readonly #ends: Int32Array;
  /** The item that each item was last an input of, to take each once. */
  readonly #user: Int32Array;
  #deepest = 0;
  #roots = 0;

  constructor(graph: TaskGraph) {
    this.#graph = graph;
    this.#ends = new Int32Array(graph.size).fill(-1);
    this.#user = new Int32Array(graph.size * 2).fill(-1);
    this.#offsets.push(0);
  }

  hasInputs(task: number): boolean {
    const { offsets, refs } = this.#graph;
    for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
      if (refs[at]! >= 0 && this.#ends[refs[at]!]! >= 0) return true;
    }
    return false;
  }

  /** @param own - whether the item is made by the one before, which is the application of the same task. */
  add(task: number, kind: number, asked: boolean, own = false): void {
    const item = this.#tasks.length;
    const depth = own ? this.#feed(item - 1, 0) : this.#feedAll(task, item);
    const label = this.#graph.functions[task]?.name ?? '';
    const place = this.#places.get(label) ?? this.#places.size;
    this.#places.set(label, place);
    this.#tasks.push(task);
    this.#kinds.push(kind);
    this.#names.push(place);
    this.#depths.push(depth);
    this.#offsets.push(this.#inputs.length);
    this.#asked.push(asked ? 1 : 0);
    this.#ends[task] = item;
    this.#deepest = Math.max(this.#deepest, depth + 1);
    if (depth === 0) this.#roots++;
  }

  #feedAll(task: number, item: number): number {
    const { offsets, refs } = this.#graph;
    let depth = 0;
    for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
      const input = refs[at]! < 0 ? -1 : this.#ends[refs[at]!]!;
      if (input < 0 || this.#user[input] === item) continue;
      this.#user[input] = item;
      depth = this.#feed(input, depth);
    }
    return depth;
  }

  #feed(input: number, depth: number): number {
    this.#inputs.push(input);
    return Math.max(depth, this.#depths.get(input) + 1);
  }

  outline(results: number): Outline {
    return {
      size: this.#tasks.length,
      tasks: this.#tasks.toArray(),
      kinds: this.#kinds.toArray(),
      names: this.#names.toArray(),
      labels: [...this.#places.keys()],
      depths: this.#depths.toArray(),
      inputs: { offsets: this.#offsets.toArray(), items: this.#inputs.toArray() },
      asked: Uint8Array.from(this.#asked.toArray()),
      depth: this.#deepest,
      roots: this.#roots,
      results,
    };
  }
}
