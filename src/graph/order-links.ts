import { int32s } from '../basics/index.js';
import { consumersOf, type Links, type TaskColumns } from './task-graph.js';

/** A graph as it is looked at to order it: every link once, and without data that was given. */
export interface OrderLinks {
  readonly size: number;
  /** The inputs of each task; those that need most stand last, and of equal ones the first recorded. */
  readonly inputs: Links;
  readonly consumers: Links;
  /** How many results must be alive at once to make that of a task, were no result used twice. */
  readonly need: Int32Array;
  /**
   * A run of tasks that have one input and one consumer, each other: nothing can be gained between them, so they
   * are done at one go. `head` is its first task, for each of its tasks, and `tail` its last one, for its head.
   */
  readonly head: Int32Array;
  readonly tail: Int32Array;
}

/**
 * Looks at a graph. Linear in tasks and links.
 *
 * @param counted - 1 for each task that takes part, 0 for data that was given, which has no inputs.
 */
export function orderLinks(graph: TaskColumns, counted: Uint8Array): OrderLinks {
  const { size } = graph;
  const recorded = inputLinks(graph, counted);
  const consumers = consumersOf({ offsets: recorded.offsets, refs: recorded.items, size });
  const need = needs(recorded, size);
  const inputs = sortedInputs(recorded, consumers, need);
  const { head, tail } = chains(recorded, consumers, size);
  return { size, inputs, consumers, need, head, tail };
}

/** The inputs of each task, each once, in the order of its arguments. */
export function inputLinks({ offsets: ends, refs, size }: TaskColumns, counted: Uint8Array): Links {
  const offsets = int32s(size + 1);
  const items = int32s(refs.length);
  const seen = int32s(size).fill(-1);
  let count = 0;
  for (let task = 0; task < size; task++) {
    const end = ends[task + 1]!;
    for (let at = ends[task]!; at < end; at++) {
      const ref = refs[at]!;
      if (ref < 0 || seen[ref] === task || counted[ref] === 0) continue;
      seen[ref] = task;
      items[count++] = ref;
    }
    offsets[task + 1] = count;
  }
  return { offsets, items: items.subarray(0, count) };
}

/**
 * Numbers of Sethi and Ullman: while an input is made, the ones made before it are alive, so the one that needs most
 * comes first. For trees that is the least possible.
 */
export function needs({ offsets, items }: Links, size: number): Int32Array {
  const need = int32s(size);
  let counts = new Int32Array(16);
  for (let task = 0; task < size; task++) {
    const first = offsets[task]!;
    const count = offsets[task + 1]! - first;
    if (count === 0) continue;
    if (count === 1) {
      need[task] = Math.max(1, need[items[first]!]!);
      continue;
    }
    let most = 0;
    for (let at = first; at < first + count; at++) most = Math.max(most, need[items[at]!]!);
    // sorted by counting; what needs less than `most - count` changes nothing, wherever it comes
    if (counts.length < count) counts = new Int32Array(2 * count);
    else counts.fill(0, 0, count);
    for (let at = first; at < first + count; at++) {
      const less = most - need[items[at]!]!;
      if (less < count) counts[less]!++;
    }
    let needed = Math.max(count, most);
    let before = 0;
    for (let less = 0; less < count; less++) {
      if (counts[less] === 0) continue;
      before += counts[less]!;
      needed = Math.max(needed, most - less + before - 1);
    }
    need[task] = needed;
  }
  return need;
}

/** The tasks by what they need, the least first and of equal ones the last recorded first. */
export function leastFirst(tasks: Int32Array, need: Int32Array): Int32Array {
  let most = 0;
  for (const task of tasks) most = Math.max(most, need[task]!);
  const next = int32s(most + 2);
  for (const task of tasks) next[need[task]! + 1]!++;
  for (let at = 0; at <= most; at++) next[at + 1]! += next[at]!;
  const sorted = int32s(tasks.length);
  for (let at = tasks.length - 1; at >= 0; at--) {
    const task = tasks[at]!;
    sorted[next[need[task]!]!++] = task;
  }
  return sorted;
}

function sortedInputs({ offsets, items }: Links, consumers: Links, need: Int32Array): Links {
  const size = need.length;
  const sorted = int32s(items.length);
  const next = offsets.slice(0, size);
  for (const task of leastFirst(
    int32s(size).map((_, at) => at),
    need,
  )) {
    const end = consumers.offsets[task + 1]!;
    for (let at = consumers.offsets[task]!; at < end; at++) sorted[next[consumers.items[at]!]!++] = task;
  }
  return { offsets, items: sorted };
}

function chains(inputs: Links, consumers: Links, size: number): Pick<OrderLinks, 'head' | 'tail'> {
  const head = int32s(size);
  const tail = int32s(size);
  for (let task = 0; task < size; task++) {
    head[task] = task;
    const first = inputs.offsets[task]!;
    if (inputs.offsets[task + 1]! - first === 1) {
      const input = inputs.items[first]!;
      if (consumers.offsets[input + 1]! - consumers.offsets[input]! === 1) head[task] = head[input]!;
    }
    tail[head[task]!] = task;
  }
  return { head, tail };
}
