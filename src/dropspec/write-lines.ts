import type { TaskFunction, TaskGraph } from '../graph/index.js';
import { Distinct } from './distinct.js';
import { FixedText } from './fixed-text.js';
import type { FunctionDropspec } from './format.js';
import type { LineBytes } from './line-bytes.js';
import { LINE, LineForm } from './line-form.js';
import { areDistinctResults, isListOfResults, isPlain, SpecWriter } from './write.js';

const SEPARATOR = new FixedText(',');
const BEFORE_LINK = new FixedText('"');
const BETWEEN_LINKS = new FixedText('","');
const BETWEEN_CONSUMERS = new FixedText(',"');
const END_OF_ARGS = new FixedText('],');
const END_OF_INPUT = new FixedText('}');

/** Up to so many arguments are looked through for each other. */
const FEW = 64;

/** Oids that are held: of millions the garbage collector would have to move each. */
const RECENT = 4096;

/** What stands between the oids and arguments of all tasks of a function. */
interface Texts {
  readonly app: FixedText;
  readonly between: FixedText;
  readonly data: FixedText;
}

/** How the arguments of a task are written: just as its inputs, as a list of all of them, or side by side with constants. */
type Call = 'inputs' | 'list' | 'mixed';

/**
 * Writes the dropspecs of a recorded graph as lines of JSON, in running order: what JSON.stringify makes of them, but
 * most lines are put together from the columns. Making objects of them first takes four times as long.
 */
export class LineWriter {
  readonly #graph: TaskGraph;
  readonly #specs: SpecWriter;
  readonly #out: LineBytes;
  /** Oids of data, and of what tasks: most links lead to a task nearby. */
  readonly #oids: string[] = new Array<string>(RECENT).fill('');
  readonly #oidsOf = new Int32Array(RECENT).fill(-1);
  /** Undefined for a function of which one task was written. */
  readonly #texts: Map<TaskFunction, Texts | undefined> = new Map();
  readonly #distinct = new Distinct();

  /** @param out - where the lines are written to. */
  constructor(graph: TaskGraph, out: LineBytes) {
    this.#graph = graph;
    this.#out = out;
    this.#specs = new SpecWriter(graph);
  }

  /**
   * Writes the lines of a task, each with its end; tasks must be written in running order.
   *
   * @throws SerializationError when an argument cannot be written.
   */
  write(task: number): void {
    const out = this.#out;
    const called = this.#graph.functions[task]!;
    if (called.fn === undefined) {
      this.#line(this.#specs.data(task, called));
      return;
    }
    const call = this.#callOf(task);
    if (call === undefined) {
      this.#line(this.#specs.app(task, called));
      this.#line(this.#specs.data(task, called));
      return;
    }
    const texts = this.#texts.get(called) ?? this.#newTexts(task, called);
    const oid = this.#oid(task);
    out.fixed(LINE.start);
    out.quotable(oid);
    out.fixed(texts.app);
    this.#call(task, call);
    out.fixed(LINE.outputs);
    out.quotable(oid);
    out.fixed(texts.between);
    out.quotable(oid);
    out.fixed(texts.data);
    out.quotable(oid);
    out.fixed(LINE.producer);
    this.#consumers(task);
    out.fixed(this.#specs.isOutput(task) ? LINE.persist : LINE.end);
  }

  #line(spec: FunctionDropspec): void {
    this.#out.text(`${JSON.stringify(spec)}\n`);
  }

  /** The first task of a function may carry its source, and that of others; what the second one says, all others do. */
  #newTexts(task: number, called: TaskFunction): Texts {
    const { func_name, more } = this.#specs.call(task, called);
    const { head, tail, data } = new LineForm(0, called, called.name, func_name, more);
    const texts = {
      app: new FixedText(LINE.app.text + head.text),
      between: new FixedText(tail.text + LINE.start.text),
      data,
    };
    this.#texts.set(called, this.#texts.has(called) ? texts : undefined);
    return texts;
  }

  /** Undefined where the arguments are not simple. */
  #callOf(task: number): Call | undefined {
    const { refs, offsets, constants } = this.#graph;
    const start = offsets[task]!;
    const end = offsets[task + 1]!;
    if (areDistinctResults(refs, start, end)) return 'inputs';
    if (refs[start]! < 0 && isListOfResults(this.#graph, start, end, this.#distinct)) return 'list';
    if (end - start > FEW) return undefined;
    for (let at = start; at < end; at++) {
      const ref = refs[at]!;
      if (ref < 0 && !isPlain(constants[~ref])) return undefined;
    }
    return 'mixed';
  }

  /** The arguments of a task, where they are not just its inputs, and the inputs. */
  #call(task: number, call: Call): void {
    const { refs, offsets } = this.#graph;
    const start = offsets[task]!;
    const end = offsets[task + 1]!;
    const out = this.#out;
    if (call === 'mixed') this.#mixed(start, end);
    else if (call === 'inputs') {
      out.fixed(LINE.inputs);
      this.#links(refs.subarray(start, end));
    } else {
      out.fixed(LINE.args);
      out.fixed(LINE.allInputs);
      out.quotable(String(end - start - 1));
      out.fixed(LINE.endOfAll);
      out.fixed(LINE.inputs);
      this.#links(refs.subarray(start + 1, end));
    }
  }

  /** Results and constants side by side. */
  #mixed(start: number, end: number): void {
    const { refs, constants } = this.#graph;
    const out = this.#out;
    const inputs: number[] = [];
    out.fixed(LINE.args);
    for (let at = start; at < end; at++) {
      const ref = refs[at]!;
      if (at > start) out.fixed(SEPARATOR);
      if (ref < 0) {
        const constant = constants[~ref];
        if (typeof constant === 'string') out.text(JSON.stringify(constant));
        else out.quotable(String(constant));
      } else {
        let place = inputs.indexOf(ref);
        if (place < 0) place = inputs.push(ref) - 1;
        out.fixed(LINE.input);
        out.quotable(String(place));
        out.fixed(END_OF_INPUT);
      }
    }
    out.fixed(END_OF_ARGS);
    out.fixed(LINE.inputs);
    this.#links(inputs);
  }

  #links(tasks: ArrayLike<number>): void {
    const out = this.#out;
    for (let at = 0; at < tasks.length; at++) {
      out.fixed(at === 0 ? BEFORE_LINK : BETWEEN_LINKS);
      out.quotable(this.#oid(tasks[at]!));
    }
    if (tasks.length > 0) out.fixed(BEFORE_LINK);
  }

  /** A task that uses a result twice stands there twice, one after the other: it is named once. */
  #consumers(task: number): void {
    const { offsets, items } = this.#specs.consumers;
    const out = this.#out;
    for (let at = offsets[task]!, start = at; at < offsets[task + 1]!; at++) {
      if (at > start && items[at] === items[at - 1]) continue;
      out.fixed(at === start ? BEFORE_LINK : BETWEEN_CONSUMERS);
      out.quotable(this.#oid(items[at]!));
      out.fixed(LINE.suffix);
    }
  }

  #oid(task: number): string {
    const slot = task % RECENT;
    if (this.#oidsOf[slot] === task) return this.#oids[slot]!;
    this.#oidsOf[slot] = task;
    return (this.#oids[slot] = this.#graph.names.dataOid(task)!);
  }
}
