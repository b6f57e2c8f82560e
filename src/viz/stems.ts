/** Numbers, and words of hexadecimal digits as hashes have them. */
const VARYING = /(?<![\p{L}\p{N}])(?=[a-f]*\d)[\da-f]{4,}(?![\p{L}\p{N}])|\d+/giu;
/** Parts of names that vary, one behind the other, as in a date or a uuid. */
const REPEATED = /…(?:[^\p{L}\p{N}…]…)+/gu;

/** Names such as `load-0001` or `load-4f1c99a0` without what makes them differ: `load-…`. */
export function stemOf(name: string): string {
  return name.replaceAll(VARYING, '…').replaceAll(REPEATED, '…');
}
