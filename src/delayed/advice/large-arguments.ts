import { gather, Template, type TaskGraph } from '../../graph/index.js';
import { advise } from './advise.js';
import { partsOf } from './parts.js';

/** Bytes in all calls together from which on a value is large. */
const LARGE = 10 * 2 ** 20;

/** A value that stands in calls as it is. */
interface Embedded {
  readonly bytes: number;
  /** The first of the calls, and which argument it is there. */
  readonly task: number;
  readonly argument: string;
  calls: number;
}

/** Looks for large values that were recorded as arguments instead of as lazy values. */
export function adviseOnLargeArguments(graph: TaskGraph): void {
  const found = new Map<unknown, Embedded>();
  for (let task = 0; task < graph.size; task++) {
    const { fn } = graph.functions[task]!;
    if (fn === undefined || fn === gather) continue; // lazy values
    for (const [argument, value] of constantsOf(graph, task)) {
      for (const { path, part, bytes } of partsOf(value, argument)) {
        const known = found.get(part);
        if (known === undefined) found.set(part, { bytes, task, argument: path, calls: 1 });
        else known.calls++;
      }
    }
  }
  for (const [part, embedded] of found) {
    if (embedded.bytes * embedded.calls >= LARGE) tell(graph, part, embedded);
  }
}

/** The arguments of a task that are there already, by what to call them. */
function* constantsOf(
  { offsets, refs, constants, functions }: TaskGraph,
  task: number,
): Generator<[string, unknown]> {
  const first = functions[task]!.method ? -1 : 0;
  let argument = first;
  for (let at = offsets[task]!; at < offsets[task + 1]!; at++, argument++) {
    const ref = refs[at]!;
    if (ref >= 0) continue;
    const constant = constants[~ref];
    const name = argument < 0 ? 'what it is called on' : `argument ${String(argument)}`;
    if (constant instanceof Template) {
      yield [name, constant.build(() => undefined, false)];
      at += constant.count;
    } else yield [name, constant];
  }
}

function tell(
  { functions, names }: TaskGraph,
  part: unknown,
  { bytes, task, argument, calls }: Embedded,
): void {
  const { name } = functions[task]!;
  const what = `${kindOf(part)} of ${megabytes(bytes)}`;
  const often =
    calls === 1
      ? 'is written into a call'
      : `is written into ${String(calls)} calls, ${megabytes(bytes * calls)} in all`;
  advise({
    code: 'DLG_ADVICE_LARGE_ARGUMENT',
    site: names.callSite(task),
    message:
      `A large value ${often}: ${argument} of "${name}", ${what}. ` +
      'Pure calls hash it, workers are sent it, and dropspecs hold it, each time anew',
    fix: 'Make it lazy once and pass that: const data = delayed(value). For pure calls give it a key: delayed(value, { key })',
  });
}

function kindOf(part: unknown): string {
  if (typeof part === 'string') return 'a text';
  if (Array.isArray(part)) return 'a list';
  // not by its constructor, which may be anything
  return `a ${Buffer.isBuffer(part) ? 'Buffer' : Object.prototype.toString.call(part).slice('[object '.length, -1)}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toPrecision(3)} MiB`;
}
