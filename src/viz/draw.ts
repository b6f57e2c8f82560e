import type { TaskGraph } from '../graph/index.js';
import { writeDot, type Direction } from './dot.js';
import { writeHtml } from './html.js';
import { writeMermaid } from './mermaid.js';
import { paint, type Color } from './painted.js';
import { pictureOf } from './picture.js';
import type { RunTrace } from './run-trace.js';
import { writeSvg } from './svg.js';
import { writeText } from './text.js';

/** What pictures can be written as. */
export const FORMATS = ['svg', 'dot', 'mermaid', 'text', 'html'] as const;

/** One of the formats of a picture. */
export type Format = (typeof FORMATS)[number];

/** How a graph is drawn. */
export interface DrawSettings {
  readonly format: Format;
  readonly direction: Direction;
  /** Whether application and data drops are drawn one by one, instead of one node a task. */
  readonly drops: boolean;
  /** Most nodes; larger graphs are grouped. */
  readonly maxNodes: number;
  /** What colours tell; states and durations of a run are unknown where there is none. */
  readonly color: Color;
}

/** Edges for each node: with more of them nobody can follow one. */
const EDGES = 4;
/** Edges that Mermaid draws where nobody raised its limit, as on GitHub. */
const MERMAID_EDGES = 500;

function edgesOf(format: Format, maxNodes: number): number {
  if (format === 'text') return Infinity;
  return Math.min(EDGES * maxNodes, format === 'mermaid' ? MERMAID_EDGES : Infinity);
}

/**
 * Draws a graph and gives the text of the picture.
 *
 * @param trace - a run of this graph, as far as it has come. It is read before this function returns.
 */
export async function draw(graph: TaskGraph, settings: DrawSettings, trace?: RunTrace): Promise<string> {
  const { format, direction, drops, maxNodes, color } = settings;
  const limits = { nodes: maxNodes, edges: edgesOf(format, maxNodes) };
  const picture = paint(pictureOf(graph, trace, drops, limits), color);
  switch (format) {
    case 'dot':
      return writeDot(picture, { direction, use: 'file' });
    case 'mermaid':
      return writeMermaid(picture, direction);
    case 'text':
      return writeText(picture);
    case 'html':
      return writeHtml(picture, direction);
    case 'svg':
      return writeSvg(picture, direction);
  }
}
