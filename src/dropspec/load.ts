import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { InvalidGraphError } from '../errors/index.js';
import { linksOf, TaskGraphBuilder, Template, type TaskGraph } from '../graph/index.js';
import { int32s } from '../basics/index.js';
import { arePrimitives, checkGraph, LIST_OF_ALL, type CheckedGraph } from './check-graph.js';
import type { AppDropspec, DataDropspec, FunctionDropspec } from './format.js';
import { FunctionTable, type FunctionSource } from './function-table.js';
import { inputArguments } from './input-arguments.js';
import { LoadedNames } from './loaded-names.js';
import { addGiven, addItem, pushArguments, type Loading } from './push-arguments.js';
import { APP, type SpecList } from './spec-list.js';
import { InputRef } from './value-format.js';

/** The dropspecs of a graph: a list, or made anew each time where millions of objects would only be in the way. */
export interface Dropspecs extends Iterable<FunctionDropspec> {
  readonly length: number;
}

/** A graph read from dropspecs. Its functions have no code yet: they are looked up when it is run. */
export interface LoadedGraph {
  readonly specs: Dropspecs;
  readonly graph: TaskGraph;
  readonly sources: ReadonlyMap<string, FunctionSource>;
}

/** Turns a graph of functions into tasks; all its problems are told at once. */
export function loadFunctions(list: SpecList): E.Either<InvalidGraphError, LoadedGraph> {
  return pipe(
    checkGraph(list),
    E.map((checked) => new GraphLoader(checked).load()),
  );
}

/** Turns drops into tasks: an application with its only output is one, any other drop is one by itself. */
class GraphLoader {
  readonly #checked: CheckedGraph;
  readonly #builder = new TaskGraphBuilder();
  readonly #names: LoadedNames;
  readonly #functions = new FunctionTable();
  readonly #loading: Loading;
  /** Task of each drop. */
  readonly #tasks: Int32Array;
  /** Which of several outputs of its application a data drop is. */
  readonly #places: Map<number, number> = new Map();

  constructor(checked: CheckedGraph) {
    this.#checked = checked;
    this.#tasks = int32s(checked.specs.length);
    this.#names = new LoadedNames(checked.specs);
    this.#loading = {
      builder: this.#builder,
      functions: this.#functions,
      nameless: () => this.#names.add(undefined, undefined),
    };
  }

  load(): LoadedGraph {
    const { specs, kinds, order, wiring } = this.#checked;
    const outputs: number[] = [];
    for (let at = 0; at < order.length; at++) {
      const drop = order[at]!;
      const spec = specs[drop]!;
      if (kinds[drop] === APP) this.#addApp(drop, spec as AppDropspec);
      else {
        this.#addData(drop, spec as DataDropspec);
        if (wiring.used[drop] === 0 || (spec as DataDropspec).persist === true) outputs.push(drop);
      }
    }
    // in the order of the list, whatever order the drops run in
    const asked = Int32Array.from(outputs)
      .sort()
      .map((drop) => this.#tasks[drop]!);
    const graph = this.#builder.build(asked, () => this.#names);
    return { specs, graph, sources: this.#functions.sources };
  }

  #addApp(drop: number, spec: AppDropspec): void {
    const { wiring, values } = this.#checked;
    const { offsets, items } = wiring.outputs;
    const start = offsets[drop]!;
    const outputs = offsets[drop + 1]! - start;
    this.#pushArguments(drop, spec, values[drop] as readonly unknown[] | undefined);
    const task = this.#builder.add(this.#functions.taskFunction(spec, outputs > 1 ? outputs : spec.nout));
    this.#tasks[drop] = task;
    if (outputs === 1) {
      this.#tasks[items[start]!] = task;
      this.#names.add(drop, items[start]);
      return;
    }
    for (let place = 0; place < outputs; place++) this.#places.set(items[start + place]!, place);
    this.#names.add(drop);
  }

  #addData(drop: number, spec: DataDropspec): void {
    const { offsets, items } = this.#checked.wiring.producers;
    const place = this.#places.get(drop);
    if (offsets[drop] === offsets[drop + 1]) {
      this.#tasks[drop] = addGiven(this.#loading, this.#checked.values[drop], spec);
    } else {
      if (place === undefined) return; // it came with its application
      const app = this.#tasks[items[offsets[drop]!]!]!;
      this.#tasks[drop] = addItem(this.#loading, app, place, spec.name ?? spec.oid);
    }
    this.#names.add(undefined, drop);
  }

  #pushArguments(drop: number, spec: AppDropspec, args: readonly unknown[] | undefined): void {
    const { inputs } = this.#checked.wiring;
    const start = inputs.offsets[drop]!;
    const end = inputs.offsets[drop + 1]!;
    const isList = args === LIST_OF_ALL;
    if (isList) this.#builder.pushConstant(Template.list(end - start));
    if (isList || (args === undefined && spec.inputs?.length === end - start)) {
      // the arguments are the inputs in order: so it is with most
      for (let at = start; at < end; at++) this.#builder.pushResult(this.#tasks[inputs.items[at]!]!);
      return;
    }
    if (start === end && args !== undefined && arePrimitives(args)) {
      for (let at = 0; at < args.length; at++) this.#builder.pushConstant(args[at]);
      return;
    }
    const data = linksOf(inputs, drop);
    const given = args ?? inputArguments(spec, data, this.#checked.specs).map((at) => new InputRef(at));
    pushArguments(
      this.#loading,
      given,
      spec.oid,
      data.map((input) => this.#tasks[input]!),
    );
  }
}
