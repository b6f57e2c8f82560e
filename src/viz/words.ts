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

/** A time in ms as people say it: `50 µs`, `0.5 ms`, `12 ms`, `3.2 s`, `2 min 5 s`, `1 h 20 min`. */
export function millis(ms: number): string {
  if (ms > 0 && ms < 0.0995) return `${digits(ms * 1000)} µs`;
  if (ms < 999.5) return `${digits(ms)} ms`;
  if (ms < 59_950) return `${digits(ms / 1000)} s`;
  const [small, large, size] =
    ms < 3_599_500 ? (['s', 'min', 1000] as const) : (['min', 'h', 60_000] as const);
  const parts = Math.round(ms / size);
  const rest = parts % 60;
  return `${thousands((parts - rest) / 60)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

/** Two digits that mean something, or all before the point. */
function digits(value: number): string {
  if (value >= 9.95) return thousands(Math.round(value));
  return String(Number(value.toPrecision(2)));
}

/** Control characters and broken pairs: XML must not hold them, and terminals obey them. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;
/** Signs that turn the direction of the text behind them, and with it what people read. */
const TURNING = /[\u202A-\u202E\u2066-\u2069]/gu;

/** Text on one line, and nothing but text. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(UNPRINTABLE, '\uFFFD').replaceAll(TURNING, '\uFFFD');
}

/** Text of several lines, and nothing but text; what is too long is cut. */
export function manyLines(text: string, most: number): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return cut.split(/\r?\n/).map(oneLine).join('\n');
}

/** Text as a label: on one line, and not too long for it. */
export function short(text: string, most: number = LABEL): string {
  // a label of thousands of characters need not be taken apart as a whole
  const line = oneLine(text.length > 4000 ? `${text.slice(0, 2000)}${text.slice(-2000)}` : text);
  const characters = graphemes(line);
  if (characters.length <= most) return line;
  const tail = Math.min(TAIL, most >> 1);
  return `${characters.slice(0, most - tail - 1).join('')}…${characters.slice(-tail).join('')}`;
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What readers take for one character: families of emoji and letters with accents are never cut apart. */
export function graphemes(text: string): string[] {
  if (/^[\x00-\x7f]*$/.test(text)) return text.split('');
  return Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}
