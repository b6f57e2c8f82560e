import type { Dropspec } from './format.js';
import type { Wiring } from './wiring.js';

/** An order to run drops in, and the circles that make it impossible; each ends with the drop it begins with. */
export interface Order {
  readonly order: readonly number[];
  readonly cycles: readonly (readonly number[])[];
}

/**
 * Orders the drops so that each stands after what it needs: depth first along the list, so a list that is in
 * order already stays as it is. Without recursion: chains of a million drops are normal.
 */
export function orderDrops(specs: readonly Dropspec[], wiring: Wiring): Order {
  const order: number[] = [];
  const cycles: number[][] = [];
  const NEW = 0;
  const OPEN = 1;
  const DONE = 2;
  const state = new Uint8Array(specs.length);
  for (let root = 0; root < specs.length; root++) {
    if (state[root] === DONE) continue;
    const path = [root];
    const next = [0];
    while (path.length > 0) {
      const drop = path.at(-1)!;
      if (state[drop] === DONE) {
        path.pop();
        next.pop();
        continue;
      }
      state[drop] = OPEN;
      const { offsets, items } =
        specs[drop]!.categoryType === 'Application' ? wiring.inputs : wiring.producers;
      let at = offsets[drop]! + next.at(-1)!;
      while (at < offsets[drop + 1]! && state[items[at]!] === DONE) at++;
      next[next.length - 1] = at + 1 - offsets[drop]!;
      const need = items[at];
      if (at >= offsets[drop + 1]! || need === undefined) {
        state[drop] = DONE;
        order.push(drop);
      } else if (state[need] === OPEN) cycles.push([...path.slice(path.indexOf(need)), need]);
      else if (state[need] === NEW) {
        path.push(need);
        next.push(0);
      }
    }
  }
  return { order, cycles };
}
