import * as E from 'fp-ts/lib/Either.js';
import type { InvalidGraphError } from '../errors/index.js';
import { DropGraph } from './drop-graph.js';
import type { KnownClasses } from './known-classes.js';
import { LINE } from './line-form.js';
import { LineReader } from './line-reader.js';
import { readGraph } from './read-graph.js';
import { GraphText } from './read-text.js';
import { WrittenGraph } from './written-graph.js';

const NEWLINE = 0x0a;
const BRACE = 0x7b;
/** Around the inputs of an application. */
const INPUTS = LINE.inputs.text;
const OUTPUTS = LINE.outputs.text;
/** Bytes of a line that is read without its inputs, if it is not one of many. */
const LONG = 8192;

/**
 * Makes a graph of a text that comes in pieces, as `readGraph` does of a whole one. The text is held as a whole only
 * where it is not NDJSON; lines as `DropGraph.write` writes them become tasks at once.
 */
export async function readGraphFrom(
  stream: AsyncIterable<string | Uint8Array>,
  classes: KnownClasses,
): Promise<E.Either<InvalidGraphError, DropGraph>> {
  const reader = new StreamReader(classes);
  for await (const chunk of stream) reader.push(chunk);
  return reader.end();
}

class StreamReader {
  readonly #classes: KnownClasses;
  /** While all is as it was written; then the text so far. */
  #graph: WrittenGraph | undefined;
  #text = new GraphText();
  readonly #lines: LineReader;
  /** A line that has not ended. */
  #rest: Uint8Array[] = [];
  /** Of the text: a mark of the byte order is left out where it begins. */
  #decoder = new TextDecoder();
  readonly #lineDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(classes: KnownClasses) {
    this.#classes = classes;
    this.#graph = new WrittenGraph(classes);
    this.#lines = new LineReader(this.#graph);
  }

  push(chunk: string | Uint8Array): void {
    if (this.#graph === undefined) this.#pushText(chunk);
    else if (!(chunk instanceof Uint8Array) || this.#isOther(chunk))
      this.#giveUp(this.#graph, [...this.#rest, chunk]);
    else {
      const end = chunk.lastIndexOf(NEWLINE) + 1;
      if (end === 0)
        this.#rest.push(Buffer.from(chunk)); // copied: whose it is may fill it again
      else {
        const lines = [...this.#rest, chunk.subarray(0, end)];
        this.#rest = end === chunk.length ? [] : [Buffer.from(chunk.subarray(end))];
        this.#read(this.#graph, lines);
      }
    }
  }

  end(): E.Either<InvalidGraphError, DropGraph> {
    if (this.#graph !== undefined && this.#rest.length > 0) {
      const lines = [...this.#rest, Uint8Array.of(NEWLINE)];
      this.#rest = [];
      this.#read(this.#graph, lines, 1);
    }
    const loaded = this.#graph?.finish();
    if (loaded !== undefined) return E.right(new DropGraph({ kind: 'functions', ...loaded }));
    if (this.#graph !== undefined) this.#giveUp(this.#graph, []);
    this.#text.push(this.#decoder.decode());
    return readGraph(this.#text.end(), this.#classes);
  }

  /** Whether a stream begins with something else than a drop. */
  #isOther(chunk: Uint8Array): boolean {
    const isStart = this.#graph?.length === 0 && this.#rest.length === 0;
    return isStart && chunk.length > 0 && chunk[0] !== BRACE;
  }

  /** @param added - number of bytes at the end that are not of the text. */
  #read(graph: WrittenGraph, pieces: readonly Uint8Array[], added = 0): void {
    const [first] = pieces;
    const lines =
      pieces.length === 1 && first !== undefined
        ? Buffer.from(first.buffer, first.byteOffset, first.length)
        : Buffer.concat(pieces);
    this.#lines.begin(lines);
    for (let at = 0; at < lines.length;) {
      const next = this.#lines.read(at) ?? this.#readAny(graph, lines, at);
      if (next === undefined) {
        this.#giveUp(graph, [lines.subarray(at, lines.length - added), ...this.#rest]);
        return;
      }
      at = next;
    }
  }

  /** Reads any line that is a drop. */
  #readAny(graph: WrittenGraph, lines: Buffer, at: number): number | undefined {
    const end = lines.indexOf(NEWLINE, at);
    if (lines[at] !== BRACE) return undefined;
    try {
      const next = end - at > LONG ? this.#readLong(graph, lines, at, end) : undefined;
      return next ?? (graph.add(this.#parsed(lines.subarray(at, end))) ? end + 1 : undefined);
    } catch {
      return undefined; // it is told when the text is read
    }
  }

  /** Reads the first line of a function, if its length is that of its inputs: a million texts are not made for it. */
  #readLong(graph: WrittenGraph, lines: Buffer, at: number, end: number): number | undefined {
    const inputs = lines.indexOf(INPUTS, at) + INPUTS.length;
    const outputs = lines.indexOf(OUTPUTS, inputs);
    const isUsual = inputs >= at + INPUTS.length && outputs >= inputs && outputs < end;
    if (!isUsual || end - at - (outputs - inputs) > LONG) return undefined;
    const form = graph.formOf(
      this.#parsed(Buffer.concat([lines.subarray(at, inputs), lines.subarray(outputs, end)])),
    );
    return form === undefined ? undefined : this.#lines.readAs(form, at);
  }

  #parsed(line: Uint8Array): unknown {
    return JSON.parse(this.#lineDecoder.decode(line));
  }

  /** Goes on as with any text. */
  #giveUp(graph: WrittenGraph, pieces: readonly (string | Uint8Array)[]): void {
    this.#text = new GraphText([...graph.drops()]);
    if (graph.length > 0) this.#decoder = this.#lineDecoder;
    this.#graph = undefined;
    for (const piece of pieces) this.#pushText(piece);
  }

  #pushText(chunk: string | Uint8Array): void {
    this.#text.push(typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: true }));
  }
}
