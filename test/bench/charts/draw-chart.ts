import { engineNames, type EngineName, type ShapeName } from '../catalogue.js';
import type { Cell, Spread } from '../harness/summary.js';
import { looks } from './engine-look.js';
import { drawPanel, PANEL_HEIGHT, PANEL_WIDTH, text, type Line } from './panel.js';

const WIDTH = 2 * PANEL_WIDTH;
const COLUMNS = 4;
const ROW = 20;

/** Colours of what is no line, on light pages and on dark ones; the ground is that of the page. */
const STYLE = `<style>
text { font-family: Helvetica, Arial, sans-serif; font-size: 11px; fill: #3d444d }
.title { font-size: 13px; font-weight: 600 }
.grid { stroke: #8b949e; stroke-opacity: 0.3 }
@media (prefers-color-scheme: dark) { text { fill: #d1d7e0 } }
</style>`;

/** The picture of one shape: time for each task over the number of tasks, memory beside it, the engines below. */
export function drawChart(shape: ShapeName, cells: readonly Cell[]): string {
  const time = linesOf(cells, ({ usPerTask }) => usPerTask);
  const memory = linesOf(cells, ({ peakBytesPerTask }) => peakBytesPerTask);
  const shown = time.map(({ engine }) => engine);
  const height = PANEL_HEIGHT + Math.ceil(shown.length / COLUMNS) * ROW + 14;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">`,
    `<title>${shape}: time and memory of each task over the number of tasks</title>`,
    STYLE,
    drawPanel({ title: `${shape}: µs per task`, lines: time }, 0),
    drawPanel({ title: `${shape}: peak bytes per task`, lines: memory }, PANEL_WIDTH),
    ...shown.map(drawKey),
    '</svg>\n',
  ].join('\n');
}

function linesOf(cells: readonly Cell[], pick: (cell: Cell) => Spread | undefined): Line[] {
  return engineNames.flatMap((engine) => {
    const points = cells.flatMap((cell) => {
      const spread = cell.engine === engine ? pick(cell) : undefined;
      return spread === undefined ? [] : [{ n: cell.n, ...spread }];
    });
    return points.length === 0 ? [] : [{ engine, points: points.sort((a, b) => a.n - b.n) }];
  });
}

function drawKey(engine: EngineName, place: number): string {
  const x = 52 + (place % COLUMNS) * ((WIDTH - 68) / COLUMNS);
  const y = PANEL_HEIGHT + 8 + Math.floor(place / COLUMNS) * ROW;
  const { color, dash } = looks[engine];
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return [
    `<path fill="none" stroke="${color}" stroke-width="2"${dashes} d="M${x} ${y}h32"/>`,
    text(x + 40, y + 4, engine, 'label'),
  ].join('');
}
