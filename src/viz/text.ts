import type { PaintedNode, PaintedPicture } from './painted.js';
import { oneLine, short, thousands, withCount } from './words.js';

/** Inputs listed for one task, and names for one depth, before the rest is counted. */
const LISTED = 12;

/**
 * Writes a picture as text: for each depth the names, and where nothing is grouped every task with its inputs.
 * What colours tell elsewhere stands behind the tasks, or behind the groups.
 */
export function writeText(picture: PaintedPicture): string {
  const lines = [picture.summary];
  const inputs = inputsOf(picture);
  for (const [depths, nodes] of byDepth(picture.nodes)) {
    lines.push(`${depths}: ${list(namesOf(nodes.map(({ node }) => node)))}`);
    if (!picture.grouped) lines.push(...nodes.map(({ node, place }) => lineOf(node, inputs[place] ?? [])));
    else lines.push(...nodes.flatMap(({ node }) => noteOf(node)));
  }
  return `${lines.join('\n')}\n`;
}

interface Placed {
  readonly node: PaintedNode;
  readonly place: number;
}

function byDepth(nodes: readonly PaintedNode[]): Map<string, Placed[]> {
  const placed = nodes.map((node, place) => ({ node, place }));
  placed.sort(
    (a, b) => a.node.depth - b.node.depth || a.node.lastDepth - b.node.lastDepth || a.place - b.place,
  );
  const depths = new Map<string, Placed[]>();
  for (const one of placed) {
    const { depth, lastDepth } = one.node;
    const title =
      depth === lastDepth
        ? `depth ${thousands(depth)}`
        : `depths ${thousands(depth)} to ${thousands(lastDepth)}`;
    const known = depths.get(title);
    if (known === undefined) depths.set(title, [one]);
    else known.push(one);
  }
  return depths;
}

/** `load ×2, clean`, the most frequent first. */
function namesOf(nodes: readonly PaintedNode[]): string[] {
  const counts = new Map<string, number>();
  for (const { name, count } of nodes) counts.set(name, (counts.get(name) ?? 0) + count);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => withCount(short(name), count));
}

function inputsOf({ nodes, edges }: PaintedPicture): string[][] {
  const inputs: string[][] = nodes.map(() => []);
  for (const { from, to } of edges) inputs[to]?.push(oneLine(nodes[from]?.key ?? ''));
  return inputs;
}

function lineOf({ key = '', name, asked, note }: PaintedNode, inputs: readonly string[]): string {
  const title = key.startsWith(name) ? key : `${key} (${name})`;
  const marks = [...(note === '' ? [] : [note]), ...(asked ? ['result'] : [])];
  const needs = inputs.length > 0 ? ` <- ${list(inputs)}` : '';
  return `  ${oneLine(title)}${needs}${marks.map((mark) => `  [${mark}]`).join('')}`;
}

function noteOf({ label, note }: PaintedNode): string[] {
  return note === '' ? [] : [`  ${short(label)}  [${note}]`];
}

function list(texts: readonly string[]): string {
  const more = texts.length - LISTED;
  return more > 1 ? `${texts.slice(0, LISTED).join(', ')} and ${thousands(more)} more` : texts.join(', ');
}
