import { InvalidGraphError } from '../errors/index.js';
import { type AnyFunction, type TaskGraph } from '../graph/index.js';
import { bindFunctions, findFunctions, type FunctionLookup } from './bind.js';
import { columnsOf } from './drop-columns.js';
import type { Dropspec } from './format.js';
import { functionSources } from './function-calls.js';
import { LineBytes } from './line-bytes.js';
import type { Dropspecs, LoadedGraph } from './load.js';
import { isRoot, type CheckedDrops } from './read-drops.js';
import { listDropspecs, writeDropspecs } from './write.js';
import { LineWriter } from './write-lines.js';

/** Bytes gathered before they are given to a stream. */
const CHUNK = 262_144;

/** What a graph is made of: tasks that were recorded, tasks that were loaded, or drops of any class. */
type Content =
  | { readonly kind: 'recorded'; readonly graph: TaskGraph }
  | ({ readonly kind: 'functions' } & LoadedGraph)
  | { readonly kind: 'drops'; readonly drops: CheckedDrops };

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
  readonly #content: Content;
  /** The columns; of a graph of drops they are made when somebody looks. */
  #columns: TaskGraph | undefined;

  /** @internal */
  constructor(content: TaskGraph | Content) {
    this.#content = 'kind' in content ? content : { kind: 'recorded', graph: content };
    this.#columns = this.#content.kind === 'drops' ? undefined : this.#content.graph;
  }

  /** Number of drops. */
  get size(): number {
    const content = this.#content;
    if (content.kind !== 'recorded') return specsOf(content).length;
    const { size, functions } = content.graph;
    return functions.reduce((drops, { fn }) => (fn === undefined ? drops : drops + 1), size);
  }

  /** Oids of the drops that need no other, in running order. */
  get roots(): string[] {
    const { drops } = this;
    if (drops !== undefined) return oidsWhere(drops, (place) => isRoot(drops, place));
    const { size, names, offsets, refs } = this.columns();
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
    const { drops } = this;
    if (drops !== undefined) {
      const needed = new Set(drops.links.needs.items);
      return oidsWhere(drops, (place) => !needed.has(place));
    }
    const { size, names, refs } = this.columns();
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
    const content = this.#content;
    return content.kind === 'recorded' ? writeDropspecs(content.graph) : specsOf(content)[Symbol.iterator]();
  }

  /**
   * The dropspecs as an array, as JSON.stringify writes it.
   *
   * @throws SerializationError when an argument cannot be written as JSON.
   */
  toJSON(): Dropspec[] {
    const content = this.#content;
    return content.kind === 'recorded' ? listDropspecs(content.graph, this.size) : [...specsOf(content)];
  }

  /**
   * Writes the graph as NDJSON, a drop a line, waiting for the stream where it is slow. Does not end the stream.
   *
   * @throws SerializationError when an argument cannot be written as JSON.
   */
  async write(stream: NodeJS.WritableStream): Promise<void> {
    let written = Promise.resolve();
    try {
      for (const lines of chunksOf(this.#content)) {
        // the next lines are made while these are written
        await written;
        written = writeTo(stream, lines);
      }
    } finally {
      await written;
    }
  }

  /** The columns, for drawing. @internal */
  columns(): TaskGraph {
    if (this.#content.kind === 'drops') this.#columns ??= columnsOf(this.#content.drops);
    return this.#columns!;
  }

  /** The drops of a graph that is no graph of functions, checked; it is run by making them. @internal */
  get drops(): CheckedDrops | undefined {
    return this.#content.kind === 'drops' ? this.#content.drops : undefined;
  }

  /**
   * The functions that applications of a graph of drops call, by name.
   *
   * @throws InvalidGraphError that lists every function that is not to be had.
   * @internal
   */
  async findFunctions(lookup: FunctionLookup): Promise<Readonly<Record<string, AnyFunction>>> {
    const { drops } = this;
    if (drops === undefined) return {};
    return Object.fromEntries(await findFunctions(functionSources(drops), lookup));
  }

  /** The columns with every function at hand; a graph of drops has none to run. @internal */
  async bind(lookup: FunctionLookup): Promise<TaskGraph> {
    const content = this.#content;
    if (content.kind === 'drops') {
      const message = 'is made of drops of DALiuGE; make them with createGraphFromDropSpecList';
      throw new InvalidGraphError([{ oid: 'graph', path: '', message }]);
    }
    return content.kind === 'recorded' || content.sources.size === 0
      ? content.graph
      : bindFunctions(content.graph, content.sources, lookup);
  }
}

/** The lines of a graph, as many at once as make a chunk. */
function* chunksOf(content: Content): Generator<Buffer, void, undefined> {
  const out = new LineBytes(CHUNK + CHUNK / 8);
  if (content.kind === 'recorded') {
    const writer = new LineWriter(content.graph, out);
    for (let task = 0; task < content.graph.size; task++) {
      writer.write(task);
      if (out.length >= CHUNK) yield out.take();
    }
  } else {
    for (const drop of specsOf(content)) {
      out.text(`${JSON.stringify(drop)}\n`);
      if (out.length >= CHUNK) yield out.take();
    }
  }
  if (out.length > 0) yield out.take();
}

/** The callback tells of a stream that was closed as well, where 'drain' would never come. */
function writeTo(stream: NodeJS.WritableStream, lines: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(lines, (error) => (error ? reject(error) : resolve()));
  });
}

function specsOf(content: Exclude<Content, { kind: 'recorded' }>): Dropspecs | readonly Dropspec[] {
  return content.kind === 'drops' ? content.drops.specs : content.specs;
}

function oidsWhere({ specs, order }: CheckedDrops, holds: (place: number) => boolean): string[] {
  return Array.from(order.filter(holds), (place) => specs[place]!.oid);
}
