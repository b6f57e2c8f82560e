import { getProperty, givenValue, itemAt, type TaskGraph } from '../graph/index.js';
import { group, type Group, type GroupEdge, type Limits } from './grouping.js';
import { outlineOf, type Item, type NodeKind } from './outline.js';
import { countOf, thousands, withCount } from './words.js';

/** A task, a drop, or a group of them, as every format draws it. Texts are as the user wrote them. */
export interface PictureNode {
  readonly kind: NodeKind;
  /** What is written in the node. */
  readonly label: string;
  readonly name: string;
  /** How many tasks or drops it stands for. */
  readonly count: number;
  readonly asked: boolean;
  readonly depth: number;
  readonly lastDepth: number;
  /** Key of the task or oid of the drop; a group has none. */
  readonly key: string | undefined;
  readonly callSite: string | undefined;
  /** The node this one repeats, to spare the picture a long edge. */
  readonly copyOf?: number;
}

/** What a picture shows, before it has a format. An edge leads from what is needed to what needs it. */
export interface Picture {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly GroupEdge[];
  /** Whether nodes stand for several tasks or drops. */
  readonly grouped: boolean;
  /** Numbers of the graph itself, in one line. */
  readonly summary: string;
}

/** Makes the picture of a graph: a node for each task, or for each drop, or for groups of them if they are many. */
export function pictureOf(graph: TaskGraph, drops: boolean, limits: Limits): Picture {
  const outline = outlineOf(graph, drops);
  const { groups, edges } = group(outline, limits);
  const { items, depth, roots, results } = outline;
  return {
    nodes: groups.map((found) => nodeOf(graph, found, drops)),
    edges,
    grouped: groups.length < items.length,
    summary: [
      countOf(items.length, drops ? 'drop' : 'task'),
      countOf(outline.edges, 'edge'),
      `depth ${thousands(depth)}`,
      countOf(roots, 'root'),
      countOf(results, 'result'),
    ].join(', '),
  };
}

function nodeOf(
  graph: TaskGraph,
  { name, first, count, lastDepth, asked }: Group,
  drops: boolean,
): PictureNode {
  const { kind, depth, task } = first;
  const alone = count === 1;
  const key = alone ? keyOf(graph, first, drops) : undefined;
  return {
    kind,
    label: alone ? labelOf(graph, first, key) : withCount(name, count),
    name: alone ? first.name : name,
    count,
    asked,
    depth,
    lastDepth,
    key,
    callSite: alone ? graph.names.callSite(task) : undefined,
  };
}

function keyOf({ names }: TaskGraph, { task, kind }: Item, drops: boolean): string {
  return (drops && kind === 'task' ? names.appOid(task) : undefined) ?? names.key(task);
}

/** The name alone says little where it is `value`, `at` or `get`: such a node tells what is given or taken. */
function labelOf(graph: TaskGraph, { task, kind, name }: Item, key: string | undefined): string {
  if (kind === 'data') return key ?? name;
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
