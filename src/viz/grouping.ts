import type { Links } from '../graph/index.js';
import { KINDS, type Outline } from './outline.js';
import { stemOf } from './stems.js';

/** An outline as a picture shows it. A group is the items that are drawn as one node. */
export interface Grouping {
  /** The items of each group. */
  readonly members: Links;
  /** Names of the groups by what their items have in common; undefined where that is no name. */
  readonly names: readonly (string | undefined)[];
  readonly edges: readonly GroupEdge[];
}

/** The edges between two groups, drawn as one; by the places of the groups. */
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

/** Items that have the same number are one group. */
type Key = (item: number) => number;

interface Rung {
  readonly key: Key;
  /** Name for the group of an item. */
  readonly name: (item: number) => string | undefined;
}

/** How many ranges of depth are tried, where there are too many depths. */
const BANDS = [12, 6];
/** Levels that the edges between groups may cross, all together: with more of them nobody can follow one. */
const CROSSED = 120;

/** Groups the items of an outline as little as the limits allow. */
export function group(outline: Outline, limits: Limits): Grouping {
  if (outline.size <= limits.nodes) {
    const single = groupBy(outline, limits, { key: (item) => item, name: nameIn(outline) });
    if (single !== undefined) return single;
  }
  for (const rung of ladder(outline)) {
    const grouping = groupBy(outline, limits, rung);
    if (grouping !== undefined && isReadable(grouping, outline)) return grouping;
  }
  // one node of each kind is as small as a picture gets, whatever the limits say
  const unlimited = { nodes: Infinity, edges: Infinity };
  return groupBy(
    outline,
    unlimited,
    allOf(outline, () => 0),
  )!;
}

/** Ways to group, from the finest to the coarsest: the first that keeps within the limits is taken. */
function* ladder(outline: Outline): Generator<Rung> {
  const { names, labels, depths, depth } = outline;
  const each: Key = (item) => depths[item]!;
  const any: Key = () => 0;
  const byName = rungsOf(outline, names, nameIn(outline));
  yield byName(each);
  yield byName(any);
  const stems = new Map<string, number>();
  const stemOfName = labels.map((label) => placeIn(stems, stemOf(label)));
  if (stems.size < labels.length) {
    const texts = [...stems.keys()];
    const stemOfItem = names.map((name) => stemOfName[name]!);
    const byStem = rungsOf(outline, stemOfItem, (item) => texts[stemOfItem[item]!]);
    yield byStem(each);
    yield byStem(any);
  }
  yield allOf(outline, each);
  for (const bands of BANDS) {
    yield allOf(outline, (item) => Math.floor((depths[item]! * bands) / Math.max(bands, depth)));
  }
}

/** One node says too little of a way, and so do edges from everywhere to everywhere. */
function isReadable({ members, edges }: Grouping, { depths, depth }: Outline): boolean {
  if (members.offsets.length === 2 && depth > 1) return false;
  const levels = new Map<number, number>();
  const levelOf = (place: number): number => depths[members.items[members.offsets[place]!]!]!;
  const places = Array.from({ length: members.offsets.length - 1 }, (_, place) => place);
  const sorted = [...new Set(places.map(levelOf))].sort((a, b) => a - b);
  sorted.forEach((depth, level) => levels.set(depth, level));
  const rowOf = (place: number): number => levels.get(levelOf(place)) ?? 0;
  const crossed = edges.reduce((sum, { from, to }) => {
    return sum + Math.max(0, Math.abs(rowOf(to) - rowOf(from)) - 1);
  }, 0);
  return crossed <= CROSSED;
}

/** Place of a text among those seen before; one not seen yet gets the next. */
function placeIn(places: Map<string, number>, text: string): number {
  const place = places.get(text) ?? places.size;
  places.set(text, place);
  return place;
}

function nameIn({ names, labels }: Outline): (item: number) => string | undefined {
  return (item) => labels[names[item]!];
}

function rungsOf({ kinds, labels }: Outline, names: Int32Array, name: Rung['name']): (depthOf: Key) => Rung {
  return (depthOf) => ({
    key: (item) => (depthOf(item) * labels.length + names[item]!) * KINDS.length + kinds[item]!,
    name,
  });
}

function allOf({ kinds }: Outline, depthOf: Key): Rung {
  return { key: (item) => depthOf(item) * KINDS.length + kinds[item]!, name: () => undefined };
}

function groupBy(outline: Outline, limits: Limits, { key, name }: Rung): Grouping | undefined {
  const places = new Map<number, number>();
  const groupOf = new Int32Array(outline.size);
  const names: (string | undefined)[] = [];
  for (let item = 0; item < outline.size; item++) {
    const id = key(item);
    let place = places.get(id);
    if (place === undefined) {
      if (places.size >= limits.nodes) return undefined;
      place = names.push(name(item)) - 1;
      places.set(id, place);
    }
    groupOf[item] = place;
  }
  const edges = edgesBetween(outline, groupOf, names.length, limits.edges);
  return edges === undefined ? undefined : { members: membersOf(groupOf, names.length), names, edges };
}

/** Edges in the order of what they lead to; undefined where there are more than the limit. */
function edgesBetween(
  { size, inputs: { offsets, items } }: Outline,
  groupOf: Int32Array,
  groups: number,
  limit: number,
): GroupEdge[] | undefined {
  const counts = new Map<number, number>();
  for (let item = 0; item < size; item++) {
    const to = groupOf[item]! * groups;
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
      const id = to + groupOf[items[at]!]!;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    if (counts.size > limit) return undefined;
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([id, count]) => ({ from: id % groups, to: Math.floor(id / groups), count }));
}

function membersOf(groupOf: Int32Array, groups: number): Links {
  const offsets = new Int32Array(groups + 1);
  for (const place of groupOf) offsets[place + 1]!++;
  for (let place = 0; place < groups; place++) offsets[place + 1]! += offsets[place]!;
  const next = offsets.slice(0, groups);
  const items = new Int32Array(groupOf.length);
  groupOf.forEach((place, item) => (items[next[place]!++] = item));
  return { offsets, items };
}
