import { CodecError } from '../../errors/index.js';
import { asInteger, MAX_DIGITS } from '../python/read-literal.js';

/** Most bytes of an integer: JavaScript has none longer. */
const MAX_BYTES = 2 ** 27;

/** An integer from its bytes in two's complement, the lowest first. */
export function integerOfBytes(bytes: Buffer): number | bigint {
  if (bytes.length === 0) return 0;
  if (bytes.length <= 6) return bytes.readIntLE(0, bytes.length);
  if (bytes.length >= MAX_BYTES)
    throw new CodecError(`The pickle holds an integer of ${String(bytes.length)} bytes`);
  const value = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
  return asInteger(bytes.at(-1)! >= 0x80 ? value - (1n << BigInt(bytes.length * 8)) : value);
}

/** The bytes of an integer in two's complement, the lowest first; as few as Python writes. */
export function bytesOfInteger(value: bigint): Buffer {
  if (value === 0n) return Buffer.alloc(0);
  const digits = (value < 0n ? -value - 1n : value).toString(16).length;
  // room for the sign, then the bytes it does not need are cut off
  const length = (digits >> 1) + 1;
  const complement = value < 0n ? value + (1n << BigInt(length * 8)) : value;
  const bytes = Buffer.from(complement.toString(16).padStart(length * 2, '0'), 'hex').reverse();
  const last = bytes.at(-1)!;
  const spare = length > 1 && (last === 0 || last === 0xff) && last >> 7 === bytes.at(-2)! >> 7;
  return spare ? bytes.subarray(0, -1) : bytes;
}

/** An integer, or a boolean, from the digits of protocol 0. */
export function integerOfDigits(line: string): number | bigint | boolean {
  if (line === '00' || line === '01') return line === '01';
  if (!/^[+-]?\d+$/.test(line))
    throw new CodecError(`The pickle holds ${shown(line)} where an integer should be`);
  if (line.length > MAX_DIGITS)
    throw new CodecError(`The pickle holds an integer of ${String(line.length)} digits`);
  return asInteger(BigInt(line.replace('+', '')));
}

const SPECIAL = new Map([
  ['inf', Infinity],
  ['-inf', -Infinity],
  ['nan', NaN],
]);

/** A floating-point number from the digits of protocol 0. */
export function floatOfDigits(line: string): number {
  const special = SPECIAL.get(line);
  if (special !== undefined) return special;
  if (line.length > MAX_DIGITS || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(line)) {
    throw new CodecError(`The pickle holds ${shown(line)} where a number should be`);
  }
  return Number(line);
}

function shown(line: string): string {
  return JSON.stringify(line.slice(0, 40));
}
