import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { NotShippableError, type ShipProblem } from '../errors/index.js';
import type { AnyFunction } from '../graph/index.js';
import type { ClosureOptions } from './pack-closure.js';
import { errorTypeOf } from './pack-object.js';
import { Packing } from './packing.js';
import { isFlat } from './raw-values.js';
import { isPacked, type ShippedBy, type ShippedFunction } from './shipped.js';
import { rootTrail } from './trail.js';

/** How a function is sent. */
export interface PackFunctionOptions extends ClosureOptions {
  /** What errors call the function; default: its name. */
  readonly name?: string;
  /**
   * The ES module that exports the function, under its name or as `url#name`: it is then imported on the other side,
   * with whatever it needs, and nothing of it is looked at here.
   */
  readonly module?: string;
}

/** A function with the options it is sent with. */
export interface FunctionToPack extends PackFunctionOptions {
  readonly fn: AnyFunction;
}

/** How a value is sent. */
export interface PackValueOptions {
  /** What errors call the value, such as `argument 0`; default `value`. */
  readonly name?: string;
  /** Collects the buffers of the value that may be transferred: what is transferred is gone here. */
  readonly transfer?: Set<ArrayBuffer>;
  /** The thread it goes to ({@link realmId}): functions and classes that came from there go back as themselves. */
  readonly home?: string;
}

/**
 * Describes a function as plain data, so that another thread or process can rebuild it: by the module that exports
 * it, or as its source with the variables it captures. Their values are read now.
 *
 * @throws NotShippableError that names everything in it that cannot be sent
 */
export function packFunction(fn: AnyFunction, options: PackFunctionOptions = {}): ShippedFunction {
  return packFunctions([{ ...options, fn }])[0]!;
}

/**
 * Describes several functions. What one of them refuses does not hide what the others do.
 *
 * @throws NotShippableError with the problems of all of them
 */
export function packFunctions(functions: Iterable<FunctionToPack>): ShippedFunction[] {
  const shipped: ShippedFunction[] = [];
  const problems: ShipProblem[] = [];
  for (const one of functions) {
    const { result, found } = attempt(one);
    shipped.push(result);
    problems.push(...found);
  }
  if (problems.length > 0) throw new NotShippableError(problems);
  return shipped;
}

/** Everything that keeps the functions from being sent; empty where all of them can be. */
export function problemsOf(functions: Iterable<FunctionToPack>): ShipProblem[] {
  return Array.from(functions, (one) => attempt(one).found).flat();
}

/**
 * Gives a value in a form that structured clone carries without loss: the value itself where it is plain, which
 * costs next to nothing, else a description of it. Cycles and shared parts stay what they are.
 *
 * @throws NotShippableError that names the way to everything in it that cannot be sent
 */
export function packValue(
  value: unknown,
  { name = 'value', transfer, home }: PackValueOptions = {},
): unknown {
  if (isFlat(value)) return value;
  const packing = new Packing(home, transfer);
  const packed = tooDeep(packing, name, () => {
    // a value that looks like a description is described, so that it cannot be taken for one
    if (packing.isRaw(value) && !isPacked(value)) return value;
    return packing.packed(packing.slotOf(value, rootTrail(name)));
  });
  if (packing.problems.length > 0) throw new NotShippableError(packing.problems);
  return packed;
}

/**
 * Gives whatever a task threw in a form that can be carried. An error is never refused: of its fields and its cause,
 * what cannot be sent is a text that says so. Anything else that cannot be sent becomes an error that says so.
 */
export function packError(thrown: unknown, options: PackValueOptions = {}): unknown {
  try {
    return packValue(thrown, options);
  } catch (refusal) {
    if (!(refusal instanceof NotShippableError)) throw refusal;
    return packValue(bareError(types.isNativeError(thrown) ? thrown : refusal, options), options);
  }
}

/** An error of JavaScript itself with the fields of another, as far as they can be sent. */
function bareError(thrown: Error, options: PackValueOptions, around: readonly object[] = []): Error {
  const type = errorTypeOf(thrown);
  const bare =
    type === AggregateError
      ? new AggregateError([], thrown.message)
      : new (type as ErrorConstructor)(thrown.message);
  const set = (key: string, value: unknown, enumerable: boolean): void => {
    Object.defineProperty(bare, key, { value, enumerable, writable: true, configurable: true });
  };
  if (bare.name !== thrown.name) set('name', thrown.name, false);
  set('stack', thrown.stack, false);
  for (const [key, enumerable] of fieldsOf(thrown)) {
    set(key, sendable(Reflect.get(thrown, key), options, [...around, thrown]), enumerable);
  }
  return bare;
}

/** Own fields, and what the class of an error tells through getters: it is not there to be asked any more. */
function fieldsOf(error: Error): Map<string, boolean> {
  const fields = new Map<string, boolean>();
  const isOurs = (key: PropertyKey): key is string =>
    typeof key === 'string' && !['message', 'stack', 'name', 'constructor', '__proto__'].includes(key);
  for (const key of Reflect.ownKeys(error)) {
    if (isOurs(key)) fields.set(key, Object.getOwnPropertyDescriptor(error, key)!.enumerable === true);
  }
  let prototype = Object.getPrototypeOf(error) as object;
  while (prototype !== Error.prototype && prototype !== Object.prototype && (prototype as unknown) !== null) {
    for (const key of Reflect.ownKeys(prototype)) {
      if (isOurs(key) && Object.getOwnPropertyDescriptor(prototype, key)!.get && !fields.has(key))
        fields.set(key, false);
    }
    prototype = Object.getPrototypeOf(prototype) as object;
  }
  return fields;
}

function sendable(value: unknown, options: PackValueOptions, around: readonly object[]): unknown {
  try {
    const { home } = options;
    packValue(value, home === undefined ? {} : { home });
    return value;
  } catch (refusal) {
    if (types.isNativeError(value) && !around.includes(value)) return bareError(value, options, around);
    if (Array.isArray(value) && !around.includes(value)) {
      // the errors of an AggregateError, for one
      return Array.from(value, (item) => sendable(item, options, [...around, value]));
    }
    return refusal instanceof NotShippableError ? `[not sent: ${refusal.problems[0]!.what}]` : undefined;
  }
}

function attempt({ fn, name, module, captures }: FunctionToPack): {
  readonly result: ShippedFunction;
  readonly found: readonly ShipProblem[];
} {
  if (typeof fn !== 'function') throw new TypeError(`Only functions can be packed, got ${typeof fn}`);
  const label = name ?? (fn.name === '' ? 'the function' : fn.name);
  const packing = new Packing();
  const trail = rootTrail(`\`${label}\``);
  const slot =
    module === undefined
      ? tooDeep(packing, label, () => packing.closure(fn, trail, undefined, captures && { captures }))
      : packing.addNode(moduleReference(fn, module));
  const packed = packing.packed(slot ?? packing.rawSlot(undefined));
  return {
    result: { name: label, by: wayOf(packed.nodes[packed.root]?.kind), packed },
    found: packing.problems,
  };
}

function wayOf(kind: string | undefined): ShippedBy {
  return kind === 'import' ? 'module' : kind === 'known' ? 'builtin' : 'source';
}

function moduleReference(fn: AnyFunction, module: string): Parameters<Packing['addNode']>[0] {
  const at = module.lastIndexOf('#');
  const specifier = at < 0 ? module : module.slice(0, at);
  const name = at < 0 ? fn.name : module.slice(at + 1);
  if (name === '' || specifier === '') {
    throw new TypeError(
      `The option "module" of packFunction does not say which export it means: write "url#name"`,
    );
  }
  const from = pathToFileURL(`${process.cwd()}/`).href;
  return { kind: 'import', specifier, from, path: [name], require: false };
}

/** A value nested beyond what the stack holds is refused like any other. */
function tooDeep<T>(packing: Packing, name: string, pack: () => T): T | undefined {
  try {
    return pack();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return packing.refuse(rootTrail(name), 'DEPTH', 'nested too deeply', 'send it as a list of its parts');
  }
}
