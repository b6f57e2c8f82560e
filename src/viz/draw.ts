import type { TaskGraph } from '../graph/index.js';
import { writeDot, type Direction } from './dot.js';
import { writeHtml } from './html.js';
import { writeMermaid } from './mermaid.js';
import { pictureOf } from './picture.js';
import { drawSvg } from './svg.js';
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
}

/** Edges for each node: with more of them nobody can follow one. */
const EDGES = 4;
/** Edges that Mermaid draws where nobody raised its limit, as on GitHub. */
const MERMAID_EDGES = 500;

function edgesOf(format: Format, maxNodes: number): number {
  if (format === 'text') return Infinity;
  return Math.min(EDGES * maxNodes, format === 'mermaid' ? MERMAID_EDGES : Infinity);
}

/** Draws a graph and gives the text of the picture. */
export async function draw(graph: TaskGraph, settings: DrawSettings): Promise<string> {
  const { format, direction, drops, maxNodes } = settings;
  const picture = pictureOf(graph, drops, { nodes: maxNodes, edges: edgesOf(format, maxNodes) });
  switch (format) {
    case 'dot':
      return writeDot(picture, direction);
    case 'mermaid':
      return writeMermaid(picture, direction);
    case 'text':
      return writeText(picture);
    case 'html':
      return writeHtml(picture, direction);
    case 'svg':
      return (await drawSvg(picture, direction)).svg;
  }
}
