import { CodecError } from '../../errors/index.js';

/** The items of an array: numbers, 64-bit integers as bigint, texts. @category Codecs */
export type NdData =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array
  | readonly string[];

/** The items of an array of numbers. */
export type NumberData = Exclude<NdData, readonly string[]>;

interface NumberArray {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): NumberData;
  new (buffer: ArrayBufferLike): NumberData;
}

interface DTypeBase {
  /** NumPy's name without the byte order: `f8`, `c16`, `U5`. */
  readonly name: string;
  /** Bytes of one item as NumPy stores it. */
  readonly itemSize: number;
  /** Bytes that change places when the byte order does; 1 where there is no order. */
  readonly wordSize: number;
}

/** A type of numbers. */
export interface NumberType extends DTypeBase {
  readonly kind: 'number';
  /** What holds the items here. */
  readonly Data: NumberArray;
  /** Elements of `data` for one item: 2 for complex numbers (real, imaginary), else 1. */
  readonly perItem: 1 | 2;
}

/** A type of texts of at most `length` characters: `S` one byte each (latin-1), `U` any character. */
export interface TextType extends DTypeBase {
  readonly kind: 'text';
  readonly length: number;
  readonly wide: boolean;
}

/** One of the types of items that arrays here can have. */
export type DType = NumberType | TextType;

const NUMBER_TYPES = new Map<string, NumberType>(
  (
    [
      ['b1', Uint8Array],
      ['i1', Int8Array],
      ['u1', Uint8Array],
      ['i2', Int16Array],
      ['u2', Uint16Array],
      ['i4', Int32Array],
      ['u4', Uint32Array],
      ['i8', BigInt64Array],
      ['u8', BigUint64Array],
      // JavaScript has no array of halves: they are held as singles, which hold every half exactly
      ['f2', Float32Array],
      ['f4', Float32Array],
      ['f8', Float64Array],
      ['c8', Float32Array],
      ['c16', Float64Array],
    ] satisfies [string, NumberArray][]
  ).map(([name, Data]) => {
    const itemSize = Number(name.slice(1));
    const perItem = name.startsWith('c') ? 2 : 1;
    return [name, { kind: 'number', name, itemSize, wordSize: itemSize / perItem, Data, perItem }];
  }),
);

const REFUSED: Readonly<Record<string, string>> = {
  O: 'Python objects, which need a pickle that runs code',
  M: 'dates (datetime64); store them as integers',
  m: 'spans of time (timedelta64); store them as integers',
  V: 'records or raw memory (void); store each field as an array of its own',
  f: 'floating-point numbers of a size JavaScript does not have; store them as f8',
  c: 'complex numbers of a size JavaScript does not have; store them as c16',
};

/**
 * The type with NumPy's name for it, without the byte order.
 *
 * @throws CodecError for a type that is not one of b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4, f8, c8, c16, S1..., U1...
 */
export function dtypeNamed(name: string): DType {
  const numbers = NUMBER_TYPES.get(name);
  if (numbers !== undefined) return numbers;
  const [, kind, digits] = /^([SUa])([1-9]\d{0,9})$/.exec(name) ?? [];
  if (kind !== undefined) {
    const length = Number(digits);
    const wide = kind === 'U';
    const size = wide ? 4 : 1;
    return {
      kind: 'text',
      name: `${wide ? 'U' : 'S'}${String(length)}`,
      itemSize: length * size,
      wordSize: size,
      length,
      wide,
    };
  }
  const reason = REFUSED[name.charAt(0)];
  throw new CodecError(
    reason === undefined || !/^.\d*(\[\w*\])?$/.test(name)
      ? `${JSON.stringify(name.slice(0, 40))} is no dtype of an array here; valid: ${[...NUMBER_TYPES.keys()].join(', ')}, S<n>, U<n>`
      : `Arrays of dtype "${name}" cannot be read or written: they hold ${reason}`,
  );
}

/** The type whose items a typed array holds when nothing else is said; texts get the width of the longest. */
export function dtypeOf(data: NdData): DType {
  if (isTexts(data)) {
    return dtypeNamed(`U${String(data.reduce((width, text) => Math.max(width, [...text].length), 1))}`);
  }
  for (const type of NUMBER_TYPES.values()) {
    if (data instanceof type.Data && !NEVER_GUESSED.has(type.name)) return type;
  }
  throw new TypeError(`The items of an array are a typed array or texts, not ${typeof data}`);
}

/** Types whose items look, in memory, like those of another one. */
const NEVER_GUESSED = new Set(['b1', 'f2', 'c8', 'c16']);

/** Whether the items are texts. */
export function isTexts(data: NdData): data is readonly string[] {
  return Array.isArray(data);
}
