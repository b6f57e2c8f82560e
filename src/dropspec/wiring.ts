import type { GraphProblem } from '../errors/index.js';
import type { Links } from '../graph/index.js';
import type { AppDropspec, DataDropspec, FunctionDropspec, DropspecLink } from './format.js';
import type { OidIndex } from './oid-index.js';
import { Edges, hasLink, reversed, Rows, union } from './rows.js';
import { APP, DATA, type SpecList } from './spec-list.js';

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

/**
 * Resolves the links of a graph. Each relation may be declared on either side or on both; it counts once, and
 * the order of an application's own list comes first. Adds what is wrong to `problems`: links to drops that are
 * not there, and links that do not join an application with data.
 */
export function wire(list: SpecList, problems: GraphProblem[]): Wiring {
  const resolver = new Resolver(list, problems);
  const own = resolver.declaredByApps();
  const more = resolver.declaredByData(reversed(own.inputs), reversed(own.outputs));
  const inputs = more.inputs.length === 0 ? own.inputs : union(own.inputs, more.inputs);
  const outputs = more.outputs.length === 0 ? own.outputs : union(own.outputs, more.outputs);
  const used = new Uint8Array(list.specs.length);
  for (let at = 0; at < inputs.items.length; at++) used[inputs.items[at]!] = 1;
  return { inputs, outputs, producers: reversed(outputs), used };
}

/** Finds the other ends of links. */
class Resolver {
  readonly #specs: readonly FunctionDropspec[];
  readonly #kinds: Uint8Array;
  readonly #positions: OidIndex;
  readonly #problems: GraphProblem[];
  /** Whether every oid stands once, so that a drop with it is the drop with it. */
  readonly #unique: boolean;
  #last = 0;
  /** From the drop that was found before the last one to that: the next may be as far. */
  #stride = 0;

  constructor({ specs, kinds, positions }: SpecList, problems: GraphProblem[]) {
    this.#specs = specs;
    this.#kinds = kinds;
    this.#positions = positions;
    this.#problems = problems;
    this.#unique = positions.size === specs.length;
  }

  /** What the applications say of their inputs and outputs. */
  declaredByApps(): { inputs: Links; outputs: Links } {
    const count = this.#specs.length;
    const inputs = new Rows(count);
    const outputs = new Rows(count);
    for (let place = 0; place < count; place++) {
      if (this.#kinds[place] === APP) {
        const app = this.#specs[place] as AppDropspec;
        this.#addAll(place, 'inputs', app.inputs, inputs);
        this.#addAll(place, 'outputs', app.outputs, outputs);
      }
      inputs.end(place);
      outputs.end(place);
    }
    return { inputs: inputs.links(), outputs: outputs.links() };
  }

  /**
   * What the data says of its consumers and producers and the applications do not, as links of applications.
   * Mostly both say the same, in the same order: then a look at the next one is enough.
   */
  declaredByData(consumers: Links, producers: Links): { inputs: Edges; outputs: Edges } {
    const inputs = new Edges();
    const outputs = new Edges();
    for (let place = 0; place < this.#specs.length; place++) {
      if (this.#kinds[place] !== DATA) continue;
      const data = this.#specs[place] as DataDropspec;
      this.#addNew(place, 'consumers', data.consumers, consumers, inputs);
      this.#addNew(place, 'producers', data.producers, producers, outputs);
    }
    return { inputs, outputs };
  }

  #addAll(place: number, field: string, links: readonly DropspecLink[] | undefined, rows: Rows): void {
    if (links === undefined) return;
    for (let at = 0; at < links.length; at++) {
      const other = this.#resolve(place, field, at, oidOf(links[at]!));
      if (other !== undefined) rows.add(place, other);
    }
  }

  #addNew(
    place: number,
    field: string,
    links: readonly DropspecLink[] | undefined,
    known: Links,
    edges: Edges,
  ): void {
    if (links === undefined) return;
    let next = known.offsets[place]!;
    const end = known.offsets[place + 1]!;
    for (let at = 0; at < links.length; at++) {
      const oid = oidOf(links[at]!);
      if (this.#unique && next < end && this.#specs[known.items[next]!]!.oid === oid) {
        next++;
        continue;
      }
      const other = this.#resolve(place, field, at, oid);
      if (other !== undefined && !hasLink(known, place, other)) edges.add(other, place);
    }
  }

  /** The drop a link leads to, if it is there and of the other kind. */
  #resolve(place: number, field: string, at: number, oid: string): number | undefined {
    const other = this.#find(oid, place);
    if (other !== undefined && this.#kinds[other] !== this.#kinds[place]) return other;
    this.#report(this.#specs[place]!, `${field}[${String(at)}]`, oid, other);
    return undefined;
  }

  /** Most links lead to a neighbour in the list, or where those before led: looking there first is cheap. */
  #find(oid: string, place: number): number | undefined {
    if (this.#unique) {
      if (this.#specs[place + 1]?.oid === oid) return place + 1;
      if (place > 0 && this.#specs[place - 1]!.oid === oid) return place - 1;
      if (this.#specs[this.#last]?.oid === oid) return this.#last;
      if (this.#specs[this.#last + this.#stride]?.oid === oid) return (this.#last += this.#stride);
    }
    const found = this.#positions.get(oid);
    if (found !== undefined) {
      this.#stride = found - this.#last;
      this.#last = found;
    }
    return found;
  }

  #report(spec: FunctionDropspec, path: string, oid: string, other: number | undefined): void {
    const kind = spec.categoryType === 'Data' ? 'data' : 'an application';
    const message =
      other === undefined
        ? `links to "${oid}", which is not in the graph`
        : `links ${kind} to ${kind} "${oid}"; data and applications must alternate`;
    this.#problems.push({ oid: spec.oid, path, message });
  }
}

function oidOf(link: DropspecLink): string {
  return typeof link === 'string' ? link : Object.keys(link)[0]!;
}
