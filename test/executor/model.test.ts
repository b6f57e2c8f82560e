import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CancelledError,
  delayed,
  DropgraphError,
  SessionStates,
  type Delayed,
  type DropEvent,
  type Session,
} from '../../src/index.js';
import { settles, start, turn, unhandledDuring } from './watching.js';

/** Execution states of applications by their states, at the end. */
const EXEC_STATUS = new Map<number, number>([
  [2, 2],
  [3, 3],
  [6, 4],
]);

const KINDS = ['sync', 'async', 'slow', 'lazy', 'throws', 'rejects'] as const;

interface Plan {
  /** For each task its kind, and its inputs as distances back. */
  readonly tasks: readonly { readonly kind: (typeof KINDS)[number]; readonly inputs: readonly number[] }[];
  readonly concurrency: number;
  /** Who cancels, if anybody, and at which task or turn. */
  readonly cancel: { readonly by: 'task' | 'turn' | 'nobody'; readonly at: number };
}

const plan: fc.Arbitrary<Plan> = fc.record({
  tasks: fc.array(
    fc.record({
      kind: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...KINDS.slice(0, 4)) },
        fc.constantFrom(...KINDS),
      ),
      inputs: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 20 },
  ),
  concurrency: fc.integer({ min: 1, max: 4 }),
  cancel: fc.record({ by: fc.constantFrom('nobody', 'nobody', 'task', 'turn'), at: fc.nat(12) }),
});

/** What was seen of a run. */
class Watch {
  readonly starts = new Map<number, number>();
  readonly ended = new Set<number>();
  readonly faults: string[] = [];
  readonly events: DropEvent[] = [];
  session: Session | undefined;
  stopped = false;
  inFlight = 0;
  most = 0;

  started(id: number, inputs: readonly number[], values: readonly unknown[]): void {
    this.starts.set(id, (this.starts.get(id) ?? 0) + 1);
    if (this.stopped) this.faults.push(`${id} began after the end`);
    inputs.forEach((input, at) => {
      if (!this.ended.has(input) || values[at] !== input)
        this.faults.push(`${id} began before ${input} was done`);
    });
  }

  heard(event: DropEvent): void {
    this.events.push(event);
    if (event.type === 'dropCompleted' && event.status === 2) this.ended.add(Number(event.oid));
    if (event.type === 'status' && event.status !== 2) this.stopped = true;
  }
}

function build({ tasks, cancel }: Plan, watch: Watch): Delayed<unknown>[] {
  const lazies: Delayed<unknown>[] = [];
  tasks.forEach(({ kind, inputs }, id) => {
    const needed = inputs.map((back) => id - back).filter((input) => input >= 0);
    const later = async (turns: number, end: () => number): Promise<number> => {
      watch.most = Math.max(watch.most, ++watch.inFlight);
      for (let count = turns; count > 0; count--) await turn();
      watch.inFlight--;
      return end();
    };
    const fail = (): never => {
      throw new Error(`fault of ${id}`);
    };
    const run = (...values: unknown[]): unknown => {
      watch.started(id, needed, values);
      if (cancel.by === 'task' && cancel.at === id) {
        watch.session!.cancel();
        watch.stopped = true;
      }
      if (kind === 'throws') return fail();
      if (kind === 'rejects') return later(id % 3, fail);
      if (kind === 'lazy') return delayed(() => later(1, () => id))();
      return kind === 'sync' ? id : later(kind === 'slow' ? 5 : id % 3, () => id);
    };
    lazies.push(delayed(run, { key: String(id) })(...needed.map((input) => lazies[input]!)));
  });
  return lazies;
}

async function runPlan(each: Plan, watch: Watch): Promise<Session> {
  const session = await start(build(each, watch), { concurrency: each.concurrency });
  watch.session = session;
  session.subscribe((event) => watch.heard(event));
  if (each.cancel.by === 'turn') {
    void (async () => {
      for (let turns = 0; turns < each.cancel.at; turns++) await turn();
      if (session.state <= SessionStates.RUNNING) session.cancel();
    })();
  }
  await settles(session.finished);
  return session;
}

/** The states that the events tell, checked step by step: each event changes what it tells, and ends in a state. */
function statesTold(events: readonly DropEvent[]): Record<string, { status: number; execStatus?: number }> {
  const told: Record<string, { status: number; execStatus?: number }> = {};
  for (const event of events) {
    const drop = (told[event.oid] ??= event.oid.endsWith('.app')
      ? { status: 0, execStatus: 0 }
      : { status: 0 });
    if (event.type === 'execStatus') {
      expect(event.execStatus).toBeGreaterThan(drop.execStatus!);
      drop.execStatus = event.execStatus;
    } else if (event.type === 'status') {
      expect(drop.status).toBe(0);
      drop.status = event.status;
    } else if ('status' in event) expect(event.status).toBe(drop.status);
  }
  return told;
}

describe('any graph of any tasks, cancelled by anybody', () => {
  it('ends with every drop in an end state, each task begun at most once and after its inputs, as the events tell', async () => {
    const unhandled = await unhandledDuring(() =>
      fc.assert(
        fc.asyncProperty(plan, async (each) => {
          const watch = new Watch();
          const session = await runPlan(each, watch);
          const states = session.graphStatus();
          expect(watch.faults).toEqual([]);
          expect([...watch.starts.values()].every((times) => times === 1)).toBe(true);
          for (const { status, execStatus } of Object.values(states)) {
            expect([2, 3, 6]).toContain(status);
            if (execStatus !== undefined) expect(execStatus).toBe(EXEC_STATUS.get(status));
          }
          expect(statesTold(watch.events)).toEqual(states);
          // lazy results are tasks of the run as well
          const data = Object.entries(states).filter(([oid]) => !oid.endsWith('.app'));
          expect(session.done).toBe(data.filter(([, { status }]) => status === 2).length);
          expect(session.total).toBe(data.length);
          expect(watch.most).toBeLessThanOrEqual(each.concurrency);
          expectOutcome(each, session, watch);
        }),
        { numRuns: 400 },
      ),
    );
    expect(unhandled).toEqual([]);
  });
});

function expectOutcome({ tasks }: Plan, session: Session, watch: Watch): void {
  const status = (id: number): number => session.graphStatus()[String(id)]!.status;
  const failed = session.failures.map(({ key }) => Number(key));
  tasks.forEach(({ inputs }, id) => {
    const needed = inputs.map((back) => id - back).filter((input) => input >= 0);
    if (needed.some((input) => status(input) === 3)) expect(status(id)).toBe(3);
    else if (status(id) === 3) expect(failed).toContain(id);
    if (status(id) === 2) expect(watch.starts.get(id)).toBe(1);
  });
  if (session.state === SessionStates.FINISHED) {
    expect(session.error).toBeUndefined();
    expect(tasks.map((_, id) => status(id))).toEqual(tasks.map(() => 2));
  } else if (session.state === SessionStates.FAILED) {
    expect(session.error).toBeInstanceOf(DropgraphError);
    expect(failed.length).toBeGreaterThan(0);
  } else {
    expect(session.state).toBe(SessionStates.CANCELLED);
    expect(session.error).toBeInstanceOf(CancelledError);
  }
}
