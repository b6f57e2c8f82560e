import { isMainThread } from 'node:worker_threads';
import type { CallSites, TaskFunction } from '../../graph/index.js';
import { adviseAtOnce } from './advise.js';

/** Calls of one lazy function that are watched: as many as remember their place. */
const WATCHED = 1000;
/** Places that are told of. */
const TOLD = 10;

/** Calls of one lazy function, and of what its `with` gave. */
interface Recorded {
  /** The names of those that nothing was done with, by their numbers. */
  readonly open: Map<number, string>;
  readonly used: Set<number>;
}

const recorded = new Map<CallSites, Recorded>();

/** A call was recorded. */
export function noteRecorded({ sites, name }: TaskFunction, call: number): void {
  if (sites === undefined || !isMainThread) return;
  if (recorded.size === 0) process.once('exit', (code) => void (code === 0 && tell()));
  const calls = recorded.get(sites) ?? { open: new Map<number, string>(), used: new Set<number>() };
  recorded.set(sites, calls);
  if (calls.open.size + calls.used.size < WATCHED) calls.open.set(call, name);
}

/** A call became part of a graph: to be run, drawn or written. */
export function noteCompiled({ sites }: TaskFunction, call: number): void {
  const calls = sites === undefined ? undefined : recorded.get(sites);
  if (calls?.open.delete(call) === true) calls.used.add(call);
}

/** Calls of one line that came to nothing. */
interface Forgotten {
  readonly site: string;
  readonly name: string;
  count: number;
}

/** A line of which one call was computed is as it should be: what else it recorded was not asked for. */
function forgotten(sites: CallSites, { open, used }: Recorded): Forgotten[] {
  const found = new Map<string, Forgotten>();
  for (const [call, name] of open) {
    const site = sites.at(call) ?? name;
    const same = found.get(site) ?? { site, name, count: 0 };
    same.count++;
    found.set(site, same);
  }
  if (found.size > 0) for (const call of used) found.delete(sites.at(call) ?? '');
  return [...found.values()];
}

function tell(): void {
  const places = [...recorded].flatMap(([sites, calls]) => forgotten(sites, calls));
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
