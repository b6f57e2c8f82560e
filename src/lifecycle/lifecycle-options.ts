import { z } from 'zod';
import type { DataDROP } from '../drops/index.js';
import { warnOfDrop } from '../errors/index.js';
import { strictOptions } from '../basics/index.js';
import type { StorageTier } from './storage-tier.js';

/** What a DataLifecycleManager does. @category Lifecycle */
export interface LifecycleOptions {
  /**
   * Seconds between two looks at what no event tells: data that is gone, and data that was being read when its time
   * came. Default 0: nothing expires by itself and nothing is looked for.
   */
  readonly checkPeriod?: number;
  /** Seconds after which EXPIRED data is deleted, at most. Default 0: it is not deleted by itself. */
  readonly cleanupPeriod?: number;
  /** Whether drops with `persist` are copied to the slowest tier once they are complete. Default false. */
  readonly replication?: boolean;
  /** Places for copies, fastest first. Default: memory, then files in the directory for temporary ones. */
  readonly stores?: readonly StorageTier[];
  /**
   * Is told what no caller is there to catch: lost data, a copy or a removal that failed. Default: a warning of the
   * process.
   */
  readonly onProblem?: (problem: unknown, drop: DataDROP) => void;
}

/** Longest period a timer of Node can have, in seconds. */
const LONGEST = (2 ** 31 - 1) / 1000;

const seconds = z
  .number('must be a number of seconds')
  .min(0, 'must not be negative')
  .max(LONGEST, `must be at most ${String(LONGEST)} seconds`)
  .default(0);
const schema = z.object({
  checkPeriod: seconds,
  cleanupPeriod: seconds,
  replication: z.boolean('must be true or false').default(false),
  stores: z
    .array(
      z.custom<StorageTier>(
        (tier) => typeof (tier as Partial<StorageTier> | null)?.createDrop === 'function',
        'must be a storage tier, with createDrop',
      ),
      'must be a list of storage tiers',
    )
    .min(1, 'must name at least one storage tier')
    .optional(),
  onProblem: z
    .custom<NonNullable<LifecycleOptions['onProblem']>>(
      (listener) => typeof listener === 'function',
      'must be a function',
    )
    .default(() => warn),
});

/** The options with their defaults. */
export interface LifecycleSettings extends Required<Omit<LifecycleOptions, 'stores'>> {
  readonly stores?: readonly StorageTier[] | undefined;
}

/** @throws TypeError for an unknown or wrong option. */
export function lifecycleSettings(options: LifecycleOptions | undefined): LifecycleSettings {
  return strictOptions(schema, options, 'DataLifecycleManager');
}

/** Shows a problem on standard error, as Node's own warnings. */
export function warn(problem: unknown, { uid }: DataDROP): void {
  warnOfDrop(uid, problem);
}
