import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, compute, loadGraph, loadGraphFrom } from '../../src/index.js';
import { resultsOf } from '../executor/watching.js';
import type { Drop } from './drops.js';
import { drawFrom, FORMS } from './link-forms.js';
import { leavesOf, loaderFaults, rootsOf } from './loader-rules.js';
import { ndjson, pieces } from './ndjson.js';
import { FUNCTIONS, recipe, record } from './random-graph.js';

const RUNS = { numRuns: 200 };

/** What compute gives for the roots of a recipe, by key. */
async function expected(roots: ReturnType<typeof record>): Promise<Record<string, unknown>> {
  const values = await compute(roots);
  return Object.fromEntries(roots.map((root, at) => [root.key, values[at]]));
}

describe('a random graph', () => {
  it('gives what compute gives when it is run as dropspecs', async () => {
    await fc.assert(
      fc.asyncProperty(recipe, async (steps) => {
        const roots = record(steps);
        const graph = compile(roots);
        const loaded = loadGraph(JSON.stringify(graph));
        expect(await resultsOf(loaded, { functions: FUNCTIONS })).toEqual(await expected(roots));
        expect([...loaded]).toEqual(graph.toJSON());
        expect(loaded.size).toBe(graph.size);
      }),
      RUNS,
    );
  });

  it('keeps to the rules of the loader of DALiuGE, and has the roots and leaves they give', () => {
    fc.assert(
      fc.property(recipe, (steps) => {
        const graph = compile(record(steps));
        const drops: unknown = JSON.parse(JSON.stringify(graph));
        expect(drops).toEqual(graph.toJSON());
        expect(loaderFaults(drops as unknown[])).toEqual([]);
        expect(graph.size).toBe((drops as unknown[]).length);
        expect(new Set(graph.roots)).toEqual(new Set(rootsOf(drops as unknown[])));
        expect(new Set(graph.leaves)).toEqual(new Set(leavesOf(drops as unknown[])));
      }),
      RUNS,
    );
  });

  it('has the same roots and leaves after it was loaded', () => {
    fc.assert(
      fc.property(recipe, (steps) => {
        const graph = compile(record(steps));
        const loaded = loadGraph(graph.toJSON());
        expect(loaded.roots).toEqual(graph.roots);
        expect(loaded.leaves).toEqual(graph.leaves);
      }),
      RUNS,
    );
  });

  it('gives the same through NDJSON, as text and in pieces of bytes', async () => {
    await fc.assert(
      fc.asyncProperty(recipe, fc.integer({ min: 1, max: 99 }), async (steps, size) => {
        const roots = record(steps);
        const lines = await ndjson(compile(roots));
        const results = await expected(roots);
        expect(await resultsOf(loadGraph(lines), { functions: FUNCTIONS })).toEqual(results);
        const streamed = await loadGraphFrom(pieces(lines, size));
        expect(await resultsOf(streamed, { functions: FUNCTIONS })).toEqual(results);
      }),
      RUNS,
    );
  });

  it.each(Object.entries(FORMS))('gives the same %s', async (_, form) => {
    await fc.assert(
      fc.asyncProperty(recipe, fc.gen(), async (steps, gen) => {
        const roots = record(steps);
        const drops = JSON.parse(JSON.stringify(compile(roots))) as Drop[];
        const rewritten = form(drops, drawFrom(gen, fc.nat));
        expect(await resultsOf(rewritten, { functions: FUNCTIONS })).toEqual(await expected(roots));
      }),
      RUNS,
    );
  });

  it('leaves the list it was loaded from as it was', async () => {
    await fc.assert(
      fc.asyncProperty(recipe, async (steps) => {
        const drops = [...(JSON.parse(JSON.stringify(compile(record(steps)))) as Drop[]), { rmode: '1' }];
        const before = structuredClone(drops);
        await resultsOf(drops, { functions: FUNCTIONS });
        expect(drops).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });
});
