import { CodecError } from '../../errors/index.js';
import { ByteWriter } from './byte-writer.js';
import { bytesOfInteger } from './numbers.js';
import { OPCODES } from './opcodes.js';
import { bytesOfText } from './text.js';

/** Protocols that are written: 2 is read by every Python there is, 4 is shorter and needs Python 3.4. @category Codecs */
export type WrittenProtocol = 2 | 4;

/** Writes values without parts, and refers back to what was written before. */
export class AtomWriter {
  readonly out: ByteWriter = new ByteWriter();
  readonly protocol: WrittenProtocol;
  readonly #memo = new Map<unknown, number>();
  #remembered = 0;

  constructor(protocol: WrittenProtocol) {
    this.protocol = protocol;
  }

  op(...opcodes: readonly number[]): void {
    for (const opcode of opcodes) this.out.uint8(opcode);
  }

  /** Writes None, a boolean, a number, a text or bytes; anything else is left, and the answer is false. */
  atom(value: unknown): boolean {
    switch (typeof value) {
      case 'undefined':
        this.op(OPCODES.NONE);
        return true;
      case 'boolean':
        this.op(value ? OPCODES.NEWTRUE : OPCODES.NEWFALSE);
        return true;
      case 'number':
        this.#number(value);
        return true;
      case 'bigint':
        this.#integer(value);
        return true;
      case 'string':
        if (!this.recall(value)) this.#text(value);
        return true;
      default:
    }
    if (value === null) this.op(OPCODES.NONE);
    else if (value instanceof Uint8Array) {
      if (!this.recall(value)) this.#bytes(value);
    } else return false;
    return true;
  }

  /** Remembers what was just written, for {@link recall}. */
  remember(what: unknown): void {
    const index = this.#remembered++;
    this.#memo.set(what, index);
    if (this.protocol === 4) this.op(OPCODES.MEMOIZE);
    else this.#indexed(OPCODES.BINPUT, OPCODES.LONG_BINPUT, index);
  }

  /** Whether something was remembered. */
  remembers(what: unknown): boolean {
    return this.#memo.has(what);
  }

  /** Refers to what was written before; false when it was not. */
  recall(what: unknown): boolean {
    const index = this.#memo.get(what);
    if (index === undefined) return false;
    this.#indexed(OPCODES.BINGET, OPCODES.LONG_BINGET, index);
    return true;
  }

  /** Names something of a Python module. */
  global(module: string, name: string): void {
    this.op(OPCODES.GLOBAL);
    this.out.append(Buffer.from(`${module}\n${name}\n`, 'latin1'));
  }

  #indexed(short: number, long: number, index: number): void {
    this.op(index <= 0xff ? short : long);
    if (index <= 0xff) this.out.uint8(index);
    else this.out.uint32(index);
  }

  #number(value: number): void {
    if (Object.is(value, -0) || !Number.isSafeInteger(value)) {
      this.op(OPCODES.BINFLOAT);
      this.out.double(value);
    } else if (value >= 0 && value <= 0xff) {
      this.op(OPCODES.BININT1, value);
    } else if (value >= 0 && value <= 0xffff) {
      this.op(OPCODES.BININT2);
      this.out.uint16(value);
    } else if (value === (value | 0)) {
      this.op(OPCODES.BININT);
      this.out.int32(value);
    } else {
      this.#long(BigInt(value));
    }
  }

  #integer(value: bigint): void {
    const number = Number(value);
    if (Number.isSafeInteger(number)) this.#number(number);
    else this.#long(value);
  }

  #long(value: bigint): void {
    const bytes = bytesOfInteger(value);
    this.op(bytes.length <= 0xff ? OPCODES.LONG1 : OPCODES.LONG4);
    if (bytes.length <= 0xff) this.out.uint8(bytes.length);
    else this.out.int32(bytes.length);
    this.out.append(bytes);
  }

  #text(text: string): void {
    this.#sized(OPCODES.SHORT_BINUNICODE, OPCODES.BINUNICODE, bytesOfText(text));
    this.remember(text);
  }

  #bytes(bytes: Uint8Array): void {
    if (this.protocol === 4) this.#sized(OPCODES.SHORT_BINBYTES, OPCODES.BINBYTES, bytes);
    else this.#bytesByCall(bytes);
    this.remember(bytes);
  }

  /** Protocol 2 knows no bytes: it has Python make them of a text with one character for each. */
  #bytesByCall(bytes: Uint8Array): void {
    if (bytes.length === 0) {
      this.global('__builtin__', 'bytes');
      this.op(OPCODES.EMPTY_TUPLE, OPCODES.REDUCE);
      return;
    }
    this.global('_codecs', 'encode');
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    this.#sized(OPCODES.SHORT_BINUNICODE, OPCODES.BINUNICODE, Buffer.from(text));
    this.atom('latin1');
    this.op(OPCODES.TUPLE2, OPCODES.REDUCE);
  }

  #sized(short: number, long: number, bytes: Uint8Array): void {
    if (bytes.length > 0xffff_ffff)
      throw new CodecError('A text or bytes of 4 GiB and more have no pickle here');
    const isShort = this.protocol === 4 && bytes.length <= 0xff;
    this.op(isShort ? short : long);
    if (isShort) this.out.uint8(bytes.length);
    else this.out.uint32(bytes.length);
    this.out.append(bytes);
  }
}
