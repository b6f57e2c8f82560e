import { messageOf, type GraphProblem } from '../errors/index.js';
import { faulty, isDrop, unwrap, type Envelope } from './envelope.js';

const TOO_LONG = 'is longer than a text can be; write it as NDJSON, a drop a line';

/** Reads a graph as it comes: JSON text, NDJSON text (a drop a line), or a list; in any of DALiuGE's wrappings. */
export function readEnvelope(input: unknown): Envelope {
  if (typeof input !== 'string') return unwrap(input);
  const text = new GraphText();
  text.push(input);
  return text.end();
}

/** Reads line by line. Only a text whose first line is JSON by itself can be NDJSON; any other is read at its end. */
export class GraphText {
  /** What came of a line that has not ended; of a text that is not NDJSON, all of it. */
  #rest = '';
  #isWhole = false;
  #isTooLong = false;
  #line: number;
  readonly #values: unknown[];
  readonly #problems: GraphProblem[] = [];

  /** @param values - what the lines before hold, one in each. */
  constructor(values: unknown[] = []) {
    this.#values = values;
    this.#line = values.length;
  }

  push(chunk: string): void {
    let start = 0;
    while (!this.#isWhole) {
      const end = chunk.indexOf('\n', start);
      if (end < 0) break;
      this.#keep(chunk.slice(start, end));
      start = end + 1;
      this.#endLine();
      if (this.#isWhole) this.#keep('\n');
    }
    this.#keep(start === 0 ? chunk : chunk.slice(start));
  }

  end(): Envelope {
    if (!this.#isWhole) this.#endLine();
    if (this.#isTooLong) return faulty(TOO_LONG);
    if (this.#isWhole || (this.#values.length === 0 && this.#problems.length === 0)) return this.#readWhole();
    const [specs, problems] = [this.#values, this.#problems];
    if (problems.length > 0) return { specs, problems, reprodata: undefined };
    // a text of one line is a whole graph, unless it is a graph of a single drop
    return unwrap(specs.length > 1 || isDrop(specs[0]) ? specs : specs[0]);
  }

  #keep(text: string): void {
    if (this.#isTooLong) return;
    try {
      this.#rest += text;
    } catch {
      // V8 has a longest text, of half a gigabyte or so
      this.#isWhole = this.#isTooLong = true;
      this.#rest = '';
    }
  }

  #endLine(): void {
    const line = this.#rest;
    this.#line++;
    try {
      if (line.trim() !== '') this.#values.push(JSON.parse(line));
      this.#rest = '';
    } catch (error) {
      if (this.#values.length === 0) {
        this.#isWhole = true;
      } else {
        this.#rest = '';
        const message = `is not JSON: ${messageOf(error)}`;
        this.#problems.push({ oid: `line ${String(this.#line)}`, path: '', message });
      }
    }
  }

  #readWhole(): Envelope {
    try {
      return unwrap(JSON.parse(this.#rest));
    } catch (error) {
      return faulty(`is not JSON: ${messageOf(error)}`);
    }
  }
}
