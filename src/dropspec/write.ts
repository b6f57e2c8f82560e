import {
  argumentsOf,
  consumersOf,
  givenValue,
  Template,
  type Links,
  type TaskFunction,
  type TaskGraph,
} from '../graph/index.js';
import { int32s } from '../basics/index.js';
import { Distinct } from './distinct.js';
import { encode, type NameFunction } from './encode.js';
import {
  APP_SUFFIX,
  FUNCTION_APP,
  MEMORY_DROP,
  type AppDropspec,
  type DataDropspec,
  type FunctionDropspec,
} from './format.js';
import { FunctionNames } from './function-names.js';
import { writePolicy } from './policy.js';
import { InputRef, SHORTEST_RUN } from './value-format.js';

/**
 * The dropspecs of a recorded graph, in running order: for each task its application and the data drop it
 * fills; data that was given is a data drop alone.
 *
 * @throws SerializationError when an argument cannot be written.
 */
export function* writeDropspecs(graph: TaskGraph): Generator<FunctionDropspec, void, undefined> {
  const writer = new SpecWriter(graph);
  for (let task = 0; task < graph.size; task++) {
    const called = graph.functions[task]!;
    if (called.fn !== undefined) yield writer.app(task, called);
    yield writer.data(task, called);
  }
}

/** The same as a list of `count` dropspecs, without an object for every step of an iterator. */
export function listDropspecs(graph: TaskGraph, count: number): FunctionDropspec[] {
  const writer = new SpecWriter(graph);
  const specs = new Array<FunctionDropspec>(count);
  let at = 0;
  for (let task = 0; task < graph.size; task++) {
    const called = graph.functions[task]!;
    if (called.fn !== undefined) specs[at++] = writer.app(task, called);
    specs[at++] = writer.data(task, called);
  }
  return specs;
}

const NOTHING_MORE: Partial<AppDropspec> = {};

/** Makes the dropspecs of the tasks of a graph; they must be asked for in running order. */
export class SpecWriter {
  readonly #graph: TaskGraph;
  /** The tasks that use each result. */
  readonly consumers: Links;
  readonly #outputs: ReadonlySet<number>;
  readonly #functions = new FunctionNames();
  readonly #distinct = new Distinct();
  /** Each oid is made once: links to a drop share its text, so that looking it up again is cheap. */
  readonly #data: (string | undefined)[];
  readonly #apps: (string | undefined)[];
  /** Where each task stood last among the inputs of another. */
  readonly #places: Int32Array;

  constructor(graph: TaskGraph) {
    this.#graph = graph;
    this.#places = int32s(graph.size);
    this.#data = new Array<string | undefined>(graph.size);
    this.#apps = new Array<string | undefined>(graph.size);
    this.consumers = consumersOf(graph);
    this.#outputs = new Set(graph.outputs);
  }

  /** Whether a result was asked for. */
  isOutput(task: number): boolean {
    return this.#outputs.has(task);
  }

  #dataOid(task: number): string {
    return (this.#data[task] ??= this.#graph.names.dataOid(task)!);
  }

  #appOid(task: number): string {
    return (this.#apps[task] ??= this.#dataOid(task) + APP_SUFFIX);
  }

  /** Names a function that no task calls. */
  readonly #nameOther: NameFunction = (fn) => this.#functions.nameOf(fn, 'function');

  // All usual fields are set at once and the rest only where there is one: objects that grow take longer and more room.

  app(task: number, called: TaskFunction): AppDropspec {
    const [func_name, func_code] = this.#functions.nameOf(called.fn!, called.name);
    const { args, inputs } = this.#arguments(task, called);
    const oid = this.#appOid(task);
    const outputs = [this.#dataOid(task)];
    const { name } = called;
    const usual: AppDropspec =
      args === undefined
        ? { oid, categoryType: 'Application', dropclass: FUNCTION_APP, name, func_name, inputs, outputs }
        : {
            oid,
            categoryType: 'Application',
            dropclass: FUNCTION_APP,
            name,
            func_name,
            args,
            inputs,
            outputs,
          };
    const more = this.#more(task, called, func_code);
    return more === NOTHING_MORE ? usual : { ...usual, ...more };
  }

  /** What the application of a task says of its function: its name, and the fields after the outputs. */
  call(task: number, called: TaskFunction): { func_name: string; more: Partial<AppDropspec> } {
    const [func_name, func_code] = this.#functions.nameOf(called.fn!, called.name);
    return { func_name, more: this.#more(task, called, func_code) };
  }

  #more(task: number, called: TaskFunction, func_code: string | undefined): Partial<AppDropspec> {
    const { fn, module, method, nout, policy } = called;
    const isUsual =
      func_code === undefined &&
      module === undefined &&
      !method &&
      nout === undefined &&
      policy === undefined;
    if (isUsual) return NOTHING_MORE;
    return {
      ...(func_code !== undefined && { func_code }),
      ...(module !== undefined && { func_module: `${module}#${fn!.name}` }),
      ...(method && { method: true }),
      ...(nout !== undefined && { nout }),
      ...(policy !== undefined && writePolicy(policy, this.#appOid(task), this.#nameOther)),
    };
  }

  data(task: number, called: TaskFunction): DataDropspec {
    const oid = this.#dataOid(task);
    const spec: DataDropspec = {
      oid,
      categoryType: 'Data',
      dropclass: MEMORY_DROP,
      name: called.name,
      producers: called.fn === undefined ? [] : [this.#appOid(task)],
      consumers: this.#consumersOf(task),
    };
    const asked = this.#outputs.has(task) ? { ...spec, persist: true } : spec;
    if (called.fn !== undefined) return asked;
    const value = encode(givenValue(this.#graph, task), `${oid}: value`, this.#nameOther);
    return { ...asked, pydata: { type: 'json', value } };
  }

  /** A task that uses a result twice stands there twice, one after the other: it is named once. */
  #consumersOf(task: number): string[] {
    const { offsets, items } = this.consumers;
    const start = offsets[task]!;
    const end = offsets[task + 1]!;
    let count = 0;
    for (let at = start; at < end; at++) if (at === start || items[at] !== items[at - 1]) count++;
    // of exact size: an array that grows from nothing takes room for 17 items at once
    const consumers = new Array<string>(count);
    for (let at = end - 1; at >= start; at--) {
      if (at === start || items[at] !== items[at - 1]) consumers[--count] = this.#appOid(items[at]!);
    }
    return consumers;
  }

  /** The inputs of a task, each once, and its arguments; no arguments where they are just the inputs in order. */
  #arguments(task: number, called: TaskFunction): { inputs: string[]; args: unknown[] | undefined } {
    const { refs, offsets, constants } = this.#graph;
    const start = offsets[task]!;
    const end = offsets[task + 1]!;
    if (areDistinctResults(refs, start, end)) {
      const inputs = new Array<string>(end - start);
      for (let at = start; at < end; at++) inputs[at - start] = this.#dataOid(refs[at]!);
      return { inputs, args: undefined };
    }
    if (arePlain(refs, constants, start, end)) {
      const args = new Array<unknown>(end - start);
      for (let at = start; at < end; at++) args[at - start] = constants[~refs[at]!];
      return { inputs: [], args };
    }
    if (isListOfResults(this.#graph, start, end, this.#distinct)) {
      const inputs = Array.from(refs.subarray(start + 1, end), (input) => this.#dataOid(input));
      return { inputs, args: [{ $: 'inputs', value: [0, inputs.length] }] };
    }
    const inputs: number[] = [];
    const args = argumentsOf(this.#graph, task, (input) => new InputRef(this.#placeOf(input, inputs)));
    // what is only waited for is an input that no argument names
    for (let at = start; at < end; at++) if (refs[at]! >= 0) this.#placeOf(refs[at]!, inputs);
    return {
      inputs: inputs.map((input) => this.#dataOid(input)),
      args: this.#encode(args, task, called),
    };
  }

  /** Place of a task among the inputs; a new one is added. Where it stood last is the only place to look. */
  #placeOf(input: number, inputs: number[]): number {
    const place = this.#places[input]!;
    if (inputs[place] === input) return place;
    this.#places[input] = inputs.length;
    return inputs.push(input) - 1;
  }

  #encode(args: readonly unknown[], task: number, called: TaskFunction): unknown[] {
    const nameOf = (fn: (...args: never[]) => unknown): ReturnType<FunctionNames['nameOf']> =>
      this.#functions.nameOf(fn, called.name);
    return args.map((arg, index) => encode(arg, `${this.#dataOid(task)}: argument ${String(index)}`, nameOf));
  }
}

/** Whether all arguments are results and no two the same; of the usual few, comparing all is the fastest way. */
export function areDistinctResults(refs: Int32Array, start: number, end: number): boolean {
  if (end - start > 8) return false;
  for (let at = start; at < end; at++) {
    if (refs[at]! < 0) return false;
    for (let before = start; before < at; before++) if (refs[before] === refs[at]) return false;
  }
  return true;
}

/** Whether the only argument is a list of different results; the encoding has a short form for that. */
export function isListOfResults(
  { refs, constants }: TaskGraph,
  start: number,
  end: number,
  distinct: Distinct,
): boolean {
  const count = end - start - 1;
  const list = count < SHORTEST_RUN || refs[start]! >= 0 ? undefined : constants[~refs[start]!];
  if (!(list instanceof Template) || !list.isList || list.count !== count) return false;
  return distinct.areDistinct(refs.subarray(start + 1, end), count);
}

/** Whether all arguments are constants that JSON has, so that they are written as they are. */
function arePlain(refs: Int32Array, constants: readonly unknown[], start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (refs[at]! >= 0 || !isPlain(constants[~refs[at]!])) return false;
  }
  return true;
}

/** Whether a value is one that JSON has, and no container. */
export function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}
