import { solid, UNKNOWN, type Looks, type Paint } from './paint.js';
import type { Picture, PictureNode } from './picture.js';
import type { TraceState } from './run-trace.js';
import { statesIn, statesText, sumOf, type Tally } from './tally.js';
import { thousands } from './words.js';

/** Blue is well and orange is not, whatever colours somebody sees; lines differ where fills are pale. */
export const STATE_PAINTS: Readonly<Record<TraceState, Paint>> = {
  done: solid('#b9d8f2', '#3f6f9c'),
  running: solid('#f9e58c', '#8a7416'),
  failed: solid('#f5a27a', '#a8320a'),
  'input failed': { fill: '#fbe0d0', line: '#a8320a', dash: 'dashed' },
  cancelled: { fill: '#d3d8de', line: '#5d6874', dash: 'dashed' },
  skipped: { fill: '#eceff3', line: '#5d6874', dash: 'dotted' },
  waiting: UNKNOWN,
};

/** The smallest share of a group that is still to be seen. */
const SLIVER = 0.06;

/** A colour for each state; groups in several states have stripes. */
export function colorByState({ nodes }: Picture): Looks {
  const looks = nodes.map(({ count, tally }: PictureNode) => {
    if (tally === undefined) return { paint: UNKNOWN, note: '' };
    return { paint: paintOf(tally), note: statesText(tally, count === 1) };
  });
  const all = sumOf(nodes.flatMap(({ tally }) => tally ?? []));
  const entries = statesIn(all).map(([state, count]) => {
    return { label: `${state} ${thousands(count)}`, paint: STATE_PAINTS[state] };
  });
  return { looks, legend: { title: 'state', entries } };
}

function paintOf(tally: Tally): Paint {
  const states = statesIn(tally);
  // most of them give the fill, but what went wrong gives the line: one failure among thousands must be seen
  const worst = (['failed', 'input failed'] as const).find((state) => tally.states.has(state));
  const paint = STATE_PAINTS[worst ?? states[0]?.[0] ?? 'waiting'];
  if (states.length < 2) return paint;
  const total = states.reduce((sum, [, count]) => sum + count, 0);
  const seen = states.map(([, count]) => Math.max(SLIVER, count / total));
  const whole = seen.reduce((sum, share) => sum + share, 0);
  const stripes = states.map(([state], at) => ({ fill: STATE_PAINTS[state].fill, share: seen[at]! / whole }));
  const [largest] = states.toSorted(([, a], [, b]) => b - a);
  return { ...paint, fill: STATE_PAINTS[largest![0]].fill, stripes };
}
