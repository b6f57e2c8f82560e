import { sizeLabel, type EngineName } from '../catalogue.js';
import type { Spread } from '../harness/summary.js';
import { looks } from './engine-look.js';
import { logScale } from './log-scale.js';

export interface Point extends Spread {
  readonly n: number;
}

export interface Line {
  readonly engine: EngineName;
  /** In ascending order of n. */
  readonly points: readonly Point[];
}

export interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
}

export const PANEL_WIDTH = 400;
export const PANEL_HEIGHT = 300;
const [LEFT, TOP, RIGHT, BOTTOM] = [52, 34, PANEL_WIDTH - 16, PANEL_HEIGHT - 40];
/** One diagram with both axes logarithmic: medians joined by lines, with bars from the least to the most measured. */
export function drawPanel({ title, lines }: Panel, x: number): string {
  const points = lines.flatMap((line) => line.points);
  const head = text(LEFT, 18, title, 'title');
  if (points.length === 0) return group(x, [head, text(LEFT, TOP + 24, 'nothing was measured', 'label')]);
  const across = logScale(
    points.map(({ n }) => n),
    LEFT + 14,
    RIGHT - 14,
  );
  const values = points.flatMap(({ min, max }) => [min, max]);
  // a memory that did not rise is 0, which no logarithm has: it stands where the least does that rose
  const least = Math.min(...values.filter((value) => value > 0));
  const visible = (value: number): number => (value > 0 ? value : Number.isFinite(least) ? least : 1);
  const up = logScale(values.map(visible), BOTTOM, TOP);
  const sizes = [...new Set(points.map(({ n }) => n))];
  const grid = [
    ...up.ticks.flatMap((value) => {
      const y = round(up.place(value));
      return [
        `<path class="grid" d="M${LEFT} ${y}H${RIGHT}"/>`,
        text(LEFT - 7, y + 4, tickLabel(value), 'label', 'end'),
      ];
    }),
    ...sizes.flatMap((n) => {
      const at = round(across.place(n));
      return [
        `<path class="grid" d="M${at} ${TOP}V${BOTTOM}"/>`,
        text(at, BOTTOM + 17, sizeLabel(n), 'label', 'middle'),
      ];
    }),
    text((LEFT + RIGHT) / 2, BOTTOM + 34, 'N', 'label', 'middle'),
  ];
  const drawn = lines.map((line) => drawLine(line, across.place, (value) => up.place(visible(value))));
  return group(x, [head, ...grid, ...drawn]);
}

function drawLine({ engine, points }: Line, across: Place, up: Place): string {
  const { color, dash } = looks[engine];
  const at = points.map(({ n, median, min, max }) => ({
    x: round(across(n)),
    y: round(up(median)),
    low: round(up(min)),
    high: round(up(max)),
  }));
  const width = engine === 'dropgraph' ? 2.6 : 1.6;
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return [
    `<g fill="none" stroke="${color}">`,
    `<title>${engine}</title>`,
    `<path stroke-width="${width}"${dashes} d="M${at.map(({ x, y }) => `${x} ${y}`).join('L')}"/>`,
    ...at.map(({ x, low, high }) => `<path stroke-opacity="0.5" d="M${x} ${low}V${high}"/>`),
    ...at.map(({ x, y }) => `<circle cx="${x}" cy="${y}" r="2.6" fill="${color}"/>`),
    '</g>',
  ].join('');
}

type Place = (value: number) => number;

export function text(x: number, y: number, words: string, kind: string, anchor = 'start'): string {
  return `<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;
}

const group = (x: number, parts: readonly string[]): string =>
  `<g transform="translate(${x} 0)">\n${parts.join('\n')}\n</g>`;
const round = (value: number): number => Math.round(value * 10) / 10;

/** 0.1, 100, 10k, 1M. */
function tickLabel(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1e4 ? `${value / 1e3}k` : String(Number(value.toPrecision(1)));
}
