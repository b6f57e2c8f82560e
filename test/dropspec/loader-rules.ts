/**
 * The rules of DALiuGE's own loader (drop model 5.5), written from their description: what it would refuse in a
 * list of dropspecs. Besides, each relation must be declared on both sides, as the writer promises.
 */
interface Drop {
  readonly oid?: unknown;
  readonly categoryType?: unknown;
  readonly dropclass?: unknown;
  readonly [field: string]: unknown;
}

/** The fields that link, the category that has them, and the field that says the same on the other side. */
const LINKS = [
  { field: 'inputs', of: 'Application', inverse: 'consumers' },
  { field: 'outputs', of: 'Application', inverse: 'producers' },
  { field: 'consumers', of: 'Data', inverse: 'inputs' },
  { field: 'producers', of: 'Data', inverse: 'outputs' },
] as const;

export function loaderFaults(list: readonly unknown[]): string[] {
  const faults: string[] = [];
  const drops = list as readonly Drop[];
  const byOid = new Map<unknown, Drop>();
  drops.forEach((drop, at) => {
    const { oid, categoryType, dropclass } = drop;
    if (typeof oid !== 'string' || oid === '') faults.push(`#${at} has no oid`);
    if (byOid.has(oid)) faults.push(`${String(oid)} is there twice`);
    byOid.set(oid, drop);
    if (categoryType !== 'Application' && categoryType !== 'Data')
      faults.push(`#${at} has an unknown category`);
    if (typeof dropclass !== 'string' || !/^\w+(\.\w+)+$/.test(dropclass)) faults.push(`#${at} has no class`);
  });
  for (const drop of drops) faults.push(...linkFaults(drop, byOid));
  return faults;
}

function linkFaults(drop: Drop, byOid: ReadonlyMap<unknown, Drop>): string[] {
  const faults: string[] = [];
  for (const { field, of, inverse } of LINKS) {
    if (drop[field] === undefined) continue;
    if (drop.categoryType !== of) faults.push(`${String(drop.oid)} cannot have ${field}`);
    const oids = linked(drop[field]);
    if (new Set(oids).size !== oids.length) faults.push(`${String(drop.oid)} repeats a link in ${field}`);
    for (const oid of oids) {
      const other = byOid.get(oid);
      if (other === undefined) faults.push(`${String(drop.oid)}.${field} dangles`);
      else if (other.categoryType === drop.categoryType)
        faults.push(`${String(drop.oid)} is linked to its like`);
      else if (!linked(other[inverse]).includes(drop.oid))
        faults.push(`${String(oid)} does not know ${String(drop.oid)}`);
    }
  }
  return faults;
}

function linked(links: unknown): unknown[] {
  return Array.isArray(links)
    ? links.map((link: unknown) => (typeof link === 'object' ? Object.keys(link ?? {})[0] : link))
    : [];
}

/** The roots by DALiuGE's rule (5.6): applications without inputs and data without producers. */
export function rootsOf(list: readonly unknown[]): unknown[] {
  return (list as readonly Drop[])
    .filter(
      ({ categoryType, inputs, producers }) =>
        linked(categoryType === 'Data' ? producers : inputs).length === 0,
    )
    .map(({ oid }) => oid);
}

/** The leaves: data nobody consumes, applications without outputs. */
export function leavesOf(list: readonly unknown[]): unknown[] {
  return (list as readonly Drop[])
    .filter(
      ({ categoryType, outputs, consumers }) =>
        linked(categoryType === 'Data' ? consumers : outputs).length === 0,
    )
    .map(({ oid }) => oid);
}
