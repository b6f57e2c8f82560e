import type { DropGraph } from '../dropspec/index.js';
import { SessionError } from '../errors/index.js';
import { runSettings, type RunOptions, type Session } from '../executor/index.js';
import { GraphParts } from '../loader/index.js';
import { SessionStates, type DROPLinkType } from '../protocol/index.js';
import { runGraph } from './compute.js';

const { PRISTINE, BUILDING, DEPLOYING, CANCELLED, FINISHED, FAILED } = SessionStates;

/**
 * A session whose graph arrives in parts, as those of DALiuGE's managers do: PRISTINE, then BUILDING while parts are
 * added and linked, then DEPLOYING, then what its run is. A call that the state does not allow is a SessionError and
 * changes nothing; so does a part that is wrong.
 *
 * @category Sessions
 * @example
 * ```ts
 * import { GraphSession } from 'dropgraph';
 * import { DROPLinkType } from 'dropgraph/ddap-protocol';
 *
 * const dropclass = 'dlg.data.drops.memory.InMemoryDROP';
 * const parts = new GraphSession();
 * parts.addGraphSpec([
 *   { oid: 'text', categoryType: 'Data', dropclass, pydata: { type: 'str', value: 'hello' } },
 * ]);
 * parts.addGraphSpec([
 *   { oid: 'copy', categoryType: 'Application', dropclass: 'dlg.apps.simple.CopyApp', outputs: ['copied'] },
 *   { oid: 'copied', categoryType: 'Data', dropclass },
 * ]);
 * parts.linkGraphParts('text', 'copy', DROPLinkType.CONSUMER);
 * const session = await parts.deploy();
 * String((await session.results()).get('copied')); // => 'hello'
 * ```
 */
export class GraphSession {
  readonly #options: RunOptions | undefined;
  readonly #parts: GraphParts = new GraphParts();
  #state: SessionStates = PRISTINE;
  #session: Session | undefined;

  /**
   * @param options - how the graph is run, as `runGraph` takes them.
   * @throws TypeError when an option is unknown or wrong.
   */
  constructor(options?: RunOptions) {
    runSettings(options, 'GraphSession');
    this.#options = options;
  }

  /** One of the SessionStates. DEPLOYING until the first drop starts, then that of the run. */
  get state(): SessionStates {
    return this.#session === undefined || this.#session.state === PRISTINE
      ? this.#state
      : this.#session.state;
  }

  /** Number of drops added so far. */
  get size(): number {
    return this.#parts.size;
  }

  /**
   * Adds a part of the graph, in any form that `loadGraph` takes. Its drops may link to drops of other parts, whether
   * these are there already or not.
   *
   * @throws InvalidGraphError with every problem of the part, among them oids that another part has; nothing of it is
   * added then.
   * @throws SessionError once the graph is deployed.
   */
  addGraphSpec(specs: DropGraph | readonly unknown[] | string): void {
    this.#expect('addGraphSpec', [PRISTINE, BUILDING]);
    this.#parts.add(specs);
    this.#state = BUILDING;
  }

  /**
   * Links two drops, of one part or of two: `linkGraphParts('A', 'B', DROPLinkType.CONSUMER)` makes B a consumer of A.
   *
   * @param force - replace the parent of a drop that has another one; default false.
   * @throws InvalidGraphError when one of them is in no part; InvalidRelationshipError when they are linked like that
   * already, or drops of their kinds cannot be; RangeError when there is no such type of link.
   * @throws SessionError before the first part was added, and once the graph is deployed.
   */
  linkGraphParts(lhOid: string, rhOid: string, linkType: DROPLinkType, force = false): void {
    this.#expect('linkGraphParts', [BUILDING]);
    this.#parts.link(lhOid, rhOid, linkType, force);
  }

  /**
   * Checks the graph as a whole and starts its run. Gives the session before the first drop starts, so that listeners
   * attached then miss nothing; a graph without drops is FINISHED as soon as it is started.
   *
   * @throws InvalidGraphError with every problem of the graph: the session is as it was before, and parts can be added.
   * @throws SessionError when it was deployed before.
   */
  async deploy(): Promise<Session> {
    this.#expect('deploy', [PRISTINE, BUILDING]);
    const before = this.#state;
    this.#state = DEPLOYING;
    try {
      this.#session = await runGraph(this.#parts.toGraph(), this.#options);
      return this.#session;
    } catch (error) {
      this.#state = before;
      throw error;
    }
  }

  /**
   * Cancels the run: drops that have come to their end stay as they are, all others are CANCELLED. Does nothing when it
   * was cancelled before.
   *
   * @throws SessionError before the graph is deployed, and when its run is FINISHED or FAILED.
   */
  cancel(reason?: unknown): void {
    if (this.#session === undefined || this.state === FINISHED || this.state === FAILED) {
      throw this.#refusal('cancel', 'a run that is not over');
    }
    if (this.state !== CANCELLED) this.#session.cancel(reason);
  }

  #expect(call: string, states: readonly SessionStates[]): void {
    if (!states.includes(this.state)) throw this.#refusal(call, states.map(nameOf).join(' or '));
  }

  #refusal(call: string, needed: string): SessionError {
    return new SessionError(`The session is ${nameOf(this.state)}; ${call}() needs ${needed}`);
  }
}

function nameOf(state: SessionStates): string {
  return Object.entries(SessionStates).find(([, number]) => number === state)?.[0] ?? String(state);
}
