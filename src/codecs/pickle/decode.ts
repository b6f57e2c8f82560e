import { CodecError } from '../../errors/index.js';
import { readTupleOptions, type TupleOptions } from '../tuple.js';
import { LOAD_ATOMS, type Load } from './load-atoms.js';
import { LOAD_CALLS } from './load-calls.js';
import { LOAD_CONTAINERS } from './load-containers.js';
import { Machine } from './machine.js';
import { type Opcode, OPCODES } from './opcodes.js';

const HIGHEST_PROTOCOL = 5;

const LOADS: readonly (Load | undefined)[] = tableOf({
  ...LOAD_ATOMS,
  ...LOAD_CONTAINERS,
  ...LOAD_CALLS,
  PROTO: ({ input }) => {
    const protocol = input.uint8();
    if (protocol > HIGHEST_PROTOCOL)
      throw new CodecError(`The pickle is of the unknown protocol ${String(protocol)}`);
  },
  FRAME: ({ input }) => {
    const length = input.uint64();
    if (length > input.left) {
      throw new CodecError(
        `The pickle is truncated: a frame of ${String(length)} bytes, ${String(input.left)} are there`,
      );
    }
  },
});

/**
 * Reads a pickle of plain data, protocols 0 to 5. Nothing is ever run: a pickle that names a class or a function is
 * refused, but for those that stand for bytes, sets and arrays of NumPy.
 *
 * | Python | here |
 * |---|---|
 * | None, bool, str | null, boolean, string |
 * | int | number, beyond 2^53 bigint |
 * | float | number |
 * | bytes, bytearray | Buffer |
 * | list, tuple | array (with `tuples: true`, a tuple is a {@link Tuple}) |
 * | dict | plain object if all keys are texts, else Map |
 * | set, frozenset | Set |
 * | numpy.ndarray | {@link NdArray} |
 * | a number of NumPy | number, bigint or boolean |
 *
 * What the pickle shares or has in circles is shared or in circles here as well.
 *
 * @category Codecs
 * @throws CodecError for anything that is not one whole pickle of data; the message names the instruction and what it
 *   asked for.
 * @example
 * ```ts
 * decodePickle(encodePickle({ sizes: [1, 2.5], name: 'x' })); // => { sizes: [1, 2.5], name: 'x' }
 * ```
 */
export function decodePickle(bytes: Uint8Array, options?: TupleOptions): unknown {
  const machine = new Machine(bytes, readTupleOptions(options, 'decodePickle').tuples);
  const { input } = machine;
  for (let opcode = input.uint8(); opcode !== OPCODES.STOP; opcode = input.uint8()) {
    const load = LOADS[opcode];
    if (load === undefined) {
      throw new CodecError(
        `The bytes are no pickle: 0x${opcode.toString(16)} at byte ${String(input.at - 1)} is no instruction`,
      );
    }
    load(machine);
  }
  if (input.left > 0)
    throw new CodecError(`The pickle goes on for ${String(input.left)} bytes after its end`);
  return machine.finish(machine.pop());
}

function tableOf(loads: Readonly<Partial<Record<Opcode, Load>>>): (Load | undefined)[] {
  const table = new Array<Load | undefined>(256).fill(undefined);
  for (const [name, load] of Object.entries(loads)) table[OPCODES[name as Opcode]] = load;
  return table;
}
