import type { EngineName } from '../catalogue.js';
import type { Shape } from './shapes.js';

/** Ends a phase: the time since the previous mark is booked under this name. */
export type Mark = (phase: string) => void;

/**
 * One way to run a task graph. `build` records it the way a user of the engine would, `run` gives the value of
 * its last task; both are timed. Phases only matter where an engine has more than these two.
 */
export interface Engine<Built = unknown> {
  readonly name: EngineName;
  build(shape: Shape, mark: Mark): Built;
  run(built: Built, mark: Mark): Promise<number>;
}
