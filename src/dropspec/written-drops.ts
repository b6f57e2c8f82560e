import { Template, type TaskColumns, type TaskNames } from '../graph/index.js';
import {
  APP_SUFFIX,
  FUNCTION_APP,
  MEMORY_DROP,
  type AppDropspec,
  type DataDropspec,
  type FunctionDropspec,
} from './format.js';
import type { LineForm } from './line-form.js';
import type { Dropspecs } from './load.js';
import type { OidTable } from './oid-table.js';

/** Series of a task that is no drop. */
export const NO_DROP = -1;
/** Form of a task without an application. */
export const NO_FORM = -1;

/** What is known of the drops of a `WrittenGraph`. */
export interface WrittenColumns {
  /** Number of drops; the data of the last application may be missing. */
  readonly length: number;
  readonly tasks: Omit<TaskColumns, 'outputs'>;
  readonly oids: OidTable;
  /** For each task the series of the oid of its data, and its number in that. */
  readonly series: Int32Array;
  readonly numbers: Int32Array;
  readonly forms: readonly LineForm[];
  readonly formOf: Int32Array;
  /** Where the consumers of each task end in `consumers`: a series and a number for each. */
  readonly ends: Int32Array;
  readonly consumers: Int32Array;
  /** Tasks whose data says that it is kept. */
  readonly persisted: ReadonlySet<number>;
  /** Dropspecs that say more than the columns, by place. */
  readonly kept: ReadonlyMap<number, FunctionDropspec>;
}

/** The oids of tasks, put together when they are asked for. */
export class WrittenNames implements TaskNames {
  readonly #columns: WrittenColumns;

  constructor(columns: WrittenColumns) {
    this.#columns = columns;
  }

  key(task: number): string {
    return this.dataOid(task) ?? `#${String(task)}`; // a function has no drop
  }

  appOid(task: number): string | undefined {
    return this.#columns.formOf[task] === NO_FORM ? undefined : this.key(task) + APP_SUFFIX;
  }

  dataOid(task: number): string | undefined {
    const { oids, series, numbers } = this.#columns;
    return series[task] === NO_DROP ? undefined : oids.oid(series[task]!, numbers[task]!);
  }

  /** A loaded graph does not know the lines that made it. */
  callSite(): undefined {
    return undefined;
  }
}

/** The dropspecs as they were read, each made from the columns when it is its turn. */
export class WrittenDrops implements Dropspecs {
  readonly length: number;
  readonly #columns: WrittenColumns;
  readonly #names: WrittenNames;

  constructor(columns: WrittenColumns) {
    this.length = columns.length;
    this.#columns = columns;
    this.#names = new WrittenNames(columns);
  }

  *[Symbol.iterator](): Generator<FunctionDropspec, void, undefined> {
    const { tasks, series, formOf, kept } = this.#columns;
    for (let place = 0, task = 0; task < tasks.size && place < this.length; task++) {
      if (series[task] === NO_DROP) continue;
      if (formOf[task] !== NO_FORM) yield kept.get(place++) ?? this.#app(task);
      if (place < this.length) yield kept.get(place++) ?? this.#data(task);
    }
  }

  #app(task: number): AppDropspec {
    const { forms, formOf } = this.#columns;
    const { name, functionName: func_name, more } = forms[formOf[task]!]!;
    const oid = this.#names.key(task);
    const { args, inputs } = this.#arguments(task);
    return {
      oid: oid + APP_SUFFIX,
      categoryType: 'Application',
      dropclass: FUNCTION_APP,
      name,
      func_name,
      ...(args !== undefined && { args }),
      inputs: inputs.map((input) => this.#names.key(input)),
      outputs: [oid],
      ...more,
    };
  }

  /** The inputs of a task, and its arguments where they are not just the inputs; as `WrittenGraph` took them. */
  #arguments(task: number): { inputs: number[]; args: unknown[] | undefined } {
    const { refs, offsets, constants } = this.#columns.tasks;
    const own = refs.subarray(offsets[task], offsets[task + 1]);
    if (own.length > 0 && own[0]! < 0 && constants[~own[0]!] instanceof Template) {
      return {
        inputs: [...own.subarray(1)],
        args: [{ $: 'inputs', value: [0, own.length - 1] }],
      };
    }
    const places = new Map<number, number>();
    for (const ref of own) if (ref >= 0 && !places.has(ref)) places.set(ref, places.size);
    const inputs = [...places.keys()];
    if (inputs.length === own.length) return { inputs, args: undefined };
    const args = Array.from(own, (ref): unknown =>
      ref < 0 ? constants[~ref] : { $: 'input', value: places.get(ref) },
    );
    return { inputs, args };
  }

  #data(task: number): DataDropspec {
    const { forms, formOf, ends, consumers, oids, persisted } = this.#columns;
    const oid = this.#names.key(task);
    const links: string[] = [];
    for (let at = task === 0 ? 0 : ends[task - 1]!; at < ends[task]!; at += 2) {
      links.push(oids.oid(consumers[at]!, consumers[at + 1]!) + APP_SUFFIX);
    }
    return {
      oid,
      categoryType: 'Data',
      dropclass: MEMORY_DROP,
      name: forms[formOf[task]!]!.name,
      producers: [oid + APP_SUFFIX],
      consumers: links,
      ...(persisted.has(task) && { persist: true }),
    };
  }
}
