import { CodecError } from '../../errors/index.js';
import type { Load } from './load-atoms.js';
import type { Machine } from './machine.js';
import { fromBuffer, reconstruct, scalar, UnfinishedArray, UnfinishedDtype } from './numpy-read.js';
import type { Opcode } from './opcodes.js';
import { Unfinished } from './unfinished.js';

type Make = (machine: Machine, args: readonly unknown[]) => unknown;

/**
 * The names a pickle of data may speak of, and what is made of them here. Older protocols have no instruction for
 * bytes and sets and write them as calls; NumPy writes its arrays so. Nothing of Python is run.
 */
const NAMES = new Map<string, Make | undefined>([
  ['_codecs.encode', encodeLatin1],
  ['builtins.bytes', bytes],
  ['builtins.bytearray', bytes],
  ['builtins.set', set],
  ['builtins.frozenset', set],
  ['numpy.ndarray', undefined],
  ['numpy.dtype', (machine, args) => machine.unfinished(new UnfinishedDtype(args))],
  ['numpy.core.multiarray._reconstruct', reconstruct],
  ['numpy.core.multiarray.scalar', scalar],
  ['numpy.core.numeric._frombuffer', fromBuffer],
]);

/** A name of a module: never more than a name. */
class Name extends Unfinished {
  readonly text: string;
  readonly make: Make | undefined;

  constructor(text: string, make: Make | undefined) {
    super();
    this.text = text;
    this.make = make;
  }

  override get value(): never {
    throw new CodecError(`The pickle holds ${this.text} itself, which is code, not data`);
  }
}

/** The instructions that name things of Python and call them: data alone gets through. */
export const LOAD_CALLS: Readonly<Partial<Record<Opcode, Load>>> = {
  GLOBAL: (machine) => {
    const module = machine.input.line();
    machine.push(nameOf(machine, 'GLOBAL', module, machine.input.line()));
  },
  STACK_GLOBAL: (machine) => {
    const name = machine.pop();
    const module = machine.pop();
    if (typeof name !== 'string' || typeof module !== 'string') {
      throw new CodecError('The pickle names something by what is no text (STACK_GLOBAL)');
    }
    machine.push(nameOf(machine, 'STACK_GLOBAL', module, name));
  },
  REDUCE: (machine) => {
    const args = machine.pop();
    const name = machine.pop();
    if (!(name instanceof Name) || name.make === undefined)
      throw refused('REDUCE', `calls ${described(name)}`);
    if (!Array.isArray(args))
      throw new CodecError(`The pickle calls ${name.text} without arguments (REDUCE)`);
    machine.push(name.make(machine, args));
    forget(args);
  },
  BUILD: (machine) => {
    const state = machine.pop();
    const thing = machine.top();
    if (thing instanceof UnfinishedArray) thing.build(machine, state);
    else if (thing instanceof UnfinishedDtype) thing.build(state);
    else throw refused('BUILD', `sets the state of ${described(thing)}`);
    forget(state);
  },
  INST: (machine) => {
    const module = machine.input.line();
    throw refused('INST', `calls ${shown(`${module}.${machine.input.line()}`)}`);
  },
  OBJ: (machine) => {
    throw refused('OBJ', `calls ${described(machine.popToMark()[0])}`);
  },
  NEWOBJ: (machine) => {
    machine.pop();
    throw refused('NEWOBJ', `makes an instance of ${described(machine.pop())}`);
  },
  NEWOBJ_EX: (machine) => {
    machine.pop();
    machine.pop();
    throw refused('NEWOBJ_EX', `makes an instance of ${described(machine.pop())}`);
  },
  EXT1: (machine) => extension('EXT1', machine.input.uint8()),
  EXT2: (machine) => extension('EXT2', machine.input.uint16()),
  EXT4: (machine) => extension('EXT4', machine.input.int32()),
  PERSID: (machine) => {
    throw refused('PERSID', `asks for the object ${shown(machine.input.line())} from elsewhere`);
  },
  BINPERSID: () => {
    throw refused('BINPERSID', 'asks for an object from elsewhere');
  },
  NEXT_BUFFER: () => {
    throw refused('NEXT_BUFFER', 'asks for bytes that were sent apart from it');
  },
  READONLY_BUFFER: () => {
    throw refused('READONLY_BUFFER', 'asks for bytes that were sent apart from it');
  },
};

/** Arguments are used up: the names among them must not be taken for values of the pickle. */
function forget(args: unknown): void {
  if (Array.isArray(args)) args.length = 0;
}

function nameOf(machine: Machine, opcode: Opcode, module: string, name: string): Name {
  // Python 2 called its builtins __builtin__, NumPy 2 calls its core _core
  const known = module.replace(/^__builtin__$/, 'builtins').replace(/^numpy\._core\./, 'numpy.core.');
  const text = `${known}.${name}`;
  if (!NAMES.has(text)) throw refused(opcode, `names ${shown(`${module}.${name}`)}`);
  return machine.unfinished(new Name(text, NAMES.get(text)));
}

function extension(opcode: Opcode, code: number): never {
  throw refused(opcode, `names something registered as extension ${String(code)}`);
}

function refused(opcode: Opcode, what: string): CodecError {
  return new CodecError(
    `The pickle holds more than data: it ${what} (${opcode}), which is never run; have it written from plain data`,
  );
}

function described(thing: unknown): string {
  return thing instanceof Name ? thing.text : 'something that is no function';
}

function shown(name: string): string {
  return name.length > 200 ? `${name.slice(0, 200)}...` : name;
}

/** `_codecs.encode(text, 'latin1')`: how protocols 0 to 2 write bytes. */
function encodeLatin1(machine: Machine, args: readonly unknown[]): Buffer {
  const [text, encoding] = args;
  if (args.length !== 2 || typeof text !== 'string' || !/^latin-?1$/.test(String(encoding))) {
    throw refused('REDUCE', 'calls _codecs.encode for something other than latin-1 bytes');
  }
  if (/[^\0-\xff]/.test(text))
    throw new CodecError('The pickle holds bytes that are no bytes (_codecs.encode)');
  machine.countCopied(text.length);
  return Buffer.from(text, 'latin1');
}

/** `bytes()`, `bytearray()`, `bytearray(bytes)`, `bytearray(text, 'latin-1')`. */
function bytes(machine: Machine, args: readonly unknown[]): Buffer {
  if (args.length === 0) return Buffer.alloc(0);
  if (args.length === 2) return encodeLatin1(machine, args);
  const [content] = args;
  if (args.length !== 1 || !Buffer.isBuffer(content)) {
    throw refused('REDUCE', 'calls bytes or bytearray for something other than bytes');
  }
  machine.countCopied(content.length);
  return Buffer.from(content);
}

/** `set(list)` and `frozenset(list)`. */
function set(machine: Machine, args: readonly unknown[]): Set<unknown> {
  const [items = []] = args;
  if (args.length > 1 || !Array.isArray(items))
    throw refused('REDUCE', 'calls set for something other than a list');
  machine.countCopied(items.length);
  return machine.set(items);
}
