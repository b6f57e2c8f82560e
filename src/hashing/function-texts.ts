import { OPERATIONS, type AnyFunction } from '../graph/index.js';
import { stringText } from './atoms.js';
import { builtinName, isNative } from './builtin-functions.js';
import { capturedValues } from './captured-values.js';
import { moduleName } from './module-names.js';
import { Origins, sourceDigest } from './origins.js';
import { ValueText, type FunctionText } from './value-text.js';

/**
 * Finds the variables that a function uses and does not declare, with their values; undefined where they cannot be
 * told.
 */
export type CapturesOf = (fn: AnyFunction) => Readonly<Record<string, unknown>> | undefined;

/** Functions looked into on the way from one function through its captured values: beyond, by identity. */
const MOST_INSIDE = 1000;
/** Functions of one source whose captured values are looked for, which takes microseconds: beyond, by identity. */
const MOST_ALIKE = 10_000;

const operations = new Map<AnyFunction, string>([...OPERATIONS].map(([name, fn]) => [fn, name]));

/**
 * Functions as text: equal texts mean equal functions. In this order, by what is known of one: its name, if it is
 * part of the language or of dropgraph; its module and name; its source and captured values; its source and its
 * number among the functions of that source. What was once said of a function stays: captured values are read once.
 */
export class FunctionTexts {
  readonly #capturesOf: CapturesOf | undefined;
  readonly #known: WeakMap<AnyFunction, FunctionText> = new WeakMap();
  readonly #exported: WeakMap<AnyFunction, FunctionText> = new WeakMap();
  readonly #exports: Origins = new Origins();
  readonly #origins: Origins = new Origins();
  readonly #alike: Map<string, number> = new Map();

  /** @param capturesOf - without it, no function without a module is equal to another. */
  constructor(capturesOf?: CapturesOf) {
    this.#capturesOf = capturesOf;
  }

  /** @param module - URL of the module that exports the function under its name. */
  textOf(fn: AnyFunction, module?: string): FunctionText {
    const known = module === undefined ? this.#known : this.#exported;
    const text = known.get(fn) ?? named(fn) ?? this.#describe(fn, module);
    known.set(fn, text);
    return text;
  }

  #describe(fn: AnyFunction, module: string | undefined): FunctionText {
    if (module !== undefined) return this.#export(fn, moduleName(module));
    let inside = 0;
    const writer = new ValueText((found) => {
      if (found !== fn && ++inside > MOST_INSIDE) return this.#byIdentity(found);
      return named(found) ?? this.#byCaptures(found) ?? this.#byIdentity(found);
    });
    try {
      writer.write(fn);
      return { text: writer.finish(), local: writer.local };
    } catch {
      return this.#byIdentity(fn); // something it captures cannot be looked into: a getter that throws
    }
  }

  /** By identity: for functions that are only told apart, not found again. */
  identityOf(fn: AnyFunction): FunctionText {
    return this.#byIdentity(fn);
  }

  #export(fn: AnyFunction, module: string): FunctionText {
    const { name, source, ordinal } = this.#exports.of(fn, module);
    return {
      text: `export(${stringText(module)} ${stringText(name)} ${source} ${String(ordinal)})`,
      local:
        ordinal === 0 ? undefined : `the function ${name}, which is not the first of its module and source`,
    };
  }

  #byCaptures(fn: AnyFunction): FunctionText | undefined {
    if (this.#capturesOf === undefined || isNative(fn)) return undefined;
    const source = sourceDigest(fn);
    const alike = (this.#alike.get(source) ?? 0) + 1;
    if (alike > MOST_ALIKE) return undefined;
    this.#alike.set(source, alike);
    const captures = this.#capturesOf(fn);
    return captures && { text: `closure(${source} `, local: undefined, captures };
  }

  #byIdentity(fn: AnyFunction): FunctionText {
    const { name, source, ordinal } = this.#origins.of(fn);
    return {
      text: `function(${source === 'native' ? stringText(name) : ''} ${source} ${String(ordinal)})`,
      local: `the function ${name === '' ? 'without a name' : name}, whose captured values cannot be told`,
    };
  }
}

function named(fn: AnyFunction): FunctionText | undefined {
  const name = operations.get(fn) ?? builtinName(fn);
  return name === undefined ? undefined : { text: `function(${name})`, local: undefined };
}

/** The functions of this process. */
export const functionTexts: FunctionTexts = new FunctionTexts(capturedValues);
