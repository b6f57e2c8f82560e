import { AppError } from '../errors/index.js';

/** What an application may do beyond what dropgraph itself does. @category Applications */
export interface AppPermissions {
  /** Run commands and functions that stand in its graph. */
  readonly code: boolean;
}

/**
 * An application that runs what its graph says: a command, a function. One that is made by hand may; whoever makes
 * it from a graph that somebody else wrote sets `permissions` as the user decided.
 *
 * @category Applications
 */
export interface RunsCode {
  readonly uid: string;
  permissions: AppPermissions;
}

/** Whether a drop runs code that stands in its graph, and so needs a permission. @category Applications */
export function runsCode(drop: object): drop is RunsCode {
  return 'permissions' in drop;
}

/** What applications made by hand may do. */
export const EVERYTHING: AppPermissions = Object.freeze({ code: true });

/** @throws AppError when the application may not run code; `what` says what it was about to run. */
export function requireCode(app: RunsCode, what: string): void {
  if (app.permissions.code) return;
  throw new AppError(
    `"${app.uid}" would run ${what} that its graph carries; pass { allowCode: true } if you trust the graph`,
  );
}
