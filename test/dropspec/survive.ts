import { expect } from 'vitest';
import { DropgraphError, InvalidGraphError, runGraph } from '../../src/index.js';
import { settles } from '../executor/watching.js';

/** Loads and runs a graph; a typed error before anything ran, or a run that ends. */
export async function survive(text: string): Promise<void> {
  let calls = 0;
  const f = (): number => ++calls;
  let session;
  try {
    session = await settles(runGraph(text, { functions: { f } }));
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidGraphError);
    expect((error as InvalidGraphError).problems.length).toBeGreaterThan(0);
    expect((error as Error).message).not.toMatch(
      /Cannot read properties|is not iterable|is not a function|call stack/,
    );
    expect(calls).toBe(0);
    return;
  }
  const outcome = await settles(session.results().catch((error: unknown) => error));
  if (!(outcome instanceof Map)) expect(outcome).toBeInstanceOf(DropgraphError);
}
