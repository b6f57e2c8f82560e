import { SerializationError } from './graph-errors.js';

/**
 * Why something cannot go to another thread. The guide on closures has a line for each.
 *
 * @category Errors
 */
export type ShipFault =
  | 'ARGUMENTS'
  | 'BOUND'
  | 'DEPTH'
  | 'EVAL'
  | 'IMPORT_META'
  | 'INSPECTOR'
  | 'INTERNAL'
  | 'ITERATOR'
  | 'NAMESPACE'
  | 'NATIVE'
  | 'NEW_TARGET'
  | 'PRIVATE'
  | 'PROMISE'
  | 'PROXY'
  | 'SOURCE'
  | 'STATIC'
  | 'SUPER'
  | 'SYMBOL'
  | 'THIS'
  | 'UNBOUND'
  | 'WEAK'
  | 'WRITE';

/** One thing that cannot go to another thread. @category Errors */
export interface ShipProblem {
  /** What was to be sent: the name of a function, or words such as `argument 0`. */
  readonly subject: string;
  /** The way from it to what cannot be sent, such as ``captured `db` → .socket``; empty where it is the thing itself. */
  readonly path: string;
  readonly fault: ShipFault;
  /** What stands there. */
  readonly what: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Above this many, further problems are counted in the message and listed in `problems` only. */
const SHOWN = 20;

/**
 * Functions or values that cannot go to another thread, all of them at once; nothing of them ran. `path` is the way
 * to the first.
 *
 * @category Errors
 */
export class NotShippableError extends SerializationError {
  readonly #problems: readonly ShipProblem[];

  /** @param problems - at least one. */
  constructor(problems: readonly ShipProblem[]) {
    const [first] = problems;
    if (first === undefined) throw new TypeError('A NotShippableError needs a problem to tell');
    super(wayOf(first), first.what, first.fix, messageFor(problems));
    this.#problems = problems;
  }

  /** Everything that was refused. */
  get problems(): readonly ShipProblem[] {
    return this.#problems;
  }
}

function messageFor(problems: readonly ShipProblem[]): string {
  if (problems.length === 1) return `Cannot send to another thread: ${sentence(problems[0]!)}`;
  const lines = problems.slice(0, SHOWN).map((problem) => `  ${sentence(problem)}`);
  const hidden = problems.length - lines.length;
  return [
    `Cannot send ${String(problems.length)} things to another thread:`,
    ...lines,
    ...(hidden > 0 ? [`  and ${String(hidden)} more`] : []),
  ].join('\n');
}

function wayOf({ subject, path }: ShipProblem): string {
  return path === '' ? subject : `${subject} → ${path}`;
}

function sentence(problem: ShipProblem): string {
  return `${wayOf(problem)} is ${problem.what}; ${problem.fix}`;
}
