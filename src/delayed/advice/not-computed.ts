import { isMainThread } from 'node:worker_threads';
import type { CallSites, TaskFunction } from '../../graph/index.js';
import { adviseAtOnce } from './advise.js';

/** Calls of one lazy function that are watched: as many as remember their place. */
const WATCHED = 1000;
/** Places that are told of. */
const TOLD = 10;

/** The calls of one lazy function by their numbers, and whether something was done with them. */
interface Recorded {
  readonly name: string;
  readonly calls: Map<number, boolean>;
}

const recorded = new Map<CallSites, Recorded>();

/** A call was recorded. */
export function noteRecorded({ sites, name }: TaskFunction, call: number): void {
  if (sites === undefined || !isMainThread) return;
  if (recorded.size === 0) process.once('exit', (code) => void (code === 0 && tell()));
  const known = recorded.get(sites) ?? { name, calls: new Map<number, boolean>() };
  recorded.set(sites, known);
  if (known.calls.size < WATCHED) known.calls.set(call, false);
}

/** A call became part of a graph: to be run, drawn or written. */
export function noteCompiled({ sites }: TaskFunction, call: number): void {
  const calls = sites === undefined ? undefined : recorded.get(sites)?.calls;
  if (calls?.has(call) === true) calls.set(call, true);
}

/** A place of which one call was computed is as it should be: what else it recorded was not asked for. */
function tell(): void {
  const places = [...recorded].flatMap(([sites, { name, calls }]) => {
    const open = new Map<string, number>();
    const used = new Set<string>();
    for (const [call, isUsed] of calls) {
      const place = sites.at(call) ?? name;
      if (isUsed) used.add(place);
      else open.set(place, (open.get(place) ?? 0) + 1);
    }
    return [...open].filter(([place]) => !used.has(place)).map(([site, count]) => ({ site, name, count }));
  });
  for (const { site, name, count } of places.slice(0, TOLD)) {
    const calls = count === 1 ? 'A call' : `${String(count)} calls`;
    const more = places.length > TOLD ? `; so are those of ${String(places.length - 1)} other lines` : '';
    adviseAtOnce({
      code: 'DLG_ADVICE_NOT_COMPUTED',
      site,
      message: `${calls} of "${name}" ${count === 1 ? 'was' : 'were'} recorded and never computed${more}`,
      fix: 'Await compute() of what it gives, return it from the task that recorded it, or delete the call',
    });
  }
}
