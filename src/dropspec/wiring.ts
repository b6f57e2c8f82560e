import type { GraphProblem } from '../errors/index.js';
import type { Links } from '../graph/index.js';
import { Int32List } from '../utils/index.js';
import type { Dropspec, DropspecLink } from './format.js';
import type { OidIndex } from './oid-index.js';

/** The links of a graph between places in its list of drops. */
export interface Wiring {
  /** For each application the data drops it uses, in the order of its inputs. */
  readonly inputs: Links;
  /** For each application the data drops it fills. */
  readonly outputs: Links;
  /** For each data drop the applications that fill it. */
  readonly producers: Links;
  /** Whether a data drop is used by an application. */
  readonly used: Uint8Array;
}

/** Links by the drop they start at, in the order in which they were found. */
class Edges {
  readonly from: Int32List;
  readonly to: Int32List;

  constructor(from: Int32List, to: Int32List) {
    this.from = from;
    this.to = to;
  }

  add(from: number, to: number): void {
    this.from.push(from);
    this.to.push(to);
  }

  /** The same links from their other ends. */
  reversed(): Edges {
    return new Edges(this.to, this.from);
  }

  /** The links of each of `count` drops in one block, each link once; those of `more` after its own. */
  group(count: number, more?: Edges): Links {
    const own = byStart(this, count);
    const extra = byStart(more ?? NO_EDGES, count);
    const offsets = new Int32Array(count + 1);
    const items = new Int32Array(own.items.length + extra.items.length);
    const seenBy = new Int32Array(count).fill(-1);
    let end = 0;
    const copy = (links: Links, drop: number): void => {
      for (let place = links.offsets[drop]!; place < links.offsets[drop + 1]!; place++) {
        const to = links.items[place]!;
        if (seenBy[to] === drop) continue;
        seenBy[to] = drop;
        items[end++] = to;
      }
    };
    for (let drop = 0; drop < count; drop++) {
      copy(own, drop);
      copy(extra, drop);
      offsets[drop + 1] = end;
    }
    return { offsets, items: items.subarray(0, end) };
  }
}

const NO_EDGES = new Edges(new Int32List(0), new Int32List(0));

/** Counting sort by the start of the links; those of one drop keep their order. */
function byStart({ from, to }: Edges, count: number): Links {
  const starts = from.toArray();
  const ends = to.toArray();
  const offsets = new Int32Array(count + 1);
  for (const start of starts) offsets[start + 1]!++;
  for (let drop = 0; drop < count; drop++) offsets[drop + 1]! += offsets[drop]!;
  const next = offsets.slice(0, count);
  const items = new Int32Array(ends.length);
  for (let at = 0; at < starts.length; at++) items[next[starts[at]!]!++] = ends[at]!;
  return { offsets, items };
}

/**
 * Resolves the links of a graph. Each relation may be declared on either side or on both; it counts once, and
 * the order of an application's own list comes first. Adds what is wrong to `problems`: links to drops that are
 * not there, and links that do not join an application with data.
 */
export function wire(specs: readonly Dropspec[], positions: OidIndex, problems: GraphProblem[]): Wiring {
  const count = { inputs: 0, outputs: 0, consumers: 0, producers: 0 };
  for (const spec of specs) {
    if (spec.categoryType === 'Application') {
      count.inputs += spec.inputs?.length ?? 0;
      count.outputs += spec.outputs?.length ?? 0;
    } else if (spec.categoryType === 'Data') {
      count.consumers += spec.consumers?.length ?? 0;
      count.producers += spec.producers?.length ?? 0;
    }
  }
  const inputs = roomFor(count.inputs);
  const outputs = roomFor(count.outputs);
  const consumers = roomFor(count.consumers);
  const producers = roomFor(count.producers);
  const resolver = new Resolver(specs, positions, problems);
  for (let place = 0; place < specs.length; place++) {
    const spec = specs[place]!;
    if (spec.categoryType === 'Application') {
      resolver.resolve(place, 'inputs', spec.inputs, inputs);
      resolver.resolve(place, 'outputs', spec.outputs, outputs);
    } else if (spec.categoryType === 'Data') {
      resolver.resolve(place, 'consumers', spec.consumers, consumers);
      resolver.resolve(place, 'producers', spec.producers, producers);
    }
  }
  const used = inputs.group(specs.length, consumers.reversed());
  const filled = outputs.group(specs.length, producers.reversed());
  return { inputs: used, outputs: filled, ...seenFromData(specs.length, used, filled) };
}

/** Room for all links of a field: growing lists of millions keeps the garbage collector busy. */
function roomFor(count: number): Edges {
  return new Edges(new Int32List(count), new Int32List(count));
}

/** Finds the other ends of links. */
class Resolver {
  readonly #specs: readonly Dropspec[];
  readonly #positions: OidIndex;
  readonly #problems: GraphProblem[];
  /** Whether every oid stands once, so that a drop with it is the drop with it. */
  readonly #unique: boolean;
  #last = 0;

  constructor(specs: readonly Dropspec[], positions: OidIndex, problems: GraphProblem[]) {
    this.#unique = positions.size === specs.length;
    this.#specs = specs;
    this.#positions = positions;
    this.#problems = problems;
  }

  /** Adds the links that a field of a drop declares. */
  resolve(place: number, field: string, links: readonly DropspecLink[] | undefined, edges: Edges): void {
    if (links === undefined) return;
    const spec = this.#specs[place]!;
    for (let at = 0; at < links.length; at++) {
      const link = links[at]!;
      const oid = typeof link === 'string' ? link : Object.keys(link)[0]!;
      const other = this.#find(oid, place);
      if (other !== undefined && this.#specs[other]!.categoryType !== spec.categoryType)
        edges.add(place, other);
      else this.#report(spec, `${field}[${String(at)}]`, oid, other);
    }
  }

  /** Most links lead to a neighbour in the list, or where the link before led: looking there first is cheap. */
  #find(oid: string, place: number): number | undefined {
    if (this.#unique) {
      if (this.#specs[place + 1]?.oid === oid) return place + 1;
      if (place > 0 && this.#specs[place - 1]!.oid === oid) return place - 1;
      if (this.#specs[this.#last]?.oid === oid) return this.#last;
    }
    const found = this.#positions.get(oid);
    if (found !== undefined) this.#last = found;
    return found;
  }

  #report(spec: Dropspec, path: string, oid: string, other: number | undefined): void {
    const kind = spec.categoryType === 'Data' ? 'data' : 'an application';
    const message =
      other === undefined
        ? `links to "${oid}", which is not in the graph`
        : `links ${kind} to ${kind} "${oid}"; data and applications must alternate`;
    this.#problems.push({ oid: spec.oid, path, message });
  }
}

function seenFromData(count: number, inputs: Links, outputs: Links): Pick<Wiring, 'producers' | 'used'> {
  const used = new Uint8Array(count);
  for (const data of inputs.items) used[data] = 1;
  const filledBy = roomFor(outputs.items.length);
  for (let app = 0; app < count; app++) {
    for (let at = outputs.offsets[app]!; at < outputs.offsets[app + 1]!; at++)
      filledBy.add(outputs.items[at]!, app);
  }
  return { producers: filledBy.group(count), used };
}
