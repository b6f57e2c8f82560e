/** Smaller parts are not looked at: there are too many of them. */
const SMALLEST = 8192;
/** Items of a container that are looked into. */
const FEW = 100;
/** Levels of containers that are looked into. */
const DEPTH = 2;
/** Bytes of an item of a list, or of an entry of a Map or Set, whatever it is. */
const ITEM = 8;

/** Something of weight in a value. */
export interface Part {
  /** The way to it, from the name of the value on. */
  readonly path: string;
  readonly part: unknown;
  readonly bytes: number;
}

/** The long texts, buffers, typed arrays and long lists in a value. */
export function* partsOf(value: unknown, path: string, depth: number = DEPTH): Generator<Part> {
  const bytes = bytesOf(value);
  if (bytes >= SMALLEST) yield { path, part: value, bytes };
  else if (typeof value === 'object' && value !== null && depth > 0) {
    if (Array.isArray(value)) {
      for (let index = 0; index < Math.min(value.length, FEW); index++)
        yield* partsOf(value[index], `${path}[${String(index)}]`, depth - 1);
    } else if (isPlain(value)) {
      for (const key of Object.keys(value).slice(0, FEW)) {
        // not by reading: an accessor is a function of the user's
        const item: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
        yield* partsOf(item, `${path}.${key}`, depth - 1);
      }
    }
  }
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  if (Array.isArray(value)) return value.length * ITEM;
  return value instanceof Map || value instanceof Set ? value.size * ITEM : 0;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
