import { graphemes } from './words.js';

/** Widths of signs in a sans serif font, for a size of 1; the first that fits. */
const WIDTHS: readonly (readonly [signs: RegExp, width: number])[] = [
  [/^[ijlI.,:;'|![\]()ft\\/ ]/u, 0.33],
  [/^[-rcsJkvxyz]/u, 0.5],
  [/^[mwMWQO@%×…—]/u, 0.88],
  [/^[A-Z&]/u, 0.7],
  [/^[\0-\u007F]/u, 0.58],
  [/^\p{Extended_Pictographic}|^\p{Regional_Indicator}/u, 1.4],
  [
    /^[\u1100-\u115F\u2E80-\uA4CF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFFEF]|^[\u{1F000}-\u{3FFFF}]/u,
    1.05,
  ],
  [/^[\p{Script=Latin}\p{Script=Greek}\p{Script=Hebrew}]/u, 0.64],
  [/^./su, 0.78],
];

/** About how wide a text is at a size, whatever sans serif font it is shown in: rather too wide than too narrow. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const sign of graphemes(text)) width += widthOfSign(sign);
  return width * size * 1.06;
}

function widthOfSign(sign: string): number {
  return WIDTHS.find(([signs]) => signs.test(sign))?.[1] ?? 0.6;
}
