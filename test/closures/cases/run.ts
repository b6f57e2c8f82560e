import { isDeepStrictEqual, inspect } from 'node:util';
import { packFunction, packValue, type ShippedFunction } from '../../../src/closures/index.js';
import { NotShippableError } from '../../../src/errors/index.js';
import type { Case, Kind, Sending } from './case.js';
import { OtherThread } from './other-thread.js';

/** What came of a case: no fault where it was right. */
export interface Outcome {
  readonly name: string;
  readonly fault: string | undefined;
}

/** Runs the cases in one worker thread. @param worker - file of the compiled `worker.ts` */
export async function runCases(cases: readonly Case[], kind: Kind, worker: string): Promise<Outcome[]> {
  const thread = new OtherThread(worker);
  const outcomes: Outcome[] = [];
  try {
    for (const one of cases) {
      if (one.except?.includes(kind)) continue;
      outcomes.push({ name: one.name, fault: await faultOf(one, thread) });
    }
  } finally {
    await thread.close();
  }
  return outcomes;
}

async function faultOf(one: Case, thread: OtherThread): Promise<string | undefined> {
  try {
    const sending = one.make();
    const packed = pack(sending);
    if (packed instanceof NotShippableError) return refusalFault(one, packed);
    if (one.refused !== undefined) return `not refused as ${one.refused}`;
    const given = await thread.send(packed.fn, packed.args).catch(threw);
    if ('gives' in one) return difference(comparable(given), one.gives);
    const { fn, args = [] } = sending;
    return difference(given, await (fn as (...args: unknown[]) => unknown)(...args));
  } catch (error) {
    return `threw ${inspect(error)}`;
  }
}

function pack(sending: Sending): { fn: ShippedFunction; args: unknown[] } | NotShippableError {
  const { fn, args = [], captures } = sending;
  try {
    return {
      fn: packFunction(fn, captures === undefined ? {} : { captures }),
      args: args.map((arg, at) => packValue(arg, { name: `argument ${String(at)}` })),
    };
  } catch (error) {
    if (error instanceof NotShippableError) return error;
    throw error;
  }
}

function refusalFault(
  { refused, says = '' }: Case,
  { message, problems }: NotShippableError,
): string | undefined {
  if (problems[0]!.fault !== refused) return `refused as ${problems[0]!.fault}: ${message}`;
  return message.includes(says) ? undefined : `says: ${message}`;
}

function difference(given: unknown, wanted: unknown): string | undefined {
  return isDeepStrictEqual(given, wanted)
    ? undefined
    : `gave ${inspect(given, { depth: 6 })}, wanted ${inspect(wanted)}`;
}

function threw(error: unknown): unknown {
  return { threw: String(error), ...(error instanceof Error && { ...error }) };
}

/** Errors by what they say: their stacks differ. */
function comparable(value: unknown): unknown {
  if (value instanceof Error) return String(value);
  return Array.isArray(value) ? value.map(comparable) : value;
}
