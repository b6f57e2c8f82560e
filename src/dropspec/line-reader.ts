import { Cursor, FixedText } from './fixed-text.js';
import { APP_SUFFIX } from './format.js';
import { LINE, type LineForm } from './line-form.js';
import { NO_TASK, type OidSeries } from './oid-table.js';
import { InputRef } from './value-format.js';
import { ALL_INPUTS, type WrittenGraph } from './written-graph.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const DOT = 0x2e;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const END_BRACKET = 0x5d;
const BRACE = 0x7b;
const END_BRACE = 0x7d;
const SPACE = 0x20;
const DELETE = 0x7f;
const LETTER_F = 0x66;
const LETTER_N = 0x6e;
const LETTER_T = 0x74;

const TRUE = new FixedText('true');
const FALSE = new FixedText('false');
const NULL = new FixedText('null');

/** Digits of which every number is a 32-bit integer. */
const MOST_DIGITS = 9;
/** Series and forms that are tried one by one. */
const FEW = 32;

/** Characters of a number; no double needs more. */
const LONGEST_NUMBER = 32;
/** As JSON has it. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Reads the lines that nearly all are in a graph as `DropGraph.write` writes it, straight from their bytes into
 * numbers: neither texts nor objects are made. A line must be, byte for byte, what its form and numbers say, so that
 * JSON.parse would read the same; of any other nothing is taken.
 */
export class LineReader {
  readonly #graph: WrittenGraph;
  #cursor = new Cursor(Buffer.alloc(0));
  /** What the last calls of `#oid` and `#linksTo` read. */
  #series: OidSeries;
  #number = 0;
  readonly #links: number[] = [];
  #count = 0;
  /** Number of inputs that `ALL_INPUTS` says there are. */
  #listed = 0;
  /** What came last is likely to come again. */
  #own: OidSeries;
  #input: OidSeries;
  #consumer: OidSeries;
  #form: LineForm | undefined;

  constructor(graph: WrittenGraph) {
    this.#graph = graph;
    this.#series = this.#own = this.#input = this.#consumer = graph.oids.series[0]!;
  }

  /** Goes on with other lines; each must have its end. */
  begin(lines: Buffer): void {
    this.#cursor = new Cursor(lines);
  }

  /** Reads a line of this form alone. */
  readAs(form: LineForm, at: number): number | undefined {
    this.#form = form;
    const next = this.read(at);
    this.#form = undefined;
    return next;
  }

  /** Reads the line that begins at a byte, and gives where the next begins; undefined where it is not as usual. */
  read(at: number): number | undefined {
    const cursor = this.#cursor;
    cursor.at = at;
    if (!cursor.take(LINE.start) || !this.#oid(this.#own)) return undefined;
    this.#own = this.#series;
    const { open } = this.#graph;
    const isRead =
      open === undefined ? this.#app(this.#own, this.#number) : this.#data(open, this.#own, this.#number);
    return isRead ? cursor.at : undefined;
  }

  #app(series: OidSeries, number: number): boolean {
    const cursor = this.#cursor;
    const form = cursor.take(LINE.app) ? this.#formHere() : undefined;
    if (form === undefined) return false;
    let args: readonly unknown[] | undefined;
    if (cursor.take(LINE.args)) {
      args = this.#arguments();
      if (args === undefined) return false;
    }
    if (!cursor.take(LINE.inputs) || !this.#list(this.#takeInput)) return false;
    if (args === ALL_INPUTS && this.#listed !== this.#count) return false;
    if (!cursor.take(LINE.outputs) || !this.#sameOid(series, number) || !cursor.take(form.tail)) return false;
    return this.#graph.addApp(form, series, number, args, this.#links, this.#count);
  }

  #data(form: LineForm, series: OidSeries, number: number): boolean {
    const cursor = this.#cursor;
    if (!this.#graph.isOpen(series, number) || !cursor.take(form.data)) return false;
    if (!this.#sameOid(series, number) || !cursor.take(LINE.producer) || !this.#list(this.#takeConsumer))
      return false;
    const persist = cursor.take(LINE.persist);
    if (!persist && !cursor.take(LINE.end)) return false;
    this.#graph.addData(this.#links, this.#count, persist);
    return true;
  }

  #formHere(): LineForm | undefined {
    if (this.#form !== undefined && this.#cursor.take(this.#form.head)) return this.#form;
    const { forms } = this.#graph;
    for (let at = 0; at < Math.min(forms.length, FEW); at++) {
      if (this.#cursor.take(forms[at]!.head)) return (this.#form = forms[at]);
    }
    return undefined;
  }

  /** Reads oids up to the bracket, and makes links of them. @param take - reads one, with the quote at its end. */
  #list(take: () => boolean): boolean {
    const cursor = this.#cursor;
    const { bytes } = cursor;
    this.#count = 0;
    if (bytes[cursor.at] === END_BRACKET) return true;
    for (;;) {
      if (bytes[cursor.at++] !== QUOTE || !take()) return false;
      if (bytes[cursor.at] === END_BRACKET) return true;
      if (bytes[cursor.at++] !== COMMA) return false;
    }
  }

  /** The oid of data, which becomes its task; that has to be there. */
  readonly #takeInput = (): boolean => {
    if (!this.#oid(this.#input)) return false;
    this.#input = this.#series;
    const task = this.#series.taskOf(this.#number);
    if (task === NO_TASK || this.#cursor.bytes[this.#cursor.at++] !== QUOTE) return false;
    this.#links[this.#count++] = task;
    return true;
  };

  /** The oid of an application, which becomes its series and number. */
  readonly #takeConsumer = (): boolean => {
    if (!this.#oid(this.#consumer)) return false;
    this.#consumer = this.#series;
    if (!this.#cursor.take(LINE.suffix)) return false;
    this.#links[this.#count++] = this.#series.index;
    this.#links[this.#count++] = this.#number;
    return true;
  };

  #sameOid(series: OidSeries, number: number): boolean {
    return this.#oid(series) && this.#series === series && this.#number === number;
  }

  /** Reads an oid, up to the quote or to the suffix of applications. */
  #oid(guess: OidSeries): boolean {
    const cursor = this.#cursor;
    const start = cursor.at;
    if (guess.index !== 0 && this.#oidOf(guess)) return true;
    const { series } = this.#graph.oids;
    for (let at = 1; at < Math.min(series.length, FEW); at++) {
      cursor.at = start;
      if (this.#oidOf(series[at]!)) return true;
    }
    cursor.at = start;
    return this.#anyOid();
  }

  #oidOf(series: OidSeries): boolean {
    const cursor = this.#cursor;
    if (!cursor.take(series.text)) return false;
    const number = this.#integer();
    const next = cursor.bytes[cursor.at];
    if (number < 0 || (next !== QUOTE && next !== DOT)) return false;
    this.#series = series;
    this.#number = number;
    return true;
  }

  #anyOid(): boolean {
    const cursor = this.#cursor;
    const { bytes, at: start } = cursor;
    let end = this.#endOfText();
    if (end < 0) return false;
    if (bytes.toString('latin1', Math.max(start, end - APP_SUFFIX.length), end) === APP_SUFFIX)
      end -= APP_SUFFIX.length;
    const oid = bytes.toString('latin1', start, end);
    if (oid === '' || oid.endsWith(APP_SUFFIX)) return false;
    this.#series = this.#graph.oids.find(oid);
    this.#number = this.#graph.oids.number;
    cursor.at = end;
    return true;
  }

  /** Where the text ends that begins here, if it has only characters that stand for themselves; else -1. */
  #endOfText(): number {
    const { bytes, at: start } = this.#cursor;
    for (let at = start; ; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) return at;
      if (!(byte >= SPACE && byte < DELETE && byte !== BACKSLASH)) return -1;
    }
  }

  /** Reads a number of 0 or more as JSON writes it, of few digits; else -1. */
  #integer(): number {
    const cursor = this.#cursor;
    const { bytes, at: start } = cursor;
    let at = start;
    let number = 0;
    for (; at < start + MOST_DIGITS; at++) {
      const digit = bytes[at]! - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      number = 10 * number + digit;
    }
    cursor.at = at;
    return at === start || (bytes[start] === ZERO && at > start + 1) ? -1 : number;
  }

  /** Reads arguments up to the field after them; undefined where they are not of the simplest. */
  #arguments(): readonly unknown[] | undefined {
    const cursor = this.#cursor;
    const { bytes } = cursor;
    if (cursor.take(LINE.allInputs)) {
      this.#listed = this.#integer();
      return this.#listed >= 0 && cursor.take(LINE.endOfAll) ? ALL_INPUTS : undefined;
    }
    const args: unknown[] = [];
    for (;;) {
      if (!this.#argument(args)) return undefined;
      const next = bytes[cursor.at++];
      if (next === END_BRACKET) return bytes[cursor.at++] === COMMA ? args : undefined;
      if (next !== COMMA) return undefined;
    }
  }

  #argument(args: unknown[]): boolean {
    const cursor = this.#cursor;
    switch (cursor.bytes[cursor.at]) {
      case QUOTE:
        return this.#textArgument(args);
      case BRACE:
        return this.#inputArgument(args);
      case LETTER_T:
        return cursor.take(TRUE) && args.push(true) > 0;
      case LETTER_F:
        return cursor.take(FALSE) && args.push(false) > 0;
      case LETTER_N:
        return cursor.take(NULL) && args.push(null) > 0;
      default:
        return this.#numberArgument(args);
    }
  }

  #textArgument(args: unknown[]): boolean {
    const cursor = this.#cursor;
    cursor.at++;
    const end = this.#endOfText();
    if (end < 0) return false;
    args.push(cursor.bytes.toString('latin1', cursor.at, end));
    cursor.at = end + 1;
    return true;
  }

  #inputArgument(args: unknown[]): boolean {
    const cursor = this.#cursor;
    if (!cursor.take(LINE.input)) return false;
    const index = this.#integer();
    if (index < 0 || cursor.bytes[cursor.at++] !== END_BRACE) return false;
    args.push(new InputRef(index));
    return true;
  }

  #numberArgument(args: unknown[]): boolean {
    const cursor = this.#cursor;
    const { bytes, at: start } = cursor;
    const integer = this.#integer();
    const next = bytes[cursor.at];
    if (integer >= 0 && (next === COMMA || next === END_BRACKET)) return args.push(integer) > 0;
    let end = start;
    while (end < start + LONGEST_NUMBER && bytes[end] !== COMMA && bytes[end] !== END_BRACKET) end++;
    const text = bytes.toString('latin1', start, end);
    if (!NUMBER.test(text)) return false;
    args.push(Number(text));
    cursor.at = end;
    return true;
  }
}
