/** Longest label before it is shortened. */
const LABEL = 48;
/** Characters kept at the end of a shortened label: keys differ there. */
const TAIL = 14;

const NUMBER = new Intl.NumberFormat('en-US');

/** A number with its thousands apart, the same in every locale. */
export function thousands(count: number): string {
  return NUMBER.format(count);
}

/** `1 task`, `2,000 tasks`. */
export function countOf(count: number, what: string): string {
  return `${thousands(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** `load`, or `load ×1,234` for several. */
export function withCount(name: string, count: number): string {
  return count === 1 ? name : `${name} ×${thousands(count)}`;
}

/** Control characters and broken pairs: XML must not hold them, and terminals obey them. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

/** Text on one line, and nothing but text. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(UNPRINTABLE, '\uFFFD');
}

/** Text as a label: on one line, and not too long for it. */
export function short(text: string): string {
  const characters = Array.from(oneLine(text));
  if (characters.length <= LABEL) return characters.join('');
  return `${characters.slice(0, LABEL - TAIL - 1).join('')}…${characters.slice(-TAIL).join('')}`;
}
