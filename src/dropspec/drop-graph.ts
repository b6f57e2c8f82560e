import * as E from 'fp-ts/lib/Either.js';
import type { TaskGraph } from '../graph/index.js';
import { bindFunctions, type FunctionLookup } from './bind.js';
import type { Dropspec } from './format.js';
import type { FunctionSource } from './function-table.js';
import { readGraph } from './load.js';
import { listDropspecs, writeDropspecs } from './write.js';

/** Characters gathered before they are given to a stream. */
const CHUNK = 65536;

/**
 * A graph ready to run, recorded or loaded: its dropspecs, in running order, and the columns the executor reads.
 *
 * @category Dropspecs
 * @example
 * ```ts
 * import { compile, delayed } from 'dropgraph';
 *
 * const add = delayed((a: number, b: number) => a + b, { name: 'add' });
 * const graph = compile(add(1, 2));
 * graph.size; // => 2
 * [...graph].map((drop) => drop.categoryType); // => ['Application', 'Data']
 * ```
 */
export class DropGraph implements Iterable<Dropspec> {
  readonly #graph: TaskGraph;
  /** What a loaded graph was read from; a recorded one is written when asked. */
  readonly #specs: readonly Dropspec[] | undefined;
  readonly #sources: ReadonlyMap<string, FunctionSource>;

  /** @internal */
  constructor(
    graph: TaskGraph,
    specs?: readonly Dropspec[],
    sources: ReadonlyMap<string, FunctionSource> = new Map(),
  ) {
    this.#graph = graph;
    this.#specs = specs;
    this.#sources = sources;
  }

  /** Number of drops. */
  get size(): number {
    if (this.#specs !== undefined) return this.#specs.length;
    const { size, functions } = this.#graph;
    return functions.reduce((drops, { fn }) => (fn === undefined ? drops : drops + 1), size);
  }

  /** Oids of the drops that need no other, in running order. */
  get roots(): string[] {
    const { size, names, offsets, refs } = this.#graph;
    const roots: string[] = [];
    for (let task = 0; task < size; task++) {
      // a function among the arguments of a loaded task is a task too, but no drop
      const isDrop = (ref: number): boolean =>
        ref >= 0 && (names.dataOid(ref) ?? names.appOid(ref)) !== undefined;
      const needs = refs.subarray(offsets[task], offsets[task + 1]).some(isDrop);
      const oid = needs ? undefined : (names.appOid(task) ?? names.dataOid(task));
      if (oid !== undefined) roots.push(oid);
    }
    return roots;
  }

  /** Oids of the drops that no other needs, in running order. */
  get leaves(): string[] {
    const { size, names, refs } = this.#graph;
    const used = new Uint8Array(size);
    for (const ref of refs) if (ref >= 0) used[ref] = 1;
    const leaves: string[] = [];
    for (let task = 0; task < size; task++) {
      const oid = used[task] === 1 ? undefined : (names.dataOid(task) ?? names.appOid(task));
      if (oid !== undefined) leaves.push(oid);
    }
    return leaves;
  }

  /** The dropspecs one by one, in running order; each is made when it is asked for. */
  [Symbol.iterator](): Iterator<Dropspec, void, undefined> {
    return this.#specs === undefined ? writeDropspecs(this.#graph) : this.#specs.values();
  }

  /**
   * The dropspecs as an array, as JSON.stringify writes it.
   *
   * @throws SerializationError when an argument cannot be written as JSON.
   */
  toJSON(): Dropspec[] {
    return this.#specs === undefined ? listDropspecs(this.#graph, this.size) : [...this.#specs];
  }

  /**
   * Writes the graph as NDJSON, a drop a line, waiting for the stream where it is slow. Does not end the stream.
   *
   * @throws SerializationError when an argument cannot be written as JSON.
   */
  async write(stream: NodeJS.WritableStream): Promise<void> {
    let text = '';
    const flush = async (): Promise<void> => {
      // the callback tells of a stream that was closed as well, where 'drain' would never come
      await new Promise<void>((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()));
      });
      text = '';
    };
    for (const drop of this) {
      text += `${JSON.stringify(drop)}\n`;
      if (text.length > CHUNK) await flush();
    }
    await flush();
  }

  /** The columns, for drawing. @internal */
  columns(): TaskGraph {
    return this.#graph;
  }

  /** The columns with every function at hand. @internal */
  bind(lookup: FunctionLookup): Promise<TaskGraph> {
    return this.#sources.size === 0
      ? Promise.resolve(this.#graph)
      : bindFunctions(this.#graph, this.#sources, lookup);
  }
}

/**
 * Reads a graph back from its dropspecs: a list, JSON text, or NDJSON text. Every relation may be declared on
 * either side; the list may be in any order and in any of DALiuGE's wrappings.
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
  const loaded = readGraph(dropspecs);
  if (E.isLeft(loaded)) throw loaded.left;
  const { graph, specs, sources } = loaded.right;
  return new DropGraph(graph, specs, sources);
}

/**
 * Reads a graph from a stream of JSON or NDJSON text.
 *
 * @throws InvalidGraphError as `loadGraph` does.
 * @category Dropspecs
 */
export async function loadGraphFrom(stream: AsyncIterable<string | Uint8Array>): Promise<DropGraph> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
  return loadGraph(text + decoder.decode());
}
