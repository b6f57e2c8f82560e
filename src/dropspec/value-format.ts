/** Containers nested deeper than this are refused: JSON itself gives up a little later, and less politely. */
export const DEEPEST: number = 250;
/** The same depth as it is written: a tagged container has levels of its own. */
export const DEEPEST_WRITTEN: number = 4 * DEEPEST;

/** Stands for the result of a task: its number among the inputs of an application. */
export class InputRef {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}

/** A function named by a dropspec, to be looked up when the graph is run. */
export class FunctionRef {
  readonly name: string;
  /** Its source, where the dropspec carries it. */
  readonly code: string | undefined;

  constructor(name: string, code: string | undefined) {
    this.name = name;
    this.code = code;
  }
}

/** What JSON cannot say is written as an object with the tag `$` and, mostly, a `value`. */
export interface Tagged {
  readonly $: string;
  readonly value?: unknown;
}

/** Typed arrays and buffers by the names of their classes, which are their tags. */
export const TYPED_ARRAYS: ReadonlyMap<string, (bytes: ArrayBuffer) => unknown> = new Map<
  string,
  (bytes: ArrayBuffer) => unknown
>([
  ['Int8Array', (bytes): unknown => new Int8Array(bytes)],
  ['Uint8Array', (bytes): unknown => new Uint8Array(bytes)],
  ['Uint8ClampedArray', (bytes): unknown => new Uint8ClampedArray(bytes)],
  ['Int16Array', (bytes): unknown => new Int16Array(bytes)],
  ['Uint16Array', (bytes): unknown => new Uint16Array(bytes)],
  ['Int32Array', (bytes): unknown => new Int32Array(bytes)],
  ['Uint32Array', (bytes): unknown => new Uint32Array(bytes)],
  ['Float32Array', (bytes): unknown => new Float32Array(bytes)],
  ['Float64Array', (bytes): unknown => new Float64Array(bytes)],
  ['BigInt64Array', (bytes): unknown => new BigInt64Array(bytes)],
  ['BigUint64Array', (bytes): unknown => new BigUint64Array(bytes)],
  ['Buffer', (bytes): unknown => Buffer.from(bytes)],
  ['ArrayBuffer', (bytes): unknown => bytes],
]);

/** Inputs in order that are written as their range. */
export const SHORTEST_RUN = 3;
