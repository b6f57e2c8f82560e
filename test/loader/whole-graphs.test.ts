import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DROPStates, runGraph } from '../../src/index.js';
import { Workplace } from '../cli/command.js';
import { useOwnTmpdir } from './own-tmpdir.js';
import { checkFiles, hasPython, prepared, WHOLE_GRAPHS, type WholeGraph } from './whole-graphs.js';

useOwnTmpdir();
const place = new Workplace();

/** A directory with the files that are there before; all are removed with the temporary directory of the tests. */
function laidOut({ before = {} }: WholeGraph): string {
  const directory = mkdtempSync(join(tmpdir(), 'whole-'));
  for (const [name, text] of Object.entries(before)) writeFileSync(join(directory, name), text);
  return directory;
}

/** The states by oid, of those drops that are something else than COMPLETED. */
function unusual(states: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(states).filter(([, status]) => status !== 'COMPLETED'));
}

function nameOf(status: number): string {
  return Object.keys(DROPStates)[status]!;
}

describe.each(WHOLE_GRAPHS)('the graph $name runs to its end', (graph) => {
  const { name, results, states = {}, needsPython = false } = graph;

  it.skipIf(needsPython && !hasPython)('by runGraph', async () => {
    const directory = laidOut(graph);
    const { text, feed } = await prepared(graph);
    const session = await runGraph(text, { allowCode: true, directory, timeout: 60_000 });
    const stop = feed();
    const found = await session.results();
    stop();
    expect([...found.keys()].sort()).toEqual([...results].sort());
    const ends = Object.entries(session.graphStatus()).map(([oid, { status }]) => [oid, nameOf(status)]);
    expect(unusual(Object.fromEntries(ends) as Record<string, string>)).toEqual(states);
    checkFiles(directory, graph);
  });

  it.skipIf(needsPython && !hasPython)('by the command', async () => {
    const directory = laidOut(graph);
    const { text, feed } = await prepared(graph);
    place.write(`${name}.graph`, text);
    const running = place.start(['run', `${name}.graph`, '--allow-code', '--directory', directory, '--json']);
    const stop = feed();
    const { code, stdout, stderr } = await running.ended;
    stop();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { ok, result, drops } = JSON.parse(stdout) as {
      ok: boolean;
      result: object;
      drops: Record<string, { status: string }>;
    };
    expect([ok, Object.keys(result).sort()]).toEqual([true, [...results].sort()]);
    const ends = Object.entries(drops).map(([oid, { status }]) => [oid, status]);
    expect(unusual(Object.fromEntries(ends) as Record<string, string>)).toEqual(states);
    checkFiles(directory, graph);
  });
});
