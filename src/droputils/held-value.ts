import { InMemoryDROP, type DataDROP } from '../drops/index.js';

/** A value that was set in a drop of this process, and is no bytes; undefined when there is none. */
export function heldValue(drop: DataDROP): { readonly value: unknown } | undefined {
  if (!(drop instanceof InMemoryDROP) || !drop.hasValue || drop.value instanceof Uint8Array) return undefined;
  return { value: drop.value };
}
