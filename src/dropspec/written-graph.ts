import { consumersOf, TaskGraphBuilder, Template, type TaskFunction } from '../graph/index.js';
import { Int32List } from '../basics/index.js';
import { checkDropspec, isSimple } from './check.js';
import { arePrimitives, isListOfAll } from './check-graph.js';
import { decode } from './decode.js';
import { Distinct } from './distinct.js';
import { isForeign } from './foreign.js';
import { APP_SUFFIX, type AppDropspec, type DataDropspec, type FunctionDropspec } from './format.js';
import { FunctionTable } from './function-table.js';
import type { KnownClasses } from './known-classes.js';
import { LineForm } from './line-form.js';
import type { LoadedGraph } from './load.js';
import { NO_TASK, OidTable, type OidSeries } from './oid-table.js';
import { addGiven, pushArguments, type Loading } from './push-arguments.js';
import { InputRef } from './value-format.js';
import { NO_DROP, NO_FORM, WrittenDrops, WrittenNames, type WrittenColumns } from './written-drops.js';

/** Stands for a single argument that is the list of all inputs. */
export const ALL_INPUTS: readonly unknown[] = [];

/**
 * A graph that is read from drops as `DropGraph.write` writes them: each application with the data it fills right
 * after it, each after its inputs, every link told on both sides. Then one pass makes the tasks, and of most drops
 * nothing is kept but numbers. What is not like that is refused, and so is all that is wrong: the caller goes on with
 * `drops()` in the way that takes any graph and tells its problems.
 */
export class WrittenGraph {
  readonly oids: OidTable = new OidTable();
  readonly forms: LineForm[] = [];
  readonly #classes: KnownClasses;
  readonly #functions = new FunctionTable();
  readonly #builder = new TaskGraphBuilder();
  readonly #loading: Loading = {
    builder: this.#builder,
    functions: this.#functions,
    nameless: () => {
      this.#name(NO_DROP, 0, NO_FORM);
      this.#ends.push(this.#consumers.length);
    },
  };
  readonly #formOfFunction: Map<TaskFunction, LineForm> = new Map();
  readonly #series = new Int32List();
  readonly #numbers = new Int32List();
  readonly #formOf = new Int32List();
  readonly #ends = new Int32List();
  readonly #consumers = new Int32List();
  readonly #distinct = new Distinct();
  readonly #persisted: Set<number> = new Set();
  readonly #kept: Map<number, FunctionDropspec> = new Map();
  #length = 0;
  #open: LineForm | undefined;

  constructor(classes: KnownClasses) {
    this.#classes = classes;
  }

  /** Number of drops. */
  get length(): number {
    return this.#length;
  }

  /** The form of the application whose data must come next. */
  get open(): LineForm | undefined {
    return this.#open;
  }

  /**
   * Adds an application that says nothing but its form, the oid of its data, its inputs, and arguments.
   *
   * @param args - constants that are written as they are, and InputRefs; undefined where the arguments are the inputs.
   * @param inputs - tasks, of which the first `count` count.
   * @returns whether it could be added. If not, nothing was changed.
   */
  addApp(
    form: LineForm,
    series: OidSeries,
    number: number,
    args: readonly unknown[] | undefined,
    inputs: readonly number[],
    count: number,
  ): boolean {
    if (this.#open !== undefined || !this.#distinct.areDistinct(inputs, count)) return false;
    const isList = args === ALL_INPUTS;
    if (args !== undefined && !isList && !isShortest(args, count)) return false;
    if (!series.put(number, this.#builder.size)) return false;
    if (isList) this.#builder.pushConstant(Template.list(count));
    if (isList || args === undefined) {
      for (let at = 0; at < count; at++) this.#builder.pushResult(inputs[at]!);
    } else {
      for (let at = 0; at < args.length; at++) {
        const arg = args[at];
        if (arg instanceof InputRef) this.#builder.pushResult(inputs[arg.index]!);
        else this.#builder.pushConstant(arg);
      }
    }
    this.#builder.add(form.fn);
    this.#name(series.index, number, form.index);
    this.#open = form;
    this.#length++;
    return true;
  }

  /**
   * Adds the data of the open application, that says nothing but its consumers.
   *
   * @param consumers - for each application the series and the number of the oid of its data; the first `count` numbers.
   */
  addData(consumers: readonly number[], count: number, persist: boolean): void {
    this.#endTask(consumers, count, persist);
    this.#length++;
  }

  /** Whether an oid is that of the data of the open application. */
  isOpen(series: OidSeries, number: number): boolean {
    const task = this.#builder.size - 1;
    return (
      this.#open !== undefined &&
      this.#series.get(task) === series.index &&
      this.#numbers.get(task) === number
    );
  }

  /**
   * The form of one application with many inputs, which are left out here; undefined where it is not simple.
   */
  formOf(candidate: unknown): LineForm | undefined {
    const spec = this.#checked(candidate);
    if (spec?.categoryType !== 'Application') return undefined;
    const app = spec;
    const { name, args } = app;
    const [first] = (args ?? [{ $: 'inputs' }]) as readonly ({ readonly $?: unknown } | null)[];
    if (name === undefined || first?.$ !== 'inputs') return undefined;
    const fn = this.#functions.taskFunction(app, app.nout);
    this.#formFor(app, name, fn);
    return this.#newForm(fn, name, app, FIELDS_BEFORE);
  }

  /** Adds any drop; whether that could be done. If not, this graph is of no more use than its `drops()`. */
  add(candidate: unknown): boolean {
    const spec = this.#checked(candidate);
    if (spec === undefined) return false;
    const isAdded = spec.categoryType === 'Data' ? this.#addAnyData(spec) : this.#addAnyApp(spec);
    if (isAdded) this.#kept.set(this.#length++, spec);
    return isAdded;
  }

  /** The drops so far, as they were given. */
  drops(): WrittenDrops {
    return new WrittenDrops(this.#columns());
  }

  /** The graph, if that is all of it and every link is told on both sides, in running order; else undefined. */
  finish(): LoadedGraph | undefined {
    if (this.#open !== undefined || this.#length === 0) return undefined;
    const columns = this.#columns();
    const outputs = outputsOf(columns);
    if (outputs === undefined) return undefined;
    const graph = this.#builder.build(outputs, () => new WrittenNames(columns));
    return { specs: new WrittenDrops(columns), graph, sources: this.#functions.sources };
  }

  /** A drop of a graph of functions, if it is one and right by itself. */
  #checked(candidate: unknown): FunctionDropspec | undefined {
    if (isSimple(candidate)) return candidate;
    if (isForeign(candidate, this.#classes)) return undefined;
    const spec = checkDropspec(candidate, this.#length, []);
    return spec === candidate ? spec : undefined;
  }

  #addAnyApp(spec: AppDropspec): boolean {
    const { oid, name, outputs = [], inputs = [], args } = spec;
    const [output] = outputs;
    if (this.#open !== undefined || name === undefined || outputs.length !== 1) return false;
    if (typeof output !== 'string' || oid !== output + APP_SUFFIX || output.endsWith(APP_SUFFIX))
      return false;
    const tasks: number[] = [];
    for (const input of inputs) {
      const task = typeof input === 'string' ? this.oids.find(input).taskOf(this.oids.number) : NO_TASK;
      if (task === NO_TASK) return false;
      tasks.push(task);
    }
    if (!this.#distinct.areDistinct(tasks, tasks.length)) return false;
    if (!this.#pushArguments(args, tasks, oid)) return false;
    const fn = this.#functions.taskFunction(spec, spec.nout);
    this.#open = this.#formFor(spec, name, fn);
    return this.#nameTask(this.#builder.add(fn), output, this.#open.index);
  }

  #pushArguments(args: readonly unknown[] | undefined, inputs: readonly number[], oid: string): boolean {
    const isList = args !== undefined && isListOfAll(args, inputs.length);
    if (isList) this.#builder.pushConstant(Template.list(inputs.length));
    if (isList || args === undefined) {
      for (const input of inputs) this.#builder.pushResult(input);
      return true;
    }
    const decoded = arePrimitives(args) ? { value: args } : decoding(args, inputs.length);
    if (decoded === undefined) return false;
    pushArguments(this.#loading, decoded.value as readonly unknown[], oid, Int32Array.from(inputs));
    return true;
  }

  #addAnyData(spec: DataDropspec): boolean {
    const { oid, producers = [], consumers = [], pydata, persist } = spec;
    const links: number[] = [];
    for (const consumer of consumers) {
      if (typeof consumer !== 'string' || !consumer.endsWith(APP_SUFFIX)) return false;
      links.push(this.oids.find(consumer.slice(0, -APP_SUFFIX.length)).index, this.oids.number);
    }
    if (this.#open === undefined) {
      const decoded = pydata === undefined || producers.length > 0 ? undefined : decoding(pydata.value, 0);
      if (decoded === undefined || oid.endsWith(APP_SUFFIX)) return false;
      if (!this.#nameTask(addGiven(this.#loading, decoded.value, spec), oid, NO_FORM)) return false;
    } else {
      if (pydata !== undefined || !this.isOpen(this.oids.find(oid), this.oids.number)) return false;
      if (producers.length !== 1 || producers[0] !== oid + APP_SUFFIX) return false;
    }
    this.#endTask(links, links.length, persist === true);
    return true;
  }

  #endTask(consumers: readonly number[], count: number, persist: boolean): void {
    for (let at = 0; at < count; at++) this.#consumers.push(consumers[at]!);
    this.#ends.push(this.#consumers.length);
    if (persist) this.#persisted.add(this.#builder.size - 1);
    this.#open = undefined;
  }

  #nameTask(task: number, oid: string, form: number): boolean {
    const series = this.oids.find(oid);
    this.#name(series.index, this.oids.number, form);
    return series.put(this.oids.number, task);
  }

  /** The form of the lines to come that call a function as an application does. */
  #formFor(spec: AppDropspec, name: string, fn: TaskFunction): LineForm {
    const known = this.#formOfFunction.get(fn);
    if (known !== undefined) return known;
    const form = this.#newForm(fn, name, spec, FIELDS_BEFORE.concat('func_code')); // which only the first line has
    this.#formOfFunction.set(fn, form);
    return form;
  }

  #newForm(fn: TaskFunction, name: string, spec: AppDropspec, without: readonly string[]): LineForm {
    const more: Record<string, unknown> = { ...spec };
    for (const field of without) delete more[field];
    const form = new LineForm(this.forms.length, fn, name, spec.func_name, more);
    this.forms.push(form);
    return form;
  }

  #name(series: number, number: number, form: number): void {
    this.#series.push(series);
    this.#numbers.push(number);
    this.#formOf.push(form);
  }

  #columns(): WrittenColumns {
    return {
      length: this.#length,
      tasks: this.#builder.columns(),
      oids: this.oids,
      series: this.#series.toArray(),
      numbers: this.#numbers.toArray(),
      forms: this.forms,
      formOf: this.#formOf.toArray(),
      ends: this.#ends.toArray(),
      consumers: this.#consumers.toArray(),
      persisted: this.#persisted,
      kept: this.#kept,
    };
  }
}

/** The fields of an application that stand before those in `more` of its form. */
const FIELDS_BEFORE = ['oid', 'categoryType', 'dropclass', 'name', 'func_name', 'args', 'inputs', 'outputs'];

/** Whether arguments need to be said, and are in the only way there is: inputs are named in their order, and all are. */
function isShortest(args: readonly unknown[], inputs: number): boolean {
  let named = 0;
  let isNeeded = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (arg instanceof InputRef && arg.index === named) named++;
    else if (arg instanceof InputRef && arg.index > named) return false;
    else isNeeded = true;
  }
  return isNeeded && named === inputs;
}

function decoding(encoded: unknown, inputs: number): { readonly value: unknown } | undefined {
  try {
    return { value: decode(encoded, inputs) };
  } catch {
    return undefined; // it is told when the graph is read again
  }
}

/** The tasks that are asked for; undefined if consumers are told other than inputs tell. */
function outputsOf({
  tasks,
  series,
  numbers,
  ends,
  consumers,
  persisted,
}: WrittenColumns): number[] | undefined {
  const users = consumersOf(tasks);
  const outputs: number[] = [];
  for (let task = 0, at = 0; task < tasks.size; task++) {
    if (series[task] === NO_DROP) continue;
    const first = at;
    let last = NO_TASK;
    for (let use = users.offsets[task]!; use < users.offsets[task + 1]!; use++) {
      const user = users.items[use]!;
      if (user === last) continue; // a task that uses a result twice stands there twice
      last = user;
      if (at >= ends[task]! || consumers[at++] !== series[user] || consumers[at++] !== numbers[user])
        return undefined;
    }
    if (at !== ends[task]) return undefined;
    if (at === first || persisted.has(task)) outputs.push(task);
  }
  return outputs;
}
