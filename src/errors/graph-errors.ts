import { DropgraphError } from './dropgraph-error.js';
import type { ErrorCode } from './codes.js';

/** A graph that cannot be: base of the errors found before anything runs. @category Errors */
export class GraphError extends DropgraphError {}

/** One fault of a graph: the drop it is about, where in its dropspec, and what is wrong. @category Errors */
export interface GraphProblem {
  /** The drop's oid, or its position such as `#3` where it has none. */
  readonly oid: string;
  /** Path inside the dropspec, e.g. `consumers[0]`; empty when the whole drop is meant. */
  readonly path: string;
  readonly message: string;
}

/** Above this many, further problems are counted in the message and listed in `problems` only. */
const SHOWN = 20;

/**
 * A loaded graph breaks the rules of dropspecs. Nothing of it ran.
 *
 * @category Errors
 */
export class InvalidGraphError extends GraphError {
  readonly #problems: readonly GraphProblem[];

  constructor(problems: readonly GraphProblem[], code: ErrorCode = 'DLG_ERR_GRAPH_INVALID') {
    const count = problems.length === 1 ? '1 problem' : `${String(problems.length)} problems`;
    super(code, [`The graph has ${count}:`, ...listed(problems)].join('\n'));
    this.#problems = problems;
  }

  /** Every problem found, in the order of the dropspecs. */
  get problems(): readonly GraphProblem[] {
    return this.#problems;
  }
}

/** Drops of a loaded graph wait for each other in a circle, and nothing else is wrong. @category Errors */
export class CycleError extends InvalidGraphError {
  /** The oids along one circle, the first repeated at the end. */
  readonly cycle: readonly string[];

  constructor(problems: readonly GraphProblem[], cycle: readonly string[]) {
    super(problems, 'DLG_ERR_GRAPH_CYCLE');
    this.cycle = cycle;
  }
}

/** One key was given to two different tasks. @category Errors */
export class KeyConflictError extends GraphError {
  readonly key: string;
  /** Where the two tasks were recorded (`file:line:column`). */
  readonly callSites: readonly [string, string];

  constructor(key: string, tasks: readonly [string, string], callSites: readonly [string, string]) {
    super(
      'DLG_ERR_KEY_CONFLICT',
      `The key "${key}" stands for two different tasks: ${tasks[0]} recorded at ${callSites[0]} and ` +
        `${tasks[1]} recorded at ${callSites[1]}; give each its own key, or leave \`key\` out`,
    );
    this.key = key;
    this.callSites = callSites;
  }
}

/** A value that cannot be written into a dropspec, or sent to another thread. @category Errors */
export class SerializationError extends DropgraphError {
  /** Where the value stands, e.g. `train-3: argument 1.weights[2]`. */
  readonly path: string;

  constructor(
    path: string,
    what: string,
    fix: string,
    message: string = `${path} is ${what}, which a dropspec cannot hold; ${fix}`,
  ) {
    super('DLG_ERR_SERIALIZATION', message);
    this.path = path;
  }
}

function listed(problems: readonly GraphProblem[]): string[] {
  const lines = problems.slice(0, SHOWN).map(({ oid, path, message }) => {
    return `  ${oid}${path === '' ? '' : ` at ${path}`}: ${message}`;
  });
  const hidden = problems.length - lines.length;
  return hidden > 0 ? [...lines, `  and ${String(hidden)} more`] : lines;
}
