import type { EngineName, ShapeName } from './catalogue.js';

/** One measurement: one engine, one shape, one size, in a process of its own. */
export interface Measurement {
  readonly engine: EngineName;
  readonly shape: ShapeName;
  readonly n: number;
}

/** What the child is told (argv, as JSON) ... */
export interface Job extends Measurement {
  readonly resultFile: string;
}

/** ... and what it writes to `resultFile`. A file, because a pipe stays open as long as any grandchild holds it. */
export type Outcome = Success | Failure;

export interface Success {
  readonly status: 'ok';
  readonly tasks: number;
  readonly totalMs: number;
  /** Processor time of the whole process, GC and JIT threads included: steadier than totalMs on a busy machine. */
  readonly cpuMs: number;
  readonly phasesMs: Readonly<Record<string, number>>;
  /** Peak resident memory above the one before the timed graph; null where the system cannot tell. */
  readonly peakBytes: number | null;
}

export interface Failure {
  readonly status: 'failed';
  readonly reason: string;
  /** The engine finished and the value was wrong: never acceptable, not even from a peer. */
  readonly wrongResult?: true;
}
