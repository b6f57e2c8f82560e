import * as E from 'fp-ts/lib/Either.js';
import {
  DropGraph,
  isLink,
  KIND,
  LINK_FIELDS,
  oidOfLink,
  readDrops,
  readEnvelope,
  type CheckedDrops,
  type OtherDropspec,
} from '../dropspec/index.js';
import { InvalidGraphError, InvalidRelationshipError, type GraphProblem } from '../errors/index.js';
import { DROPRel, type DROPLinkType } from '../protocol/index.js';
import { KNOWN_CLASSES } from './known-classes.js';
import { addLink, fieldOf } from './spec-links.js';

const { APP, DATA, CONTAINER } = KIND;

/** A drop of a part, in the present form and with lists of links of its own. */
interface PartDrop {
  readonly spec: OtherDropspec;
  /** One of KIND. */
  readonly kind: number;
}

/**
 * A graph that arrives in parts: each is checked when it comes, as far as that can be done without the others, and
 * taken as a whole or not at all. The links between parts are checked once they are all there, by who runs the graph.
 */
export class GraphParts {
  readonly #drops: Map<string, PartDrop> = new Map();
  #reprodata: Readonly<Record<string, unknown>> | undefined;

  /** Number of drops in all parts. */
  get size(): number {
    return this.#drops.size;
  }

  /**
   * Adds a part, in any form that `loadGraph` takes. Its drops may link to drops of other parts.
   *
   * @throws InvalidGraphError with every problem of the part; then nothing of it is added.
   */
  add(part: DropGraph | readonly unknown[] | string): void {
    const envelope = readEnvelope(part instanceof DropGraph ? part.toJSON() : part);
    const taken = envelope.specs.flatMap((spec): GraphProblem[] => {
      const oid = isObject(spec) ? spec['oid'] : undefined;
      if (typeof oid !== 'string' || !this.#drops.has(oid)) return [];
      return [{ oid, path: 'oid', message: 'is taken: an earlier part of the graph has it' }];
    });
    const specs = [...envelope.specs, ...this.#standIns(envelope.specs)];
    const read = readDrops({ ...envelope, specs, problems: [...envelope.problems, ...taken] }, KNOWN_CLASSES);
    if (E.isLeft(read)) throw read.left;
    this.#take(read.right, envelope.specs.length);
  }

  /**
   * Links two drops, of one part or of two: `link('A', 'B', DROPLinkType.CONSUMER)` makes B a consumer of A.
   *
   * @param force - replace the parent of a drop that has another one; default false.
   * @throws InvalidGraphError when one of them is in no part; InvalidRelationshipError when they are linked like that
   * already, or drops of their kinds cannot be; RangeError when there is no such type of link.
   */
  link(lhOid: string, rhOid: string, linkType: DROPLinkType, force = false): void {
    const field = fieldOf(linkType);
    const [lh, rh] = [this.#drops.get(lhOid), this.#drops.get(rhOid)];
    if (lh === undefined || rh === undefined) {
      const missing = [...(lh === undefined ? [lhOid] : []), ...(rh === undefined ? [rhOid] : [])];
      const message = 'is in no part of the graph, so it cannot be linked';
      throw new InvalidGraphError(missing.map((oid) => ({ oid, path: '', message })));
    }
    if ((field.of & lh.kind) === 0 || (field.to & rh.kind) === 0) {
      const rule = 'data and applications must alternate, and only containers have children';
      throw new InvalidRelationshipError(new DROPRel(rhOid, linkType, lhOid), rule);
    }
    addLink(linkType, lh.spec, rhOid, force);
  }

  /**
   * All parts as one graph of drops, whatever their classes.
   *
   * @throws InvalidGraphError with every problem of the whole.
   */
  toGraph(): DropGraph {
    const specs = Array.from(this.#drops.values(), ({ spec }) => spec);
    const read = readDrops({ specs, problems: [], reprodata: this.#reprodata }, KNOWN_CLASSES);
    if (E.isLeft(read)) throw read.left;
    return new DropGraph({ kind: 'drops', drops: read.right });
  }

  #take({ specs, kinds, reprodata }: CheckedDrops, count: number): void {
    specs.slice(0, count).forEach((spec, place) => {
      this.#drops.set(spec.oid, { spec: withOwnLinks(spec), kind: kinds[place]! });
    });
    this.#reprodata = reprodata ?? this.#reprodata;
  }

  /** Drops without links for those that a part links to and does not have: what is known of them, or what they must be. */
  #standIns(specs: readonly unknown[]): unknown[] {
    const present = new Set(specs.map((spec) => (isObject(spec) ? spec['oid'] : undefined)));
    const kinds = new Map<string, number>();
    for (const spec of specs.filter(isObject)) {
      for (const { name, to } of LINK_FIELDS) {
        const links: unknown = Object.hasOwn(spec, name) ? spec[name] : undefined;
        for (const link of Array.isArray(links) ? links : [links]) {
          if (!isLink(link) || present.has(oidOfLink(link))) continue;
          const oid = oidOfLink(link);
          const before = kinds.get(oid) ?? to;
          // a drop that would have to be two things stays the first, and the other link is told as wrong
          kinds.set(oid, (before & to) === 0 ? before : before & to);
        }
      }
    }
    return Array.from(kinds, ([oid, kind]) => standIn(oid, this.#drops.get(oid)?.kind ?? kind));
  }
}

/** A drop of one of the kinds it may be; a store is needed nowhere where an application would not do as well. */
function standIn(oid: string, kind: number): object {
  if ((kind & DATA) !== 0) {
    return { oid, categoryType: 'Data', dropclass: 'dlg.data.drops.data_base.NullDROP' };
  }
  if ((kind & APP) !== 0) {
    return { oid, categoryType: 'Application', dropclass: 'dlg.apps.simple.NullBarrierApp' };
  }
  return (kind & CONTAINER) !== 0
    ? { oid, categoryType: 'Container', dropclass: KNOWN_CLASSES.container }
    : { oid, categoryType: 'Data', dropclass: 'dlg.data.drops.environmentvar_drop.EnvironmentVarDROP' };
}

/** A copy that links can be added to; the dropspec given stays as it is. */
function withOwnLinks(spec: OtherDropspec): OtherDropspec {
  const lists = LINK_FIELDS.flatMap(({ name }) => {
    const links = spec[name];
    return Array.isArray(links) ? [[name, [...(links as unknown[])]] as const] : [];
  });
  return { ...spec, ...Object.fromEntries(lists) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
