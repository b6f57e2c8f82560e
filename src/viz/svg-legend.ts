import { escapeXml } from '../basics/index.js';
import { INK, type Legend, type Paint } from './paint.js';
import { textWidth } from './text-width.js';

const SIZE = 9.5;
const HEIGHT = 19;
const GAP = 6;
const MARGIN = 11;
/** A picture narrower than this is made wider for its legend. */
const LEAST = 230;

/** A legend drawn, with the room it takes. */
export interface DrawnLegend {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Draws a legend in rows about as wide as the picture it explains. */
export function drawLegend({ title, entries }: Legend, width: number): DrawnLegend {
  const most = Math.max(width, LEAST);
  const lines = [`<text x="${MARGIN}" y="10" ${textStyle(INK.title)}>${escapeXml(title)}</text>`];
  let [x, y, right] = [MARGIN, HEIGHT, 0];
  for (const { label, paint } of entries) {
    const chip = Math.ceil(textWidth(label, SIZE)) + 14;
    if (x > MARGIN && x + chip + MARGIN > most) [x, y] = [MARGIN, y + HEIGHT + GAP];
    lines.push(
      `<rect x="${x}" y="${y}" width="${chip}" height="${HEIGHT}" rx="6" ${chipStyle(paint)}/>`,
      `<text x="${x + chip / 2}" y="${y + 13}" text-anchor="middle" ${textStyle(INK.text)}>${escapeXml(label)}</text>`,
    );
    x += chip + GAP;
    right = Math.max(right, x);
  }
  return { svg: lines.join('\n'), width: right - GAP + MARGIN, height: y + HEIGHT + MARGIN };
}

function textStyle(fill: string): string {
  return `font-family="${INK.font}" font-size="${SIZE}" fill="${fill}"`;
}

function chipStyle({ fill, line, dash }: Paint): string {
  const dashes = dash === 'solid' ? '' : ` stroke-dasharray="${dash === 'dashed' ? '5,2' : '1,3'}"`;
  return `fill="${fill}" stroke="${line}"${dashes}`;
}
