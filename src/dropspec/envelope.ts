import type { GraphProblem } from '../errors/index.js';

/** What a text or a list of dropspecs holds, once its wrapping is taken off. */
export interface Envelope {
  readonly specs: readonly unknown[];
  readonly problems: readonly GraphProblem[];
  /** What stands last in the list and describes the graph, if it says anything. */
  readonly reprodata: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Takes DALiuGE's wrappings off a list: the pair `["name.graph", [drops]]`, and the object without oid that stands last
 * and describes the graph.
 */
export function unwrap(input: unknown): Envelope {
  if (!Array.isArray(input))
    return faulty(`must be a list of dropspecs, got ${input === null ? 'null' : typeof input}`);
  const list: unknown[] =
    input.length === 2 && typeof input[0] === 'string' && Array.isArray(input[1])
      ? (input[1] as unknown[])
      : input;
  const last = list.at(-1);
  if (!describesGraph(last)) return { specs: list, problems: [], reprodata: undefined };
  const reprodata = Object.keys(last).length === 0 ? undefined : last;
  return { specs: list.slice(0, -1), problems: [], reprodata };
}

function describesGraph(last: unknown): last is Record<string, unknown> {
  if (typeof last !== 'object' || last === null || Array.isArray(last) || isDrop(last)) return false;
  return Object.hasOwn(last, 'rmode') || Object.keys(last).length === 0;
}

export function isDrop(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'oid');
}

/** Of a text that is no graph at all. */
export function faulty(message: string): Envelope {
  return { specs: [], problems: [{ oid: 'graph', path: '', message }], reprodata: undefined };
}
