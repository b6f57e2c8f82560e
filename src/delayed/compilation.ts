import { LongList } from '../basics/index.js';
import { KeyConflictError } from '../errors/index.js';
import {
  argumentsOf,
  mergedPolicy,
  TaskGraphBuilder,
  Template,
  type TaskColumns,
  type TaskFunction,
  type TaskGraph,
} from '../graph/index.js';
import { DEVELOPING, noteCompiled } from './advice/index.js';
import type { Delayed } from './lazy.js';
import { isPersisted } from './persisted.js';
import { LOADED, RecordedNames } from './recorded-names.js';
import {
  argCountOf,
  argOf,
  callOf,
  fnOf,
  isNode,
  mark,
  markOf,
  newCall,
  type RecordedNode,
} from './recorded-node.js';
import { argsWith, Input, Signatures } from './signature.js';

/**
 * Marks up to here were left by earlier compilations. Each addition takes a range of its own, so nothing has to be
 * cleaned up: while it goes on a node is `open` while its inputs are collected, and `base + task` after.
 */
let marksUsed = 0;

/** A key given by the user: its task, and what that does. */
interface Keyed {
  readonly task: number;
  readonly signature: string;
}

interface CompilationOptions {
  readonly substitutes?: ReadonlyMap<number, RecordedNode>;
  readonly graph?: TaskGraph;
}

/** Which tasks of a running graph can still give their results. */
export type IsUsable = (task: number) => boolean;

/**
 * Lays recorded calls out in columns. The order is depth first, inputs in the order of their recording: started
 * branches are finished before new ones are opened. Equal pure calls, and equal calls under one key, become one task.
 */
export class Compilation {
  readonly #builder: TaskGraphBuilder;
  /** The call of each task. */
  readonly #calls: LongList<number>;
  /** Tasks by their calls, where the graph was there before: marks last for one addition only. */
  readonly #known: Map<number, number> | undefined;
  /** Tasks that an equal call may share, by what they do. */
  readonly #shared: Map<string, number> = new Map();
  readonly #keyed: Map<string, Keyed> = new Map();
  readonly #substitutes: ReadonlyMap<number, RecordedNode> | undefined;
  /** Calls that became the task of another one, by their numbers. */
  readonly merged: Map<number, number> = new Map();
  /** Tasks that are data computed before. */
  readonly persisted: Delayed<unknown>[] = [];
  /** For one addition: afterwards arguments may have changed. */
  #signatures: Signatures = new Signatures();
  #open = 0;
  #base = 0;
  #isUsable: IsUsable = () => true;

  /** @param options - `substitutes`: nodes to take for others, by their calls; `graph`: one to go on with. */
  constructor({ substitutes, graph }: CompilationOptions = {}) {
    this.#substitutes = substitutes;
    this.#builder = new TaskGraphBuilder(graph);
    const calls = graph === undefined ? [] : callsOf(graph);
    this.#calls = new LongList(calls);
    if (graph === undefined) return;
    this.#known = new Map(calls.map((call, task) => [call, task]));
    this.#recognize(graph, calls);
  }

  /** What the tasks do that were there before: equal calls share them, and their keys are taken. */
  #recognize(graph: TaskGraph, calls: readonly number[]): void {
    graph.functions.forEach((fn, task) => {
      const call = calls[task]!;
      if ((!fn.pure && fn.key === undefined) || isPersisted(fn) || call === LOADED) return;
      const args = argumentsOf(graph, task, (input) => new Input(input), false);
      const signature = this.#signatures.of(fn, args, () => siteOf(fn, call));
      if (fn.key === undefined) this.#shared.set(signature, task);
      else this.#keyed.set(fn.key, { task, signature });
    });
  }

  /** The columns so far. @param outputs - the tasks whose results are asked for, each once. */
  columns(outputs: Int32Array): TaskColumns {
    return this.#builder.columns(outputs);
  }

  /** The calls of the tasks. */
  get calls(): readonly number[] {
    return this.#calls.toArray();
  }

  /**
   * Adds what some recorded calls need, and gives their tasks.
   *
   * @param isUsable - which tasks that are there already can be inputs; the others are added once more.
   * @throws KeyConflictError when one key stands for two different calls.
   */
  add(roots: readonly RecordedNode[], isUsable: IsUsable = this.#isUsable): number[] {
    this.#isUsable = isUsable;
    this.#signatures = new Signatures();
    this.#open = marksUsed;
    this.#base = marksUsed + 1;
    const nodes = roots.map((root) => this.#substitute(root));
    try {
      this.#collect(nodes);
    } finally {
      marksUsed = this.#base + this.#builder.size; // also when it failed half-way: the marks are made
    }
    return nodes.map((node) => this.#taskOf(node));
  }

  /** @throws KeyConflictError when a key given by the user reads like one that was made, such as "sum-12". */
  refuseTakenKeys(keyOf: (task: number) => string): void {
    if (this.#keyed.size === 0) return;
    this.#builder.functions.toArray().forEach((fn, task) => {
      const keyed = fn.key === undefined ? this.#keyed.get(keyOf(task)) : undefined;
      if (keyed !== undefined) throw this.#conflict(keyOf(task), keyed.task, fn, this.#calls.get(task));
    });
  }

  #substitute(node: RecordedNode): RecordedNode {
    return this.#substitutes?.get(callOf(node)) ?? node;
  }

  #taskOf(node: RecordedNode): number {
    return markOf(node) < this.#base ? this.#known!.get(callOf(node))! : markOf(node) - this.#base;
  }

  /** Whether a node is a task already: of this addition, or of the graph as it was. */
  #has(node: RecordedNode): boolean {
    if (markOf(node) >= this.#base) return true;
    const task = this.#known?.get(callOf(node));
    return task !== undefined && this.#isUsable(task);
  }

  /** Walks the graph without recursion: chains of a million calls are normal. */
  #collect(roots: readonly RecordedNode[]): void {
    const todo: RecordedNode[] = [];
    this.#pushList(roots, todo);
    latestFirst(todo, 0);
    for (let node = todo.at(-1); node !== undefined; node = todo.at(-1)) {
      if (!this.#has(node)) {
        if (markOf(node) !== this.#open && this.#pushInputs(node, todo)) continue;
        this.#add(node);
      }
      todo.pop();
    }
  }

  /** Puts the inputs that are no tasks yet on the stack, the one recorded first on top. False where there are none. */
  #pushInputs(node: RecordedNode, todo: RecordedNode[]): boolean {
    mark(node, this.#open);
    const first = todo.length;
    const list = onlyList(node);
    if (list !== undefined) this.#pushList(list.lazies as RecordedNode[], todo);
    else {
      const count = argCountOf(node);
      for (let index = 0; index < count; index++) {
        const arg = argOf(node, index);
        if (isNode(arg)) this.#push(arg, todo);
        else if (arg instanceof Template)
          for (const lazy of arg.lazies) this.#push(lazy as RecordedNode, todo);
      }
    }
    latestFirst(todo, first);
    return todo.length > first;
  }

  /**
   * Puts the nodes of a list on the stack that are no tasks yet. Those at its front that need nothing become tasks at once:
   * a million of them on the stack would cost as much as all the rest.
   */
  #pushList(nodes: readonly RecordedNode[], todo: RecordedNode[]): void {
    this.#builder.expect(nodes.length);
    this.#calls.expect(nodes.length);
    let at = 0;
    if (isInOrder(nodes)) while (at < nodes.length && this.#addLeaf(nodes[at]!)) at++;
    for (; at < nodes.length; at++) this.#push(nodes[at]!, todo);
  }

  /** Whether the node is a task now: it was one, or it needs nothing. */
  #addLeaf(recorded: RecordedNode): boolean {
    const node = this.#substitute(recorded);
    if (this.#has(node)) return true;
    if (!isLeaf(node)) return false;
    this.#add(node);
    return true;
  }

  #push(recorded: RecordedNode, todo: RecordedNode[]): void {
    const node = this.#substitute(recorded);
    if (markOf(node) < this.#open) todo.push(node);
  }

  /** All inputs of the node are tasks by now. */
  #add(node: RecordedNode): void {
    const fn = fnOf(node);
    if (DEVELOPING) noteCompiled(fn, callOf(node));
    const data = isPersisted(fn);
    const sharing = (fn.pure || fn.key !== undefined) && !data;
    const existing = sharing ? this.#existing(node, fn) : undefined;
    if (existing !== undefined) {
      this.merged.set(callOf(node), this.#calls.get(existing));
      mark(node, this.#base + existing);
      return;
    }
    const count = argCountOf(node);
    for (let index = 0; index < count; index++) {
      const arg = argOf(node, index);
      if (isNode(arg)) this.#pushResult(arg);
      else if (arg instanceof Template) {
        // without the recorded calls: nobody but the user needs to keep them from now on
        this.#builder.pushConstant(arg.withLazies(arg.count));
        for (const lazy of arg.lazies) this.#pushResult(lazy as RecordedNode);
      } else this.#builder.pushConstant(arg);
    }
    const task = this.#builder.add(fn);
    if (data) this.persisted.push(node as Delayed<unknown>);
    mark(node, this.#base + task);
    if (this.#known === undefined) this.#calls.push(callOf(node));
    else {
      // a result that is gone is made again by a new call, for the old one names a drop already
      this.#calls.push(this.#known.has(callOf(node)) ? newCall() : callOf(node));
      this.#known.set(callOf(node), task);
    }
  }

  #pushResult(recorded: RecordedNode): void {
    this.#builder.pushResult(this.#taskOf(this.#substitute(recorded)));
  }

  /** The task that does the same, where the node may share it; else remembers that the node comes next. */
  #existing(node: RecordedNode, fn: TaskFunction): number | undefined {
    const input = (lazy: RecordedNode): Input => new Input(this.#taskOf(this.#substitute(lazy)));
    const signature = this.#signatures.of(fn, argsWith(node, input), () => siteOf(fn, callOf(node)));
    const task = this.#builder.size;
    if (fn.key === undefined) {
      const same = this.#shared.get(signature);
      if (same !== undefined && this.#isUsable(same)) return this.#merge(same, fn);
      this.#shared.set(signature, task);
      return undefined;
    }
    const keyed = this.#keyed.get(fn.key);
    if (keyed === undefined) {
      this.#keyed.set(fn.key, { task, signature });
      return undefined;
    }
    if (keyed.signature !== signature) throw this.#conflict(fn.key, keyed.task, fn, callOf(node));
    if (this.#isUsable(keyed.task)) return this.#merge(keyed.task, fn);
    this.#keyed.set(fn.key, { task, signature });
    return undefined;
  }

  /** One task does for two calls: it is run as both have asked for. */
  #merge(task: number, { policy }: TaskFunction): number {
    const present = this.#builder.functions.get(task);
    if (policy !== present.policy) {
      this.#builder.functions.set(task, { ...present, policy: mergedPolicy(present.policy, policy) });
    }
    return task;
  }

  #conflict(key: string, task: number, fn: TaskFunction, call: number): KeyConflictError {
    const other = this.#builder.functions.get(task);
    return new KeyConflictError(
      key,
      [other.name, fn.name],
      [siteOf(other, this.#calls.get(task)), siteOf(fn, call)],
    );
  }
}

/** The calls of the tasks of a graph, in a list of their own. */
function callsOf({ names, size }: TaskGraph): number[] {
  return names instanceof RecordedNames ? names.calls.slice() : new Array<number>(size).fill(LOADED);
}

function siteOf(fn: TaskFunction, call: number): string {
  return fn.sites?.at(call) ?? 'an unknown place';
}

function isLeaf(node: RecordedNode): boolean {
  const count = argCountOf(node);
  for (let index = 0; index < count; index++) {
    const arg = argOf(node, index);
    if (isNode(arg) || arg instanceof Template) return false;
  }
  return true;
}

/** What holds all inputs of the node; undefined where there is not just one thing that does. */
function onlyList(node: RecordedNode): Template | undefined {
  let list: Template | undefined;
  const count = argCountOf(node);
  for (let index = 0; index < count; index++) {
    const arg = argOf(node, index);
    if (isNode(arg)) return undefined;
    if (!(arg instanceof Template)) continue;
    if (list !== undefined) return undefined;
    list = arg;
  }
  return list;
}

function isInOrder(nodes: readonly RecordedNode[], first = 0): boolean {
  for (let at = first + 1; at < nodes.length; at++) {
    if (callOf(nodes[at - 1]!) > callOf(nodes[at]!)) return false;
  }
  return true;
}

/** Arranges the nodes pushed last so that the one recorded first is on top of the stack: what was written first runs first. */
function latestFirst(todo: RecordedNode[], first: number): void {
  if (!isInOrder(todo, first)) {
    for (const node of todo.splice(first).sort((a, b) => callOf(a) - callOf(b))) todo.push(node);
  }
  for (let low = first, high = todo.length - 1; low < high; low++, high--) {
    const node = todo[low]!;
    todo[low] = todo[high]!;
    todo[high] = node;
  }
}
