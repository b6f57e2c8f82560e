import type { ShippedFunction } from '../closures/index.js';
import { capturesObjects, isStateless } from './stateless.js';
import { BEGINS, TASK_HEAD, type Batch } from './wire.js';

/** Smaller buffers are copied faster than they are handed over. */
const WORTH = 65_536;

/** Longer lists are not looked through. */
const MOST = 64;

/** Ways to what is there for all functions, where one may leave something behind. */
const SHARED_PLACES =
  /\b(?:globalThis|global|self|process|eval|Function|callee|constructor|import|require)\b/;
/** As `Math.last = result`. */
const CHANGES_A_CLASS = /\b[A-Z][\w$]*(?:\.[\w$]+)+\s*(?:=[^=]|\?\?=|\|\|=|&&=)/;

/**
 * Whether a function may keep the buffers of its results, so that they must be copied: what is handed over is gone where
 * it was. One that is a module's may keep them in that module, one that captures objects may keep them there; only one
 * that captures nothing but functions like itself, and texts and numbers, has no place to keep anything.
 */
export function mayKeepBuffers(shipped: ShippedFunction): boolean {
  if (shipped.by !== 'source' || capturesObjects(shipped)) return true;
  return shipped.packed.nodes.some((node) => {
    if (!isStateless(node)) return true;
    if (node.kind !== 'function') return false;
    const { code, captures, name } = node;
    if (SHARED_PLACES.test(code) || CHANGES_A_CLASS.test(code)) return true;
    const functions = [name, ...captures.filter(([, slot]) => slot >= 0).map(([captured]) => captured)];
    return functions.some((one) => hasMemberOf(code, one));
  });
}

/** Whether the source looks into an object of this name. */
function hasMemberOf(code: string, name: string): boolean {
  if (name === '') return false;
  for (let at = code.indexOf(name); at >= 0; at = code.indexOf(name, at + 1)) {
    const before = code[at - 1] ?? ' ';
    if (
      !/[\w$.]/.test(before) &&
      /^\s*(?:\?\.|\.|\[)/.test(code.slice(at + name.length, at + name.length + 20))
    )
      return true;
  }
  return false;
}

/** Whether tasks of a batch may have been given the same object: in one message it stays one. */
export function sharesArguments(batch: Batch): boolean {
  let units = 0;
  let objects = false;
  for (let at = 0; at < batch.length;) {
    const end = at + TASK_HEAD + (batch[at + 5] as number);
    const begins = batch[at + 4] as number;
    if (begins === BEGINS.AT_ONCE || begins === BEGINS.AND_TELLS) units++;
    for (at += TASK_HEAD; at < end; at++) objects ||= typeof batch[at] === 'object' && batch[at] !== null;
    if (units > 1 && objects) return true;
  }
  return false;
}

/** The large buffers of a result that is an array of numbers, or a list or plain object of such; of parts of a buffer none. */
export function buffersOf(result: unknown): ArrayBuffer[] {
  const one = bufferOf(result);
  if (one !== undefined) return [one];
  if (typeof result !== 'object' || result === null) return [];
  const prototype: unknown = Object.getPrototypeOf(result);
  if (prototype !== Array.prototype && prototype !== Object.prototype) return [];
  if (Array.isArray(result) && result.length > MOST) return [];
  const buffers: ArrayBuffer[] = [];
  for (const value of Object.values(result)) {
    const buffer = bufferOf(value);
    if (buffer !== undefined) buffers.push(buffer);
  }
  return buffers;
}

function bufferOf(value: unknown): ArrayBuffer | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength < WORTH) return undefined;
  return ArrayBuffer.isView(value) && value.byteLength < buffer.byteLength ? undefined : buffer;
}
