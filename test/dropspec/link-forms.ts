import type fc from 'fast-check';
import type { Drop } from './drops.js';

/** Draws a whole number below `max`, part of the example that fast-check shrinks. */
export type Draw = (max: number) => number;

/** Makes `Draw` of fast-check's `gen()`. */
export function drawFrom(
  gen: fc.GeneratorValue,
  nat: (options: { max: number }) => fc.Arbitrary<number>,
): Draw {
  return (max) => gen(nat, { max: max - 1 });
}

/** Another way to write the same graph. */
export type Form = (drops: readonly Drop[], draw: Draw) => Drop[];

const links = (drop: Drop, field: string): readonly unknown[] => (drop[field] ?? []) as readonly unknown[];

function without(drop: Drop, ...fields: string[]): Drop {
  return Object.fromEntries(Object.entries(drop).filter(([field]) => !fields.includes(field)));
}

/** The order of several inputs stands in the application's own list only. */
const ordered = (drop: Drop): boolean => links(drop, 'inputs').length > 1;

const FIELDS = ['inputs', 'outputs', 'producers', 'consumers'];

export const FORMS: Readonly<Record<string, Form>> = {
  'as written': (drops) => [...drops],
  'in any order': (drops, draw) => {
    const rest = [...drops];
    return drops.map(() => rest.splice(draw(rest.length), 1)[0]!);
  },
  'linked upstream only': (drops) => drops.map((drop) => without(drop, 'outputs', 'consumers')),
  'linked downstream only': (drops) =>
    drops.map((drop) => without(drop, 'producers', ...(ordered(drop) ? [] : ['inputs']))),
  'with ports': (drops, draw) =>
    drops.map((drop) => {
      const ported = FIELDS.filter((field) => drop[field] !== undefined).map((field) => {
        const list = links(drop, field).map((oid) => {
          const form = draw(3);
          return form === 0 ? oid : Object.fromEntries([[oid as string, form === 1 ? null : 'port']]);
        });
        return [field, list] as const;
      });
      return { ...drop, ...Object.fromEntries(ported) };
    }),
  'with each relation on a side or both': (drops, draw) => {
    const kept = new Set<string>();
    const pair = (app: unknown, data: unknown, kind: string): string => JSON.stringify([app, data, kind]);
    const keepsOn = (relation: string, side: 'app' | 'data'): boolean => kept.has(`${side} ${relation}`);
    for (const drop of drops) {
      for (const [field, kind] of [
        ['inputs', 'in'],
        ['outputs', 'out'],
      ] as const) {
        for (const other of links(drop, field)) {
          const relation = pair(drop['oid'], other, kind);
          const side = kind === 'in' && ordered(drop) ? 1 + 2 * draw(2) : 1 + draw(3);
          if ((side & 1) !== 0) kept.add(`app ${relation}`);
          if ((side & 2) !== 0) kept.add(`data ${relation}`);
        }
      }
    }
    return drops.map((drop) => ({
      ...drop,
      ...(drop['inputs'] !== undefined && {
        inputs: links(drop, 'inputs').filter((other) => keepsOn(pair(drop['oid'], other, 'in'), 'app')),
      }),
      ...(drop['outputs'] !== undefined && {
        outputs: links(drop, 'outputs').filter((other) => keepsOn(pair(drop['oid'], other, 'out'), 'app')),
      }),
      ...(drop['consumers'] !== undefined && {
        consumers: links(drop, 'consumers').filter((other) =>
          keepsOn(pair(other, drop['oid'], 'in'), 'data'),
        ),
      }),
      ...(drop['producers'] !== undefined && {
        producers: links(drop, 'producers').filter((other) =>
          keepsOn(pair(other, drop['oid'], 'out'), 'data'),
        ),
      }),
    }));
  },
  'with categories in any case': (drops, draw) => {
    const names = { Application: ['app', 'APPLICATION', 'Application'], Data: ['data', 'DATA', 'Data'] };
    return drops.map((drop) => ({ ...drop, categoryType: names[drop['categoryType'] as 'Data'][draw(3)] }));
  },
  'without labels, with fields of others': (drops) =>
    drops.map((drop) => ({
      ...without(drop, 'name'),
      weight: 5,
      node: 'localhost',
      reprodata: {},
      lg_key: -1,
    })),
};
