import { AbstractDROP } from '../drops/index.js';
import { getDownstreamObjects, getUpstreamObjects } from './neighbours.js';

/** A dropspec, as far as its links and its kind are read. */
export type LinkedSpec = Readonly<Record<string, unknown>>;

/** The links of one kind of drop, by the direction in which they lead. */
interface Links {
  readonly upstream: readonly string[];
  readonly downstream: readonly string[];
}

const APP_LINKS: Links = { upstream: ['inputs', 'streamingInputs'], downstream: ['outputs'] };
const DATA_LINKS: Links = { upstream: ['producers'], downstream: ['consumers', 'streamingConsumers'] };

const APPS = new Set(['application', 'app', 'socket', 'service', 'serviceapp']);
/** What produces for as long as it runs never is a leaf. */
const NEVER_LEAVES = new Set(['socket', 'service']);

/**
 * The oids of the drops of a graph that wait for no other: applications without inputs, data without producers.
 * A link counts whichever of its two drops declares it.
 *
 * @param graph - drops, or dropspecs; elements without oid, as the record at the end of a graph, are passed over.
 * @category Droputils
 * @example
 * ```ts
 * import { getRoots } from 'dropgraph/droputils';
 *
 * const graph = [
 *   { oid: 'A', categoryType: 'Data', consumers: ['B'] },
 *   { oid: 'B', categoryType: 'Application' },
 * ];
 * [...getRoots(graph)]; // => ['A']
 * ```
 */
export function getRoots(graph: Iterable<AbstractDROP | LinkedSpec>): Set<string> {
  return endsOf(graph, 'upstream', 'downstream');
}

/** The oids of the drops no other waits for; the mirror image of {@link getRoots}. @category Droputils */
export function getLeaves(graph: Iterable<AbstractDROP | LinkedSpec>): Set<string> {
  return endsOf(graph, 'downstream', 'upstream');
}

/** The drops that have nothing in direction `ahead`, neither by their own links nor by those of others. */
function endsOf(
  graph: Iterable<AbstractDROP | LinkedSpec>,
  ahead: keyof Links,
  back: keyof Links,
): Set<string> {
  const ends = new Set<string>();
  const inside = new Set<string>();
  for (const drop of graph) {
    if (drop instanceof AbstractDROP) {
      const neighbours = ahead === 'upstream' ? getUpstreamObjects(drop) : getDownstreamObjects(drop);
      if (neighbours.length === 0) ends.add(drop.oid);
      continue;
    }
    const { oid } = drop;
    if (typeof oid !== 'string') continue;
    const kind = kindOf(drop);
    const links = APPS.has(kind) ? APP_LINKS : DATA_LINKS;
    const never = ahead === 'downstream' && NEVER_LEAVES.has(kind);
    if (never || linked(drop, links[ahead]).length > 0) inside.add(oid);
    for (const other of linked(drop, links[back])) inside.add(other);
    ends.add(oid);
  }
  for (const oid of inside) ends.delete(oid);
  return ends;
}

function kindOf(spec: LinkedSpec): string {
  const kind = spec['categoryType'] ?? spec['type'];
  return typeof kind === 'string' ? kind.toLowerCase() : '';
}

/** The oids a spec is linked to: a link is an oid or `{ oid: port }`. */
function linked(spec: LinkedSpec, relations: readonly string[]): string[] {
  return relations.flatMap((relation) => {
    const links = spec[relation];
    if (!Array.isArray(links)) return [];
    return links.flatMap((link: unknown) =>
      typeof link === 'string' ? [link] : typeof link === 'object' && link !== null ? Object.keys(link) : [],
    );
  });
}
