import type { GroupEdge } from './grouping.js';
import type { PaintedNode, PaintedPicture } from './painted.js';

/** Levels that long edges may cross, all together, before the longest are cut. */
const CROSSED = 300;
/** Levels that an edge may span then. */
const SPAN = 2;

/**
 * Cuts long edges where there are many, such as from one model to each of 200 steps: what they come from is drawn
 * again next to what they lead to. Graphviz needs minutes for such edges, and nobody can follow them.
 */
export function cutLongEdges(picture: PaintedPicture): PaintedPicture {
  const levels = levelsOf(picture);
  const span = ({ from, to }: GroupEdge): number => Math.abs((levels[to] ?? 0) - (levels[from] ?? 0));
  const crossed = picture.edges.reduce((sum, edge) => sum + Math.max(0, span(edge) - 1), 0);
  if (crossed <= CROSSED) return picture;

  const nodes: PaintedNode[] = [...picture.nodes];
  const copies = new Map<string, number>();
  const copyFor = (from: number, to: number): number => {
    const source = nodes[from];
    const id = `${from} ${levels[to] ?? 0}`;
    const known = copies.get(id);
    if (known !== undefined || source === undefined) return known ?? from;
    const made = nodes.push({ ...source, copyOf: from }) - 1;
    copies.set(id, made);
    return made;
  };
  const edges = picture.edges.map((edge) =>
    span(edge) > SPAN ? { ...edge, from: copyFor(edge.from, edge.to) } : edge,
  );
  return { ...picture, nodes, edges };
}

/** About the levels Graphviz will choose: as low as what they need allows, sources pulled near to what needs them. */
function levelsOf({ nodes, edges }: PaintedPicture): Int32Array {
  const levels = new Int32Array(nodes.length);
  const inputs = new Int32Array(nodes.length);
  const consumers: number[][] = nodes.map(() => []);
  for (const { from, to } of edges) {
    if (from >= to) continue; // groups by name may go in circles
    levels[to] = Math.max(levels[to] ?? 0, (levels[from] ?? 0) + 1);
    inputs[to] = (inputs[to] ?? 0) + 1;
    consumers[from]?.push(to);
  }
  for (const [back, users] of consumers.reverse().entries()) {
    const place = nodes.length - 1 - back;
    if (users.length === 0 || users.length < (inputs[place] ?? 0)) continue;
    levels[place] = users.reduce((least, user) => Math.min(least, levels[user] ?? 0), Infinity) - 1;
  }
  return levels;
}
