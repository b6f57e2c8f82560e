import { CodecError, messageOf } from '../errors/index.js';
import { Event } from '../events/index.js';
import { EVENT_CLASS, EVENT_MODULE, isFieldName, type EventValue } from './event-fields.js';

const HIGHEST_PROTOCOL = 5;
/** What is on the stack of the machine besides values: never anything that could be called. */
const MARK = Symbol('mark');
const CLASS = Symbol('class');
const TUPLE = Symbol('empty tuple');
const INSTANCE = Symbol('instance');
const DICT = Symbol('dict');

type Item = EventValue | typeof MARK | typeof CLASS | typeof TUPLE | typeof INSTANCE | typeof DICT;

/**
 * Reads the pickle of an event of DALiuGE, as Python 3 writes it in protocols 2 to 5. Of all that pickles can do,
 * only this is understood: one instance of `dlg.event.Event` with texts and numbers as attributes. Nothing is ever run;
 * anything else is refused.
 *
 * @category RPC
 * @throws CodecError that says what was found.
 */
export function decodeEvent(bytes: Uint8Array): Event {
  const reader = new EventReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  try {
    return eventOf(reader.read());
  } catch (error) {
    if (error instanceof CodecError) throw error;
    throw new CodecError(`This is no event of DALiuGE: the pickle is cut off (${messageOf(error)})`, {
      cause: error,
    });
  }
}

class EventReader {
  readonly #bytes: Buffer;
  #at = 0;
  readonly #stack: Item[] = [];
  readonly #memo: Map<number, Item> = new Map();
  readonly #fields: Map<string, EventValue> = new Map();
  #isBuilt = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  read(): ReadonlyMap<string, EventValue> {
    for (;;) {
      const opcode = this.#uint(1);
      if (opcode === 0x2e) break;
      this.#step(opcode);
    }
    if (this.#pop() !== INSTANCE || !this.#isBuilt || this.#stack.length > 0)
      throw refused('it is no single event');
    if (this.#at !== this.#bytes.length) throw refused('it goes on after its end');
    return this.#fields;
  }

  #step(opcode: number): void {
    switch (opcode) {
      case 0x80: // PROTO
        if (this.#uint(1) > HIGHEST_PROTOCOL) throw refused('its protocol is unknown');
        break;
      case 0x95: // FRAME
        this.#skip(8);
        break;
      case 0x63: // GLOBAL
        this.#name(this.#line(), this.#line());
        break;
      case 0x93: {
        // STACK_GLOBAL
        const name = this.#pop();
        this.#name(this.#pop(), name);
        break;
      }
      case 0x29: // EMPTY_TUPLE
        this.#stack.push(TUPLE);
        break;
      case 0x81: // NEWOBJ
        if (this.#pop() !== TUPLE || this.#pop() !== CLASS)
          throw refused('it makes an instance of something else');
        this.#stack.push(INSTANCE);
        break;
      case 0x7d: // EMPTY_DICT
        this.#stack.push(DICT);
        break;
      case 0x28: // MARK
        this.#stack.push(MARK);
        break;
      case 0x75: // SETITEMS
        this.#setItems();
        break;
      case 0x73: {
        // SETITEM
        const value = this.#pop();
        this.#set(this.#pop(), value);
        this.#expectDict();
        break;
      }
      case 0x62: // BUILD
        if (this.#pop() !== DICT || this.#stack.at(-1) !== INSTANCE || this.#isBuilt)
          throw refused('it sets the state of something else');
        this.#isBuilt = true;
        break;
      case 0x94: // MEMOIZE
        this.#memo.set(this.#memo.size, this.#top());
        break;
      case 0x71: // BINPUT
        this.#memo.set(this.#uint(1), this.#top());
        break;
      case 0x72: // LONG_BINPUT
        this.#memo.set(this.#uint(4), this.#top());
        break;
      case 0x68: // BINGET
        this.#recall(this.#uint(1));
        break;
      case 0x6a: // LONG_BINGET
        this.#recall(this.#uint(4));
        break;
      default:
        this.#stack.push(this.#value(opcode));
    }
  }

  #value(opcode: number): EventValue {
    switch (opcode) {
      case 0x8c: // SHORT_BINUNICODE
        return this.#text(this.#uint(1));
      case 0x58: // BINUNICODE
        return this.#text(this.#uint(4));
      case 0x8d: // BINUNICODE8
        return this.#text(Number(this.#bytes.readBigUInt64LE(this.#skip(8))));
      case 0x4b: // BININT1
        return this.#uint(1);
      case 0x4d: // BININT2
        return this.#uint(2);
      case 0x4a: // BININT
        return this.#bytes.readInt32LE(this.#skip(4));
      case 0x8a: // LONG1
        return this.#long();
      case 0x47: // BINFLOAT
        return this.#bytes.readDoubleBE(this.#skip(8));
      case 0x4e: // NONE
        return null;
      case 0x88: // NEWTRUE
        return true;
      case 0x89: // NEWFALSE
        return false;
      default:
        throw refused(
          `its instruction 0x${opcode.toString(16)} at byte ${String(this.#at - 1)} is none of an event`,
        );
    }
  }

  /** An integer of up to 6 bytes, which a number holds exactly. */
  #long(): number {
    const size = this.#uint(1);
    if (size > 6) throw refused('an integer is too large');
    return size === 0 ? 0 : this.#bytes.readIntLE(this.#skip(size), size);
  }

  #setItems(): void {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark === -1) throw refused('it sets items without a mark');
    const items = this.#stack.splice(mark).slice(1);
    if (items.length % 2 === 1) throw refused('a name has no value');
    for (let at = 0; at < items.length; at += 2) this.#set(items[at]!, items[at + 1]!);
    this.#expectDict();
  }

  #set(name: Item, value: Item): void {
    if (typeof name !== 'string' || !isFieldName(name))
      throw refused('an attribute has a name it cannot have');
    if (typeof value === 'symbol') throw refused(`its attribute "${name}" is neither text nor number`);
    this.#fields.set(name, value);
  }

  #expectDict(): void {
    if (this.#stack.at(-1) !== DICT || this.#stack.at(-2) !== INSTANCE)
      throw refused('it sets items of something else');
  }

  #name(module: Item, name: Item): void {
    if (module !== EVENT_MODULE || name !== EVENT_CLASS) {
      const named = `${String(module)}.${String(name)}`;
      throw refused(
        `it names ${named.length > 100 ? `${named.slice(0, 100)}...` : named}, which is never loaded`,
      );
    }
    this.#stack.push(CLASS);
  }

  #recall(index: number): void {
    const item = this.#memo.get(index);
    if (item === undefined) throw refused('it refers to what it never had');
    this.#stack.push(item);
  }

  #top(): Item {
    const item = this.#pop();
    this.#stack.push(item);
    return item;
  }

  #pop(): Item {
    const item = this.#stack.pop();
    if (item === undefined) throw refused('it takes what it never put');
    return item;
  }

  #text(length: number): string {
    const start = this.#skip(length);
    return this.#bytes.toString('utf8', start, this.#at);
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end === -1) throw refused('a line does not end');
    const line = this.#bytes.toString('latin1', this.#at, end);
    this.#at = end + 1;
    return line;
  }

  #uint(size: 1 | 2 | 4): number {
    return this.#bytes.readUIntLE(this.#skip(size), size);
  }

  /** Passes bytes; gives where they begin. */
  #skip(size: number): number {
    if (size > this.#bytes.length - this.#at) throw refused('the pickle is cut off');
    const start = this.#at;
    this.#at += size;
    return start;
  }
}

/** Whom an event is of, and what it says, must be there. */
function eventOf(fields: ReadonlyMap<string, EventValue>): Event {
  for (const name of ['type', 'uid', 'session_id']) {
    if (typeof fields.get(name) !== 'string') throw refused(`its ${name} is no text`);
  }
  const { type, ...others } = Object.fromEntries(fields);
  return new Event(type as string, others);
}

function refused(what: string): CodecError {
  return new CodecError(`This is no event of DALiuGE: ${what}`);
}
