import { CodecError } from '../errors/index.js';
import { type Event } from '../events/index.js';
import { EVENT_CLASS, EVENT_MODULE, FIELD_ORDER, isFieldName } from './event-fields.js';

/** PROTO 2, GLOBAL class, EMPTY_TUPLE NEWOBJ, EMPTY_DICT MARK. */
const FRONT = Buffer.from(`\x80\x02c${EVENT_MODULE}\n${EVENT_CLASS}\n)\x81}(`, 'latin1');
/** SETITEMS BUILD STOP. */
const BACK = Buffer.from('ub.', 'latin1');
const [NONE, TRUE, FALSE] = [Buffer.from('N'), Buffer.from([0x88]), Buffer.from([0x89])];
const [BINUNICODE, BININT, BININT1, BINFLOAT] = [0x58, 0x4a, 0x4b, 0x47];
const KEYS = new Map<string, Buffer>(FIELD_ORDER.map((name) => [name, text(name)]));

/**
 * The pickle of an event as DALiuGE's node managers exchange them: an instance of its class `dlg.event.Event`,
 * protocol 2, which every Python 3 reads. Its attributes stand in DALiuGE's order.
 *
 * @category RPC
 * @throws CodecError when an attribute is other than text, a number, true, false or null.
 * @example
 * ```ts
 * import { Event } from 'dropgraph/event';
 * import { decodeEvent, encodeEvent } from 'dropgraph/rpc';
 *
 * const bytes = encodeEvent(new Event('dropCompleted', { uid: 'A', session_id: 's1', status: 2 }));
 * decodeEvent(bytes).uid; // => 'A'
 * ```
 */
export function encodeEvent(event: Event): Buffer {
  const pieces: Uint8Array[] = [FRONT];
  for (const name of FIELD_ORDER)
    if (event[name] !== undefined) pieces.push(KEYS.get(name)!, valueOf(name, event[name]));
  for (const [name, value] of Object.entries(event)) {
    if (KEYS.has(name) || value === undefined) continue;
    if (!isFieldName(name)) throw new CodecError(`An event cannot be sent with the attribute "${name}"`);
    pieces.push(text(name), valueOf(name, value));
  }
  pieces.push(BACK);
  return Buffer.concat(pieces);
}

function valueOf(name: string, value: unknown): Uint8Array {
  if (typeof value === 'string') {
    if (/\p{Surrogate}/u.test(value))
      throw new CodecError(`"${name}" of an event is a text with half a character`);
    return text(value);
  }
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return value ? TRUE : FALSE;
  if (value === null) return NONE;
  throw new CodecError(
    `"${name}" of an event is ${typeof value === 'object' ? 'an object' : `a ${typeof value}`}; ` +
      'only text, numbers, true, false and null can be sent',
  );
}

function number(value: number): Buffer {
  if (value !== (value | 0) || Object.is(value, -0)) {
    const bytes = Buffer.alloc(9);
    bytes.writeUInt8(BINFLOAT);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  if (value >= 0 && value <= 0xff) return Buffer.from([BININT1, value]);
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(BININT);
  bytes.writeInt32LE(value, 1);
  return bytes;
}

function text(value: string): Buffer {
  const length = Buffer.byteLength(value);
  const bytes = Buffer.allocUnsafe(5 + length);
  bytes.writeUInt8(BINUNICODE);
  bytes.writeUInt32LE(length, 1);
  bytes.write(value, 5);
  return bytes;
}
