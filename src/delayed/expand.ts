import { holdsLazy, Template } from '../graph/index.js';
import { prepareContainer } from './record.js';
import { isNode, type RecordedNode } from './recorded-node.js';

/** Computes some lazy values in one run. */
export type ComputeNodes = (
  nodes: readonly RecordedNode[],
  signal: AbortSignal,
) => Promise<readonly unknown[]>;

/**
 * Makes the function that computes the results of tasks that are lazy themselves, for one run. A lazy value that
 * several tasks give is computed once.
 */
export function expander(
  compute: ComputeNodes,
): (result: unknown, signal: AbortSignal) => Promise<unknown> | undefined {
  const known = new Map<RecordedNode, Promise<unknown>>();

  function valuesOf(nodes: readonly RecordedNode[], signal: AbortSignal): Promise<unknown[]> {
    const fresh = [...new Set(nodes)].filter((node) => !known.has(node));
    if (fresh.length > 0) {
      const values = compute(fresh, signal);
      fresh.forEach((node, at) =>
        known.set(
          node,
          values.then((list) => list[at]),
        ),
      );
    }
    return Promise.all(nodes.map((node) => known.get(node)!));
  }

  return (result, signal) => {
    if (typeof result !== 'object' || result === null) return undefined;
    if (isNode(result)) return valuesOf([result], signal).then(([value]) => value);
    if (!holdsLazy(result, isNode, 'the result')) return undefined;
    const template = prepareContainer(result, 'the result');
    if (!(template instanceof Template)) return undefined;
    return valuesOf(template.lazies as readonly RecordedNode[], signal).then((values) =>
      template.build((lazy) => values[lazy]),
    );
  };
}
