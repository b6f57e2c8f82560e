import { messageOf } from '../errors/index.js';
import { inputsOf } from '../graph/index.js';
import type { PaintedNode, PaintedPicture } from './painted.js';
import { keyOf } from './picture.js';
import { durationOf, stateOf, type RunTrace } from './run-trace.js';
import { statesText, timesText } from './tally.js';
import { taskOptions } from './task-options.js';
import { countOf, manyLines, millis, oneLine, short, thousands } from './words.js';

/** Members of a group that a page lists, and of all groups together: a page must stay small. */
const LISTED = 100;
const LISTED_IN_ALL = 3000;
/** Inputs of a task that a page lists. */
const INPUTS = 30;
/** Characters of a text that a page tells. */
const LONGEST = 4000;

/** A heading and what stands under it, both as they are shown. */
type Fact = readonly [title: string, value: string];

/** What the script of a page knows. */
export interface PageData {
  readonly nodes: readonly PageNode[];
  /** Tasks that can be looked at: those drawn one by one, and the first of each group. */
  readonly tasks: readonly PageTask[];
}

/** What the page tells of a node. */
export interface PageNode {
  readonly title: string;
  readonly facts: readonly Fact[];
  /** The tasks of it that are listed, by their places in the page's list, and how many are not. */
  readonly tasks: readonly number[];
  readonly more: number;
  /** The nodes that lead to it. */
  readonly inputs: readonly number[];
  readonly copyOf?: number | undefined;
}

/** What the page tells of a task. */
export interface PageTask {
  readonly key: string;
  /** Its node. */
  readonly node: number;
  /** Says how it went, in a list. */
  readonly note: string;
  readonly facts: readonly Fact[];
  readonly error?: string | undefined;
  readonly inputs: readonly PageInput[];
  readonly moreInputs: number;
}

/** An input of a task: its key, its place among the tasks of the page or -1, and its node. */
type PageInput = readonly [key: string, task: number, node: number];

/** Gathers what a page can tell of a picture. `picture` may have copies of nodes: they tell of their originals. */
export function pageDataOf(picture: PaintedPicture): PageData {
  const originals = picture.nodes.filter(({ copyOf }) => copyOf === undefined);
  const most = Math.min(LISTED, Math.max(10, Math.floor(LISTED_IN_ALL / originals.length)));
  const listed = originals.map((node) => listedTasks(node, picture.trace, most));
  const nodeOfTask = new Int32Array(picture.graph.size).fill(-1);
  originals.forEach(({ tasks }, place) => {
    for (const task of tasks) nodeOfTask[task] = place;
  });
  // in a picture of drops an application and its data are two nodes of one task
  const firstPlaces: number[] = [];
  const placeOfTask = new Map<number, number>();
  let size = 0;
  for (const tasks of listed) {
    firstPlaces.push(size);
    tasks.forEach((task, at) => placeOfTask.set(task, size + at));
    size += tasks.length;
  }
  const inputs: number[][] = picture.nodes.map(() => []);
  for (const { from, to } of picture.edges) inputs[to]?.push(picture.nodes[from]?.copyOf ?? from);

  const tasks = originals.flatMap((node, place) => {
    return listed[place]!.map((task) => pageTask(picture, node, task, place, nodeOfTask, placeOfTask));
  });
  const nodes = picture.nodes.map((node, place): PageNode => {
    const { copyOf } = node;
    if (copyOf !== undefined) return { title: '', facts: [], tasks: [], more: 0, inputs: [], copyOf };
    const places = listed[place]!.map((_, at) => firstPlaces[place]! + at);
    return {
      title: short(node.label),
      facts: node.count > 1 ? factsOf(node) : [],
      tasks: places,
      more: node.count - places.length,
      inputs: [...new Set(inputs[place])],
    };
  });
  return { nodes, tasks };
}

/** The tasks of a node that most people look for: failed, running, then those that took longest. */
function listedTasks({ tasks }: PaintedNode, trace: RunTrace | undefined, most: number): number[] {
  if (tasks.length <= 1 || trace === undefined) return Array.from(tasks.subarray(0, most));
  const weights = Float64Array.from(tasks, (task) => {
    const state = stateOf(trace, task);
    const time = durationOf(trace, task);
    return (state === 'failed' ? 2e15 : state === 'running' ? 1e15 : 0) + (Number.isNaN(time) ? 0 : time);
  });
  const least = weights.slice().sort().at(-most) ?? 0;
  const places = Array.from(tasks.keys());
  const heavier = places.filter((place) => weights[place]! > least);
  const equal = places.filter((place) => weights[place] === least).slice(0, most - heavier.length);
  return [...heavier, ...equal]
    .slice(0, most)
    .sort((a, b) => weights[b]! - weights[a]! || a - b)
    .map((place) => tasks[place]!);
}

function pageTask(
  { graph, trace, drops }: PaintedPicture,
  { kind, asked, depth, count }: PaintedNode,
  task: number,
  node: number,
  nodeOfTask: Int32Array,
  placeOfTask: ReadonlyMap<number, number>,
): PageTask {
  const fn = graph.functions[task]!;
  const key = keyOf(graph, task, kind, drops);
  const time = trace && kind === 'task' ? durationOf(trace, task) : NaN;
  const state = trace && stateOf(trace, task);
  const duration = Number.isNaN(time) ? undefined : millis(time);
  const needs = inputsOf(graph, task).filter((input) => nodeOfTask[input]! >= 0);
  const thrown = trace?.errors.get(task);
  return {
    key: oneLine(key),
    node,
    note: [state, duration].filter((text) => text !== undefined).join(', '),
    facts: facts(
      ['Name', fn.name],
      ['Key', key],
      ['Kind', asked && count === 1 ? `${kind}, asked for` : kind],
      ['State', state],
      ['Duration', duration],
      ['Order', `#${thousands(task + 1)}`],
      ['Depth', count === 1 ? thousands(depth) : undefined],
      ['Call site', graph.names.callSite(task)],
      ['Options', taskOptions(fn).join(', ') || undefined],
    ),
    error: trace?.errors.has(task) === true ? manyLines(errorText(thrown), LONGEST) : undefined,
    inputs: needs.slice(0, INPUTS).map((input) => {
      return [short(graph.names.key(input)), placeOfTask.get(input) ?? -1, nodeOfTask[input]!];
    }),
    moreInputs: Math.max(0, needs.length - INPUTS),
  };
}

function errorText(thrown: unknown): string {
  const name = thrown instanceof Error ? thrown.name : '';
  const message = messageOf(thrown);
  return typeof name !== 'string' || name === '' || name === message ? message : `${name}: ${message}`;
}

function factsOf({ name, count, kind, asked, depth, lastDepth, tally, tasks }: PaintedNode): Fact[] {
  const what = kind === 'task' ? 'task' : kind === 'data' ? 'data drop' : 'constant';
  return facts(
    ['Name', name],
    ['Group of', `${countOf(count, what)}${asked ? ', some asked for' : ''}`],
    ['States', tally && statesText(tally)],
    ['Duration', tally && (timesText(tally) || undefined)],
    ['Depth', depth === lastDepth ? thousands(depth) : `${thousands(depth)} to ${thousands(lastDepth)}`],
    ['Order', `#${thousands(tasks[0]! + 1)} to #${thousands(tasks.at(-1)! + 1)}`],
  );
}

function facts(...known: readonly (readonly [title: string, value: string | undefined])[]): Fact[] {
  return known.flatMap(([title, value]) => {
    return value === undefined ? [] : [[title, oneLine(value.slice(0, LONGEST))] as const];
  });
}
