import type { TaskFunction } from '../graph/index.js';

let count = 0;

/** The parts of a node are for this folder only: the functions below reach them, and no property shows them. */
export let isNode: (value: unknown) => value is RecordedNode;
export let fnOf: (node: RecordedNode) => TaskFunction;
/** Number of the call, counted over all calls of the process. */
export let callOf: (node: RecordedNode) => number;
export let argCountOf: (node: RecordedNode) => number;
/** An argument as it was recorded: a value, another recorded call, or a template. */
export let argOf: (node: RecordedNode, index: number) => unknown;
/** Left by the compiler while it numbers the nodes of a graph; means nothing between two compilations. */
export let markOf: (node: RecordedNode) => number;
export let mark: (node: RecordedNode, mark: number) => void;

/** Stands where there is no argument. */
const NONE = Symbol('no argument');
/** Stands third where the first holds the list of all arguments, for they are more than three. */
const MORE = Symbol('more arguments');

/**
 * One recorded call: the function and its arguments. A million of these are normal, and what recording them costs
 * is the garbage collector moving them about: so up to three arguments are fields, and the array they came in is
 * not kept.
 */
export class RecordedNode {
  readonly #fn: TaskFunction;
  readonly #call: number;
  #mark = -1;
  readonly #first: unknown;
  readonly #second: unknown;
  readonly #third: unknown;

  static {
    isNode = (value): value is RecordedNode => typeof value === 'object' && value !== null && #mark in value;
    fnOf = (node) => node.#fn;
    callOf = (node) => node.#call;
    argCountOf = (node) => {
      if (node.#third === MORE) return (node.#first as unknown[]).length;
      return node.#first === NONE ? 0 : node.#second === NONE ? 1 : node.#third === NONE ? 2 : 3;
    };
    argOf = (node, index) => {
      if (node.#third === MORE) return (node.#first as unknown[])[index];
      return index === 0 ? node.#first : index === 1 ? node.#second : node.#third;
    };
    markOf = (node) => node.#mark;
    mark = (node, to) => {
      node.#mark = to;
    };
  }

  /**
   * @param call - number of the call that this node stands for, where that is not a new one.
   * @internal
   */
  constructor(fn: TaskFunction, args: readonly unknown[], call?: number) {
    const { length } = args;
    this.#fn = fn;
    this.#call = call ?? count++;
    this.#first = length > 3 ? args : length > 0 ? args[0] : NONE;
    this.#second = length > 1 ? args[1] : NONE;
    this.#third = length > 3 ? MORE : length === 3 ? args[2] : NONE;
  }
}

/** All arguments of a call. */
export function argsOf(node: RecordedNode): unknown[] {
  return Array.from({ length: argCountOf(node) }, (_, index) => argOf(node, index));
}

/** Number of a call that nothing was recorded for. */
export function newCall(): number {
  return count++;
}

/**
 * Every recorded node inherits from this, so that no property can be set on one: freezing each would double the
 * cost of recording a call, and a set that finds no property asks the prototypes last.
 */
const immutable = new Proxy(Object.create(Object.prototype) as object, {
  set(_target, property): never {
    throw new TypeError(`Lazy values cannot be changed: setting "${String(property)}" is not allowed`);
  },
});

/**
 * Gives recorded nodes the methods of a class, which is to have no other instances. Nodes inherit from it without being
 * made by it: V8 takes a tenth of the time of recording longer to make objects of a class that extends another.
 */
export function inheritMethods(prototype: object): void {
  Object.setPrototypeOf(prototype, immutable);
  Object.setPrototypeOf(RecordedNode.prototype, prototype);
  // so that assigning to the name of a method is refused like any other assignment
  Object.freeze(prototype);
  Object.freeze(RecordedNode.prototype);
}
