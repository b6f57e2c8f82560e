import { hash } from 'node:crypto';
import { libraryLogger } from '../basics/index.js';
import { Template, type AnyFunction, type TaskFunction } from '../graph/index.js';
import { atomText, functionTexts, Named, TextSink, ValueText, type FunctionText } from '../hashing/index.js';
import { argsOf, isNode, type RecordedNode } from './recorded-node.js';

/** Stands for the result of another task among the arguments of one. */
export { Named as Input };

/** The arguments of a recorded call as `Signatures` takes them. @param input - what stands for a lazy value. */
export function argsWith(node: RecordedNode, input: (lazy: RecordedNode) => Named): unknown[] {
  return argsOf(node).map((arg) => {
    if (isNode(arg)) return input(arg);
    return arg instanceof Template ? arg.build((at) => input(arg.lazies[at] as RecordedNode), false) : arg;
  });
}

/** Longer texts are replaced by their hash. */
const LONGEST = 400;

/** Bytes hashed for one argument beyond which a warning is logged: hashing them takes longer than most tasks. */
const HEAVY = 64 * 2 ** 20;

/** Gives the place of a call. */
type Site = () => string | undefined;

const beginnings = new WeakMap<TaskFunction, string>();
const warned = new WeakSet<TaskFunction>();

/**
 * What calls do, as text: two calls with the same text have the same function, options and arguments, and the text
 * is the same in every process, but for what counts by identity there. See `hashOf` for the arguments.
 *
 * One is made for one compilation, which is not interrupted: within it nothing can change, so no argument is hashed
 * twice. Afterwards it must not be used: arguments can be changed.
 */
export class Signatures {
  /** Hashes of bytes and long texts. */
  readonly #digests: Map<unknown, string> = new Map();
  /** Texts of objects that are large and the only object of a call. */
  readonly #texts: Map<unknown, string> = new Map();

  /**
   * @param args - those of the call, with an `Input` for each result of another task.
   * @param site - for a warning.
   */
  of(fn: TaskFunction, args: readonly unknown[], site: Site): string {
    let text = beginningOf(fn);
    for (const arg of args) {
      const atom = atomText(arg, this.#digests);
      if (atom === undefined) return this.#withObjects(fn, args, site);
      if (typeof arg === 'string' && arg.length > HEAVY) warnOnce(fn, args.indexOf(arg), arg.length, site);
      text += `${atom},`;
    }
    return shortened(text);
  }

  /** Objects among the arguments are written together: what two of them share is told from copies. */
  #withObjects(fn: TaskFunction, args: readonly unknown[], site: Site): string {
    const objects: unknown[] = [];
    let text = beginningOf(fn);
    for (const arg of args) {
      const atom = atomText(arg, this.#digests);
      if (atom === undefined) objects.push(arg);
      text += `${atom ?? '*'},`;
    }
    const known = objects.length === 1 ? this.#texts.get(objects[0]) : undefined;
    const written = known ?? this.#write(fn, args, objects, site);
    if (objects.length === 1 && written.startsWith('@')) this.#texts.set(objects[0], written);
    return shortened(text + written);
  }

  #write(fn: TaskFunction, args: readonly unknown[], objects: readonly unknown[], site: Site): string {
    const writer = new ValueText((found) => functionTexts.textOf(found), this.#digests);
    for (const object of objects) {
      const before = writer.size;
      writer.write(object);
      const size = writer.size - before;
      if (size > HEAVY) warnOnce(fn, args.indexOf(object), size, site);
    }
    return writer.finish();
  }
}

/** A short name for a text, the same in every process: 64 bits, so that of ten million two share one once in 300,000 times. */
export function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 16);
}

/** Everything but the arguments, as 128 bits: it stands in the text of every call, and long texts are slow. */
function beginningOf(fn: TaskFunction): string {
  const known = beginnings.get(fn);
  if (known !== undefined) return known;
  const target = fn.fn === undefined ? 'constant' : targetOf(fn.fn, fn).text;
  const all = `${JSON.stringify(fn.name)} ${target} ${String(fn.method)} ${String(fn.nout)}`;
  const text = `${hash('sha256', all, 'hex').slice(0, 32)} `;
  beginnings.set(fn, text);
  return text;
}

/** A call with a key of its own is told from others; only calls whose key is made of this are found again elsewhere. */
function targetOf(fn: AnyFunction, { pure, key, module }: TaskFunction): FunctionText {
  return pure && key === undefined ? functionTexts.textOf(fn, module) : functionTexts.identityOf(fn);
}

function warnOnce(fn: TaskFunction, argument: number, bytes: number, site: Site): void {
  if (warned.has(fn)) return;
  warned.add(fn);
  libraryLogger().warn(
    { task: fn.name, argument, bytes, callSite: site() },
    'a large argument of a pure call is hashed whenever its graph is compiled; ' +
      'make it a lazy value with a key of its own: delayed(value, { key })',
  );
}

function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  const sink = new TextSink(LONGEST);
  sink.write(text);
  return sink.finish();
}
