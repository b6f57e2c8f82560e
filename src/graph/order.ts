import { int32s } from '../basics/index.js';
import { countedResults, liveResults } from './live.js';
import { glance } from './order-glance.js';
import { leastFirst, orderLinks, type OrderLinks } from './order-links.js';
import { Walk } from './order-walk.js';
import type { TaskColumns } from './task-graph.js';

/** From here on an order that is nearly the best will do: a walk takes about a millisecond for 1,000 tasks. */
const LARGE = 5000;

/**
 * An order to run a graph in that keeps fewer results alive than the order of its columns, as `liveResults` scores
 * them: the tasks in running order, each after its inputs. Undefined where the order of the columns is known to be
 * the best, or nothing better was found; then nothing has to be moved.
 *
 * Finding the best order is NP-hard. Three walks are tried, which are good at different graphs. Each is linear in tasks
 * and links, and equal graphs always get equal orders: between equals the task recorded first wins.
 */
export function orderOf(graph: TaskColumns): Int32Array | undefined {
  const counted = countedResults(graph);
  const { least, ...present } = glance(graph, counted);
  let { peak } = present;
  if (isGood(peak, least, graph.size)) return undefined;
  let best: Int32Array | undefined;
  for (const walk of walksOf(graph, counted)) {
    const order = withGivenData(graph, counted, walk.order);
    const score = liveResults(graph, { order, weights: counted }).peak;
    if (score >= peak) continue;
    best = order;
    peak = score;
    if (isGood(peak, least, graph.size)) break;
  }
  return best;
}

/** Walks worth trying, each made when it is asked for. @param counted - see `orderLinks`. */
export function* walksOf(graph: TaskColumns, counted: Uint8Array): Generator<Walk, void, undefined> {
  const links = orderLinks(graph, counted);
  const goals = goalsOf(links, counted);
  const byNeed = leastFirst(goals, links.need);
  yield new Walk(links, byNeed.slice().reverse(), true); // the largest first, finishing what was started
  yield new Walk(links, goals, false); // as recorded
  yield new Walk(links, byNeed, false); // what is quickly done first
}

/** Whether a walk cannot gain anything, or in a large graph a tenth of it at most. */
function isGood(peak: number, least: number, size: number): boolean {
  return size > LARGE ? 10 * peak <= 11 * least : peak <= least;
}

/** What nothing needs, in recorded order. */
function goalsOf({ size, consumers }: OrderLinks, counted: Uint8Array): Int32Array {
  const goals = int32s(size);
  let count = 0;
  for (let task = 0; task < size; task++) {
    if (consumers.offsets[task] === consumers.offsets[task + 1] && counted[task] === 1) goals[count++] = task;
  }
  return goals.subarray(0, count);
}

/** Puts data that was given right before the first task that needs it. */
function withGivenData(
  { size, offsets, refs }: TaskColumns,
  counted: Uint8Array,
  walked: Int32Array,
): Int32Array {
  if (walked.length === size) return walked;
  const order = int32s(size);
  const isPlaced = new Uint8Array(size);
  let count = 0;
  const place = (task: number): void => {
    isPlaced[task] = 1;
    order[count++] = task;
  };
  for (const task of walked) {
    for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
      const ref = refs[at]!;
      if (ref >= 0 && counted[ref] === 0 && isPlaced[ref] === 0) place(ref);
    }
    place(task);
  }
  for (let task = 0; task < size; task++) if (counted[task] === 0 && isPlaced[task] === 0) place(task);
  return order;
}
