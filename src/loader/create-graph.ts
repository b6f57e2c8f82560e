import { z } from 'zod';
import { APP_CLASSES, FunctionApp, runsCode, type AppPermissions } from '../apps/index.js';
import { DROP_CLASSES, type AbstractDROP, type DropOptions, type DropSession } from '../drops/index.js';
import { FunctionCalls, isRoot, KIND, type CheckedDrops, type OtherDropspec } from '../dropspec/index.js';
import { InvalidDropError } from '../errors/index.js';
import type { AnyFunction } from '../graph/index.js';
import { readReproducibilityFlag, ReproducibilityFlags } from '../reproducibility/index.js';
import { strictOptions } from '../basics/index.js';
import { optionsOf } from './drop-options.js';
import { FailedApp, FailedData } from './failed-drops.js';
import { sessionFor } from './graph-session.js';
import { linkDrops } from './link-drops.js';
import { checkDrops } from './load-drop-specs.js';

/** How the drops of a graph are made. @category Dropspecs */
export interface CreateGraphOptions {
  /**
   * The session of the drops. Their files must lie in its directory unless it says otherwise; without one, in the
   * directory of drops without a session.
   */
  readonly session?: DropSession | undefined;
  /** Whether applications may run commands and functions that the graph carries; default false. */
  readonly allowCode?: boolean | undefined;
  /** Functions of the graph's FunctionApps, by the names its dropspecs give them. */
  readonly functions?: Readonly<Record<string, AnyFunction>> | undefined;
}

/** A drop that its class refused to be, and why. @category Dropspecs */
export interface DropFailure {
  readonly oid: string;
  readonly error: unknown;
}

/** The drops of a graph, linked; nothing of it has begun. @category Dropspecs */
export interface CreatedGraph {
  /** The drops that wait for no other, in the order of the list. */
  readonly roots: readonly AbstractDROP[];
  /** All drops by oid, in the order of the list. */
  readonly drops: ReadonlyMap<string, AbstractDROP>;
  /** The drops that could not be made as they should. In the graph they are drops that end in ERROR. */
  readonly failures: readonly DropFailure[];
}

const schema = z.object({
  session: z
    .custom<DropSession>(
      (session) => typeof (session as DropSession | null)?.sessionId === 'string',
      'must be a session with a sessionId',
    )
    .optional(),
  allowCode: z.boolean('must be true or false').default(false),
  functions: z
    .record(
      z.string(),
      z.custom<AnyFunction>((fn) => typeof fn === 'function', 'must be a function'),
      'must be an object of functions',
    )
    .default({}),
});

/**
 * Makes the drops of a list of dropspecs, in its order, and links them. No event is fired: the graph begins when
 * its roots are completed, or executed if they are applications.
 *
 * A drop whose class refuses its options is among the `failures`; the graph then has a stand-in that ends in
 * ERROR as soon as it is its turn, and so does what depends on it.
 *
 * @throws InvalidGraphError with every problem of the list; also when drops refuse to be linked.
 * @throws TypeError when an option is unknown or wrong.
 * @category Dropspecs
 * @example
 * ```ts
 * import type { InMemoryDROP } from 'dropgraph/drop';
 * import { createGraphFromDropSpecList } from 'dropgraph/graph-loader';
 *
 * const memory = 'dlg.data.drops.memory.InMemoryDROP';
 * const { roots, drops } = createGraphFromDropSpecList([
 *   { oid: 'A', categoryType: 'Data', dropclass: memory, consumers: ['B'] },
 *   { oid: 'B', categoryType: 'Application', dropclass: 'dlg.apps.simple.CopyApp', outputs: ['C'] },
 *   { oid: 'C', categoryType: 'Data', dropclass: memory },
 * ]);
 * roots.map(({ oid }) => oid); // => ['A']
 * const copied = new Promise((resolve) => drops.get('C')?.subscribe(resolve, 'dropCompleted'));
 * await (roots[0] as InMemoryDROP).write('hello');
 * roots[0]?.setCompleted();
 * await copied;
 * String((drops.get('C') as InMemoryDROP).value); // => 'hello'
 * ```
 */
export function createGraphFromDropSpecList(
  dropSpecList: readonly unknown[],
  options?: CreateGraphOptions,
): CreatedGraph {
  const settings = strictOptions(schema, options, 'createGraphFromDropSpecList');
  return createDrops(checkDrops(dropSpecList), settings);
}

/** The same for drops that are checked already. */
export function createDrops(
  checked: CheckedDrops,
  { session, allowCode = false, functions = {} }: CreateGraphOptions,
): CreatedGraph {
  const maker = new DropMaker(checked, {
    session: sessionFor(session),
    permissions: { code: allowCode },
    calls: new FunctionCalls(checked, functions),
  });
  const made = checked.specs.map((_, place) => maker.make(place));
  linkDrops(checked, made, maker.failed);
  for (const place of made.keys()) maker.fillIn(made[place]!, place);
  return {
    roots: made.filter((_, place) => isRoot(checked, place)),
    drops: new Map(made.map((drop) => [drop.oid, drop])),
    failures: maker.failures,
  };
}

interface Surroundings {
  readonly session: DropSession;
  readonly permissions: AppPermissions;
  readonly calls: FunctionCalls;
}

/** Makes drops one by one, and keeps what went wrong. */
class DropMaker {
  readonly failures: DropFailure[] = [];
  /** Places of the drops that have a stand-in. */
  readonly failed: Set<number> = new Set();
  readonly #checked: CheckedDrops;
  readonly #around: Surroundings;

  constructor(checked: CheckedDrops, around: Surroundings) {
    this.#checked = checked;
    this.#around = around;
  }

  make(place: number): AbstractDROP {
    const spec = this.#checked.specs[place]!;
    const drop = this.#makeOrFail(spec, place);
    drop.reproducibilityLevel = levelOf(spec);
    if (drop instanceof FunctionApp) drop.policy = this.#around.calls.policyOf(place);
    if (runsCode(drop)) drop.permissions = this.#around.permissions;
    return drop;
  }

  /** Puts values of stores into parameters, now that the drop is linked to them. */
  fillIn(drop: AbstractDROP, place: number): void {
    const { offsets } = this.#checked.links.stores;
    if (offsets[place] === offsets[place + 1]) return;
    try {
      drop.autofillEnvironmentVariables();
    } catch (error) {
      this.failures.push({ oid: drop.oid, error });
      drop.setError(error);
    }
  }

  #makeOrFail(spec: OtherDropspec, place: number): AbstractDROP {
    const { oid, uid = oid, name } = spec as OtherDropspec & { readonly uid?: string };
    const { session, calls } = this.#around;
    try {
      const options: DropOptions = optionsOf(spec, session);
      const func = calls.callOf(place);
      const data = calls.dataOf(place);
      return classOf(
        spec,
        { oid, uid },
        {
          ...options,
          ...(func !== undefined && { func }),
          ...(data !== undefined && { pydata: { type: 'json', value: data.value } }),
        },
      );
    } catch (failure) {
      this.failures.push({ oid, error: failure });
      this.failed.add(place);
      const options = { name: name ?? '', categoryType: spec.categoryType, dlg_session: session };
      const standIn = { oid, uid, options, failure };
      return this.#checked.kinds[place] === KIND.APP ? new FailedApp(standIn) : new FailedData(standIn);
    }
  }
}

function classOf(
  { dropclass }: OtherDropspec,
  { oid, uid }: { readonly oid: string; readonly uid: string },
  options: DropOptions,
): AbstractDROP {
  const found = APP_CLASSES.get(dropclass) ?? DROP_CLASSES.get(dropclass);
  if (found === undefined) throw new InvalidDropError(uid, `has the unknown class "${dropclass}"`);
  return new found(oid, uid, options);
}

/** The level of reproducibility a drop was translated for. */
function levelOf({ reprodata }: OtherDropspec): ReproducibilityFlags {
  const { rmode } = Object(reprodata) as { readonly rmode?: unknown };
  const level = readReproducibilityFlag(rmode);
  // there are no data to collect for it
  return level === ReproducibilityFlags.EXPERIMENTAL ? ReproducibilityFlags.NOTHING : level;
}
