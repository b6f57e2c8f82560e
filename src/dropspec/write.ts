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
  const writer = new Writer(graph);
  for (let task = 0; task < graph.size; task++) {
    const called = graph.functions[task]!;
    if (called.fn !== undefined) yield writer.app(task, called);
    yield writer.data(task, called);
  }
}

/** The same as a list of `count` dropspecs, without an object for every step of an iterator. */
export function listDropspecs(graph: TaskGraph, count: number): FunctionDropspec[] {
  const writer = new Writer(graph);
  const specs = new Array<FunctionDropspec>(count);
  let at = 0;
  for (let task = 0; task < graph.size; task++) {
    const called = graph.functions[task]!;
    if (called.fn !== undefined) specs[at++] = writer.app(task, called);
    specs[at++] = writer.data(task, called);
  }
  return specs;
}

class Writer {
  readonly #graph: TaskGraph;
  readonly #consumers: Links;
  readonly #outputs: ReadonlySet<number>;
  readonly #functions = new FunctionNames();
  /** Each oid is made once: links to a drop share its text, so that looking it up again is cheap. */
  readonly #data: string[];
  readonly #apps: (string | undefined)[];
  /** Where each task stood last among the inputs of another. */
  readonly #places: Int32Array;

  constructor(graph: TaskGraph) {
    this.#graph = graph;
    this.#places = int32s(graph.size);
    this.#data = new Array<string>(graph.size);
    this.#apps = new Array<string | undefined>(graph.size);
    this.#consumers = consumersOf(graph);
    this.#outputs = new Set(graph.outputs);
    for (let task = 0; task < graph.size; task++) {
      const oid = graph.names.dataOid(task)!;
      this.#data[task] = oid;
      this.#apps[task] = graph.functions[task]!.fn === undefined ? undefined : oid + APP_SUFFIX;
    }
  }

  /** Names a function that no task calls. */
  readonly #nameOther: NameFunction = (fn) => this.#functions.nameOf(fn, 'function');

  // All usual fields are set at once and the rest only where there is one: objects that grow take longer and more room.

  app(task: number, called: TaskFunction): AppDropspec {
    const [func_name, func_code] = this.#functions.nameOf(called.fn!, called.name);
    const { args, inputs } = this.#arguments(task, called);
    const oid = this.#apps[task]!;
    const outputs = [this.#data[task]!];
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
    const isUsual =
      func_code === undefined &&
      called.module === undefined &&
      !called.method &&
      called.nout === undefined &&
      called.policy === undefined;
    if (isUsual) return usual;
    return {
      ...usual,
      ...(func_code !== undefined && { func_code }),
      ...(called.module !== undefined && { func_module: `${called.module}#${called.fn!.name}` }),
      ...(called.method && { method: true }),
      ...(called.nout !== undefined && { nout: called.nout }),
      ...(called.policy !== undefined && writePolicy(called.policy, oid, this.#nameOther)),
    };
  }

  data(task: number, called: TaskFunction): DataDropspec {
    const oid = this.#data[task]!;
    const spec: DataDropspec = {
      oid,
      categoryType: 'Data',
      dropclass: MEMORY_DROP,
      name: called.name,
      producers: called.fn === undefined ? [] : [this.#apps[task]!],
      consumers: this.#consumersOf(task),
    };
    const asked = this.#outputs.has(task) ? { ...spec, persist: true } : spec;
    if (called.fn !== undefined) return asked;
    const value = encode(givenValue(this.#graph, task), `${oid}: value`, this.#nameOther);
    return { ...asked, pydata: { type: 'json', value } };
  }

  /** A task that uses a result twice stands there twice, one after the other: it is named once. */
  #consumersOf(task: number): string[] {
    const { offsets, items } = this.#consumers;
    const start = offsets[task]!;
    const end = offsets[task + 1]!;
    let count = 0;
    for (let at = start; at < end; at++) if (at === start || items[at] !== items[at - 1]) count++;
    // of exact size: an array that grows from nothing takes room for 17 items at once
    const consumers = new Array<string>(count);
    for (let at = end - 1; at >= start; at--) {
      if (at === start || items[at] !== items[at - 1]) consumers[--count] = this.#apps[items[at]!]!;
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
      for (let at = start; at < end; at++) inputs[at - start] = this.#data[refs[at]!]!;
      return { inputs, args: undefined };
    }
    if (arePlain(refs, constants, start, end)) {
      const args = new Array<unknown>(end - start);
      for (let at = start; at < end; at++) args[at - start] = constants[~refs[at]!];
      return { inputs: [], args };
    }
    const list = this.#listOfResults(start, end);
    if (list !== undefined) return { inputs: list, args: [{ $: 'inputs', value: [0, list.length] }] };
    const inputs: number[] = [];
    const args = argumentsOf(this.#graph, task, (input) => new InputRef(this.#placeOf(input, inputs)));
    // what is only waited for is an input that no argument names
    for (let at = start; at < end; at++) if (refs[at]! >= 0) this.#placeOf(refs[at]!, inputs);
    return {
      inputs: inputs.map((input) => this.#data[input]!),
      args: this.#encode(args, task, called),
    };
  }

  /** The inputs, where the only argument is a list of different results; the encoding has a short form for that. */
  #listOfResults(start: number, end: number): string[] | undefined {
    const { refs, constants } = this.#graph;
    const count = end - start - 1;
    const list = count < SHORTEST_RUN || refs[start]! >= 0 ? undefined : constants[~refs[start]!];
    if (!(list instanceof Template) || !list.isList || list.lazies.length !== count) return undefined;
    const inputs = new Array<string>(count);
    for (let at = 0; at < count; at++) {
      const input = refs[start + 1 + at]!;
      const place = this.#places[input]!;
      if (place < at && refs[start + 1 + place] === input) return undefined;
      this.#places[input] = at;
      inputs[at] = this.#data[input]!;
    }
    return inputs;
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
    return args.map((arg, index) => encode(arg, `${this.#data[task]!}: argument ${String(index)}`, nameOf));
  }
}

/** Whether all arguments are results and no two the same; of the usual few, comparing all is the fastest way. */
function areDistinctResults(refs: Int32Array, start: number, end: number): boolean {
  if (end - start > 8) return false;
  for (let at = start; at < end; at++) {
    if (refs[at]! < 0) return false;
    for (let before = start; before < at; before++) if (refs[before] === refs[at]) return false;
  }
  return true;
}

/** Whether all arguments are constants that JSON has, so that they are written as they are. */
function arePlain(refs: Int32Array, constants: readonly unknown[], start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (refs[at]! >= 0) return false;
    const constant = constants[~refs[at]!];
    if (typeof constant === 'number') {
      if (!Number.isFinite(constant) || Object.is(constant, -0)) return false;
    } else if (typeof constant !== 'string' && typeof constant !== 'boolean' && constant !== null)
      return false;
  }
  return true;
}
