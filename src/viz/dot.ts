import type { GroupEdge } from './grouping.js';
import { INK, lookOf, LOOKS } from './look.js';
import type { Picture, PictureNode } from './picture.js';
import { oneLine, short, thousands } from './words.js';

/** Which way a picture runs. */
export type Direction = 'down' | 'right';

const NODE = attributes({
  shape: 'box',
  style: 'rounded,filled',
  fontname: INK.font,
  fontsize: 11,
  fontcolor: INK.text,
  height: 0.34,
  margin: '0.13,0.06',
});
/** Heavy edges run straight, so that those of nodes drawn again bend around them. */
const EDGE = { color: INK.edge, arrowsize: 0.65, weight: 4 };

/** Writes a picture in the language of Graphviz, which makes links in its SVG where there are tooltips. */
export function writeDot({ nodes, edges }: Picture, direction: Direction, tooltips = true): string {
  const graph = attributes({
    rankdir: direction === 'down' ? 'TB' : 'LR',
    bgcolor: 'transparent',
    pad: 0.15,
    nodesep: 0.22,
    ranksep: Number(((direction === 'down' ? 0.38 : 0.55) + roomFor(nodes)).toFixed(2)),
    // without bounds a crowded graph takes minutes, for a layout hardly better
    nslimit: 2,
    nslimit1: 2,
    mclimit: 0.5,
  });
  return [
    'digraph dropgraph {',
    `  graph ${graph}`,
    `  node ${NODE}`,
    `  edge ${attributes(EDGE)}`,
    ...nodes.map((node, place) => `  n${place} ${attributesOf(node, tooltips)}`),
    ...edges.map((edge) => `  n${edge.from} -> n${edge.to}${lineOf(edge, nodes, tooltips)}`),
    '}\n',
  ].join('\n');
}

/** The edges of a wide row would lie upon each other if the next row were as near as usual. */
function roomFor(nodes: readonly PictureNode[]): number {
  const rows = new Map<number, number>();
  for (const { depth } of nodes) rows.set(depth, (rows.get(depth) ?? 0) + 1);
  const widest = [...rows.values()].reduce((most, row) => Math.max(most, row), 0);
  return Math.min(2, Math.max(0, Math.round(widest / 5 - 4) / 10));
}

function attributesOf(node: PictureNode, tooltips: boolean): string {
  const { fill, line, width } = LOOKS[lookOf(node)];
  const text = short(node.label);
  const label = { label: text, ...widthFor(text), ...(tooltips && { tooltip: tooltipOf(node) }) };
  if (node.copyOf !== undefined) {
    return attributes({
      ...label,
      style: 'rounded,dashed',
      color: INK.edge,
      fontcolor: INK.faint,
      fontsize: 9,
      height: 0.24,
    });
  }
  const shape = node.kind === 'task' ? {} : { shape: 'ellipse', style: 'filled', margin: '0.08,0.04' };
  const border = { ...(width !== 1 && { penwidth: width }), ...(node.count > 1 && { peripheries: 2 }) };
  return attributes({ ...label, ...shape, fillcolor: fill, color: line, ...border });
}

/** Graphviz without fonts takes a Chinese character or an emoji to be as narrow as a letter. */
function widthFor(text: string): { readonly width?: number } {
  const wide = text.match(/[\u2e80-\uffff]|\p{Extended_Pictographic}/gu)?.length ?? 0;
  if (wide === 0) return {};
  return { width: Number(((11 * wide + 6 * (text.length - wide) + 20) / 72).toFixed(2)) };
}

/** What a pointer over a node tells: the key and the line that recorded the call, or the size of the group. */
export function tooltipOf({ name, key, callSite, count, asked, copyOf }: PictureNode): string {
  const what = key === undefined ? `${name}: ${thousands(count)}` : key === name ? key : `${key}: ${name}`;
  const lines = [what, callSite ?? '', asked ? 'result' : '', copyOf === undefined ? '' : 'drawn again'];
  return lines
    .filter((line) => line !== '')
    .map(oneLine)
    .join('\n');
}

/** One line for many edges is thicker the more there are, but never a beam. */
function lineOf({ from, count }: GroupEdge, nodes: readonly PictureNode[], tooltips: boolean): string {
  const penwidth = Number((1 + Math.min(3, 0.6 * Math.log10(count))).toFixed(2));
  const values = {
    ...(count > 1 && { penwidth, ...(tooltips && { tooltip: `${thousands(count)} edges` }) }),
    ...(nodes[from]?.copyOf !== undefined && { style: 'dashed', weight: 1 }),
  };
  return Object.keys(values).length === 0 ? '' : ` ${attributes(values)}`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(values).map(
    ([name, value]) => `${name}=${typeof value === 'number' ? value : quote(value)}`,
  );
  return `[${pairs.join(', ')}]`;
}

/** Quotes a text. Graphviz reads backslashes as escapes and `&lt;` as an entity, also between quotes. */
function quote(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
