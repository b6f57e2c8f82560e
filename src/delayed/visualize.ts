import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { z } from 'zod';
import { DropGraph } from '../dropspec/index.js';
import { strictOptions } from '../basics/index.js';
import { Session } from '../executor/index.js';
import { COLORS, draw, FORMATS, type Format } from '../viz/index.js';
import { compileStructure } from './compile-structure.js';

/**
 * How a graph is drawn.
 *
 * @category Looking
 */
export interface VisualizeOptions {
  /** Default: what the name of `file` ends in, else `"svg"`. */
  readonly format?: 'svg' | 'dot' | 'mermaid' | 'text' | 'html';
  /** Also writes the picture to this file, whose folder is made if need be. */
  readonly file?: string;
  /** Which way the data flows: `"down"` (default) or `"right"`. */
  readonly direction?: 'down' | 'right';
  /** Whether each application drop and each data drop is a node; default false, a node for each task. */
  readonly drops?: boolean;
  /** Most nodes, default 300; tasks of a larger graph are grouped by name and depth, or if need be by name. */
  readonly maxNodes?: number;
  /**
   * What the colours tell: the `"name"` of the function, the place in the running `"order"`, or of a session the
   * `"state"` of its tasks or, if it was run with `trace: true`, their `"duration"`. Default: `"state"` of a session,
   * else `"name"`.
   */
  readonly color?: 'name' | 'state' | 'order' | 'duration';
}

const EXTENSIONS: Readonly<Record<string, Format>> = {
  '': 'svg',
  '.svg': 'svg',
  '.dot': 'dot',
  '.gv': 'dot',
  '.mmd': 'mermaid',
  '.mermaid': 'mermaid',
  '.txt': 'text',
  '.html': 'html',
  '.htm': 'html',
};

const oneOf = (names: readonly string[]): string =>
  `must be one of ${names.map((name) => `"${name}"`).join(', ')}`;
const NODES = 'must be a whole number above 0';
const schema = z.object({
  format: z.enum(FORMATS, oneOf(FORMATS)).optional(),
  file: z.string('must be the path of a file').min(1, 'must not be empty').optional(),
  direction: z.enum(['down', 'right'], 'must be "down" or "right"').default('down'),
  drops: z.boolean('must be true or false').default(false),
  maxNodes: z.number(NODES).int(NODES).positive(NODES).default(300),
  color: z.enum(COLORS, oneOf(COLORS)).optional(),
});

/**
 * Draws what computing a value would run, without running it, and gives the text of the picture; or draws a session,
 * with what has become of its tasks so far. Large graphs are grouped, so that their pictures can be read:
 * `load ×1,234` stands for the tasks of one name at one depth.
 *
 * @param value - a lazy value, any structure that holds some, a compiled or loaded graph, or a session.
 * @throws TypeError when an option is unknown or wrong, when the name of `file` tells no format, or when `color` asks
 * for states or durations where there are none.
 * @category Looking
 * @example
 * ```ts
 * import { delayed, visualize } from 'dropgraph';
 *
 * const load = delayed((year: number) => [year], { name: 'load' });
 * const join = delayed((...years: number[][]) => years.flat(), { name: 'join' });
 * const picture = await visualize(join(load(2024), load(2025)), { format: 'text' });
 * picture.split('\n')[0]; // => '3 tasks, 2 edges, depth 2, 2 roots, 1 result'
 * ```
 */
export async function visualize(value: unknown, options?: VisualizeOptions): Promise<string> {
  const { format, file, color, ...settings } = strictOptions(schema, options, 'visualize');
  const chosen = format ?? formatOf(file ?? '');
  const trace = value instanceof Session ? value.trace() : undefined;
  if (trace === undefined && (color === 'state' || color === 'duration')) {
    throw new TypeError(
      `visualize has no ${color} to show by colour before a run: give it a session, such as that of runGraph(graph)`,
    );
  }
  if (color === 'duration' && trace?.started.length === 0 && trace.graph.size > 0) {
    throw new TypeError('visualize has no duration to show: run the graph with the option { trace: true }');
  }
  const graph =
    trace?.graph ?? (value instanceof DropGraph ? value.columns() : compileStructure(value).graph);
  const colored = color ?? (trace === undefined ? 'name' : 'state');
  const text = await draw(graph, { ...settings, format: chosen, color: colored }, trace);
  if (file !== undefined) await writeWhole(file, text);
  return text;
}

/** A name that tells no format is a mistake: nobody wants an SVG text in graph.png. */
function formatOf(file: string): Format {
  const extension = extname(file).toLowerCase();
  const format = EXTENSIONS[extension];
  if (format !== undefined) return format;
  const known = Object.keys(EXTENSIONS).filter((name) => name !== '');
  throw new TypeError(
    `visualize cannot tell the format from "${file}": name it with one of ${known.join(', ')}, or give the format`,
  );
}

/** Nobody must find half a picture in the file, so it is written next to it and then takes its place. */
async function writeWhole(file: string, text: string): Promise<void> {
  const part = `${file}.${randomUUID()}.tmp`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(part, text);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
