import { DropStateError, InvalidRelationshipError } from '../errors/index.js';
import type { Event, EventHandler } from '../events/index.js';
import { DROPLinkType, DROPRel, DROPStates, ExecutionMode } from '../protocol/index.js';
import type { AppDROP } from './app-drop.js';
import type { ContainerDROP } from './container-drop.js';
import type { EnvironmentVarDROP } from './environment-var-drop.js';
import { stateName } from './drop-base.js';
import { isDlgVariable, isKeyValueStore } from './environment.js';
import { LinkedDrops } from './linked-drops.js';
import { ReproducibleDrop } from './reproducible-drop.js';

const { INITIALIZED, WRITING, COMPLETED, ERROR, CANCELLED, SKIPPED } = DROPStates;

/**
 * Base class of all drops (`dlg.drop.AbstractDROP`): names and options, links to other drops, and a life
 * from INITIALIZED to COMPLETED, ERROR, CANCELLED or SKIPPED, told to others by events.
 *
 * Changes of state happen within the call, and so do the events they cause. `dropCompleted` is fired once.
 *
 * @category Drops
 * @example
 * ```ts
 * import { AbstractDROP } from 'dropgraph/drop';
 * import { DROPStates } from 'dropgraph/ddap-protocol';
 *
 * const drop = new AbstractDROP('A', 'A');
 * const heard: string[] = [];
 * drop.subscribe((event) => heard.push(event.type));
 * drop.setCompleted();
 * drop.status === DROPStates.COMPLETED; // => true
 * heard; // => ['status', 'dropCompleted', 'reproducibility']
 * ```
 */
export class AbstractDROP extends ReproducibleDrop implements EventHandler {
  readonly #consumers: LinkedDrops<AppDROP> = new LinkedDrops();
  readonly #streamingConsumers: LinkedDrops<AppDROP> = new LinkedDrops();
  readonly #producers: LinkedDrops<AppDROP | EnvironmentVarDROP> = new LinkedDrops();
  /** How each producer that has finished ended, by uid. */
  #reports: Map<string, DROPStates> | undefined;
  /** Producers that hold named values: they never report. */
  #stores = 0;
  #skips = 0;
  #told = false;
  #parent: ContainerDROP | null = null;
  #size: number | null = null;

  /** The applications that start when this drop is complete. */
  get consumers(): AppDROP[] {
    return [...this.#consumers.all];
  }

  /** The applications that get the data as it is written. */
  get streamingConsumers(): AppDROP[] {
    return [...this.#streamingConsumers.all];
  }

  /** The applications that fill this drop (it is complete when all of them have finished), and stores of variables. */
  get producers(): (AppDROP | EnvironmentVarDROP)[] {
    return [...this.#producers.all];
  }

  /** Bytes of the data; null when not known. It can be set once, after the drop is complete. */
  get size(): number | null {
    return this.#size;
  }

  set size(size: number | null) {
    if (this.#size !== null)
      throw new DropStateError(this.uid, 'its size is known already and cannot be set');
    this.expectFilled('size');
    this.#size = size;
  }

  /** The container this drop is in. Setting it puts the drop there; it cannot be taken out again. */
  get parent(): ContainerDROP | null {
    return this.#parent;
  }

  set parent(parent: ContainerDROP | null) {
    if (parent === null || parent === this.#parent) return;
    const before = this.#parent;
    this.#parent = parent;
    try {
      if (!parent.hasChild(this)) parent.addChild(this);
    } catch (error) {
      this.#parent = before;
      throw error;
    }
  }

  /**
   * Adds an application that starts when this drop is complete. A second time does nothing.
   *
   * @param back - whether to make this drop an input of the consumer too.
   * @throws InvalidRelationshipError when it is a streaming consumer already.
   */
  addConsumer(consumer: AppDROP, back = true): void {
    if (this.#streamingConsumers.has(consumer.uid)) {
      const rel = new DROPRel(consumer.uid, DROPLinkType.CONSUMER, this.uid);
      throw new InvalidRelationshipError(rel, 'it is a streaming consumer already');
    }
    if (this.#consumers.has(consumer.uid)) return;
    // first the other side: it may refuse
    if (back && 'addInput' in consumer) consumer.addInput(this, false);
    this.#consumers.add(consumer);
    this.#tell(consumer);
  }

  /**
   * Adds an application that gets the data as it is written, and hears when it is complete.
   *
   * @throws InvalidRelationshipError when it is a normal consumer already, or cannot take streams.
   */
  addStreamingConsumer(consumer: AppDROP, back = true): void {
    if (this.#consumers.has(consumer.uid)) {
      const rel = new DROPRel(consumer.uid, DROPLinkType.STREAMING_CONSUMER, this.uid);
      throw new InvalidRelationshipError(rel, 'it is a normal consumer already');
    }
    if (this.#streamingConsumers.has(consumer.uid)) return;
    if (back && 'addStreamingInput' in consumer) consumer.addStreamingInput(this, false);
    this.#streamingConsumers.add(consumer);
    this.#tell(consumer);
  }

  /** Adds an application that fills this drop, or a store of variables for its parameters. */
  addProducer(producer: AppDROP | EnvironmentVarDROP, back = true): void {
    if (this.#producers.has(producer.uid)) return;
    this.#producers.add(producer);
    if (isKeyValueStore(producer)) this.#stores++;
    if (back && 'addOutput' in producer) producer.addOutput(this, false);
  }

  /** The nodes of all consumers, then of the streaming ones. */
  getConsumersNodes(): (string | undefined)[] {
    return [...this.#consumers.all, ...this.#streamingConsumers.all].map(({ node }) => node);
  }

  override getEnvironmentVariable(key: string): unknown {
    const [, store, name] = /^\$([^.]*)\.(.*)$/s.exec(key) ?? [];
    // while the base class is constructed there are no links yet
    if (store === undefined || name === undefined || isDlgVariable(key) || !(#producers in this)) {
      return super.getEnvironmentVariable(key);
    }
    const holder: object | undefined = this.#producers.all.findLast((producer) => producer.name === store);
    if (holder === undefined || !isKeyValueStore(holder)) return key;
    return holder.get(name) ?? key;
  }

  /** Whether the drop is COMPLETED. */
  isCompleted(): boolean {
    return this.status === COMPLETED;
  }

  /** Hears of producers that have finished, and of the reproducibility data of others. */
  handleEvent(event: Event): void {
    const { type, uid, status, reprodata } = event as Event & { uid: string; status: DROPStates };
    if (type === 'producerFinished') this.producerFinished(uid, status);
    else if (type === 'reproducibility') this.dropReproComplete(uid, reprodata);
  }

  /** Is told of the reproducibility data of a drop this one is linked to. Does nothing here. */
  dropReproComplete(_uid: string, _reprodata: unknown): void {}

  /** Is shown a drop this one has an interest in without being linked to it. Does nothing here. */
  handleInterest(_drop: AbstractDROP): void {}

  /**
   * A producer has finished. After the last one this drop is complete; or in ERROR, if one of them was; or
   * cancelled, if one of them was. If it had come to its end before, that stays as it is; consumers of a skipped drop
   * are told now.
   *
   * @throws DropStateError when the producer is none of this drop, or has reported before.
   */
  producerFinished(uid: string, state: DROPStates): void {
    this.#reports ??= new Map();
    if (!this.#producers.has(uid) || this.#reports.has(uid)) {
      const fault = this.#producers.has(uid) ? 'has reported before' : 'is none of its producers';
      throw new DropStateError(this.uid, `was told that "${uid}" has finished, but that ${fault}`);
    }
    this.#reports.set(uid, state);
    if (this.producersLeft > 0) return;
    const states = [...this.#reports.values()];
    if (this.status === SKIPPED) this.#tellCompletion();
    if (!this.isOpen) return;
    if (states.includes(ERROR))
      this.setError(this.#producers.all.find((app) => app.error !== undefined)?.error);
    else if (states.includes(CANCELLED)) this.cancel();
    else this.producersFinished();
  }

  /** Moves the drop to COMPLETED. Nothing happens if it is COMPLETED or CANCELLED; if SKIPPED, consumers are told so. */
  setCompleted(): void {
    if (this.status === SKIPPED) this.#tellCompletion();
    if (this.status === CANCELLED || this.status === COMPLETED || this.status === SKIPPED) return;
    if (!this.isOpen) {
      throw new DropStateError(this.uid, `cannot be completed: it is ${stateName(this.status)}`);
    }
    this.keepContent();
    this.status = COMPLETED;
    this.#tellCompletion();
    this.completedrop();
  }

  /** Moves the drop to ERROR, if it has not come to an end yet. */
  setError(cause?: unknown): void {
    if (!this.isOpen) return;
    this.error ??= cause;
    this.dropContent();
    this.status = ERROR;
    this.#tellCompletion();
    this.completedrop();
  }

  /** Moves the drop to CANCELLED, if it has not come to an end yet; its consumers are told. */
  cancel(): void {
    if (!this.isOpen) return;
    this.dropContent();
    this.status = CANCELLED;
    this.#tellCompletion();
    this.completedrop();
  }

  /**
   * Moves the drop to SKIPPED, if it has not come to an end yet. Consumers are told when all producers have
   * reported, by {@link setCompleted}. With `block_skip` and several producers each of them must have skipped it.
   */
  skip(): void {
    if (!this.isOpen) return;
    this.#skips++;
    if (this.blockSkip === true && this.#skips < this.#producers.size - this.#stores) return;
    this.dropContent();
    this.status = SKIPPED;
    this.completedrop();
  }

  /** Whether the drop can still be written and completed. */
  protected get isOpen(): boolean {
    return this.status === INITIALIZED || this.status === WRITING;
  }

  /** How many producers have not reported yet. Stores of named values never do. */
  protected get producersLeft(): number {
    return this.#producers.size - this.#stores - (this.#reports?.size ?? 0);
  }

  /** All producers have finished, and well. */
  protected producersFinished(): void {
    this.setCompleted();
  }

  /** The drop is about to be COMPLETED: what was written becomes its content, within the call. */
  protected keepContent(): void {}

  /** The drop ends without content: what was written is thrown away. */
  protected dropContent(): void {}

  /** @throws DropStateError while the drop is still being filled: `what` is not known, then. */
  protected expectFilled(what: string): void {
    if (!this.isOpen) return;
    throw new DropStateError(this.uid, `its ${what} cannot be set while it is ${stateName(this.status)}`);
  }

  /** For subclasses, which learn the size as they write. */
  protected learnSize(size: number | null): void {
    this.#size = size;
  }

  /** Whether applications get the data as it is written. */
  protected get isStreamed(): boolean {
    return this.#streamingConsumers.size > 0;
  }

  /** Streaming consumers, without a copy: they are walked at every write. */
  protected get streamedTo(): readonly AppDROP[] {
    return this.#streamingConsumers.all;
  }

  #tell(consumer: AppDROP): void {
    if (this.executionMode === ExecutionMode.DROP) this.subscribe(consumer, 'dropCompleted');
    this.subscribe(consumer, 'reproducibility');
  }

  #tellCompletion(): void {
    if (this.#told) return;
    this.#told = true;
    this.fireEvent('dropCompleted', { status: this.status });
  }
}
