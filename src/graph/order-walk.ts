import { int32s } from '../basics/index.js';
import type { OrderLinks } from './order-links.js';

/** Most inputs of a task that starts a chain, for the chain to be looked at together with the task it leads to. */
const FEW = 4;

/**
 * Walks a graph as one worker would run it, towards one goal after the other, and writes down the order.
 *
 * A goal is reached depth first, the input that needs most being made first. On the way three kinds of tasks are taken
 * as soon as they are ready, because waiting cannot pay:
 * a task that is the last user of a result, and a task that nothing needs: neither makes more alive than was;
 * a task whose inputs are all there or a chain away, if making those and it leaves no more alive than was.
 *
 * Every task is taken once and every link is looked at a fixed number of times, so time is linear.
 */
export class Walk {
  /** Links looked at, for whoever wants to see that it is linear. */
  steps = 0;

  readonly #links: OrderLinks;
  readonly #order: Int32Array;
  #taken = 0;
  readonly #isTaken: Uint8Array;
  /** For each task its inputs that are missing. */
  readonly #missing: Int32Array;
  /** The same, an input counting as there when all that it takes is a chain that is ready. */
  readonly #outOfReach: Int32Array;
  /** For each result the consumers that are left: their number, and their numbers by exclusive or. */
  readonly #left: Int32Array;
  readonly #whoIsLeft: Int32Array;
  /** For each result the first consumer that may be left. */
  readonly #firstLeft: Int32Array;
  /** Results in the order of their making, but those of which it is known that nothing needs them any more. */
  readonly #alive: Int32Array;
  #aliveCount = 0;
  /** Tasks that may not have to wait: each comes here when it is ready, and for each result it is the last user of. */
  readonly #eager: Int32Array;
  #eagerCount = 0;
  /** Tasks that have no input out of reach. */
  readonly #inReach: Int32Array;
  #inReachCount = 0;
  readonly #usesHere: Int32Array;
  readonly #usedHere: number[] = [];
  #usedCount = 0;

  /**
   * @param goals - tasks that everything else is needed for, in the order in which to go for them.
   * @param finish - whether, once a goal is reached, the next is a consumer of the latest result that is alive.
   */
  constructor(links: OrderLinks, goals: Int32Array, finish: boolean) {
    this.#links = links;
    const { size, inputs, consumers } = links;
    this.#order = int32s(size);
    this.#isTaken = new Uint8Array(size);
    this.#missing = int32s(size);
    this.#left = int32s(size);
    this.#whoIsLeft = int32s(size);
    this.#alive = int32s(size);
    this.#eager = int32s(2 * size);
    this.#inReach = int32s(size);
    this.#usesHere = int32s(size);
    for (let task = 0; task < size; task++) {
      this.#missing[task] = inputs.offsets[task + 1]! - inputs.offsets[task]!;
      this.#left[task] = consumers.offsets[task + 1]! - consumers.offsets[task]!;
      for (let at = inputs.offsets[task]!; at < inputs.offsets[task + 1]!; at++) {
        this.#whoIsLeft[inputs.items[at]!]! ^= task;
      }
    }
    this.#outOfReach = this.#missing.slice();
    this.#firstLeft = consumers.offsets.slice(0, size);
    this.#reach(goals, finish);
  }

  /** The tasks in running order, those left out that no goal needs. */
  get order(): Int32Array {
    return this.#order.subarray(0, this.#taken);
  }

  #reach(goals: Int32Array, finish: boolean): void {
    const { inputs } = this.#links;
    const todo = int32s(inputs.items.length + 1);
    for (let at = 0; at < goals.length;) {
      let depth = 0;
      const follow = finish ? this.#consumerOfLatest() : -1;
      todo[depth++] = follow >= 0 ? follow : goals[at++]!;
      while (depth > 0) {
        const task = todo[depth - 1]!;
        if (this.#isTaken[task] === 1) depth--;
        else if (this.#missing[task] === 0) {
          depth--;
          this.#take(task);
          this.#takeWhatPays();
        } else {
          const end = inputs.offsets[task + 1]!;
          this.steps += end - inputs.offsets[task]!;
          for (let input = inputs.offsets[task]!; input < end; input++) {
            if (this.#isTaken[inputs.items[input]!] === 0) todo[depth++] = inputs.items[input]!;
          }
        }
      }
    }
  }

  #consumerOfLatest(): number {
    const { offsets, items } = this.#links.consumers;
    while (this.#aliveCount > 0) {
      const result = this.#alive[this.#aliveCount - 1]!;
      if (this.#left[result] === 0) {
        this.#aliveCount--;
        continue;
      }
      let at = this.#firstLeft[result]!;
      for (; at < offsets[result + 1]! && this.#isTaken[items[at]!] === 1; at++) this.steps++;
      this.#firstLeft[result] = at;
      return items[at]!;
    }
    return -1;
  }

  #take(task: number): void {
    const { inputs, consumers, head } = this.#links;
    this.#isTaken[task] = 1;
    this.#order[this.#taken++] = task;
    if (this.#left[task]! > 0) this.#alive[this.#aliveCount++] = task;
    const from = inputs.offsets[task]!;
    const to = inputs.offsets[task + 1]!;
    for (let at = from; at < to; at++) {
      const input = inputs.items[at]!;
      this.#whoIsLeft[input]! ^= task;
      if (--this.#left[input]! === 1) this.#eager[this.#eagerCount++] = this.#whoIsLeft[input]!;
    }
    if (from === to) this.#comesIntoReach(task); // nobody announced it
    const end = consumers.offsets[task + 1]!;
    this.steps += to - from + end - consumers.offsets[task]!;
    // from the last to the first, so that the first is on top
    for (let at = end - 1; at >= consumers.offsets[task]!; at--) {
      const consumer = consumers.items[at]!;
      if (--this.#missing[consumer]! > 0) continue;
      this.#eager[this.#eagerCount++] = consumer;
      if (head[consumer] === consumer) this.#comesIntoReach(consumer);
    }
  }

  /** The start of a chain is ready. */
  #comesIntoReach(task: number): void {
    const { consumers, tail } = this.#links;
    const end = tail[task]!;
    for (let at = consumers.offsets[end]!; at < consumers.offsets[end + 1]!; at++) {
      this.steps++;
      const consumer = consumers.items[at]!;
      if (--this.#outOfReach[consumer]! === 0) this.#inReach[this.#inReachCount++] = consumer;
    }
  }

  #takeWhatPays(): void {
    for (;;) {
      if (this.#eagerCount > 0) {
        const task = this.#eager[--this.#eagerCount]!;
        if (this.#needNotWait(task)) this.#take(task);
      } else if (this.#inReachCount > 0) {
        const task = this.#inReach[--this.#inReachCount]!;
        if (this.#isTaken[task] === 0 && this.#paysTogether(task)) this.#takeWithChains(task);
      } else return;
    }
  }

  /** Whether the task is ready, and taking it makes no more alive than was. */
  #needNotWait(task: number): boolean {
    if (this.#isTaken[task] === 1 || this.#missing[task]! > 0) return false;
    if (this.#left[task] === 0) return true;
    const { offsets, items } = this.#links.inputs;
    for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
      this.steps++;
      if (this.#left[items[at]!] === 1) return true;
    }
    return false;
  }

  /** Whether the task and the chains to it, all ready, leave no more alive than was. */
  #paysTogether(task: number): boolean {
    const { inputs, head } = this.#links;
    let more = this.#left[task]! > 0 ? 1 : 0;
    let areFew = true;
    for (let at = inputs.offsets[task]!; at < inputs.offsets[task + 1]!; at++) {
      const input = inputs.items[at]!;
      if (this.#isTaken[input] === 1) {
        this.#useHere(input);
        continue;
      }
      if (this.#left[input]! > 1) more++;
      const start = head[input]!;
      const from = inputs.offsets[start]!;
      const to = inputs.offsets[start + 1]!;
      areFew &&= to - from <= FEW;
      if (!areFew) break;
      for (let first = from; first < to; first++) this.#useHere(inputs.items[first]!);
    }
    for (let at = 0; at < this.#usedCount; at++) {
      const result = this.#usedHere[at]!;
      if (this.#usesHere[result] === this.#left[result]) more--;
      this.#usesHere[result] = 0;
    }
    this.#usedCount = 0;
    return areFew && more <= 0;
  }

  #useHere(result: number): void {
    this.steps++;
    if (this.#usesHere[result]!++ === 0) this.#usedHere[this.#usedCount++] = result;
  }

  #takeWithChains(task: number): void {
    const { inputs, head } = this.#links;
    for (let at = inputs.offsets[task]!; at < inputs.offsets[task + 1]!; at++) {
      const start = head[inputs.items[at]!]!;
      if (this.#isTaken[start] === 1) continue;
      this.#take(start);
      this.#takeEager();
    }
    if (this.#isTaken[task] === 0) this.#take(task);
  }

  /** A chain goes on by itself: each of its tasks is the last user of the one before. */
  #takeEager(): void {
    while (this.#eagerCount > 0) {
      const task = this.#eager[--this.#eagerCount]!;
      if (this.#needNotWait(task)) this.#take(task);
    }
  }
}
