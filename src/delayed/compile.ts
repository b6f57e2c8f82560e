import { KeyConflictError } from '../errors/index.js';
import { TaskGraphBuilder, Template, type TaskFunction, type TaskGraph } from '../graph/index.js';
import { RecordedNames } from './recorded-names.js';
import {
  argCountOf,
  argOf,
  argsOf,
  callOf,
  fnOf,
  isNode,
  mark,
  markOf,
  type RecordedNode,
} from './recorded-node.js';
import { Input, signatureOf } from './signature.js';

/**
 * Marks up to here were left by earlier compilations. Each takes a range of its own, so nothing has to be
 * cleaned up: within a compilation a node is `open` while its inputs are collected, and `base + task` after.
 */
let marksUsed = 0;

/**
 * Lays the graph under some recorded nodes out in columns, leaving out whatever they do not need. The order is
 * depth first, inputs in the order of their recording: started branches are finished before new ones are
 * opened. Equal pure calls, and equal calls under one key, become one task.
 *
 * @throws KeyConflictError when one key stands for two different calls.
 */
export function compileNodes(roots: readonly RecordedNode[]): Compiled {
  return new Compilation(roots);
}

/** A compiled graph, and which of its tasks each root became. */
export interface Compiled {
  readonly graph: TaskGraph;
  readonly tasks: readonly number[];
}

class Compilation implements Compiled {
  readonly graph: TaskGraph;
  readonly tasks: readonly number[];
  readonly #builder = new TaskGraphBuilder();
  readonly #calls: number[] = [];
  readonly #open: number;
  readonly #base: number;
  /** Tasks that an equal call may share, by what they do. */
  readonly #shared: Map<string, number> = new Map();
  /** Tasks with a key given by the user. */
  readonly #keyed: Map<string, { readonly task: number; readonly signature: string }> = new Map();

  constructor(roots: readonly RecordedNode[]) {
    this.#open = marksUsed;
    this.#base = marksUsed + 1;
    try {
      this.#collect(inOrder(roots));
    } finally {
      marksUsed = this.#base + this.#builder.size; // also when it failed half-way: the marks are made
    }
    this.tasks = roots.map((root) => this.#taskOf(root));
    const calls = this.#calls;
    this.graph = this.#builder.build(this.tasks, (columns) => new RecordedNames(columns, calls));
    this.#refuseTakenKeys();
  }

  #taskOf(node: RecordedNode): number {
    return markOf(node) - this.#base;
  }

  /** Walks the graph without recursion: chains of a million calls are normal. */
  #collect(roots: readonly RecordedNode[]): void {
    const todo = [...roots].reverse();
    for (let node = todo.at(-1); node !== undefined; node = todo.at(-1)) {
      if (markOf(node) >= this.#base) todo.pop();
      else if (markOf(node) === this.#open) {
        todo.pop();
        this.#add(node);
      } else {
        mark(node, this.#open);
        this.#pushInputs(node, todo);
      }
    }
  }

  #pushInputs(node: RecordedNode, todo: RecordedNode[]): void {
    const first = todo.length;
    const count = argCountOf(node);
    for (let index = 0; index < count; index++) {
      const arg = argOf(node, index);
      if (isNode(arg)) this.#push(arg, todo);
      else if (arg instanceof Template) for (const lazy of arg.lazies) this.#push(lazy as RecordedNode, todo);
    }
    latestFirst(todo, first);
  }

  #push(node: RecordedNode, todo: RecordedNode[]): void {
    if (markOf(node) < this.#open) todo.push(node);
  }

  /** All inputs of the node are tasks by now. */
  #add(node: RecordedNode): void {
    const fn = fnOf(node);
    const existing = fn.pure || fn.key !== undefined ? this.#existing(node, fn) : undefined;
    if (existing !== undefined) {
      mark(node, this.#base + existing);
      return;
    }
    const count = argCountOf(node);
    for (let index = 0; index < count; index++) {
      const arg = argOf(node, index);
      if (isNode(arg)) this.#builder.pushResult(this.#taskOf(arg));
      else {
        this.#builder.pushConstant(arg);
        if (arg instanceof Template) {
          for (const lazy of arg.lazies) this.#builder.pushResult(this.#taskOf(lazy as RecordedNode));
        }
      }
    }
    mark(node, this.#base + this.#builder.add(fn));
    this.#calls.push(callOf(node));
  }

  /** The task that does the same, where the node may share it; else remembers that the node comes next. */
  #existing(node: RecordedNode, fn: TaskFunction): number | undefined {
    const input = (lazy: unknown): Input => new Input(this.#taskOf(lazy as RecordedNode));
    const args = argsOf(node).map((arg) => {
      if (isNode(arg)) return input(arg);
      return arg instanceof Template ? arg.build((lazy) => input(arg.lazies[lazy]), false) : arg;
    });
    const signature = signatureOf(fn, args);
    const task = this.#builder.size;
    if (fn.key === undefined) {
      const same = this.#shared.get(signature);
      if (same === undefined) this.#shared.set(signature, task);
      return same;
    }
    const keyed = this.#keyed.get(fn.key);
    if (keyed === undefined) {
      this.#keyed.set(fn.key, { task, signature });
      return undefined;
    }
    if (keyed.signature === signature) return keyed.task;
    throw this.#conflict(fn.key, keyed.task, fn, callOf(node));
  }

  /** A key given by the user may read like one that was made, such as "sum-12". */
  #refuseTakenKeys(): void {
    if (this.#keyed.size === 0) return;
    this.graph.functions.forEach((fn, task) => {
      const keyed = fn.key === undefined ? this.#keyed.get(this.graph.names.key(task)) : undefined;
      if (keyed !== undefined)
        throw this.#conflict(this.graph.names.key(task), keyed.task, fn, this.#calls[task]!);
    });
  }

  #conflict(key: string, task: number, fn: TaskFunction, call: number): KeyConflictError {
    const other = this.#builder.functions[task]!;
    return new KeyConflictError(
      key,
      [other.name, fn.name],
      [siteOf(other, this.#calls[task]!), siteOf(fn, call)],
    );
  }
}

function siteOf(fn: TaskFunction, call: number): string {
  return fn.sites?.at(call) ?? 'an unknown place';
}

/** Roots in the order of their recording, as inputs are: what was written first runs first. */
function inOrder(roots: readonly RecordedNode[]): RecordedNode[] {
  return [...roots].sort((a, b) => callOf(a) - callOf(b));
}

/** Arranges the nodes pushed last so that the one recorded first is on top of the stack. */
function latestFirst(todo: RecordedNode[], first: number): void {
  for (let at = first + 1; at < todo.length; at++) {
    if (callOf(todo[at - 1]!) <= callOf(todo[at]!)) continue;
    for (const node of inOrder(todo.splice(first))) todo.push(node);
    break;
  }
  for (let low = first, high = todo.length - 1; low < high; low++, high--) {
    const node = todo[low]!;
    todo[low] = todo[high]!;
    todo[high] = node;
  }
}
