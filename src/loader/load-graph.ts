import * as E from 'fp-ts/lib/Either.js';
import type { InvalidGraphError } from '../errors/index.js';
import { readEnvelope, readGraph, readGraphFrom, type DropGraph } from '../dropspec/index.js';
import { KNOWN_CLASSES } from './known-classes.js';

/**
 * Reads a graph back from its dropspecs: a list, JSON text, or NDJSON text; of functions, as `compile` makes them, or
 * any physical graph of DALiuGE, also of older versions. Every relation may be declared on either side; the list may
 * be in any order and in any of DALiuGE's wrappings.
 *
 * @throws InvalidGraphError with every problem of the graph; a CycleError when it is a circle and nothing else.
 * @category Dropspecs
 * @example
 * ```ts
 * import { compile, delayed, loadGraph, runGraph } from 'dropgraph';
 *
 * const add = (a: number, b: number): number => a + b;
 * const text = JSON.stringify(compile(delayed(add)(1, 2)));
 * const session = await runGraph(loadGraph(text), { functions: { add } });
 * [...(await session.results()).values()]; // => [3]
 * ```
 */
export function loadGraph(dropspecs: readonly unknown[] | string): DropGraph {
  return graphOf(readGraph(readEnvelope(dropspecs), KNOWN_CLASSES));
}

/**
 * Reads a graph from a stream of JSON or NDJSON text. NDJSON, as `DropGraph.write` makes it, is read line by line, so
 * that it may be of any length; JSON that is no NDJSON is gathered first.
 *
 * @throws InvalidGraphError as `loadGraph` does.
 * @category Dropspecs
 */
export async function loadGraphFrom(stream: AsyncIterable<string | Uint8Array>): Promise<DropGraph> {
  return graphOf(await readGraphFrom(stream, KNOWN_CLASSES));
}

function graphOf(graph: E.Either<InvalidGraphError, DropGraph>): DropGraph {
  if (E.isLeft(graph)) throw graph.left;
  return graph.right;
}
