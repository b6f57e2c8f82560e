import type { ShapeName } from '../catalogue.js';
import type { Op, Shape } from './shapes.js';

/** Appends tasks to preallocated typed arrays: a plan of a million tasks must not leave garbage behind. */
export class ShapeWriter {
  readonly #ops: Uint8Array;
  readonly #starts: Int32Array;
  readonly #args: Int32Array;
  #tasks = 0;
  #used = 0;

  constructor(tasks: number, args: number) {
    this.#ops = new Uint8Array(tasks);
    this.#starts = new Int32Array(tasks + 1);
    this.#args = new Int32Array(args);
  }

  /** Returns the new task's index. Unused arguments are left out by the caller. */
  push(op: Op, a: number, b?: number, c?: number): number {
    this.#arg(a);
    if (b !== undefined) this.#arg(b);
    if (c !== undefined) this.#arg(c);
    return this.#end(op);
  }

  pushList(op: Op, list: readonly number[]): number {
    for (const arg of list) this.#arg(arg);
    return this.#end(op);
  }

  finish(name: ShapeName): Shape {
    return {
      name,
      tasks: this.#tasks,
      ops: this.#ops.subarray(0, this.#tasks),
      starts: this.#starts.subarray(0, this.#tasks + 1),
      args: this.#args.subarray(0, this.#used),
    };
  }

  #arg(value: number): void {
    // Writing past the end of a typed array is silently ignored, and would measure a different graph.
    if (this.#used === this.#args.length) throw new RangeError('more arguments than the shape announced');
    this.#args[this.#used++] = value;
  }

  #end(op: Op): number {
    if (this.#tasks === this.#ops.length) throw new RangeError('more tasks than the shape announced');
    this.#ops[this.#tasks++] = op;
    this.#starts[this.#tasks] = this.#used;
    return this.#tasks - 1;
  }
}
