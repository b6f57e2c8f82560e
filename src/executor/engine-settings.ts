import type { Expansion } from '../graph/index.js';
import type { Placement } from './placement.js';
import type { Window } from './window.js';

/** How an engine runs. */
export interface EngineSettings {
  /** The places for promises of tasks. */
  readonly window: Window;
  /** Whether the first failure stops the run; otherwise only what needs the failed task is given up. */
  readonly failFast: boolean;
  /** Results held at once, above which tasks without inputs wait; undefined: as many as there are. */
  readonly maxLive: number | undefined;
  readonly placement: Placement;
  /** Looks for lazy values in a result; where there are any, adds their tasks to the graph. */
  readonly expand: (result: unknown, results: KeptResults) => Expansion | undefined;
  /** Whether a task that changes its inputs fails. */
  readonly detectMutation: boolean;
}

/** Results of a running graph, for whoever adds tasks to it. */
export interface KeptResults {
  /** Whether the result of a task can still be had. */
  isUsable(task: number): boolean;
  /** The result of a task, one of those that another's was made of, is not needed any more. */
  release(task: number): void;
}

/** A task that failed, what it threw and how often it was tried. */
export interface Failure {
  readonly task: number;
  readonly error: unknown;
  readonly tries: number;
}
