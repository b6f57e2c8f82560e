import type { GraphProblem } from '../errors/index.js';
import { linksOf, type Links } from '../graph/index.js';
import { Int32List } from '../basics/index.js';
import { isLink, type OtherDropspec } from './format.js';
import { KIND, LINK_FIELDS, oidOfLink, RELATION, type LinkField, type Relation } from './link-fields.js';
import type { OidIndex } from './oid-index.js';
import { Edges, noLinks, reversed, union } from './rows.js';
import { shown } from './shown.js';

/** Every link as it is declared, in the order of the drops and, for each, of LINK_FIELDS. */
export interface DeclaredLinks {
  /** Place in LINK_FIELDS. */
  readonly fields: Int32Array;
  /** The drop that declares it, by its place in the list. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** The links of a graph between places in its list of drops. A relation counts once, whoever declares it. */
export interface DropLinks {
  readonly declared: DeclaredLinks;
  /** For each application the data it uses: in the order of its own list, then what only the data declares. */
  readonly inputs: Links;
  readonly streamingInputs: Links;
  /** For each application the data it fills. */
  readonly outputs: Links;
  /** For each drop the stores of values among its producers. */
  readonly stores: Links;
  /** For each container what is in it. */
  readonly children: Links;
  /** For each drop what must come before it. */
  readonly needs: Links;
}

/** Resolves all links of a graph and adds what is wrong with them to `problems`. */
export function linkDrops(
  specs: readonly OtherDropspec[],
  kinds: Uint8Array,
  positions: OidIndex,
  problems: GraphProblem[],
): DropLinks {
  const declared = declaredLinks(specs, kinds, positions, problems);
  const relations = relationsOf(declared, kinds);
  const [inputs, streamingInputs, outputs, stores, children] = relations;
  refuseTwofold(specs, relations, problems);
  const needs = new Edges();
  for (const links of [inputs, streamingInputs, stores])
    forEachLink(links, (drop, need) => needs.add(drop, need));
  forEachLink(outputs, (app, data) => needs.add(data, app));
  return {
    declared,
    inputs,
    streamingInputs,
    outputs,
    stores,
    children,
    needs: union(noLinks(specs.length), needs),
  };
}

function declaredLinks(
  specs: readonly OtherDropspec[],
  kinds: Uint8Array,
  positions: OidIndex,
  problems: GraphProblem[],
): DeclaredLinks {
  const fields = new Int32List();
  const from = new Int32List();
  const to = new Int32List();
  specs.forEach((spec, place) => {
    const kind = kinds[place]!;
    LINK_FIELDS.forEach((field, at) => {
      const links = listOf(spec[field.name], field);
      if (links.length === 0) return;
      if (kind !== KIND.UNKNOWN && (field.of & kind) === 0) {
        const message = `are links that ${nameOf(kind)} cannot have; ${hintFor(kind)}`;
        problems.push({ oid: spec.oid, path: field.name, message });
        return;
      }
      links.forEach((link, index) => {
        if (!isLink(link)) return; // a fault that was told already
        const oid = oidOfLink(link);
        const other = positions.get(oid);
        const fault = faultOf(field, kind, oid, other === undefined ? undefined : kinds[other]);
        if (fault !== undefined) {
          const path = field.toMany ? `${field.name}[${String(index)}]` : field.name;
          problems.push({ oid: spec.oid, path, message: fault });
          return;
        }
        fields.push(at);
        from.push(place);
        to.push(other!);
      });
    });
  });
  return { fields: fields.toArray(), from: from.toArray(), to: to.toArray() };
}

function listOf(links: unknown, { toMany }: LinkField): readonly unknown[] {
  if (toMany) return Array.isArray(links) ? links : [];
  return links === undefined || links === null || links === '' ? [] : [links];
}

function faultOf(
  { name, to }: LinkField,
  kind: number,
  oid: string,
  other: number | undefined,
): string | undefined {
  if (other === undefined) return `links to ${shown(oid)}, which is not in the graph`;
  if (kind === KIND.UNKNOWN || other === KIND.UNKNOWN) return undefined;
  const isStore = name === 'producers' && other === KIND.STORE;
  if ((to & other) !== 0 && (isStore || name !== 'producers' || kind !== KIND.APP)) return undefined;
  if (name === 'parent') return `names ${shown(oid)}, which is no container`;
  return `links ${nameOf(kind)} to ${nameOf(other)} ${shown(oid)}; data and applications must alternate`;
}

function nameOf(kind: number): string {
  if (kind === KIND.APP) return 'an application';
  return kind === KIND.CONTAINER ? 'a container' : 'data';
}

function hintFor(kind: number): string {
  return kind === KIND.APP
    ? 'it has inputs and outputs'
    : 'it has producers and consumers, and only containers have children';
}

/** The links of each relation, by its owner: those the owner declares come before those of the other side. */
function relationsOf(
  { fields, from, to }: DeclaredLinks,
  kinds: Uint8Array,
): [Links, Links, Links, Links, Links] {
  const edges = [new Edges(), new Edges(), new Edges(), new Edges(), new Edges()] as const;
  for (const byOwner of [true, false]) {
    for (let at = 0; at < fields.length; at++) {
      const field = LINK_FIELDS[fields[at]!]!;
      const relation = relationOf(field, kinds[to[at]!]!);
      const owned = field.owned || relation === RELATION.STORE;
      if (owned !== byOwner) continue;
      if (owned) edges[relation].add(from[at]!, to[at]!);
      else edges[relation].add(to[at]!, from[at]!);
    }
  }
  const count = kinds.length;
  const links = (relation: Relation): Links => union(noLinks(count), edges[relation]);
  return [links(0), links(1), links(2), links(3), links(4)];
}

/** A store among the producers produces nothing. */
function relationOf({ name, relation }: LinkField, other: number): Relation {
  return name === 'producers' && other === KIND.STORE ? RELATION.STORE : relation;
}

/** Relations that exclude each other. */
function refuseTwofold(
  specs: readonly OtherDropspec[],
  [inputs, streamingInputs, , , children]: readonly Links[],
  problems: GraphProblem[],
): void {
  if (streamingInputs!.items.length > 0) {
    for (let app = 0; app < specs.length; app++) {
      const normal = new Set(linksOf(inputs!, app));
      for (const data of linksOf(streamingInputs!, app)) {
        if (!normal.has(data)) continue;
        const message = `has ${shown(specs[data]!.oid)} as a normal input too; an input is one or the other`;
        problems.push({ oid: specs[app]!.oid, path: 'streamingInputs', message });
      }
    }
  }
  if (children!.items.length === 0) return;
  const parents = reversed(children!);
  specs.forEach(({ oid }, drop) => {
    const around = linksOf(parents, drop);
    if (around.length < 2) return;
    const names = Array.from(around, (container) => shown(specs[container]!.oid)).join(' and ');
    problems.push({ oid, path: 'parent', message: `is in ${names}; a drop can be in one container only` });
  });
}

function forEachLink({ offsets, items }: Links, visit: (drop: number, other: number) => void): void {
  for (let drop = 0; drop + 1 < offsets.length; drop++) {
    for (let at = offsets[drop]!; at < offsets[drop + 1]!; at++) visit(drop, items[at]!);
  }
}
