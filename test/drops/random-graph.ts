import fc from 'fast-check';
import {
  AppDROP,
  BarrierAppDROP,
  BranchAppDROP,
  ContainerDROP,
  type DataDROP,
  FileDROP,
  InMemoryDROP,
  InputFiredAppDROP,
  NullDROP,
  type AbstractDROP,
  type DropOptions,
  type DropSession,
} from '../../src/drops/index.js';
import { AppDROPStates, DROPStates, ExecutionMode } from '../../src/protocol/index.js';

/** What is written by every application that writes. */
export const WRITTEN = 'some bytes';

const DEEDS = [
  'writes',
  'writes late',
  'writes without awaiting',
  'sets a value',
  'does nothing',
  'throws',
  'rejects',
  'fails once',
] as const;

export interface DataPlan {
  readonly kind: 'memory' | 'null' | 'file' | 'container';
  readonly external: boolean;
  readonly blockSkip: boolean | undefined;
  /** Whether it knows its size; then it completes with the last byte. */
  readonly expects: boolean;
  /** What becomes of it, if nobody produces it. */
  readonly end: 'setCompleted' | 'setError' | 'skip' | 'cancel';
}

export interface AppPlan {
  readonly kind: 'work' | 'branch' | 'stream';
  readonly does: (typeof DEEDS)[number];
  /** Which of the drops of lower levels it reads, which of its level it fills. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly threshold: number;
  /** How many of its inputs it does not wait for. */
  readonly spare: number;
  readonly tries: number;
  readonly blockSkip: boolean | undefined;
  readonly met: boolean;
  /** Whether it waits for a place to run, as in a session. */
  readonly queued: boolean;
}

/** Something that is done to a drop from outside, after so many turns of the event loop. */
export interface Act {
  readonly turn: number;
  readonly drop: number;
  readonly what: 'cancel' | 'skip' | 'setError';
}

export interface GraphPlan {
  readonly levels: readonly { readonly data: readonly DataPlan[]; readonly apps: readonly AppPlan[] }[];
  /** Turn at which the drops nobody produces end, in their order. */
  readonly starts: readonly number[];
  readonly acts: readonly Act[];
}

const often = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, fc.constantFrom(usual, ...others));

const data: fc.Arbitrary<DataPlan> = fc.record({
  kind: often<DataPlan['kind']>('memory', 'null', 'container', 'file'),
  external: often(false, true),
  blockSkip: often<boolean | undefined>(undefined, true, false),
  expects: often(false, true),
  end: often<DataPlan['end']>('setCompleted', 'setError', 'skip', 'cancel'),
});

const app: fc.Arbitrary<AppPlan> = fc.record({
  kind: often<AppPlan['kind']>('work', 'branch', 'stream'),
  does: often<AppPlan['does']>('writes', ...DEEDS),
  inputs: fc.array(fc.nat(20), { maxLength: 4 }),
  outputs: fc.array(fc.nat(20), { maxLength: 3 }),
  threshold: often(0, 33, 50, 100),
  spare: often(0, 1, 2),
  tries: often(1, 2),
  blockSkip: often<boolean | undefined>(undefined, true, false),
  met: fc.boolean(),
  queued: fc.boolean(),
});

export const graphPlan: fc.Arbitrary<GraphPlan> = fc.record({
  levels: fc.array(
    fc.record({
      data: fc.array(data, { minLength: 1, maxLength: 3 }),
      apps: fc.array(app, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 2, maxLength: 4 },
  ),
  starts: fc.array(fc.nat(3), { minLength: 4, maxLength: 12 }),
  acts: fc.oneof(
    fc.constant([]),
    fc.array(
      fc.record({
        turn: fc.nat(6),
        drop: fc.nat(30),
        what: fc.constantFrom<Act['what']>('cancel', 'cancel', 'skip', 'setError'),
      }),
      { maxLength: 3 },
    ),
  ),
});

/** What an application of the model remembers. */
export interface Remembering extends AppDROP {
  readonly plan: AppPlan;
  /** States of its inputs, as it was told of them. */
  readonly told: DROPStates[];
  runs: number;
}

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function planned({ threshold, tries, blockSkip }: AppPlan): DropOptions {
  return {
    input_error_threshold: threshold,
    n_tries: tries,
    ...(blockSkip !== undefined && { block_skip: blockSkip }),
  };
}

/** Does what its plan says. */
function act(app: Remembering): void | Promise<void> {
  app.runs++;
  const outputs = app.outputs.filter((output) => !(output instanceof ContainerDROP));
  const write = async (): Promise<void> => {
    for (const output of outputs) await output.write(WRITTEN);
  };
  switch (app.plan.does) {
    case 'writes':
      return write();
    case 'writes late':
      return turn().then(write).then(turn);
    case 'writes without awaiting':
      for (const output of outputs) void output.write(WRITTEN).catch(() => undefined);
      return;
    case 'sets a value':
      for (const output of outputs) {
        // of two producers the later one would find the bytes of the other
        if (output instanceof InMemoryDROP && output.producers.length === 1) output.setValue(app.uid);
      }
      return;
    case 'does nothing':
      return;
    case 'throws':
      throw new Error(`${app.uid} throws`);
    case 'rejects':
      return turn().then(() => Promise.reject(new Error(`${app.uid} rejects`)));
    case 'fails once':
      if (app.runs === 1) throw new Error(`${app.uid} throws once`);
      return write();
  }
}

class Working extends BarrierAppDROP implements Remembering {
  readonly plan: AppPlan;
  readonly told: DROPStates[] = [];
  runs = 0;

  constructor(uid: string, plan: AppPlan, needed: number) {
    super(uid, uid, { ...planned(plan), n_effective_inputs: needed });
    this.plan = plan;
  }

  run(): void | Promise<void> {
    return act(this);
  }

  override dropCompleted(uid: string, state: DROPStates): void {
    this.told.push(state);
    super.dropCompleted(uid, state);
  }
}

class Branching extends BranchAppDROP implements Remembering {
  readonly plan: AppPlan;
  readonly told: DROPStates[] = [];
  runs = 0;

  constructor(uid: string, plan: AppPlan) {
    super(uid, uid, { ...planned(plan), n_tries: 1 });
    this.plan = plan;
  }

  override run(): void | Promise<void> {
    return act(this);
  }

  condition(): boolean | Promise<boolean> {
    return this.plan.does === 'writes late' ? turn().then(() => this.plan.met) : this.plan.met;
  }

  override dropCompleted(uid: string, state: DROPStates): void {
    this.told.push(state);
    super.dropCompleted(uid, state);
  }
}

/** Writes its streaming input to its outputs, and what its plan says at the end. */
class Passing extends AppDROP implements Remembering {
  readonly plan: AppPlan;
  readonly told: DROPStates[] = [];
  runs = 0;

  constructor(uid: string, plan: AppPlan) {
    super(uid, uid);
    this.plan = plan;
  }

  override async dataWritten(_uid: string, bytes: Uint8Array): Promise<void> {
    this.execStatus = AppDROPStates.RUNNING;
    for (const output of this.outputs) {
      if (!(output instanceof ContainerDROP)) await output.write(bytes);
    }
  }

  override dropCompleted(_uid: string, state: DROPStates): void {
    this.told.push(state);
    if (state === DROPStates.CANCELLED || (state === DROPStates.SKIPPED && this.execStatus > 0)) {
      this.cancel();
    } else if (state === DROPStates.SKIPPED) this.skip();
    else if (state === DROPStates.ERROR) this.setError();
    else if (this.execStatus <= AppDROPStates.RUNNING) void this.perform(() => act(this));
  }
}

/** The drops of a plan, linked; nothing has begun. */
export class RandomGraph {
  readonly data: DataDROP[] = [];
  readonly apps: Remembering[] = [];
  readonly plans: Map<AbstractDROP, DataPlan> = new Map();

  constructor({ levels }: GraphPlan, session: DropSession) {
    for (const level of levels) {
      const below = [...this.data];
      const own = level.data.map((each) => this.#addData(each, session));
      for (const each of level.apps) this.#addApp(each, below, own);
    }
    for (const drop of this.data) if (drop instanceof ContainerDROP) this.#fill(drop);
  }

  get drops(): AbstractDROP[] {
    return [...this.data, ...this.apps];
  }

  #addData(plan: DataPlan, dlg_session: DropSession): DataDROP {
    const uid = `d${this.data.length}`;
    const make = { memory: InMemoryDROP, null: NullDROP, file: FileDROP, container: ContainerDROP };
    const drop = new make[plan.kind](uid, uid, {
      dlg_session,
      executionMode: plan.external ? ExecutionMode.EXTERNAL : ExecutionMode.DROP,
      ...(plan.blockSkip !== undefined && { block_skip: plan.blockSkip }),
      ...(plan.expects && { expectedSize: WRITTEN.length }),
    });
    this.data.push(drop);
    this.plans.set(drop, plan);
    return drop;
  }

  #addApp(plan: AppPlan, below: readonly DataDROP[], own: readonly DataDROP[]): void {
    const inputs = picked(plan.inputs, below);
    // a drop that completes by its size takes no more than that, so it has one producer
    const outputs = picked(plan.outputs, own).filter(
      (output) => !(this.plans.get(output)?.expects === true && output.producers.length > 0),
    );
    const uid = `a${this.apps.length}`;
    const [first] = inputs;
    let app: Remembering;
    if (plan.kind === 'stream' && first !== undefined) {
      app = new Passing(uid, plan);
      app.addStreamingInput(first);
    } else {
      const needed = plan.spare === 0 ? -1 : Math.max(1, inputs.length - plan.spare);
      const branches = plan.kind === 'branch' && outputs.length === 2;
      app = branches ? new Branching(uid, plan) : new Working(uid, plan, inputs.length === 0 ? -1 : needed);
      for (const input of inputs) app.addInput(input);
    }
    for (const output of outputs) app.addOutput(output);
    if (plan.queued && app instanceof InputFiredAppDROP) {
      app.runner = (ready): void => void turn().then(() => ready.asyncExecute());
    }
    this.apps.push(app);
  }

  /** Puts the drops before it into a container, where they are in none. */
  #fill(container: ContainerDROP): void {
    for (const drop of this.data.slice(0, this.data.indexOf(container))) {
      if (drop.parent === null) container.addChild(drop);
    }
  }
}

function picked<T>(places: readonly number[], from: readonly T[]): T[] {
  return from.length === 0 ? [] : [...new Set(places.map((place) => from[place % from.length] as T))];
}
