import type { DropGraph, Dropspec } from '../dropspec/index.js';
import type { Runnable } from './choose-export.js';
import { EXIT } from './exit-codes.js';
import type { Output } from './output.js';
import { readInput } from './read-input.js';
import { writeWholeFile } from './whole-file.js';

/** The options of `dropgraph graph`. */
export interface GraphFlags {
  readonly export?: string;
  readonly ndjson?: boolean;
  readonly output?: string;
}

/** Writes the dropspecs of what a module would run. */
export async function graphCommand(file: string, flags: GraphFlags, output: Output): Promise<number> {
  if (flags.output === undefined) output.reserve();
  const graph = graphOf(await readInput(file, flags.export));
  const parts = flags.ndjson ? lines(graph) : list(graph);
  if (flags.output === undefined) await output.write(parts);
  else await writeWholeFile(flags.output, parts);
  return EXIT.success;
}

function graphOf({ value, library }: Runnable): DropGraph {
  return value instanceof library.DropGraph ? value : library.compile(value);
}

function* lines(specs: Iterable<Dropspec>): Generator<string, void, undefined> {
  for (const spec of specs) yield `${JSON.stringify(spec)}\n`;
}

/** A JSON array with a drop a line, so that the text can be compared and searched. */
function* list(specs: Iterable<Dropspec>): Generator<string, void, undefined> {
  let separator = '[\n';
  for (const spec of specs) {
    yield separator + JSON.stringify(spec);
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}
