import { RPCError } from '../errors/index.js';

/** As Python's reader takes it, about. */
const DEEPEST = 512;
/** Values are objects here: a message of so many empty lists takes some hundred megabytes. */
const MOST_VALUES = 2 ** 21;
/** Payload of the heads from 0xc0 to 0xdf without a count: their bytes. Others have none. */
const FIXED = new Map([
  [0xca, 4],
  [0xcb, 8],
  [0xcc, 1],
  [0xcd, 2],
  [0xce, 4],
  [0xcf, 8],
  [0xd0, 1],
  [0xd1, 2],
  [0xd2, 4],
  [0xd3, 8],
]);

/**
 * Passes over values of MessagePack, and counts them before anything is made of them: a few bytes that promise
 * lists of millions would otherwise take all memory.
 */
export class Scanner {
  readonly #bytes: Buffer;
  #at = 0;
  #count = 0;
  #wide = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Whether integers of 64 bits were passed. */
  get isWide(): boolean {
    return this.#wide;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Passes the head of a list, and gives its length. @throws RPCError when there is none. */
  list(): number {
    const head = this.#uint(1);
    if (head >= 0x90 && head <= 0x9f) return head & 0x0f;
    if (head === 0xdc) return this.#uint(2);
    if (head === 0xdd) return this.#uint(4);
    throw new RPCError('it is no list');
  }

  /** Passes one value, with all that is in it, and gives its bytes, not copied. */
  value(): Buffer {
    const start = this.#at;
    const open = [1];
    while (open.length > 0) {
      const left = open.pop()!;
      if (left > 1) open.push(left - 1);
      if (++this.#count > MOST_VALUES) throw new RPCError(`it has more than ${String(MOST_VALUES)} values`);
      const inside = this.#head();
      if (inside === 0) continue;
      if (open.length >= DEEPEST) throw new RPCError(`it is nested deeper than ${String(DEEPEST)}`);
      open.push(inside);
    }
    return this.#bytes.subarray(start, this.#at);
  }

  /** Passes a head, and a payload that is no values; gives how many values are inside. */
  #head(): number {
    const head = this.#uint(1);
    if (head <= 0x7f || head >= 0xe0) return 0;
    if (head <= 0x8f) return 2 * (head & 0x0f);
    if (head <= 0x9f) return head & 0x0f;
    if (head <= 0xbf) return this.#skip(head & 0x1f);
    switch (head) {
      case 0xc0:
      case 0xc2:
      case 0xc3:
        return 0;
      case 0xc4:
      case 0xd9:
        return this.#skip(this.#uint(1));
      case 0xc5:
      case 0xda:
        return this.#skip(this.#uint(2));
      case 0xc6:
      case 0xdb:
        return this.#skip(this.#uint(4));
      case 0xdc:
        return this.#uint(2);
      case 0xdd:
        return this.#uint(4);
      case 0xde:
        return 2 * this.#uint(2);
      case 0xdf:
        return 2 * this.#uint(4);
      default:
        return this.#number(head);
    }
  }

  #number(head: number): number {
    const size = FIXED.get(head);
    if (size === undefined)
      throw new RPCError(`it has the type 0x${head.toString(16)}, which is not spoken here`);
    if (head === 0xcf || head === 0xd3) this.#wide = true;
    return this.#skip(size);
  }

  #skip(size: number): 0 {
    this.#at += size;
    if (this.#at > this.#bytes.length) throw truncated();
    return 0;
  }

  #uint(size: 1 | 2 | 4): number {
    const at = this.#at;
    this.#skip(size);
    return this.#bytes.readUIntBE(at, size);
  }
}

function truncated(): RPCError {
  return new RPCError('it is cut off');
}
