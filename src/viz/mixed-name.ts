import type { Outline } from './outline.js';
import { short } from './words.js';

/** Names that a group of many names tells. */
const TOLD = 2;
/** Characters of each. */
const LENGTH = 20;

/** A name for items of many names, the most frequent: `clean, load, …`. */
export function mixedName({ names, labels }: Outline, items: Int32Array): string {
  const counts = new Map<number, number>();
  for (const item of items) counts.set(names[item]!, (counts.get(names[item]!) ?? 0) + 1);
  const told: [name: number, count: number][] = [];
  for (const entry of counts) {
    told.push(entry);
    told.sort(([, a], [, b]) => b - a);
    told.length = Math.min(told.length, TOLD);
  }
  const texts = told.map(([name]) => short(labels[name] ?? '', LENGTH));
  return (counts.size > TOLD ? [...texts, '…'] : texts).join(', ');
}
