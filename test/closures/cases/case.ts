import type { ShipFault } from '../../../src/errors/index.js';
import type { AnyFunction } from '../../../src/graph/index.js';

/** A function to send, and what it is called with there; made anew for each run. */
export interface Sending {
  readonly fn: AnyFunction;
  readonly args?: readonly unknown[];
  readonly captures?: Readonly<Record<string, unknown>>;
}

/** One line of the table. Without `refused`, the other thread must give what a call here gives. */
export interface Case {
  readonly name: string;
  readonly make: () => Sending;
  readonly refused?: ShipFault;
  /** A text that the refusal must hold. */
  readonly says?: string;
  /** What it must give, where a call here would not tell: it changes something, or would give an object of here. */
  readonly gives?: unknown;
  /** Kinds of code in which the original is something else, as compilers make it. */
  readonly except?: readonly Kind[];
}

/** How the cases were compiled and run. */
export type Kind = 'node' | 'tsx' | 'vitest' | 'tslab';

export function send(fn: AnyFunction, ...args: readonly unknown[]): Sending {
  return { fn, args };
}
