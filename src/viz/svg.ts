import { cutLongEdges } from './copies.js';
import { tooltipOf, writeDot, type Direction } from './dot.js';
import type { Picture } from './picture.js';
import { escapeXml } from '../basics/index.js';
import { oneLine, thousands } from './words.js';

/** A laid out picture: the SVG text, and what it shows, for node `n0` is `nodes[0]`. */
export interface Drawing {
  readonly svg: string;
  readonly picture: Picture;
}

/** Lays a picture out. Graphviz comes as WebAssembly, 2 MB that are loaded when the first picture is drawn. */
export async function drawSvg(uncut: Picture, direction: Direction): Promise<Drawing> {
  const picture = cutLongEdges(uncut);
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  const graphviz = await Graphviz.load(); // loads once and gives the same from then on
  const drawn = graphviz.dot(writeDot(picture, direction, false));
  return { svg: withTitles(drawn, picture), picture };
}

/**
 * Takes the prologue off, so that the SVG may also stand within a page, and gives every node and edge its place
 * as id and a title, which browsers show under the pointer.
 */
function withTitles(drawn: string, { nodes, edges, summary }: Picture): string {
  const counts = new Map(edges.map(({ from, to, count }) => [`${from} ${to}`, count]));
  const tooltip = (place: number): string => {
    const node = nodes[place];
    return node === undefined ? '' : tooltipOf(node);
  };
  const nameOf = (place: number): string => oneLine(nodes[place]?.key ?? nodes[place]?.label ?? '');
  return drawn
    .slice(drawn.search(/<svg[\s>]/))
    .replace(/^<svg width="(\d+)pt"/, (start, width: string) => {
      // shrinks to fit into a page or a notebook, but not until nobody can read it
      return `${start} role="img" style="max-width:100%;min-width:${Math.round(Number(width) / 2)}pt;height:auto"`;
    })
    .replaceAll(/<!--[^]*?-->\n/g, '')
    .replace(/<title>[^<]*<\/title>/, () => `<title>${escapeXml(summary)}</title>`)
    .replaceAll(/<g id="[^"]*" class="node">\n<title>n(\d+)<\/title>/g, (_, place: string) => {
      return `<g id="n${place}" class="node">\n<title>${escapeXml(tooltip(Number(place)))}</title>`;
    })
    .replaceAll(
      /<g id="[^"]*" class="edge">\n<title>n(\d+)&#45;&gt;n(\d+)<\/title>/g,
      (_, from: string, to: string) => {
        const count = counts.get(`${from} ${to}`) ?? 1;
        const title = `${nameOf(Number(from))} → ${nameOf(Number(to))}${count > 1 ? `: ${thousands(count)} edges` : ''}`;
        return `<g id="n${from}-n${to}" class="edge">\n<title>${escapeXml(title)}</title>`;
      },
    );
}
