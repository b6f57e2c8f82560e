import { getProperty, givenValue, itemAt, linksOf, type TaskGraph } from '../graph/index.js';
import { group, type GroupEdge, type Limits } from './grouping.js';
import { mixedName } from './mixed-name.js';
import { KINDS, outlineOf, type NodeKind, type Outline } from './outline.js';
import type { RunTrace } from './run-trace.js';
import { sumOf, tallyOf, workText, type Tally } from './tally.js';
import { countOf, thousands, withCount } from './words.js';

/** A task, a drop, or a group of them, as every format draws it. Texts are as the user wrote them. */
export interface PictureNode {
  readonly kind: NodeKind;
  /** What is written in the node. */
  readonly label: string;
  readonly name: string;
  /** How many tasks or drops it stands for. */
  readonly count: number;
  /** Its tasks, in running order. */
  readonly tasks: Int32Array;
  readonly asked: boolean;
  readonly depth: number;
  readonly lastDepth: number;
  /** Key of the task or oid of the drop; a group has none. */
  readonly key: string | undefined;
  readonly callSite: string | undefined;
  /** How its tasks went; undefined where there is no run. */
  readonly tally: Tally | undefined;
}

/** What a picture shows, before it has colours and a format. An edge leads from what is needed to what needs it. */
export interface Picture {
  readonly graph: TaskGraph;
  readonly trace: RunTrace | undefined;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly GroupEdge[];
  /** Whether nodes stand for several tasks or drops. */
  readonly grouped: boolean;
  /** Whether application and data drops are drawn one by one. */
  readonly drops: boolean;
  /** Numbers of the graph itself, and of the run, in one line. */
  readonly summary: string;
}

/** Makes the picture of a graph: a node for each task, or for each drop, or for groups of them if they are many. */
export function pictureOf(
  graph: TaskGraph,
  trace: RunTrace | undefined,
  drops: boolean,
  limits: Limits,
): Picture {
  const outline = outlineOf(graph, drops);
  const { members, names, edges } = group(outline, limits);
  const nodes = names.map((name, place) => {
    return nodeOf({ graph, trace, outline, drops }, name, linksOf(members, place));
  });
  const summary = [
    countOf(outline.size, drops ? 'drop' : 'task'),
    countOf(outline.inputs.items.length, 'edge'),
    `depth ${thousands(outline.depth)}`,
    countOf(outline.roots, 'root'),
    countOf(outline.results, 'result'),
    ...runText(nodes),
  ].join(', ');
  return { graph, trace, nodes, edges, grouped: names.length < outline.size, drops, summary };
}

/** How the run went: of its tasks alone, for data that was given did not run. */
function runText(nodes: readonly PictureNode[]): string[] {
  const tallies = nodes.flatMap(({ kind, tally }) => (kind === 'task' && tally !== undefined ? [tally] : []));
  return tallies.length === 0 ? [] : [workText(sumOf(tallies))];
}

interface Drawn {
  readonly graph: TaskGraph;
  readonly trace: RunTrace | undefined;
  readonly outline: Outline;
  readonly drops: boolean;
}

function nodeOf(
  { graph, trace, outline, drops }: Drawn,
  common: string | undefined,
  items: Int32Array,
): PictureNode {
  const first = items[0]!;
  const task = outline.tasks[first]!;
  const count = items.length;
  const kind = KINDS[outline.kinds[first]!]!;
  const tasks = items.map((item) => outline.tasks[item]!);
  // the time of a task is that of its application, not that of the data it makes
  const tally = trace && tallyOf(trace, tasks, kind === 'task');
  const shared = {
    kind,
    count,
    tasks,
    tally,
    asked: items.some((item) => outline.asked[item] === 1),
    depth: outline.depths[first]!,
    lastDepth: items.reduce((most, item) => Math.max(most, outline.depths[item]!), 0),
  };
  if (count > 1) {
    const name = common ?? mixedName(outline, items);
    const label = withCount(name, count);
    return { ...shared, name, label, key: undefined, callSite: undefined };
  }
  const name = graph.functions[task]!.name;
  const key = keyOf(graph, task, kind, drops);
  const label = labelOf(graph, task, kind, name, key);
  return { ...shared, name, label, key, callSite: graph.names.callSite(task) };
}

/** Key of a task, or oid of the drop that is drawn for it. */
export function keyOf({ names }: TaskGraph, task: number, kind: NodeKind, drops: boolean): string {
  return (drops && kind === 'task' ? names.appOid(task) : undefined) ?? names.key(task);
}

/** The name alone says little where it is `value`, `at` or `get`: such a node tells what is given or taken. */
function labelOf(graph: TaskGraph, task: number, kind: NodeKind, name: string, key: string): string {
  if (kind === 'data') return key;
  const fn = graph.functions[task]?.fn;
  if (fn === undefined && name === 'value') return shown(givenValue(graph, task), name);
  if (fn !== itemAt && fn !== getProperty) return name;
  const second = graph.refs[(graph.offsets[task] ?? 0) + 1] ?? 0;
  const taken = second < 0 ? graph.constants[~second] : undefined;
  return typeof taken === 'number' || typeof taken === 'string' ? `${name}(${taken})` : name;
}

/** Small values that cannot be secrets; a picture travels further than the data. */
function shown(value: unknown, otherwise: string): string {
  const small = value === null || ['number', 'boolean', 'undefined'].includes(typeof value);
  return small ? String(value) : otherwise;
}
