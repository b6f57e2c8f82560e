import { messageOf, type GraphProblem } from '../errors/index.js';

/** What a text or a list of dropspecs holds, once its wrapping is taken off. */
export interface Envelope {
  readonly specs: readonly unknown[];
  readonly problems: readonly GraphProblem[];
  /** What stands last in the list and describes the graph, if it says anything. */
  readonly reprodata: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Reads a graph as it comes: JSON text, NDJSON text (a drop a line), or a list. Takes off DALiuGE's wrappings: the
 * pair `["name.graph", [drops]]`, and the object without oid that stands last and describes the graph.
 */
export function readEnvelope(input: unknown): Envelope {
  if (typeof input !== 'string') return unwrap(input);
  try {
    const parsed: unknown = JSON.parse(input);
    // a graph of a single drop is one line of NDJSON, and valid JSON too
    return unwrap(isDrop(parsed) ? [parsed] : parsed);
  } catch (error) {
    return readLines(input, messageOf(error));
  }
}

function readLines(text: string, jsonFault: string): Envelope {
  const lines = text.split('\n');
  // only a text whose first line is JSON by itself can be NDJSON
  const first = lines.find((line) => line.trim() !== '');
  if (first === undefined || !isJson(first)) return faulty(`is not JSON: ${jsonFault}`);
  const specs: unknown[] = [];
  const problems: GraphProblem[] = [];
  lines.forEach((line, at) => {
    if (line.trim() === '') return;
    try {
      specs.push(JSON.parse(line));
    } catch (error) {
      problems.push({ oid: `line ${String(at + 1)}`, path: '', message: `is not JSON: ${messageOf(error)}` });
    }
  });
  return problems.length > 0 ? { specs, problems, reprodata: undefined } : unwrap(specs);
}

function unwrap(input: unknown): Envelope {
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

function isDrop(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'oid');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function faulty(message: string): Envelope {
  return { specs: [], problems: [{ oid: 'graph', path: '', message }], reprodata: undefined };
}
