import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InMemoryDROP } from '../../src/drops/index.js';
import { DropRun, nextSessionId, runSettings, Session, Window } from '../../src/executor/index.js';
import { compile, delayed, loadGraph, runGraph, type Delayed } from '../../src/index.js';
import { createGraphFromDropSpecList } from '../../src/loader/index.js';
import { DROPStates } from '../../src/protocol/index.js';
import { inShort, recordEvents, settles, turn } from './watching.js';

const later = async <T>(value: T): Promise<T> => {
  await turn();
  return value;
};

/** The functions of the graphs, by the names their dropspecs give them. */
const FUNCTIONS = {
  sum: (...values: number[]): number => values.reduce((sum, value) => sum + value, 1),
  sumLater: (...values: number[]): Promise<number> => later(FUNCTIONS.sum(...values)),
  promised: (...values: number[]): Promise<number> => Promise.resolve(FUNCTIONS.sum(...values)),
  pair: (...values: number[]): number[] => [values.length, FUNCTIONS.sum(...values)],
  pairLater: (...values: number[]): Promise<number[]> => later(FUNCTIONS.pair(...values)),
  throws: (): never => {
    throw new Error('thrown');
  },
  rejects: (): Promise<never> => turn().then(() => Promise.reject(new Error('rejected'))),
  short: (): number[] => [1],
};

type Name = keyof typeof FUNCTIONS;

interface Step {
  readonly name: Name;
  /** Earlier values, counted back; or numbers as they are. */
  readonly args: readonly { readonly back: number; readonly constant: boolean }[];
}

const args = fc.array(fc.record({ back: fc.nat(8), constant: fc.boolean() }), { maxLength: 3 });
const good: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom<Name>('sum', 'sumLater', 'promised', 'pair', 'pairLater'),
  args,
});
const concurrency = fc.constantFrom(1, 2, 1024);

/** Whether a function gives two results. */
function givesTwo(name: Name): boolean {
  return name === 'pair' || name === 'pairLater' || name === 'short';
}

/**
 * Lazy calls, one for each step; those that give two results add both of them.
 *
 * @param first - the value every step depends on, where there is one.
 */
function record(steps: readonly Step[], first?: Delayed<number>): Delayed<number>[] {
  const values: Delayed<number>[] = first === undefined ? [] : [first];
  for (const { name, args } of steps) {
    const taken = args.map(({ back, constant }) => (constant ? back : (values.at(-1 - back) ?? back)));
    if (first !== undefined) taken.push(values.at(-1)!);
    const fn = FUNCTIONS[name] as (...values: unknown[]) => unknown;
    if (givesTwo(name))
      values.push(...(delayed(fn, { name, nout: 2 })(...taken) as Iterable<Delayed<number>>));
    else values.push(delayed(fn, { name })(...taken) as Delayed<number>);
  }
  return values;
}

/** What a run showed: what each drop told, in its order; the states at the end; the values of the results. */
interface Shown {
  readonly told: Record<string, string[]>;
  readonly states: object;
  readonly state: number;
  readonly values: Record<string, unknown>;
}

async function shown(session: Session, value: (uid: string) => unknown): Promise<Shown> {
  const events = recordEvents(session);
  await settles(session.run());
  const told: Record<string, string[]> = {};
  for (const event of events) {
    // readers of a drop are no news of its state
    if (event.type !== 'open') (told[event.uid] ??= []).push(inShort(event));
  }
  const states = session.graphStatus();
  const complete = Object.keys(states).filter(
    (uid) => states[uid]!.execStatus === undefined && states[uid]!.status === DROPStates.COMPLETED,
  );
  const values = Object.fromEntries(complete.map((uid) => [uid, value(uid)]));
  return { told, states, state: session.state, values };
}

async function asColumns(specs: readonly unknown[], concurrency: number): Promise<Shown> {
  const session = await runGraph(loadGraph(specs), { functions: FUNCTIONS, concurrency });
  return shown(session, (uid) => heldBy(() => (session.drop(uid) as InMemoryDROP).value));
}

async function asDrops(specs: readonly unknown[], concurrency: number): Promise<Shown> {
  const { drops, roots, failures } = createGraphFromDropSpecList(specs, { functions: FUNCTIONS });
  expect(failures).toEqual([]);
  const sessionId = nextSessionId();
  const run = new DropRun(sessionId, drops, roots, new Window(concurrency), () => loadGraph(specs).columns());
  const session = new Session(sessionId, run, runSettings({}, 'both runs'));
  return shown(session, (uid) => (drops.get(uid) as InMemoryDROP).value);
}

const LET_GO = Symbol('let go after its last use');

function heldBy(value: () => unknown): unknown {
  try {
    return value();
  } catch (error) {
    expect(String(error)).toContain('was let go after its last use');
    return LET_GO;
  }
}

async function expectAlike(values: readonly Delayed<unknown>[], concurrency: number): Promise<Shown> {
  const specs = JSON.parse(JSON.stringify(compile(values))) as unknown[];
  const columns = await asColumns(specs, concurrency);
  const drops = await asDrops(specs, concurrency);
  expect(drops.states).toEqual(columns.states);
  expect(drops.told).toEqual(columns.told);
  expect(drops.state).toBe(columns.state);
  // tasks may stand in another order than their dropspecs: one that keeps fewer results
  expect(Object.keys(drops.values).sort()).toEqual(Object.keys(columns.values).sort());
  for (const [uid, value] of Object.entries(columns.values)) {
    if (value !== LET_GO) expect(drops.values[uid]).toEqual(value);
  }
  return drops;
}

describe('a graph run as columns and one run as drops', () => {
  it('tell the same of every drop, in the same order, and give the same values', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(good, { minLength: 1, maxLength: 15 }),
        concurrency,
        async (steps, places) => {
          const { told } = await expectAlike(record(steps), places);
          expect(Object.keys(told).length).toBeGreaterThanOrEqual(steps.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('tell the same of a failure that all that is left depends on', async () => {
    const bad = fc.constantFrom<Name>('throws', 'rejects', 'short');
    await fc.assert(
      fc.asyncProperty(
        fc.array(good, { maxLength: 4 }),
        bad,
        fc.array(good, { maxLength: 8 }),
        concurrency,
        async (before, name, after, places) => {
          const chain = record(before, delayed(FUNCTIONS.sum, { name: 'sum' })());
          const failing = record([{ name, args: [] }], chain.at(-1)).at(-1)!;
          const { told } = await expectAlike(record(after, failing), places);
          const ends = Object.values(told).flat();
          expect(ends.some((event) => event.endsWith(`status ${DROPStates.ERROR}`))).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
