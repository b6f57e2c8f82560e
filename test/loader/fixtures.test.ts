import { readdirSync, readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DROPStates, loadGraph, runGraph, visualize } from '../../src/index.js';
import {
  createGraphFromDropSpecList,
  loadDropSpecs,
  removeUnmetRelationships,
} from '../../src/graph-loader.js';
import { useOwnTmpdir } from './own-tmpdir.js';
import { hasPython, keepSending } from './whole-graphs.js';

useOwnTmpdir();

/** A folder of physical graphs of DALiuGE; they are not part of this project. */
const folder = process.env['DROPGRAPH_FIXTURES'];
const files = folder === undefined ? [] : readdirSync(folder).filter((file) => /\.(graph|json)$/.test(file));

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dropgraph-fixtures-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe.skipIf(files.length === 0)('a graph of DALiuGE', () => {
  it.each(files)('%s is loaded, drawn and made', async (file) => {
    const text = readFileSync(join(folder!, file), 'utf8');
    const graph = loadGraph(text);
    expect(loadGraph(JSON.stringify(graph)).toJSON()).toEqual(graph.toJSON());
    expect((await visualize(graph, { format: 'dot', drops: true })).startsWith('digraph')).toBe(true);
    const list = JSON.parse(text) as unknown[];
    const before = structuredClone(list);
    expect(loadDropSpecs(list)[0].size).toBe(graph.size);
    expect(list).toEqual(before);
    expect(removeUnmetRelationships(list)).toEqual([]);
    const { drops, roots } = createGraphFromDropSpecList(list, { session: { sessionId: 's', directory } });
    expect(drops.size).toBe(graph.size);
    expect(roots.map(({ oid }) => oid).sort()).toEqual(graph.roots.sort());
  });

  it.skipIf(!hasPython).each(files)('%s runs to its end', async (file) => {
    const text = readFileSync(join(folder!, file), 'utf8');
    const session = await runGraph(text, { allowCode: true, directory, timeout: 60_000 });
    const sockets = [...loadGraph(text)].filter(({ dropclass }) => dropclass.endsWith('.SocketListenerApp'));
    const clients = sockets.map(({ oid, port }) => keepSending(Number(port), `from ${oid}`));
    await session.results();
    for (const stop of clients) stop();
    for (const { status } of Object.values(session.graphStatus())) expect(status).toBe(DROPStates.COMPLETED);
  });
});
