import { CodecError } from '../../errors/index.js';
import type { Load } from './load-atoms.js';
import type { Machine } from './machine.js';
import type { Opcode } from './opcodes.js';
import { UnfinishedDict } from './unfinished.js';

/** The instructions that make lists, tuples, dicts and sets, and remember values. */
export const LOAD_CONTAINERS: Readonly<Partial<Record<Opcode, Load>>> = {
  MARK: (machine) => machine.mark(),
  POP: (machine) => machine.popOrUnmark(),
  POP_MARK: (machine) => void machine.popToMark(),
  DUP: (machine) => machine.push(machine.top()),

  EMPTY_LIST: (machine) => machine.push(machine.list([])),
  LIST: (machine) => machine.push(machine.list(machine.popToMark())),
  APPEND: (machine) => append(machine, [machine.pop()]),
  APPENDS: (machine) => append(machine, machine.popToMark()),

  EMPTY_TUPLE: (machine) => machine.push(machine.tuple([])),
  TUPLE: (machine) => machine.push(machine.tuple(machine.popToMark())),
  TUPLE1: (machine) => tuple(machine, 1),
  TUPLE2: (machine) => tuple(machine, 2),
  TUPLE3: (machine) => tuple(machine, 3),

  EMPTY_DICT: (machine) => machine.push(machine.dict()),
  DICT: (machine) => {
    const items = machine.popToMark();
    machine.push(machine.dict());
    setItems(machine, items);
  },
  SETITEM: (machine) => {
    const item = machine.pop();
    setItems(machine, [machine.pop(), item]);
  },
  SETITEMS: (machine) => setItems(machine, machine.popToMark()),

  EMPTY_SET: (machine) => machine.push(machine.set([])),
  FROZENSET: (machine) => machine.push(machine.set(machine.popToMark())),
  ADDITEMS: (machine) => {
    const items = machine.popToMark();
    const set = machine.top();
    if (!(set instanceof Set)) throw new CodecError('The pickle adds to a set that is none');
    for (const item of items) set.add(item);
  },

  PUT: (machine) => put(machine, Number(machine.input.line())),
  BINPUT: (machine) => put(machine, machine.input.uint8()),
  LONG_BINPUT: (machine) => put(machine, machine.input.uint32()),
  MEMOIZE: (machine) => put(machine, machine.memo.size),
  GET: (machine) => get(machine, Number(machine.input.line())),
  BINGET: (machine) => get(machine, machine.input.uint8()),
  LONG_BINGET: (machine) => get(machine, machine.input.uint32()),
};

function append(machine: Machine, items: readonly unknown[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) throw new CodecError('The pickle appends to a list that is none');
  for (const item of items) list.push(item);
}

function tuple(machine: Machine, length: number): void {
  const items = new Array<unknown>(length);
  for (let at = length - 1; at >= 0; at--) items[at] = machine.pop();
  machine.push(machine.tuple(items));
}

function setItems(machine: Machine, items: readonly unknown[]): void {
  const dict = machine.top();
  if (!(dict instanceof UnfinishedDict))
    throw new CodecError('The pickle puts an item into a dict that is none');
  if (items.length % 2 === 1) throw new CodecError('The pickle puts a key without a value into a dict');
  for (let at = 0; at < items.length; at += 2) dict.set(items[at], items[at + 1]);
}

function put(machine: Machine, index: number): void {
  if (!Number.isSafeInteger(index) || index < 0) throw new CodecError('The pickle remembers under no number');
  machine.memo.set(index, machine.top());
}

function get(machine: Machine, index: number): void {
  const value = machine.memo.get(index);
  if (value === undefined)
    throw new CodecError(`The pickle recalls number ${String(index)}, which it never remembered`);
  machine.push(value);
}
