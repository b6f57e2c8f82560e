import { escapeXml } from '../basics/index.js';
import { cutLongEdges } from './copies.js';
import { tooltipOf, writeDot, type Direction } from './dot.js';
import { INK } from './paint.js';
import type { PaintedPicture } from './painted.js';
import { drawLegend } from './svg-legend.js';
import { oneLine, short, thousands } from './words.js';

/** Nodes that the description of a picture lists before it counts the rest. */
const DESCRIBED = 20;

/** Writes a picture as SVG that can be shown anywhere: it says what it shows also to those who do not see it. */
export async function writeSvg(uncut: PaintedPicture, direction: Direction): Promise<string> {
  const picture = cutLongEdges(uncut);
  const drawn = await layOut(picture, direction);
  const legend = picture.legend && drawLegend(picture.legend, drawn.width);
  const width = Math.ceil(Math.max(drawn.width, legend?.width ?? 0));
  const height = Math.ceil(drawn.height + (legend?.height ?? 0));
  const title = escapeXml(picture.summary);
  // shrinks to fit into a page or a notebook, but not until nobody can read it
  const style = `max-width:100%;min-width:${Math.round(width / 2)}pt;height:auto`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}pt" height="${height}pt" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}" style="${style}">
<title>${title}</title>
<desc>${escapeXml(descriptionOf(picture))}</desc>
${drawn.body}
${legend === undefined ? '' : `<g class="legend" transform="translate(0 ${drawn.height})">\n${legend.svg}\n</g>\n`}</svg>
`;
}

/** A picture laid out: what stands in its SVG element, and how large it is. */
export interface Layout {
  readonly body: string;
  readonly width: number;
  readonly height: number;
}

/** Lays a picture out. Graphviz comes as WebAssembly, 2 MB that are loaded when the first picture is drawn. */
export async function layOut(picture: PaintedPicture, direction: Direction): Promise<Layout> {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  const graphviz = await Graphviz.load(); // loads once and gives the same from then on
  const drawn = graphviz.dot(writeDot(picture, { direction, use: 'layout' }));
  const [, width, height, body = ''] =
    /<svg[^>]* viewBox="\S+ \S+ (\S+) (\S+)"[^>]*>\n([^]*)<\/svg>/.exec(drawn) ?? [];
  return { body: withTitles(body, picture).trimEnd(), width: Number(width), height: Number(height) };
}

/**
 * Gives every node and edge its place and a title, which browsers show under the pointer: the node with
 * `data-node="3"` is `nodes[3]`. There are no ids: several pictures may stand in one page.
 */
function withTitles(drawn: string, { nodes, edges }: PaintedPicture): string {
  const counts = new Map(edges.map(({ from, to, count }) => [`${from} ${to}`, count]));
  const nameOf = (place: number): string => oneLine(nodes[place]?.key ?? nodes[place]?.label ?? '');
  return drawn
    .replaceAll(/<!--[^]*?-->\n/g, '')
    .replace(/<g id="graph0" class="graph"([^>]*)>\n<title>[^<]*<\/title>/, '<g class="graph"$1>')
    .replaceAll(
      /<g id="[^"]*" class="node">\n<title>n(\d+)<\/title>([^]*?)<\/g>/g,
      (_, place: string, shape: string) => {
        const node = nodes[Number(place)]!;
        const title = `<title>${escapeXml(tooltipOf(node))}</title>`;
        const hasNote = node.note !== '' && node.copyOf === undefined;
        return `<g class="node" data-node="${place}">\n${title}${hasNote ? withNote(shape) : shape}</g>`;
      },
    )
    .replaceAll(
      /<g id="[^"]*" class="edge">\n<title>n(\d+)&#45;&gt;n(\d+)<\/title>/g,
      (_, from: string, to: string) => {
        const count = counts.get(`${from} ${to}`) ?? 1;
        const title = `${nameOf(Number(from))} → ${nameOf(Number(to))}${count > 1 ? `: ${thousands(count)} edges` : ''}`;
        return `<g class="edge" data-from="${from}" data-to="${to}">\n<title>${escapeXml(title)}</title>`;
      },
    );
}

/** The note is the last line of a label, smaller than the rest. */
function withNote(shape: string): string {
  return shape.replace(
    /(<text [^>]*font-size=")[\d.]+("[^>]*?)(?: fill="[^"]*")?>([^<]*<\/text>\s*)$/,
    `$1${INK.noteSize}$2 fill="${INK.note}">$3`,
  );
}

/** What the picture shows, in words. */
function descriptionOf({ nodes, legend }: PaintedPicture): string {
  const originals = nodes.filter(({ copyOf }) => copyOf === undefined);
  const told = originals.slice(0, DESCRIBED).map(({ label, note, asked }) => {
    const facts = [...(note === '' ? [] : [note]), ...(asked ? ['result'] : [])];
    return facts.length === 0 ? short(label) : `${short(label)} (${facts.join(', ')})`;
  });
  const more = originals.length - told.length;
  const colors = legend === undefined ? [] : [`Colours show ${legend.title}.`];
  const list = `${told.join('; ')}${more > 0 ? `; and ${thousands(more)} more` : ''}.`;
  return [
    'The graph of a computation; arrows lead from what is needed to what needs it.',
    ...colors,
    list,
  ].join(' ');
}
