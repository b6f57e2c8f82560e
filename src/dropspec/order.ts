import type { Links } from '../graph/index.js';
import { int32s } from '../basics/index.js';

/** What drops need: applications their inputs, data their producers. A drop has links of one kind only. */
interface Needs {
  readonly inputs: Links;
  readonly producers: Links;
}

/** An order to run drops in, and the circles that make it impossible; each ends with the drop it begins with. */
export interface Order {
  readonly order: Int32Array;
  readonly cycles: readonly (readonly number[])[];
}

const NEW = 0;
const OPEN = 1;
const DONE = 2;

/**
 * Orders the drops so that each stands after what it needs: depth first along the list, so a list that is in
 * order already stays as it is. Without recursion: chains of a million drops are normal.
 */
export function orderDrops(count: number, { inputs, producers }: Needs): Order {
  const order = int32s(count);
  const state = new Uint8Array(count);
  const cycles: number[][] = [];
  const path: number[] = [];
  /** Needs of the drops of the path that were looked at. */
  const looked: number[] = [];
  let done = 0;
  for (let root = 0; root < count; root++) {
    if (state[root] === DONE) continue;
    path.push(root);
    looked.push(0);
    while (path.length > 0) {
      const drop = path[path.length - 1]!;
      const needs = hasLinks(inputs, drop) ? inputs : producers; // applications have the ones, data the others
      const end = needs.offsets[drop + 1]!;
      let at = needs.offsets[drop]! + looked[looked.length - 1]!;
      while (at < end && state[needs.items[at]!] === DONE) at++;
      if (at === end) {
        state[drop] = DONE;
        order[done++] = drop;
        path.pop();
        looked.pop();
        continue;
      }
      state[drop] = OPEN;
      looked[looked.length - 1] = at + 1 - needs.offsets[drop]!;
      const need = needs.items[at]!;
      if (state[need] === OPEN) cycles.push([...path.slice(path.indexOf(need)), need]);
      else if (state[need] === NEW) {
        path.push(need);
        looked.push(0);
      }
    }
  }
  return { order, cycles };
}

function hasLinks({ offsets }: Links, drop: number): boolean {
  return offsets[drop]! < offsets[drop + 1]!;
}
