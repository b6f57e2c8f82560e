import { gather, itemAt, plainFunction, type TaskFunction, type TaskGraphBuilder } from '../graph/index.js';
import { arePrimitives } from './check-graph.js';
import { placeholderFor, type FunctionTable } from './function-table.js';
import { forEachRef, isRef, keptOf, type Ref } from './refs.js';
import { FunctionRef, InputRef } from './value-format.js';

/** Data that is there from the start is a task without a function. */
const GIVEN: TaskFunction = plainFunction('', undefined);

/** Where the arguments of loaded tasks go. */
export interface Loading {
  readonly builder: TaskGraphBuilder;
  readonly functions: FunctionTable;
  /** Called for every task that is no drop, before it is added. */
  nameless(): void;
}

/**
 * Pushes decoded arguments as they are given.
 *
 * @param inputs - the tasks of the inputs; all are waited for, also one that no argument names.
 */
export function pushArguments(
  loading: Loading,
  args: readonly unknown[],
  oid: string,
  inputs: Int32Array,
): void {
  const used = new Uint8Array(inputs.length);
  if (arePrimitives(args)) for (const arg of args) loading.builder.pushConstant(arg);
  else pushKept(loading, args, oid, inputs, used);
  const unused = inputs.filter((_, at) => used[at] === 0);
  if (unused.length > 0) loading.builder.pushOrder(Array.from(unused));
}

/** Adds data that is given; functions in it are looked up for each run, so then it is put together by a function. */
export function addGiven(
  loading: Loading,
  value: unknown,
  { oid, name = oid }: { readonly oid: string; readonly name?: string | undefined },
): number {
  pushArguments(loading, [value], oid, NO_INPUTS);
  const fn = keptOf(value, oid) === value && !isRef(value) ? undefined : gather;
  return loading.builder.add({ ...GIVEN, name, fn });
}

const NO_INPUTS = new Int32Array();

/** One of several outputs of an application. */
export function addItem(loading: Loading, app: number, place: number, name: string): number {
  loading.builder.pushResult(app);
  loading.builder.pushConstant(place);
  return loading.builder.add({ ...GIVEN, name, fn: itemAt });
}

/** Pushes arguments with references in them, and marks the inputs they name. */
function pushKept(
  loading: Loading,
  args: readonly unknown[],
  oid: string,
  inputs: Int32Array,
  used: Uint8Array,
): void {
  const { builder } = loading;
  const kept = args.map((arg) => keptOf(arg, oid));
  // functions are tasks of their own, so they come before anything of this task is pushed
  const functions = new Map<Ref, number>();
  forEachRef(kept, (ref) => {
    if (ref instanceof FunctionRef) functions.set(ref, addFunction(loading, ref, oid));
    else used[ref.index] = 1;
  });
  const push = (ref: Ref): void => {
    builder.pushResult(ref instanceof InputRef ? inputs[ref.index]! : functions.get(ref)!);
  };
  for (const arg of kept) {
    if (!isRef(arg)) builder.pushConstant(arg);
    forEachRef([arg], push);
  }
}

/** A function that is an argument is data of its own, without a drop. */
function addFunction(loading: Loading, { name, code }: FunctionRef, oid: string): number {
  loading.functions.mention(name, oid, code);
  loading.builder.pushConstant(placeholderFor(name));
  loading.nameless();
  return loading.builder.add({ ...GIVEN, name });
}
