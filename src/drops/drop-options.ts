import type { DROPPhases, ExecutionMode } from '../protocol/index.js';

/** What drops ask of the session they belong to. @category Drops */
export interface DropSession {
  readonly sessionId: string;
  /** Where relative paths of its drops start; without one, DALiuGE's own directory for temporary files. */
  readonly directory?: string | undefined;
  /** Whether paths of its drops may lead out of its directory; default false. */
  readonly allowOutside?: boolean | undefined;
  /** Whether its drops may read all of the environment, not `DLG_*` alone; default false. */
  readonly allowEnvironment?: boolean | undefined;
  /** Ends the session early: whatever has not run is skipped. */
  end?(): void;
}

/** A field of `applicationArgs`; only what is read here is named. @category Drops */
export interface ArgumentField {
  readonly value?: unknown;
  /** `NoPort`, or the kind of port the argument comes through: then its value is no parameter. */
  readonly usage?: string;
  readonly [field: string]: unknown;
}

/**
 * Options of a drop: the keyword arguments of DALiuGE, as they stand in dropspecs. Numbers and flags may be
 * given as text (`"5"`, `"false"`, `"0"`). Others than these are kept in `parameters`.
 *
 * @category Drops
 */
export interface DropOptions {
  /** Kind of the drop: Data, Application, Container. */
  readonly categoryType?: string;
  readonly name?: string;
  /** Key of the node of the logical graph it was made from. */
  readonly lg_key?: string | number;
  /** Short label for people. Default: made from the uid. */
  readonly humanReadableKey?: string;
  readonly dlg_session?: DropSession;
  /** Id of the session, where the session itself is not at hand. */
  readonly dlg_session_id?: string;
  /** How safe its data should be. Default GAS. */
  readonly targetPhase?: DROPPhases;
  /** Whether it starts its consumers itself. Default DROP: it does. */
  readonly executionMode?: ExecutionMode;
  readonly node?: string;
  readonly island?: string;
  /** Expire once all consumers have finished; not together with `lifespan`. */
  readonly expireAfterUse?: boolean | string;
  /** Seconds after which the data expires, counted from now; -1 for never. */
  readonly lifespan?: number | string;
  /** Keep the data. */
  readonly persist?: boolean | string;
  /** Bytes after which the drop completes by itself; -1 when not known. */
  readonly expectedSize?: number | string | null;
  /**
   * On data: with several producers, be skipped only if all of them were. On an application: `true` to be
   * skipped only if all inputs were (as without this option), `false` to be skipped as soon as one was.
   */
  readonly block_skip?: boolean | string;
  /** Named ports, as dropspecs list them. */
  readonly ports?: readonly unknown[];
  readonly applicationArgs?: Readonly<Record<string, ArgumentField>>;
  readonly [parameter: string]: unknown;
}
