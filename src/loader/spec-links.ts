import { isLink, LINK_FIELDS, oidOfLink, readEnvelope, type LinkField } from '../dropspec/index.js';
import { InvalidRelationshipError } from '../errors/index.js';
import { DROPRel, type DROPLinkType } from '../protocol/index.js';

/** A dropspec that is being made: links are added to it. */
type OpenSpec = Record<string, unknown>;

/**
 * Adds a link to a dropspec, which is changed: `addLink(DROPLinkType.CONSUMER, spec, 'B')` makes the drop B a consumer
 * of `spec`. Only this side is declared; loaders add the other.
 *
 * @param linkType - what the other drop is to this one.
 * @param rhOID - oid of the other drop.
 * @param force - replace the parent of a drop that has another one; default false.
 * @throws InvalidRelationshipError when the link is there already, with a port or without, or the drop has a parent.
 * @throws RangeError when there is no such type of link; TypeError when the field of the links holds something else.
 * @category Dropspecs
 * @example
 * ```ts
 * import { DROPLinkType } from 'dropgraph/ddap-protocol';
 * import { addLink } from 'dropgraph/graph-loader';
 *
 * const spec = { oid: 'A', consumers: [{ B: 'x' }] };
 * addLink(DROPLinkType.CONSUMER, spec, 'C');
 * spec.consumers; // => [{ B: 'x' }, 'C']
 * ```
 */
export function addLink(linkType: DROPLinkType, lhDropSpec: object, rhOID: string, force = false): void {
  const spec = lhDropSpec as OpenSpec;
  const field = fieldOf(linkType);
  if (typeof rhOID !== 'string' || rhOID === '') throw new TypeError('The oid to link to must be a text');
  const oids = linksOf(spec, field).map(oidOfLink);
  const rel = new DROPRel(rhOID, linkType, nameOf(spec));
  if (!field.toMany) {
    if (oids.length > 0 && !force) {
      throw new InvalidRelationshipError(rel, `"${oids[0] ?? ''}" is already; pass force to replace it`);
    }
    spec[field.name] = rhOID;
    return;
  }
  if (oids.includes(rhOID)) throw new InvalidRelationshipError(rel, 'it is already');
  const links = spec[field.name];
  if (Array.isArray(links)) links.push(rhOID);
  else spec[field.name] = [rhOID];
}

/**
 * Removes the links of dropspecs to drops that are not in the list, as those of a part of a graph may be; the dropspecs
 * are changed. Gives what was removed, so that it can be linked once the other parts are there: "`lhs`, which is not
 * in the list, is `rel` of `rhs`".
 *
 * @throws TypeError when a field of links holds something else.
 * @category Dropspecs
 * @example
 * ```ts
 * import { removeUnmetRelationships } from 'dropgraph/graph-loader';
 *
 * const specs = [{ oid: 'A', consumers: [{ B: 'x' }, 'C'] }, { oid: 'C' }];
 * removeUnmetRelationships(specs).map(({ lhs, rhs }) => [lhs, rhs]); // => [['B', 'A']]
 * specs[0]; // => { oid: 'A', consumers: ['C'] }
 * ```
 */
export function removeUnmetRelationships(dropSpecList: readonly unknown[]): DROPRel[] {
  const specs = readEnvelope(dropSpecList).specs.filter(isSpec);
  const oids = new Set(specs.map(({ oid }) => oid));
  const unmet: DROPRel[] = [];
  for (const spec of specs) {
    for (const field of LINK_FIELDS) {
      const links = linksOf(spec, field);
      const kept = links.filter((link) => oids.has(oidOfLink(link)));
      if (kept.length === links.length) continue;
      for (const link of links) {
        const oid = oidOfLink(link);
        if (!oids.has(oid)) unmet.push(new DROPRel(oid, field.type, nameOf(spec)));
      }
      if (kept.length === 0) delete spec[field.name];
      else spec[field.name] = kept;
    }
  }
  return unmet;
}

/**
 * The field of dropspecs for a type of link.
 *
 * @throws RangeError when there is no such type.
 */
export function fieldOf(linkType: DROPLinkType): LinkField {
  const field = LINK_FIELDS.find(({ type }) => type === linkType);
  if (field === undefined) throw new RangeError(`${String(linkType)} is no type of link (DROPLinkType)`);
  return field;
}

/** The links a dropspec has in a field. */
function linksOf(
  spec: OpenSpec,
  { name, toMany }: LinkField,
): (string | Readonly<Record<string, unknown>>)[] {
  const value = Object.hasOwn(spec, name) ? spec[name] : undefined;
  if (value === undefined || value === null || (!toMany && value === '')) return [];
  const links: unknown = toMany ? value : [value];
  if (Array.isArray(links) && links.every(isLink)) return links;
  throw new TypeError(
    `Drop "${nameOf(spec)}": ${name} must be ${toMany ? 'a list of links' : 'a link'}, each an oid or { oid: port name }`,
  );
}

function nameOf({ oid }: OpenSpec): string {
  return typeof oid === 'string' ? oid : '';
}

function isSpec(element: unknown): element is OpenSpec {
  return typeof element === 'object' && element !== null && typeof (element as OpenSpec)['oid'] === 'string';
}
