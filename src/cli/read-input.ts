import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import type { DropGraph } from '../dropspec/index.js';
import { chooseExport, type Runnable } from './choose-export.js';
import { UsageError } from './exit-codes.js';
import { ownLibrary } from './library.js';
import { isModule, loadModule, MODULE_ENDINGS, mustBeFile } from './load-module.js';

const GRAPHS = new Set(['.json', '.graph', '.ndjson', '.jsonl']);

/** The endings of graph files, in words. */
const GRAPH_ENDINGS = [...GRAPHS].join(', ');

/** Stands for standard input. */
const STDIN = '-';

/**
 * What to run, from a module or a graph file.
 *
 * @param exported - name of the export of a module.
 */
export async function readInput(file: string, exported: string | undefined): Promise<Runnable> {
  if (isModule(file)) return chooseExport(await loadModule(file), exported);
  if (exported !== undefined) throw new UsageError(`--export is for modules, and ${nameOf(file)} is a graph`);
  return { value: await readGraph(file), library: ownLibrary };
}

/**
 * The graph in a file, or on standard input.
 *
 * @throws UsageError when there is no such file; InvalidGraphError with every problem of the graph.
 */
export async function readGraph(file: string): Promise<DropGraph> {
  if (file === STDIN) return ownLibrary.loadGraphFrom(process.stdin as AsyncIterable<Uint8Array>);
  if (!GRAPHS.has(extname(file).toLowerCase())) {
    throw new UsageError(
      `Cannot tell what ${file} is: modules end in ${MODULE_ENDINGS}, graphs in ${GRAPH_ENDINGS}, ` +
        `and ${STDIN} is a graph on standard input`,
    );
  }
  await mustBeFile(file);
  return ownLibrary.loadGraphFrom(createReadStream(file) as AsyncIterable<Uint8Array>);
}

/** A file as it is called in messages. */
export function nameOf(file: string): string {
  return file === STDIN ? 'standard input' : file;
}
