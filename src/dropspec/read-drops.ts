import * as E from 'fp-ts/lib/Either.js';
import { messageOf, type GraphProblem, type InvalidGraphError } from '../errors/index.js';
import { linksOf } from '../graph/index.js';
import { checkDrop } from './check-drop.js';
import { decode } from './decode.js';
import { FUNCTION_APP, type AppDropspec, type OtherDropspec } from './format.js';
import { invalidGraph } from './invalid-graph.js';
import type { KnownClasses } from './known-classes.js';
import { KIND } from './link-fields.js';
import { linkDrops, type DropLinks } from './link-drops.js';
import { OidIndex } from './oid-index.js';
import { orderDrops } from './order.js';
import type { Envelope } from './envelope.js';
import { noLinks, reversed } from './rows.js';

/** A graph of any drops in which everything is right. */
export interface CheckedDrops {
  /** In the present form, in the order of the list. */
  readonly specs: readonly OtherDropspec[];
  /** One of KIND, for each drop. */
  readonly kinds: Uint8Array;
  readonly links: DropLinks;
  /** The drops so that each stands after what it needs. */
  readonly order: Int32Array;
  /** Decoded arguments and data of applications of functions, by place in `specs`. */
  readonly values: ReadonlyMap<number, unknown>;
  /** What stands last in the list and is about the graph as a whole. */
  readonly reprodata: Readonly<Record<string, unknown>> | undefined;
}

/** Checks the drops of a graph, and tells every problem of fields, links, values and circles at once. */
export function readDrops(
  { specs: candidates, problems: faults, reprodata }: Envelope,
  classes: KnownClasses,
): E.Either<InvalidGraphError, CheckedDrops> {
  const problems = [...faults];
  const kinds = new Uint8Array(candidates.length);
  const specs = candidates.map((candidate, place) => {
    const { spec, kind } = checkDrop(candidate, place, classes, problems);
    kinds[place] = kind;
    return spec;
  });
  const positions = new OidIndex(specs);
  refuseTaken(specs, positions, problems);
  const links = linkDrops(specs, kinds, positions, problems);
  const values = decodeValues(specs, links, problems);
  const none = noLinks(specs.length);
  const { order, cycles } = orderDrops(specs.length, { inputs: links.needs, producers: none });
  // who is in a container needs it as little as it needs them, so these circles are others
  const nested = orderDrops(specs.length, { inputs: links.children, producers: none });
  const circles = [
    ...cycles.map((places) => ({ places, is: 'waits for itself' })),
    ...nested.cycles.map((places) => ({ places, is: 'is a container in itself' })),
  ];
  const error = invalidGraph(specs, positions, problems, circles);
  return error === undefined ? E.right({ specs, kinds, links, order, values, reprodata }) : E.left(error);
}

/** Of several drops with one oid the first has it; uids name drops as well, where they are not the oid. */
function refuseTaken(specs: readonly OtherDropspec[], positions: OidIndex, problems: GraphProblem[]): void {
  if (positions.size < specs.length) {
    specs.forEach(({ oid }, place) => {
      if (positions.get(oid) === place) return;
      const message = `is taken: drop #${String(place)} has the oid of an earlier one`;
      problems.push({ oid, path: 'oid', message });
    });
  }
  if (specs.every(({ oid, uid }) => uid === undefined || uid === oid)) return;
  const uids = new Map<unknown, string>();
  for (const { oid, uid = oid } of specs) {
    const holder = uids.get(uid);
    if (holder === undefined) uids.set(uid, oid);
    else if (holder !== oid) problems.push({ oid, path: 'uid', message: `is taken by the drop "${holder}"` });
  }
}

/** Arguments of functions, and the data that is given to them, are in dropgraph's encoding. */
function decodeValues(
  specs: readonly OtherDropspec[],
  { inputs }: DropLinks,
  problems: GraphProblem[],
): Map<number, unknown> {
  const values = new Map<number, unknown>();
  const decoded = (place: number, path: string, encoded: unknown, count: number): void => {
    try {
      values.set(place, decode(encoded, count));
    } catch (error) {
      problems.push({ oid: specs[place]!.oid, path, message: messageOf(error) });
    }
  };
  const consumers = reversed(inputs);
  specs.forEach((spec, place) => {
    if (spec.dropclass === FUNCTION_APP && spec.categoryType === 'Application') {
      const { args } = spec as AppDropspec;
      if (Array.isArray(args)) decoded(place, 'args', args, linksOf(inputs, place).length);
      return;
    }
    const json = spec.categoryType === 'Data' ? jsonOf(spec['pydata']) : undefined;
    const usedByFunction = linksOf(consumers, place).some((app) => specs[app]!.dropclass === FUNCTION_APP);
    if (json !== undefined && usedByFunction) decoded(place, 'pydata.value', json.value, 0);
  });
  return values;
}

/** Data in JSON; a field of a form, which has a name, has it as text and is not dropgraph's. */
function jsonOf(pydata: unknown): { readonly value: unknown } | undefined {
  if (typeof pydata !== 'object' || pydata === null || !('value' in pydata) || 'name' in pydata)
    return undefined;
  return (pydata as { type?: unknown }).type === 'json' ? pydata : undefined;
}

/** Whether a drop waits for nothing: its data is there, or it is an application without inputs. */
export function isRoot({ links }: CheckedDrops, place: number): boolean {
  return linksOf(links.needs, place).length === linksOf(links.stores, place).length;
}

/** The data drop that an application fills alone, if it fills one only; the two are drawn as one task. */
export function soleOutput({ links, kinds }: CheckedDrops, app: number): number | undefined {
  const [output, ...others] = linksOf(links.outputs, app);
  if (kinds[app] !== KIND.APP || output === undefined || others.length > 0) return undefined;
  return linksOf(links.needs, output).length === 1 ? output : undefined;
}
