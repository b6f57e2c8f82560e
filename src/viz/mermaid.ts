import type { Direction } from './dot.js';
import { INK, lookOf, LOOKS } from './look.js';
import type { Picture, PictureNode } from './picture.js';
import { short } from './words.js';

/** Writes a picture as a Mermaid flowchart. */
export function writeMermaid({ nodes, edges }: Picture, direction: Direction): string {
  const looks = Object.entries(LOOKS).flatMap(([name, { fill, line, width }]) => {
    const members = nodes.flatMap((node, place) => (lookOf(node) === name ? [`n${place}`] : []));
    if (members.length === 0) return [];
    const style = `fill:${fill},stroke:${line},stroke-width:${width}px,color:${INK.text}`;
    return [`  classDef ${name} ${style}`, `  class ${members.join(',')} ${name}`];
  });
  return [
    `flowchart ${direction === 'down' ? 'TD' : 'LR'}`,
    ...nodes.map((node, place) => `  n${place}${shapeOf(node)}`),
    ...edges.map(({ from, to, count }) => `  n${from} ${count > 1 ? '==>' : '-->'} n${to}`),
    ...looks,
    '',
  ].join('\n');
}

function shapeOf(node: PictureNode): string {
  const label = `"${escape(short(node.label)) || ' '}"`;
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
