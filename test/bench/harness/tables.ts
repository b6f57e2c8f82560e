import { engineNames, sizeLabel, type EngineName, type ShapeName } from '../catalogue.js';
import type { Cell } from './summary.js';

const significant = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(1));
const bytes = (value: number): string => Math.round(value).toString();

/** For a terminal: one short line per measurement. */
export function textTables(cells: readonly Cell[]): string {
  return groups(cells)
    .map(({ n, shape, cells: group }) => {
      const rows = group.map(textRow);
      const header = ['engine', 'us/task', 'ratio', 'min..max', 'peak B/task', 'phases, ms'];
      return `N = ${sizeLabel(n)}, ${shape}\n${aligned([header, ...rows])}`;
    })
    .join('\n\n');
}

function textRow(cell: Cell): string[] {
  const { engine, usPerTask, ratio, peakBytesPerTask, phasesMs = {} } = cell;
  if (usPerTask === undefined) return [engine, '-', '', '', '', cell.reason ?? ''];
  return [
    engine,
    significant(usPerTask.median),
    ratio === undefined ? '' : `${ratio.toFixed(2)}x`,
    `${significant(usPerTask.min)}..${significant(usPerTask.max)}`,
    peakBytesPerTask === undefined ? '?' : bytes(peakBytesPerTask.median),
    Object.entries(phasesMs)
      .filter(([, ms]) => ms >= 0.5)
      .map(([name, ms]) => `${name} ${ms.toFixed(0)}`)
      .join(', '),
  ];
}

function aligned(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((text, i) =>
        i === 0 || i === row.length - 1 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!),
      )
      .join('  ');
  return rows.map((row) => `  ${line(row)}`.trimEnd()).join('\n');
}

/** For the docs: one table per size, engines down, shapes across. */
export function markdownTables(cells: readonly Cell[]): string {
  return distinct(cells.map((cell) => cell.n))
    .map((n) => {
      const at = cells.filter((cell) => cell.n === n);
      const shapes = distinct(at.map((cell) => cell.shape));
      const rows = engineNames.filter((engine) => at.some((cell) => cell.engine === engine));
      const body = rows.map(
        (engine) => `| ${[engine, ...shapes.map((shape) => find(at, engine, shape))].join(' | ')} |`,
      );
      const head = `| engine | ${shapes.join(' | ')} |\n|${' --- |'.repeat(shapes.length + 1)}`;
      return `N = ${sizeLabel(n)}\n\n${head}\n${body.join('\n')}`;
    })
    .join('\n\n');
}

function find(cells: readonly Cell[], engine: EngineName, shape: ShapeName): string {
  const cell = cells.find((other) => other.engine === engine && other.shape === shape);
  if (cell === undefined) return '';
  const { usPerTask, ratio, peakBytesPerTask } = cell;
  if (usPerTask === undefined) return cell.reason ?? '';
  const times = ratio === undefined ? '' : ` (${ratio.toFixed(2)}x)`;
  const peak = peakBytesPerTask === undefined ? '' : ` [${bytes(peakBytesPerTask.median)}]`;
  return `${significant(usPerTask.median)}${times}${peak} ${significant(usPerTask.min)}..${significant(usPerTask.max)}`;
}

interface Group {
  readonly n: number;
  readonly shape: ShapeName;
  readonly cells: readonly Cell[];
}

function groups(cells: readonly Cell[]): Group[] {
  const all = distinct(cells.map(({ n }) => n)).flatMap((n) =>
    distinct(cells.map(({ shape }) => shape)).map((shape) => ({
      n,
      shape,
      cells: cells.filter((cell) => cell.n === n && cell.shape === shape),
    })),
  );
  return all.filter((group) => group.cells.length > 0);
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
