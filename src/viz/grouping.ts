import type { Item, Outline } from './outline.js';

/** Items drawn as one node. */
export interface Group {
  /** What its items have in common: their name, or less where there are too many names. */
  readonly name: string;
  /** Its first item. */
  readonly first: Item;
  count: number;
  /** Depths of its items, from `first.depth` on. */
  lastDepth: number;
  asked: boolean;
}

/** An outline as a picture shows it; edges by the places of their groups. */
export interface Grouping {
  readonly groups: readonly Group[];
  readonly edges: readonly GroupEdge[];
}

/** The edges between two groups, drawn as one. */
export interface GroupEdge {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** How much a picture may hold and still be read. */
export interface Limits {
  readonly nodes: number;
  readonly edges: number;
}

const single = (_: Item, place: number): string => String(place);
const nameOf = ({ name }: Item): string => name;
/** Names such as `load-0001` differ by number only. */
const stemOf = ({ name }: Item): string => name.replaceAll(/\d+/g, '…');
const kindOf = ({ kind }: Item): string => (kind === 'task' ? 'tasks' : kind);

/** Ways to group, from none to the coarsest: the first that keeps within the limits is taken. */
const LADDER: readonly {
  readonly name: (item: Item) => string;
  readonly at: (item: Item, place: number) => string;
}[] = [
  { name: nameOf, at: single },
  ...[nameOf, stemOf].flatMap((name) => [
    { name, at: (item: Item): string => `${item.kind} ${item.depth} ${name(item)}` },
    { name, at: (item: Item): string => `${item.kind} ${name(item)}` },
  ]),
  { name: kindOf, at: ({ kind, depth }) => `${kind} ${depth}` },
];

/** Groups the items of an outline as little as the limits allow. */
export function group(outline: Outline, limits: Limits): Grouping {
  for (const { name, at } of LADDER) {
    const grouping = groupBy(outline, limits, name, at);
    if (grouping !== undefined) return grouping;
  }
  // one node of each kind is as small as a picture gets, whatever the limits say
  const unlimited = { nodes: Infinity, edges: Infinity };
  return groupBy(outline, unlimited, kindOf, kindOf) ?? { groups: [], edges: [] };
}

function groupBy(
  { items }: Outline,
  limits: Limits,
  name: (item: Item) => string,
  at: (item: Item, place: number) => string,
): Grouping | undefined {
  const groups: Group[] = [];
  const places = new Map<string, number>();
  const members = new Int32Array(items.length);
  for (const [place, item] of items.entries()) {
    const id = at(item, place);
    const known = places.get(id);
    const found = known === undefined ? undefined : groups[known];
    if (known === undefined || found === undefined) {
      if (groups.length >= limits.nodes) return undefined;
      places.set(id, groups.length);
      members[place] = groups.length;
      groups.push({ name: name(item), first: item, count: 1, lastDepth: item.depth, asked: item.asked });
    } else {
      members[place] = known;
      found.count++;
      found.lastDepth = Math.max(found.lastDepth, item.depth);
      found.asked ||= item.asked;
    }
  }
  const edges = edgesBetween(items, members, groups.length, limits.edges);
  return edges === undefined ? undefined : { groups, edges };
}

/** Edges in the order of what they lead to; undefined where there are more than the limit. */
function edgesBetween(
  items: readonly Item[],
  members: Int32Array,
  size: number,
  limit: number,
): GroupEdge[] | undefined {
  const counts = new Map<number, number>();
  for (const [place, { inputs }] of items.entries()) {
    for (const input of inputs) {
      const id = (members[place] ?? 0) * size + (members[input] ?? 0);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    if (counts.size > limit) return undefined;
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([id, count]) => ({ from: id % size, to: Math.floor(id / size), count }));
}
