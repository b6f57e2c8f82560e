import type { TaskGraph } from '../graph/index.js';
import type { TaskReport } from './scheduler.js';

/** Bytes from which on copying is worth avoiding. */
const LARGE = 1_048_576;

type TypedArray = NodeJS.TypedArray & { readonly buffer: ArrayBufferLike };

/**
 * Large arrays among the inputs of tasks: handed over to the last task that needs them, put into shared memory once
 * where several do. Everything else is copied as it is sent.
 */
export class SharedInputs {
  readonly #graph: TaskGraph;
  readonly #report: TaskReport;
  readonly #shared: Map<number, unknown> = new Map();

  constructor(graph: TaskGraph, report: TaskReport) {
    this.#graph = graph;
    this.#report = report;
  }

  /** @param mayLose - whether the task need not have its inputs a second time. */
  prepare(
    task: number,
    args: readonly unknown[],
    mayLose: boolean,
  ): { readonly args: readonly unknown[]; readonly transfer: readonly ArrayBuffer[] } {
    if (!args.some(isLarge)) return { args, transfer: NOTHING };
    const { refs, offsets } = this.#graph;
    const inputs = refs.subarray(offsets[task], offsets[task + 1]);
    if (inputs.length !== args.length) return { args, transfer: NOTHING }; // some stand in containers
    const transfer: ArrayBuffer[] = [];
    const ready = args.map((arg, at) => {
      const input = inputs[at]!;
      if (input < 0 || !isLarge(arg)) return arg;
      const uses = this.#report.usesLeft(input);
      if (uses > 1) return this.#share(input, arg);
      if (mayLose && isWhole(arg)) transfer.push(arg.buffer as ArrayBuffer);
      return arg;
    });
    return { args: ready, transfer };
  }

  #share(input: number, array: TypedArray): unknown {
    const known = this.#shared.get(input);
    if (known !== undefined) return known;
    const made = new (array.constructor as Float64ArrayConstructor)(new SharedArrayBuffer(array.byteLength));
    made.set(array as Float64Array);
    this.#shared.set(input, made);
    return made;
  }
}

const NOTHING: readonly ArrayBuffer[] = [];

function isLarge(value: unknown): value is TypedArray {
  return (
    ArrayBuffer.isView(value) &&
    !(value instanceof DataView) &&
    !Buffer.isBuffer(value) &&
    value.byteLength >= LARGE &&
    !(value.buffer instanceof SharedArrayBuffer)
  );
}

function isWhole({ byteLength, buffer }: TypedArray): boolean {
  return byteLength === buffer.byteLength;
}
