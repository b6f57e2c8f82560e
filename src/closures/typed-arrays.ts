/** The kinds of typed arrays that every supported Node has. */
export const TYPED_ARRAYS: readonly { readonly prototype: NodeJS.TypedArray }[] = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];
