/**
 * Which air routes run late? A pipeline over 200,000 flights of 2001 (npm package vega-datasets).
 *
 * The large file tells delay and distance of each flight, but not between which airports it flew. A smaller file
 * of 20,000 flights does, and most distances belong to one pair of airports only: joining the two by distance
 * gives the large file its routes, and a third file the names of the cities.
 */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { compile, compute, delayed, loadGraph, runGraph } from 'dropgraph';

interface Flight {
  delay: number;
  distance: number;
}
interface RoutedFlight extends Flight {
  origin: string;
  destination: string;
}
/** What is kept of the flights of one distance. */
interface Delays {
  flights: number;
  late: number;
  minutes: number;
}
interface Route extends Delays {
  route: string;
}

const LATE = 15; // minutes, as the airlines count it

// 1. Ordinary functions: nothing in them knows of dropgraph.

const load = async <T>(dataset: string): Promise<T[]> => {
  const text = await readFile(new URL(`../data/${dataset}`, import.meta.resolve('vega-datasets')), 'utf8');
  return dataset.endsWith('.json') ? (JSON.parse(text) as T[]) : (parseCsv(text) as T[]);
};

const split = (flights: Flight[], parts: number): Flight[][] =>
  Array.from({ length: parts }, (_, part) =>
    flights.slice((part * flights.length) / parts, ((part + 1) * flights.length) / parts),
  );

const delaysByDistance = (flights: Flight[]): Map<number, Delays> => {
  const byDistance = new Map<number, Delays>();
  for (const { delay, distance } of flights) {
    const delays = byDistance.get(distance) ?? { flights: 0, late: 0, minutes: 0 };
    delays.flights += 1;
    delays.late += delay > LATE ? 1 : 0;
    delays.minutes += delay;
    byDistance.set(distance, delays);
  }
  return byDistance;
};

const merge = (a: Map<number, Delays>, b: Map<number, Delays>): Map<number, Delays> => {
  const merged = new Map(a);
  for (const [distance, delays] of b) {
    const before = merged.get(distance) ?? { flights: 0, late: 0, minutes: 0 };
    merged.set(distance, {
      flights: before.flights + delays.flights,
      late: before.late + delays.late,
      minutes: before.minutes + delays.minutes,
    });
  }
  return merged;
};

/** The distances that only one pair of airports has. */
const routesByDistance = (flights: RoutedFlight[]): Map<number, [string, string]> => {
  const routes = new Map<number, Set<string>>();
  for (const { distance, origin, destination } of flights) {
    const route = [origin, destination].sort().join(' ');
    routes.set(distance, (routes.get(distance) ?? new Set()).add(route));
  }
  const sole = [...routes].filter(([, pairs]) => pairs.size === 1);
  return new Map(sole.map(([distance, [pair = '']]) => [distance, pair.split(' ') as [string, string]]));
};

const cityNames = (airports: Record<string, string>[]): Map<string, string> =>
  new Map(airports.map(({ iata = '', city = '' }) => [iata, city]));

const join = (
  delays: Map<number, Delays>,
  routes: Map<number, [string, string]>,
  cities: Map<string, string>,
): Route[] =>
  [...routes].flatMap(([distance, pair]) => {
    const found = delays.get(distance);
    return found === undefined ? [] : [{ route: pair.map((code) => cities.get(code)).join(' - '), ...found }];
  });

const latest = (routes: Route[], count: number): Route[] =>
  routes
    .filter(({ flights }) => flights >= 200)
    .sort((a, b) => b.late / b.flights - a.late / a.flights)
    .slice(0, count);

// 2. The same functions, lazy: calling them records a graph, and nothing runs yet.

const functions = { load, split, delaysByDistance, merge, routesByDistance, cityNames, join, latest };
const PARTS = 16;
const lazy = {
  flights: delayed(load<Flight>, { name: 'load' }),
  routed: delayed(load<RoutedFlight>, { name: 'load' }),
  airports: delayed(load<Record<string, string>>, { name: 'load' }),
  split: delayed(split, { nout: PARTS }),
  delays: delayed(delaysByDistance),
  merge: delayed(merge),
  routes: delayed(routesByDistance),
  cities: delayed(cityNames),
  join: delayed(join),
  latest: delayed(latest),
};

let level = [...lazy.split(lazy.flights('flights-200k.json'), PARTS)].map((part) => lazy.delays(part));
while (level.length > 1) {
  level = level.flatMap((left, at) => (at % 2 === 0 ? [lazy.merge(left, level[at + 1]!)] : []));
}
const routes = lazy.routes(lazy.routed('flights-20k.json'));
const cities = lazy.cities(lazy.airports('airports.csv'));
const result = lazy.latest(lazy.join(level[0]!, routes, cities), 10);

// 3. Run it, and look at it.

const table = await compute(result, { progress: true });
console.log(`\nThe routes most often more than ${LATE} minutes late:`);
console.table(
  table.map(({ route, flights, late, minutes }) => ({
    route,
    flights,
    'late %': Number(((100 * late) / flights).toFixed(1)),
    'mean delay, min': Number((minutes / flights).toFixed(1)),
  })),
);

await mkdir('quickstart-out', { recursive: true });
await result.visualize({ file: 'quickstart-out/graph.svg' });
const dropspecs = JSON.stringify(compile(result), null, 1);
await writeFile('quickstart-out/dropspecs.json', dropspecs);
console.log(
  'The graph is drawn in quickstart-out/graph.svg, its dropspecs are in quickstart-out/dropspecs.json.',
);

// 4. The same answer from a plain loop over the same data, and from the dropspecs loaded back.

const plain = latest(
  join(
    delaysByDistance(await load<Flight>('flights-200k.json')),
    routesByDistance(await load<RoutedFlight>('flights-20k.json')),
    cityNames(await load<Record<string, string>>('airports.csv')),
  ),
  10,
);
assert.deepEqual(table, plain);
const session = await runGraph(loadGraph(dropspecs), { functions });
assert.deepEqual([...(await session.results()).values()], [plain]);
console.log('Checked: a plain loop and the graph loaded back from its dropspecs give the same table.');

function parseCsv(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.trim().split(',');
  return lines.map((line) => {
    const values = line.trim().match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
    return Object.fromEntries(
      names.map((name, at) => [name, values[at]?.replace(/,$/, '').replaceAll('"', '') ?? '']),
    );
  });
}
