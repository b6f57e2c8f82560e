import type { Direction } from './dot.js';
import { INK, widthOf, type Legend, type Paint } from './paint.js';
import type { PaintedNode, PaintedPicture } from './painted.js';
import { short } from './words.js';

/** Writes a picture as a Mermaid flowchart. */
export function writeMermaid({ nodes, edges, legend }: PaintedPicture, direction: Direction): string {
  const styles = new Styles();
  nodes.forEach((node, place) => {
    styles.add(`n${place}`, node.paint, widthOf(node));
  });
  return [
    `flowchart ${direction === 'down' ? 'TD' : 'LR'}`,
    ...nodes.map((node, place) => `  n${place}${shapeOf(node)}`),
    ...edges.map(({ from, to, count }) => `  n${from} ${count > 1 ? '==>' : '-->'} n${to}`),
    ...(legend === undefined ? [] : writeLegend(legend, styles)),
    ...styles.lines(),
    '',
  ].join('\n');
}

/** A box with the colours in it. */
function writeLegend({ title, entries }: Legend, styles: Styles): string[] {
  entries.forEach(({ paint }, place) => styles.add(`l${place}`, paint, 1));
  return [
    `  subgraph legend ["${escape(title)}"]`,
    ...entries.map(({ label }, place) => `    l${place}("${escape(label)}")`),
    '  end',
    `  style legend fill:none,stroke:${INK.edge}`,
  ];
}

/** Nodes by how they look: each look is written once, as a class. */
class Styles {
  readonly #members = new Map<string, string[]>();

  add(id: string, { fill, line, dash }: Paint, width: number): void {
    const dashes = dash === 'solid' ? '' : `,stroke-dasharray:${dash === 'dashed' ? '5 3' : '2 3'}`;
    const style = `fill:${fill},stroke:${line},stroke-width:${width}px,color:${INK.text}${dashes}`;
    const members = this.#members.get(style);
    if (members === undefined) this.#members.set(style, [id]);
    else members.push(id);
  }

  lines(): string[] {
    return [...this.#members].flatMap(([style, members], place) => {
      return [`  classDef c${place} ${style}`, `  class ${members.join(',')} c${place}`];
    });
  }
}

function shapeOf(node: PaintedNode): string {
  const text = escape(short(node.label)) || ' ';
  const label = `"${node.note === '' ? text : `${text}<br/>${escape(node.note)}`}"`;
  if (node.kind !== 'task') return `([${label}])`;
  return node.count > 1 ? `[[${label}]]` : `(${label})`;
}

/**
 * Mermaid finds comments, directives, entities and markdown also between quotes, so whatever is no letter,
 * digit or harmless sign is written by its number.
 */
function escape(label: string): string {
  return label.replaceAll(/[^\p{L}\p{N} _,…×-]/gu, (sign) => `#${sign.codePointAt(0) ?? 0};`);
}
