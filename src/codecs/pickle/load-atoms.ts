import type { Machine } from './machine.js';
import { floatOfDigits, integerOfBytes, integerOfDigits } from './numbers.js';
import type { Opcode } from './opcodes.js';
import { textOfBytes, textOfRawEscapes } from './text.js';
import { CodecError } from '../../errors/index.js';
import { readPythonLiteral } from '../python/read-literal.js';

/** What an instruction does. */
export type Load = (machine: Machine) => void;

/** The instructions that put a value without parts: None, booleans, numbers, texts, bytes. */
export const LOAD_ATOMS: Readonly<Partial<Record<Opcode, Load>>> = {
  NONE: (machine) => machine.push(null),
  NEWTRUE: (machine) => machine.push(true),
  NEWFALSE: (machine) => machine.push(false),
  INT: (machine) => machine.push(integerOfDigits(machine.input.line())),
  LONG: (machine) => machine.push(integerOfDigits(machine.input.line().replace(/^0(?=[01]L?$)|L$/g, ''))),
  BININT: (machine) => machine.push(machine.input.int32()),
  BININT1: (machine) => machine.push(machine.input.uint8()),
  BININT2: (machine) => machine.push(machine.input.uint16()),
  LONG1: (machine) => machine.push(integerOfBytes(machine.input.take(machine.input.uint8()))),
  LONG4: (machine) => machine.push(integerOfBytes(machine.input.take(signedLength(machine)))),
  FLOAT: (machine) => machine.push(floatOfDigits(machine.input.line())),
  BINFLOAT: (machine) => machine.push(machine.input.double()),
  // what Python 2 called a string is bytes or text, nobody can tell: text, one character for each byte
  STRING: (machine) => machine.push(quotedString(machine.input.line())),
  BINSTRING: (machine) => machine.push(machine.input.take(signedLength(machine)).toString('latin1')),
  SHORT_BINSTRING: (machine) => machine.push(machine.input.take(machine.input.uint8()).toString('latin1')),
  UNICODE: (machine) => machine.push(textOfRawEscapes(machine.input.line())),
  SHORT_BINUNICODE: (machine) => machine.push(textOfBytes(machine.input.take(machine.input.uint8()))),
  BINUNICODE: (machine) => machine.push(textOfBytes(machine.input.take(machine.input.uint32()))),
  BINUNICODE8: (machine) => machine.push(textOfBytes(machine.input.take(machine.input.uint64()))),
  SHORT_BINBYTES: (machine) => machine.push(Buffer.from(machine.input.take(machine.input.uint8()))),
  BINBYTES: (machine) => machine.push(Buffer.from(machine.input.take(machine.input.uint32()))),
  BINBYTES8: (machine) => machine.push(Buffer.from(machine.input.take(machine.input.uint64()))),
  BYTEARRAY8: (machine) => machine.push(Buffer.from(machine.input.take(machine.input.uint64()))),
};

function signedLength(machine: Machine): number {
  const length = machine.input.int32();
  if (length < 0) throw new CodecError(`The pickle holds something of ${String(length)} bytes`);
  return length;
}

/** A string in quotes, with the escapes of Python's bytes. */
function quotedString(line: string): string {
  const quoted = line.trim();
  const value =
    /^(['"])[^]*\1$/.test(quoted) && quoted.length > 1 ? readPythonLiteral(`b${quoted}`) : undefined;
  if (!Buffer.isBuffer(value)) throw new CodecError('The pickle holds a string without its quotes');
  return value.toString('latin1');
}
