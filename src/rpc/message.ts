import { decode, encode } from '@msgpack/msgpack';
import { messageOf, RPCError } from '../errors/index.js';
import { Scanner } from './scan.js';
import { fromWire, toWire } from './wire-value.js';

/** Version of ZeroRPC that is spoken. */
export const VERSION = 3;
/** What Python's MessagePack takes in one piece; what is longer it throws away, and the caller there waits in vain. */
export const LONGEST: number = 100 * 2 ** 20;
/** Ids are made by the other side, and kept while the call goes on. */
const LONGEST_ID = 256;

/** Id of a call: bytes from Python, text from others; it goes back in the form it came in. */
export type MessageId = Uint8Array | string;

/** What stands in front of every message. */
export interface Header {
  readonly id: MessageId | undefined;
  readonly version: unknown;
  /** Id of the call it belongs to; undefined in the message that begins one. */
  readonly responseTo: MessageId | undefined;
}

/** One message of ZeroRPC: the name of a method or of an answer, and what goes with it. */
export class Message {
  readonly header: Header;
  readonly name: string;
  readonly #args: Buffer;
  readonly #isWide: boolean;

  private constructor(header: Header, name: string, args: Buffer, isWide: boolean) {
    this.header = header;
    this.name = name;
    this.#args = args;
    this.#isWide = isWide;
  }

  /**
   * Reads a message; what goes with it is only passed over.
   *
   * @throws RPCError when it is none, or has more in it than is sound.
   */
  static read(bytes: Buffer): Message {
    try {
      const scanner = new Scanner(bytes);
      if (scanner.list() !== 3) throw new RPCError('it has not three parts');
      const [header, name, args] = [scanner.value(), scanner.value(), scanner.value()];
      if (!scanner.isAtEnd) throw new RPCError('it goes on after its end');
      const text = decode(name);
      if (typeof text !== 'string') throw new RPCError('its name is no text');
      return new Message(readHeader(decode(header, { mapKeyConverter: keyOf })), text, args, scanner.isWide);
    } catch (error) {
      throw new RPCError(`This is no message of ZeroRPC: ${messageOf(error)}`, { cause: error });
    }
  }

  /** What goes with it: arguments, or an answer. @throws RPCError when it cannot be read. */
  args(): unknown {
    try {
      const args = decode(this.#args, { useBigInt64: this.#isWide, mapKeyConverter: keyOf });
      return this.#isWide ? fromWire(args) : args;
    } catch (error) {
      throw new RPCError(`What comes with "${this.name}" cannot be read: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }
}

/** What is to be sent. */
export interface Outgoing {
  readonly id: MessageId;
  readonly responseTo?: MessageId | undefined;
  readonly name: string;
  readonly args: unknown;
}

/**
 * The bytes of a message.
 *
 * @throws RPCError when it holds what cannot be sent, or is longer than Python takes.
 */
export function writeMessage({ id, responseTo, name, args }: Outgoing): Uint8Array {
  const header = {
    message_id: id,
    v: VERSION,
    ...(responseTo === undefined ? {} : { response_to: responseTo }),
  };
  const bytes = encode([header, name, args], { useBigInt64: true, maxDepth: 1024 });
  if (bytes.length <= LONGEST) return bytes;
  throw new RPCError(
    `"${name}" would take ${String(bytes.length)} bytes, and Python reads no message beyond ` +
      `${String(LONGEST)}; send it in pieces`,
  );
}

/** Arguments and answers, checked for {@link writeMessage}. */
export function sendable(values: readonly unknown[], place: string): unknown[] {
  return values.map((value, at) => toWire(value, values.length === 1 ? place : `${place} ${String(at + 1)}`));
}

/** A key for an id, the same for those that are equal. */
export function keyOfId(id: MessageId): string {
  return typeof id === 'string'
    ? `s${id}`
    : `b${Buffer.from(id.buffer, id.byteOffset, id.length).toString('latin1')}`;
}

function readHeader(header: unknown): Header {
  const { message_id, v, response_to } = Object(header) as Record<string, unknown>;
  return { id: readId(message_id), version: v, responseTo: readId(response_to) };
}

function readId(id: unknown): MessageId | undefined {
  if (id === undefined || id === null) return undefined;
  const isId = typeof id === 'string' || id instanceof Uint8Array;
  if (!isId || id.length > LONGEST_ID) throw new RPCError('its id is neither a short text nor a few bytes');
  return id;
}

/** Python's dicts may have bytes and numbers as keys. */
function keyOf(key: unknown): string | number {
  if (typeof key === 'string' || typeof key === 'number') return key;
  if (typeof key === 'bigint') return String(key);
  if (key instanceof Uint8Array) return Buffer.from(key).toString();
  throw new RPCError('a key of a dict is neither text nor bytes nor a number');
}
