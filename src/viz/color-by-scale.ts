import { PLAIN, solid, UNKNOWN, type LegendEntry, type Looks, type Paint } from './paint.js';
import type { Picture } from './picture.js';
import { timesText } from './tally.js';
import { millis, thousands } from './words.js';

/** From light to dark, so that they are in order in grey as well. */
const ORDER = scale(['#fdfbd9', '#d2ecc0', '#9fd9c3', '#6fbfd0', '#62a0d8'], '#3c6b86');
const DURATION = scale(['#fff8d6', '#ffe6a1', '#fdc877', '#f8a35f', '#ef7d55'], '#8f4a24');
/** Times below are as good as nothing, and have a logarithm. */
const LEAST = 0.001;

function scale(fills: readonly string[], line: string): readonly Paint[] {
  return fills.map((fill) => solid(fill, line));
}

/** From what runs first to what runs last; of a group counts the mean. */
export function colorByOrder({ nodes, graph: { size } }: Picture): Looks {
  const levels = Math.min(ORDER.length, size);
  const looks = nodes.map(({ tasks }) => {
    const mean = tasks.reduce((sum, task) => sum + task, 0) / tasks.length;
    return { paint: levelAt(ORDER, levels, mean / size), note: rangeText(tasks[0]!, tasks.at(-1)!) };
  });
  const bounds = Array.from({ length: levels + 1 }, (_, level) => Math.ceil((level * size) / levels));
  const entries = bounds.slice(1).map((bound, level): LegendEntry => {
    return { label: rangeText(bounds[level]!, bound - 1), paint: levelAt(ORDER, levels, level / levels) };
  });
  return { looks, legend: { title: 'running order', entries } };
}

/** From short to long, each level several times the one before; of a group counts the time of all its tasks. */
export function colorByDuration({ nodes }: Picture): Looks {
  const times = nodes.map(({ tally }) => {
    return tally === undefined || tally.timed === 0 ? NaN : Math.max(LEAST, tally.total);
  });
  const known = times.filter((time) => !Number.isNaN(time));
  const least = known.reduce((a, b) => Math.min(a, b), Infinity);
  const most = known.reduce((a, b) => Math.max(a, b), 0);
  const ratio = Math.log(most / least);
  const levels = millis(least) === millis(most) ? 1 : DURATION.length;
  const looks = nodes.map(({ kind, count, tally }, place) => {
    const time = times[place]!;
    if (Number.isNaN(time)) return { paint: kind === 'task' ? UNKNOWN : PLAIN, note: '' };
    const part = levels === 1 ? 0 : Math.log(time / least) / ratio;
    return {
      paint: levelAt(DURATION, levels, part),
      note: tally === undefined ? '' : timesText(tally, count === 1),
    };
  });
  const entries = Array.from({ length: known.length === 0 ? 0 : levels }, (_, level): LegendEntry => {
    const bound = least * Math.exp((ratio * (level + 1)) / levels);
    return { label: `≤ ${millis(bound)}`, paint: levelAt(DURATION, levels, level / levels) };
  });
  if (looks.some(({ paint }) => paint === UNKNOWN)) entries.push({ label: 'not run', paint: UNKNOWN });
  return { looks, legend: { title: 'duration', entries } };
}

function levelAt(paints: readonly Paint[], levels: number, part: number): Paint {
  const level = Math.min(levels - 1, Math.floor(part * levels + 1e-9));
  return paints[level] ?? UNKNOWN;
}

/** `#7`, or `#7–#12`: places in the running order, from 1 on. */
function rangeText(first: number, last: number): string {
  const from = `#${thousands(first + 1)}`;
  return first === last ? from : `${from}–#${thousands(last + 1)}`;
}
