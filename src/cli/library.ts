import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { compile, compute, Delayed, runGraph, visualize } from '../delayed/index.js';
import { DropGraph } from '../dropspec/index.js';
import { loadGraphFrom } from '../loader/index.js';

/** What the command uses of dropgraph. */
export interface Library {
  readonly compile: typeof compile;
  readonly compute: typeof compute;
  readonly Delayed: typeof Delayed;
  readonly DropGraph: typeof DropGraph;
  readonly loadGraphFrom: typeof loadGraphFrom;
  readonly runGraph: typeof runGraph;
  readonly visualize: typeof visualize;
}

/** The dropgraph this command is part of. */
export const ownLibrary: Library = {
  compile,
  compute,
  Delayed,
  DropGraph,
  loadGraphFrom,
  runGraph,
  visualize,
};

/**
 * The copies of dropgraph that a module may have recorded with. One copy cannot run what another recorded, and the
 * module's is another where the command is installed elsewhere, and where tsx turns the module into CommonJS.
 */
export async function* librariesOf(moduleUrl: string): AsyncGenerator<Library, void, undefined> {
  yield ownLibrary;
  const requireThere = createRequire(moduleUrl);
  for (const load of [
    async (): Promise<unknown> => import(pathToFileURL(requireThere.resolve('dropgraph')).href),
    async (): Promise<unknown> => requireThere('dropgraph'),
  ]) {
    const library: unknown = await load().catch(() => undefined); // not installed there
    if (isLibrary(library)) yield library;
  }
}

function isLibrary(value: unknown): value is Library {
  if (typeof value !== 'object' || value === null) return false;
  return Object.keys(ownLibrary).every(
    (name) => typeof (value as Record<string, unknown>)[name] === 'function',
  );
}

/** Whether a value is a graph or holds something lazy of this copy, where computing would look for it. */
export function isRunnable(root: unknown, { Delayed, DropGraph }: Library): boolean {
  if (root instanceof DropGraph) return true;
  const seen = new Set<unknown>([root]);
  for (const value of seen) {
    if (value instanceof Delayed) return true;
    for (const item of itemsOf(value)) seen.add(item);
  }
  return false;
}

function itemsOf(value: unknown): Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value) || value instanceof Set) return value as Iterable<unknown>;
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)].flat(1);
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? (Object.values(value) as unknown[]) : [];
}
