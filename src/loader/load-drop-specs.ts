import * as E from 'fp-ts/lib/Either.js';
import { readDrops, readEnvelope, type CheckedDrops, type OtherDropspec } from '../dropspec/index.js';
import { KNOWN_CLASSES } from './known-classes.js';

/** What describes a graph as a whole: the object without oid that stands last in its list. @category Dropspecs */
export type Reprodata = Readonly<Record<string, unknown>>;

/**
 * Checks a list of dropspecs and gives them by oid, in the order of the list, with the description of the graph that
 * may stand last in it (null where there is none). Dropspecs of older versions come in their present form; the list
 * and its dropspecs stay as they are. An empty list is a graph without drops.
 *
 * @throws InvalidGraphError with every problem of the graph.
 * @category Dropspecs
 * @example
 * ```ts
 * import { loadDropSpecs } from 'dropgraph/graph-loader';
 *
 * const [specs, reprodata] = loadDropSpecs([
 *   { oid: 'A', type: 'plain', storage: 'Memory', precious: true },
 *   { rmode: '1' },
 * ]);
 * specs.get('A')?.dropclass; // => 'dlg.data.drops.memory.InMemoryDROP'
 * specs.get('A')?.persist; // => true
 * reprodata; // => { rmode: '1' }
 * ```
 */
export function loadDropSpecs(
  dropSpecList: readonly unknown[],
): [specs: Map<string, OtherDropspec>, reprodata: Reprodata | null] {
  const { specs, reprodata } = checkDrops(dropSpecList);
  return [new Map(specs.map((spec) => [spec.oid, spec])), reprodata ?? null];
}

/** @throws InvalidGraphError with every problem of the graph. */
export function checkDrops(dropSpecList: readonly unknown[]): CheckedDrops {
  const checked = readDrops(readEnvelope(dropSpecList), KNOWN_CLASSES);
  if (E.isLeft(checked)) throw checked.left;
  return checked.right;
}
