import type { TaskFunction, TaskGraph } from '../graph/index.js';
import { Distinct } from './distinct.js';
import type { FunctionDropspec } from './format.js';
import { LINE, LineForm } from './line-form.js';
import { areDistinctResults, isListOfResults, isPlain, SpecWriter } from './write.js';

const START = LINE.start.text;
const ARGS = LINE.args.text;
const INPUTS = LINE.inputs.text;
const OUTPUTS = LINE.outputs.text;
const PRODUCER = LINE.producer.text;
const SUFFIX = LINE.suffix.text;
const PERSIST = LINE.persist.text;
const END = LINE.end.text;

/** Up to so many arguments are looked through for each other. */
const FEW = 64;

/** Oids that are held: of millions the garbage collector would have to move each. */
const RECENT = 4096;

/** What stands between the oids and arguments of all tasks of a function. */
interface Texts {
  readonly app: string;
  readonly between: string;
  readonly data: string;
}

/**
 * Writes the dropspecs of a recorded graph as lines of JSON, in running order: what JSON.stringify makes of them, but
 * most lines are put together from the columns. Making objects of them first takes four times as long.
 */
export class LineWriter {
  readonly #graph: TaskGraph;
  readonly #specs: SpecWriter;
  /** Oids of data as they stand between the quotes, and of what tasks: most links lead to a task nearby. */
  readonly #oids: string[] = new Array<string>(RECENT).fill('');
  readonly #oidsOf = new Int32Array(RECENT).fill(-1);
  /** Undefined for a function of which one task was written. */
  readonly #texts: Map<TaskFunction, Texts | undefined> = new Map();
  readonly #distinct = new Distinct();

  constructor(graph: TaskGraph) {
    this.#graph = graph;
    this.#specs = new SpecWriter(graph);
  }

  /**
   * The lines of a task, each with its end; tasks must be asked for in running order.
   *
   * @throws SerializationError when an argument cannot be written.
   */
  lines(task: number): string {
    const called = this.#graph.functions[task]!;
    if (called.fn === undefined) return line(this.#specs.data(task, called));
    const call = this.#call(task);
    if (call === undefined) return line(this.#specs.app(task, called)) + line(this.#specs.data(task, called));
    const texts = this.#texts.get(called) ?? this.#newTexts(task, called);
    const oid = this.#oid(task);
    const end = this.#specs.isOutput(task) ? PERSIST : END;
    return (
      START +
      oid +
      texts.app +
      call +
      OUTPUTS +
      oid +
      texts.between +
      oid +
      texts.data +
      oid +
      PRODUCER +
      this.#consumers(task) +
      end
    );
  }

  /** The first task of a function may carry its source, and that of others; what the second one says, all others do. */
  #newTexts(task: number, called: TaskFunction): Texts {
    const { func_name, more } = this.#specs.call(task, called);
    const { head, tail, data } = new LineForm(0, called, called.name, func_name, more);
    const texts = { app: LINE.app.text + head.text, between: tail.text + START, data: data.text };
    this.#texts.set(called, this.#texts.has(called) ? texts : undefined);
    return texts;
  }

  /** The arguments of a task, where they are not just its inputs, and the inputs; undefined where they are not simple. */
  #call(task: number): string | undefined {
    const { refs, offsets } = this.#graph;
    const start = offsets[task]!;
    const end = offsets[task + 1]!;
    if (areDistinctResults(refs, start, end)) return INPUTS + this.#links(refs.subarray(start, end));
    if (refs[start]! < 0 && isListOfResults(this.#graph, start, end, this.#distinct)) {
      const list = `${ARGS}${LINE.allInputs.text}${String(end - start - 1)}${LINE.endOfAll.text}`;
      return list + INPUTS + this.#links(refs.subarray(start + 1, end));
    }
    return this.#mixed(start, end);
  }

  /** Results and constants side by side. */
  #mixed(start: number, end: number): string | undefined {
    if (end - start > FEW) return undefined;
    const { refs, constants } = this.#graph;
    const inputs: number[] = [];
    let args = ARGS;
    for (let at = start; at < end; at++) {
      const ref = refs[at]!;
      if (at > start) args += ',';
      if (ref < 0) {
        const constant = constants[~ref];
        if (!isPlain(constant)) return undefined;
        args += typeof constant === 'string' ? JSON.stringify(constant) : String(constant);
      } else {
        let place = inputs.indexOf(ref);
        if (place < 0) place = inputs.push(ref) - 1;
        args += `${LINE.input.text}${String(place)}}`;
      }
    }
    return `${args}],${INPUTS}${this.#links(inputs)}`;
  }

  #links(tasks: ArrayLike<number>): string {
    if (tasks.length === 0) return '';
    let links = `"${this.#oid(tasks[0]!)}`;
    for (let at = 1; at < tasks.length; at++) links += `","${this.#oid(tasks[at]!)}`;
    return `${links}"`;
  }

  /** A task that uses a result twice stands there twice, one after the other: it is named once. */
  #consumers(task: number): string {
    const { offsets, items } = this.#specs.consumers;
    let links = '';
    for (let at = offsets[task]!, start = at; at < offsets[task + 1]!; at++) {
      if (at > start && items[at] === items[at - 1]) continue;
      links += (at === start ? '"' : ',"') + this.#oid(items[at]!) + SUFFIX;
    }
    return links;
  }

  #oid(task: number): string {
    const slot = task % RECENT;
    if (this.#oidsOf[slot] === task) return this.#oids[slot]!;
    this.#oidsOf[slot] = task;
    return (this.#oids[slot] = quotable(this.#graph.names.dataOid(task)!));
  }
}

/** A text as it stands between quotes in JSON. */
function quotable(text: string): string {
  return /^[ !#-[\]-~]*$/.test(text) ? text : JSON.stringify(text).slice(1, -1);
}

function line(spec: FunctionDropspec): string {
  return `${JSON.stringify(spec)}\n`;
}
