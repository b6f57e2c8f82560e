import type { GroupEdge } from './grouping.js';
import { escapeXml } from '../basics/index.js';
import { attributes, Html, type Attributes } from './dot-attributes.js';
import { INK, PLAIN, widthOf, type Legend, type Paint } from './paint.js';
import type { PaintedNode, PaintedPicture } from './painted.js';
import { textWidth } from './text-width.js';
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
/** Colours in one row of the legend. */
const CHIPS = 3;
/** Heavy edges run straight, so that those of nodes drawn again bend around them. */
const EDGE = { color: INK.edge, arrowsize: 0.65, weight: 4 };

/** How a picture is written in the language of Graphviz. */
export interface DotSettings {
  readonly direction: Direction;
  /**
   * A file says everything. For the layout of an SVG there are no tooltips, of which Graphviz makes links, and no
   * legend.
   */
  readonly use: 'file' | 'layout';
}

/** Writes a picture in the language of Graphviz. */
export function writeDot(picture: PaintedPicture, { direction, use }: DotSettings): string {
  const { nodes, edges, legend } = picture;
  const tooltips = use === 'file';
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
    ...(tooltips && legend !== undefined && legendOf(legend)),
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
function roomFor(nodes: readonly PaintedNode[]): number {
  const rows = new Map<number, number>();
  for (const { depth } of nodes) rows.set(depth, (rows.get(depth) ?? 0) + 1);
  const widest = [...rows.values()].reduce((most, row) => Math.max(most, row), 0);
  return Math.min(2, Math.max(0, Math.round(widest / 5 - 4) / 10));
}

/** Chips in rows, in a table: only tables can have colours. */
function legendOf({ title, entries }: Legend): Attributes {
  const chips = entries.map(({ label, paint: { fill, line, dash } }) => {
    const style = dash === 'solid' ? 'rounded' : `rounded,${dash}`;
    const colors = `style="${style}" bgcolor="${fill}" color="${line}"`;
    return `<td border="1" ${colors}><font color="${INK.text}">  ${escapeXml(label)}  </font></td>`;
  });
  const rows = Array.from({ length: Math.ceil(chips.length / CHIPS) }, (_, row) => {
    return `<tr>${chips.slice(row * CHIPS, (row + 1) * CHIPS).join('')}</tr>`;
  });
  const head = `<tr><td align="left" colspan="${CHIPS}">${escapeXml(title)}</td></tr>`;
  return {
    label: new Html(
      `<table border="0" cellborder="0" cellspacing="4" cellpadding="3">${head}${rows.join('')}</table>`,
    ),
    labelloc: 'b',
    labeljust: 'l',
    fontname: INK.font,
    fontsize: 9.5,
    fontcolor: INK.title,
  };
}

function attributesOf(node: PaintedNode, tooltips: boolean): string {
  const { paint } = node;
  const text = short(node.label);
  const isCopy = node.copyOf !== undefined;
  const note = isCopy ? '' : node.note;
  const isBox = node.kind === 'task' || isCopy;
  const label = {
    label: note === '' ? text : `${text}\n${note}`,
    width: widthFor([textWidth(text, isCopy ? 9 : 11), textWidth(note, tooltips ? 11 : INK.noteSize)], isBox),
    ...(tooltips && { tooltip: tooltipOf(node) }),
  };
  if (isCopy) {
    const small = { fontsize: 9, height: 0.24, fillcolor: PLAIN.fill, color: INK.edge };
    return attributes({ ...label, style: 'rounded,filled,dashed', ...small });
  }
  const shape = isBox ? {} : { shape: 'ellipse', margin: '0.08,0.04' };
  const penwidth = widthOf(node);
  const border = { ...(penwidth !== 1 && { penwidth }), ...(node.count > 1 && { peripheries: 2 }) };
  return attributes({
    ...label,
    ...shape,
    ...fillOf(paint, isBox),
    color: paint.line,
    ...border,
  });
}

/** In inches; an ellipse is narrow where its label begins and ends. */
function widthFor(lines: readonly number[], isBox: boolean): number {
  const points = Math.max(...lines) * (isBox ? 1 : 1.2) + 18;
  return Number(Math.max(0.6, points / 72).toFixed(2));
}

function fillOf({ fill, dash, stripes }: Paint, box: boolean): Attributes {
  if (stripes !== undefined) {
    const shares = stripes.map((stripe) => `${stripe.fill};${stripe.share.toFixed(3)}`);
    return { style: box ? 'striped' : 'wedged', fillcolor: shares.join(':') };
  }
  if (dash === 'solid') return { ...(!box && { style: 'filled' }), fillcolor: fill };
  return { style: `${box ? 'rounded,' : ''}filled,${dash}`, fillcolor: fill };
}

/** What a pointer over a node tells: the key and the line that recorded the call, or the size of the group. */
export function tooltipOf({ name, key, callSite, count, asked, note, copyOf }: PaintedNode): string {
  const what = key === undefined ? `${name}: ${thousands(count)}` : key === name ? key : `${key}: ${name}`;
  const lines = [
    what,
    note,
    callSite ?? '',
    asked ? 'result' : '',
    copyOf === undefined ? '' : 'drawn again',
  ];
  return lines
    .filter((line) => line !== '')
    .map(oneLine)
    .join('\n');
}

/** One line for many edges is thicker the more there are, but never a beam; a loop is too short to be thick. */
function lineOf({ from, to, count }: GroupEdge, nodes: readonly PaintedNode[], tooltips: boolean): string {
  const penwidth = from === to ? 1.2 : Number((1 + Math.min(2, 0.4 * Math.log10(count))).toFixed(2));
  const values = {
    ...(count > 1 && { penwidth, ...(tooltips && { tooltip: `${thousands(count)} edges` }) }),
    ...(nodes[from]?.copyOf !== undefined && { style: 'dashed', weight: 1 }),
  };
  return Object.keys(values).length === 0 ? '' : ` ${attributes(values)}`;
}
