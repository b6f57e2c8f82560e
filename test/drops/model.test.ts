import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AppDROP,
  BranchAppDROP,
  ContainerDROP,
  InputFiredAppDROP,
  type AbstractDROP,
  type DataDROP,
} from '../../src/drops/index.js';
import type { Event } from '../../src/events/index.js';
import { AppDROPStates, DROPStates, ExecutionMode } from '../../src/protocol/index.js';
import { settles, unhandledDuring } from '../executor/watching.js';
import { ended } from './graphs.js';
import { graphPlan, RandomGraph, turn, WRITTEN, type GraphPlan, type Remembering } from './random-graph.js';

const { COMPLETED, ERROR, CANCELLED, SKIPPED } = DROPStates;

let directory: string;
const warnings: string[] = [];
const onWarning = ({ name, message }: Error): void => {
  if (name === 'DropgraphWarning') warnings.push(message);
};

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dropgraph-model-'));
  process.on('warning', onWarning);
});

afterAll(() => {
  process.off('warning', onWarning);
  rmSync(directory, { recursive: true, force: true });
});

/** A graph that was run to its end, and what was seen of it. */
class Model {
  readonly graph: RandomGraph;
  readonly plan: GraphPlan;
  readonly events: Map<AbstractDROP, Event[]> = new Map();
  /** What was done to drops that had not come to their end. */
  readonly touched: Set<AbstractDROP> = new Set();
  readonly faults: string[] = [];

  constructor(plan: GraphPlan) {
    this.plan = plan;
    this.graph = new RandomGraph(plan, { sessionId: 'model', directory });
    for (const drop of this.graph.drops) {
      const events: Event[] = [];
      this.events.set(drop, events);
      drop.subscribe((event) => void events.push(event));
    }
    for (const drop of this.graph.data) this.#completeByHand(drop);
  }

  async run(): Promise<void> {
    await Promise.all([this.#start(), this.#act()]);
    await settles(ended(...this.graph.drops), 'the graph');
    await turn();
  }

  isTouched(drop: AbstractDROP): boolean {
    return this.touched.has(drop);
  }

  /** Ends, in their turns, what nobody else ends. */
  async #start(): Promise<void> {
    const roots = this.graph.drops.filter((drop) =>
      drop instanceof AppDROP
        ? drop.inputs.length + drop.streamingInputs.length === 0
        : drop.producers.length === 0,
    );
    await Promise.all(
      roots.map(async (drop, at) => {
        for (let left = this.plan.starts[at % this.plan.starts.length] ?? 0; left > 0; left--) await turn();
        if (drop instanceof InputFiredAppDROP) await drop.execute();
        else await this.#end(drop as DataDROP);
      }),
    );
  }

  async #end(drop: DataDROP): Promise<void> {
    const end = this.graph.plans.get(drop)?.end ?? 'setCompleted';
    if (!(drop instanceof ContainerDROP)) await drop.write(WRITTEN).catch(() => undefined);
    if (end !== 'setCompleted' && isOpen(drop)) drop[end]();
    // of one that was skipped this tells the consumers, however often it is said
    for (let times = 0; times < 2; times++) {
      if (isOpen(drop) || drop.status === SKIPPED) drop.setCompleted();
    }
  }

  async #act(): Promise<void> {
    const { drops } = this.graph;
    await Promise.all(
      this.plan.acts.map(async ({ turn: when, drop: at, what }) => {
        for (let left = when; left > 0; left--) await turn();
        const drop = drops[at % drops.length]!;
        // of a drop whose producers must agree to skip it, nobody else can
        if (what === 'skip' && drop.blockSkip === true) return;
        if (isOpen(drop)) this.touched.add(drop);
        drop[what]();
      }),
    );
  }

  /** Tells the consumers of a drop in EXTERNAL mode, a turn later. */
  #completeByHand(drop: DataDROP): void {
    if (drop.executionMode !== ExecutionMode.EXTERNAL) return;
    drop.subscribe(({ status }) => {
      const consumers = [...drop.consumers, ...drop.streamingConsumers];
      void turn().then(() => {
        for (const consumer of consumers) consumer.dropCompleted(drop.uid, status as DROPStates);
      });
    }, 'dropCompleted');
  }
}

function isOpen({ status }: AbstractDROP): boolean {
  return status === DROPStates.INITIALIZED || status === DROPStates.WRITING;
}

/** The events of a drop in short, less those of readers. */
function told(events: readonly Event[]): string {
  return events
    .filter(({ type }) => type !== 'open')
    .map(({ type, status, execStatus }) =>
      type === 'execStatus'
        ? `x${String(execStatus)}`
        : type === 'reproducibility'
          ? 'r'
          : `${type[0]}${String(status)}`,
    )
    .join(' ');
}

/** What the events of a drop must be, by the state it ended in. */
function expectedEvents(drop: AbstractDROP): RegExp {
  const end = String(drop.status);
  if (!(drop instanceof AppDROP)) {
    return drop.status === SKIPPED ? /^(s1 )?s7 r( d7)?$/ : new RegExp(`^(s1 )?s${end} d${end} r$`);
  }
  const exec = String(drop.execStatus);
  return new RegExp(`^(x1 )?x${exec} s${end} p${end} r$`);
}

type Decision = 'runs' | 'SKIPPED' | 'ERROR' | 'CANCELLED' | 'waits';

/** What an application that is fired by its inputs decides, by what it was told. */
function decisionOf(app: InputFiredAppDROP & Remembering): Decision {
  if (app.inputs.length === 0) return 'runs';
  const needed = app.n_effective_inputs === -1 ? app.inputs.length : app.n_effective_inputs;
  const counted = app.told.slice(0, needed);
  if (counted.length < needed) return 'waits';
  const count = (state: DROPStates): number => counted.filter((one) => one === state).length;
  if (Math.floor((100 * count(ERROR)) / needed) > app.input_error_threshold) return 'ERROR';
  if (count(CANCELLED) > 0) return 'CANCELLED';
  if (count(SKIPPED) === needed || (count(SKIPPED) > 0 && app.blockSkip === false)) return 'SKIPPED';
  return 'runs';
}

function checkApp(model: Model, app: Remembering): void {
  const { execStatus, runs, plan } = app;
  const undisturbed = model.plan.acts.length === 0;
  if (app instanceof InputFiredAppDROP) {
    const decision = decisionOf(app);
    if (model.isTouched(app)) {
      if (runs > 0) expect(decision).toBe('runs');
      return;
    }
    expect(decision).not.toBe('waits');
    if (decision !== 'runs') {
      expect([runs, decision === 'waits' ? -1 : AppDROPStates[decision]]).toEqual([0, execStatus]);
      return;
    }
    expect(runs).toBeGreaterThan(0);
    expect(runs).toBeLessThanOrEqual(app.n_tries);
    const fails =
      plan.does === 'throws' || plan.does === 'rejects' || (plan.does === 'fails once' && app.n_tries === 1);
    if (fails) expect(execStatus).toBe(AppDROPStates.ERROR);
    const isAlone = app.outputs.every(({ producers }) => producers.length === 1);
    if (!fails && undisturbed && isAlone) expect(execStatus).toBe(AppDROPStates.FINISHED);
  }
}

function checkData(model: Model, drop: DataDROP): void {
  const producers = drop.producers as Remembering[];
  if (producers.length === 0 || model.isTouched(drop)) return;
  // it was whole before its producer came to an end, however that was
  if (drop.isCompleted() && drop.expectedSize > 0 && (drop.size ?? 0) >= drop.expectedSize) return;
  // a branch that did not finish may have decided before, or not
  if (producers.some((app) => app instanceof BranchAppDROP && !app.isCompleted())) return;
  const skips = producers.filter(({ status }) => status === SKIPPED).length + leftOutBy(producers, drop);
  const isSkipped = drop.blockSkip === true ? skips === producers.length : skips > 0;
  const has = (state: DROPStates): boolean => producers.some(({ status }) => status === state);
  if (isSkipped) expect(drop.status).toBe(SKIPPED);
  else if (has(ERROR)) expect(drop.status).toBe(ERROR);
  else expect(drop.status).toBe(has(CANCELLED) ? CANCELLED : COMPLETED);
}

/** How many branches among the producers of a drop went the other way. */
function leftOutBy(producers: readonly Remembering[], drop: DataDROP): number {
  return producers.filter((app) => app instanceof BranchAppDROP && app.outputs[app.plan.met ? 1 : 0] === drop)
    .length;
}

describe('any graph of hand-built drops, whatever fails, is skipped or is cancelled', () => {
  it('comes to its end, each application after its inputs, each drop with its events in order and once', async () => {
    const unhandled = await unhandledDuring(() =>
      fc.assert(
        fc.asyncProperty(graphPlan, async (plan) => {
          const model = new Model(plan);
          await model.run();
          for (const [drop, events] of model.events)
            expect(told(events), drop.uid).toMatch(expectedEvents(drop));
          for (const app of model.graph.apps) checkApp(model, app);
          for (const drop of model.graph.data) checkData(model, drop);
        }),
        { numRuns: 600 },
      ),
    );
    expect(unhandled).toEqual([]);
    expect(warnings).toEqual([]);
  });
});
