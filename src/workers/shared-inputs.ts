import { TYPED_ARRAYS } from '../closures/index.js';
import { OrderOnly, Template, type TaskGraph } from '../graph/index.js';
import type { TaskReport } from './scheduler.js';

/** Bytes from which on copying is worth avoiding. */
const LARGE = 1_048_576;

type TypedArray = NodeJS.TypedArray & { readonly buffer: ArrayBufferLike };

/** Inputs, ready to be sent. */
export interface Inputs {
  readonly args: readonly unknown[];
  /** Buffers among them that are handed over. */
  readonly transfer: readonly ArrayBuffer[];
}

/**
 * Large arrays among the inputs of tasks: handed over to the last task that needs them where nobody else can have them,
 * put into shared memory once where several tasks need them. Everything else is copied as it is sent.
 */
export class SharedInputs {
  readonly #graph: TaskGraph;
  readonly #report: TaskReport;
  /** What stands in shared memory for an array, as long as the array itself is kept. */
  readonly #shared: WeakMap<TypedArray, unknown> = new WeakMap();
  /** Large arrays that tasks were given when they were recorded, once they have been sent. */
  readonly #sent: WeakSet<TypedArray> = new WeakSet();
  /** Tasks whose result came from a worker, is in no other hands, and is for one task only. */
  readonly #owned: Set<number> = new Set();

  constructor(graph: TaskGraph, report: TaskReport) {
    this.#graph = graph;
    this.#report = report;
  }

  /** A result came that nobody else has. */
  own(task: number): void {
    if (this.#report.usesLeft(task) === 1) this.#owned.add(task);
  }

  /** @param mayLose - whether the task need not have its inputs a second time. */
  prepare(task: number, args: readonly unknown[], mayLose: boolean): Inputs {
    if (!args.some(isLarge)) return { args, transfer: NOTHING };
    const inputs = this.#inputsOf(task);
    const transfer: ArrayBuffer[] = [];
    const ready = args.map((arg, at) => {
      if (!isLarge(arg)) return arg;
      const input = inputs[at];
      if (input === undefined) return this.#shareIfSent(arg);
      const isOwned = this.#owned.delete(input);
      const uses = this.#report.usesLeft(input);
      if (uses > 1 || this.#shared.has(arg)) return this.#share(arg);
      if (mayLose && isOwned && arg.byteLength === arg.buffer.byteLength) {
        transfer.push(arg.buffer as ArrayBuffer);
        this.#report.handedOver(input);
      }
      return arg;
    });
    return { args: ready, transfer };
  }

  /** For each argument the task it is the result of; undefined for those that were given, or stand in containers. */
  #inputsOf(task: number): (number | undefined)[] {
    const { refs, offsets, constants } = this.#graph;
    const inputs: (number | undefined)[] = [];
    for (let at = offsets[task]!; at < offsets[task + 1]!;) {
      const ref = refs[at++]!;
      const constant = ref < 0 ? constants[~ref] : undefined;
      if (constant instanceof Template) {
        at += constant.count;
        if (!(constant instanceof OrderOnly)) inputs.push(undefined);
      } else inputs.push(ref < 0 ? undefined : ref);
    }
    return inputs;
  }

  /** What was given goes to its first task as it is, and into shared memory when another needs it, too. */
  #shareIfSent(array: TypedArray): unknown {
    if (this.#sent.has(array)) return this.#share(array);
    this.#sent.add(array);
    return array;
  }

  #share(array: TypedArray): unknown {
    const known = this.#shared.get(array);
    if (known !== undefined) return known;
    const made = new (array.constructor as Float64ArrayConstructor)(new SharedArrayBuffer(array.byteLength));
    made.set(array as Float64Array);
    this.#shared.set(array, made);
    return made;
  }
}

const NOTHING: readonly ArrayBuffer[] = [];

/** A typed array of JavaScript's own kinds: what has a class of its own is copied like other objects. */
function isLarge(value: unknown): value is TypedArray {
  return (
    ArrayBuffer.isView(value) &&
    value.byteLength >= LARGE &&
    KINDS.has(Object.getPrototypeOf(value)) &&
    value.buffer instanceof ArrayBuffer
  );
}

const KINDS: ReadonlySet<unknown> = new Set<unknown>(TYPED_ARRAYS.map(({ prototype }) => prototype));
