import { inputsOf, type TaskGraph } from '../graph/index.js';

/** What a node of a picture is: a task (or its application), the data it makes, or data that was given. */
export type NodeKind = 'task' | 'data' | 'constant';

/** A task or a drop, before it is known whether it gets a node of its own. */
export interface Item {
  readonly task: number;
  readonly kind: NodeKind;
  readonly name: string;
  /** The items it needs, each once, by their places in the outline. */
  readonly inputs: readonly number[];
  /** Length of the longest way to it. */
  readonly depth: number;
  readonly asked: boolean;
}

/** Everything of a graph that could be drawn; each item stands after those it needs. */
export interface Outline {
  readonly items: readonly Item[];
  readonly edges: number;
  /** Items on the longest way. */
  readonly depth: number;
  readonly roots: number;
  readonly results: number;
}

/** Lists the tasks of a graph, or with `drops` its application and data drops one by one. */
export function outlineOf(graph: TaskGraph, drops: boolean): Outline {
  const { functions, names, outputs } = graph;
  const asked = new Set(outputs);
  const items: Item[] = [];
  const ends = new Int32Array(graph.size).fill(-1); // the item that has the result of each task
  let edges = 0;
  let deepest = 0;

  const add = (task: number, kind: NodeKind, inputs: readonly number[], isAsked: boolean): number => {
    const depth = inputs.reduce((most, input) => Math.max(most, (items[input]?.depth ?? 0) + 1), 0);
    const name = functions[task]?.name ?? '';
    edges += inputs.length;
    deepest = Math.max(deepest, depth + 1);
    return items.push({ task, kind, name, inputs, depth, asked: isAsked }) - 1;
  };

  functions.forEach(({ fn }, task) => {
    // a function that is an argument in a loaded graph is a task without a drop: it is a part of the call
    if (fn === undefined && names.dataOid(task) === undefined) return;
    const inputs = inputsOf(graph, task).flatMap((input) => endOf(ends, input));
    const isGiven = inputs.length === 0 && (fn === undefined || names.appOid(task) === undefined);
    const isAsked = asked.has(task);
    if (isGiven) ends[task] = add(task, 'constant', inputs, isAsked);
    else if (!drops) ends[task] = add(task, 'task', inputs, isAsked);
    else {
      const hasData = names.dataOid(task) !== undefined;
      const hasApp = fn !== undefined && names.appOid(task) !== undefined;
      const app = hasApp ? add(task, 'task', inputs, isAsked && !hasData) : undefined;
      const feeds = app === undefined ? inputs : [app];
      ends[task] = hasData ? add(task, 'data', feeds, isAsked) : (app ?? -1);
    }
  });
  const roots = items.reduce((count, { inputs }) => (inputs.length === 0 ? count + 1 : count), 0);
  return { items, edges, depth: deepest, roots, results: asked.size };
}

function endOf(ends: Int32Array, task: number): number[] {
  const end = ends[task] ?? -1;
  return end < 0 ? [] : [end];
}
