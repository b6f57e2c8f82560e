import { InvalidGraphError, messageOf, type GraphProblem } from '../errors/index.js';
import {
  OPERATIONS,
  taskGraph,
  type AnyFunction,
  type RetryPolicy,
  type TaskFunction,
  type TaskGraph,
  type TaskPolicy,
} from '../graph/index.js';
import { placeholderName, type FunctionSource } from './function-table.js';

/** Where the functions of a loaded graph are looked up. */
export interface FunctionLookup {
  readonly functions: Readonly<Record<string, AnyFunction>>;
  readonly allowCode: boolean;
}

/**
 * Gives a loaded graph its functions: first those handed over by name, then, if code from the graph may run,
 * what its module exports under the name, then its source.
 *
 * @throws InvalidGraphError that lists every function that is not to be had.
 */
export async function bindFunctions(
  graph: TaskGraph,
  sources: ReadonlyMap<string, FunctionSource>,
  lookup: FunctionLookup,
): Promise<TaskGraph> {
  return withFunctions(graph, await findFunctions(sources, lookup));
}

/**
 * The functions a loaded graph names, looked up as `bindFunctions` does; without dropgraph's own, which are at hand.
 *
 * @throws InvalidGraphError that lists every function that is not to be had.
 */
export async function findFunctions(
  sources: ReadonlyMap<string, FunctionSource>,
  lookup: FunctionLookup,
): Promise<ReadonlyMap<string, AnyFunction>> {
  const problems: GraphProblem[] = [];
  const found = new Map<string, AnyFunction>();
  for (const [name, source] of sources) {
    if (OPERATIONS.has(name)) continue;
    try {
      found.set(name, await findFunction(namesOf(name, source, sources), source, lookup));
    } catch (error) {
      problems.push({ oid: source.oid, path: source.path, message: messageOf(error) });
    }
  }
  if (problems.length > 0) throw new InvalidGraphError(problems);
  return found;
}

/**
 * A function of a loaded graph that is at hand: one of dropgraph's own, or handed over.
 *
 * @throws TypeError when it is neither.
 */
export function givenFunction(
  name: string,
  sources: ReadonlyMap<string, FunctionSource>,
  functions: Readonly<Record<string, AnyFunction>>,
): AnyFunction {
  const source = sources.get(name);
  const names = source === undefined ? [name] : namesOf(name, source, sources);
  const found = OPERATIONS.get(name) ?? givenAs(names, functions);
  if (found !== undefined) return found;
  throw unknownFunction(name);
}

/** What a function may be handed over as: a label that is the name of another function of the graph means that one. */
function namesOf(
  name: string,
  { labels }: FunctionSource,
  sources: ReadonlyMap<string, FunctionSource>,
): [name: string, ...labels: string[]] {
  return [name, ...[...labels].filter((label) => !sources.has(label))];
}

function givenAs(
  names: readonly string[],
  functions: Readonly<Record<string, AnyFunction>>,
): AnyFunction | undefined {
  const name = names.find((given) => Object.hasOwn(functions, given));
  return name === undefined ? undefined : functions[name];
}

function unknownFunction(name: string, fix = ''): TypeError {
  return new TypeError(
    `the function "${name}" is not known here; pass { functions: { ${JSON.stringify(name)}: fn } }${fix}`,
  );
}

async function findFunction(
  names: readonly [name: string, ...labels: string[]],
  source: FunctionSource,
  { functions, allowCode }: FunctionLookup,
): Promise<AnyFunction> {
  const [name] = names;
  const given = givenAs(names, functions);
  if (given !== undefined) return given;
  const carried = source.module !== undefined || source.code !== undefined;
  if (carried && allowCode) {
    return source.module === undefined ? fromSource(name, source.code!) : fromModule(name, source.module);
  }
  const fix = carried ? `, or { allowCode: true } to run the code that the graph carries` : '';
  throw unknownFunction(name, fix);
}

/** @param module - URL of the module, with `#export` where that is not the name of the function. */
async function fromModule(name: string, module: string): Promise<AnyFunction> {
  const [, url = module, fragment = name] = /^(.*)#([\w$]+)$/s.exec(module) ?? [];
  const exported = ((await import(url)) as Record<string, unknown>)[fragment];
  if (typeof exported !== 'function')
    throw new TypeError(`the module ${url} does not export a function "${fragment}"`);
  return exported as AnyFunction;
}

/** Compiled TypeScript may call this to name functions; by itself it does nothing. */
const named = (fn: unknown): unknown => fn;

function fromSource(name: string, code: string): AnyFunction {
  // a method's source is only valid inside an object
  for (const expression of [`(${code})`, `Object.values({ ${code} })[0]`]) {
    try {
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the user allowed it: allowCode
      const make = new Function('__name', `"use strict"; return ${expression};`);
      const fn = (make as (named: unknown) => unknown)(named);
      if (typeof fn === 'function') return fn as AnyFunction;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  throw new TypeError(`the source of the function "${name}" is not a function`);
}

/** The graph with its stand-ins replaced: as functions of tasks, and as data that was given. */
function withFunctions(graph: TaskGraph, found: ReadonlyMap<string, AnyFunction>): TaskGraph {
  const real = (fn: unknown): AnyFunction | undefined => found.get(placeholderName(fn) ?? '');
  const bound = new Map<TaskFunction, TaskFunction>();
  const functions = graph.functions.map((called) => {
    const fn = real(called.fn);
    const policy = called.policy === undefined ? undefined : boundPolicy(called.policy, real);
    if (fn === undefined && policy === called.policy) return called;
    const made = bound.get(called) ?? { ...called, fn: fn ?? called.fn, policy };
    bound.set(called, made);
    return made;
  });
  const constants = graph.constants.map((value) => real(value) ?? value);
  return taskGraph({ ...graph, functions, constants }, graph.names);
}

function boundPolicy(policy: TaskPolicy, real: (fn: unknown) => AnyFunction | undefined): TaskPolicy {
  const { retries } = policy;
  const when = real(retries?.when) as RetryPolicy['when'];
  return retries === undefined || when === undefined ? policy : { ...policy, retries: { ...retries, when } };
}
