import { SCRIPT } from './html-script.js';
import { INK } from './look.js';
import type { Picture, PictureNode } from './picture.js';
import { drawSvg } from './svg.js';
import type { Direction } from './dot.js';
import { escapeXml } from '../basics/index.js';
import { oneLine, short, thousands } from './words.js';

const STYLE = `
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; font: 14px/1.45 system-ui, ${INK.font}; color: ${INK.text}; background: #fff; }
header { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; padding: 8px 14px; border-bottom: 1px solid #dde2e8; }
header b { font-weight: 600; }
header span { color: ${INK.faint}; }
header label { margin-left: auto; }
input, button { font: inherit; color: inherit; padding: 3px 8px; border: 1px solid #c5ccd4; border-radius: 5px; background: #fff; }
button { cursor: pointer; }
button:hover { background: #eef2f6; }
main { position: relative; flex: 1; min-height: 0; }
svg { position: absolute; width: 100%; min-width: 0 !important; max-width: none !important; height: 100% !important; cursor: grab; touch-action: none; user-select: none; }
svg:active { cursor: grabbing; }
.node { cursor: pointer; transition: opacity 0.15s; }
.searching .node:not(.match), .searching .edge { opacity: 0.22; }
.node.chosen > :is(path, ellipse, polygon) { stroke: #c2410c; stroke-width: 2.5; }
.edge.into > path { stroke: #c2410c; }
.edge.out > path { stroke: #2563a8; }
.edge:is(.into, .out) > path { stroke-width: 2; }
#panel { position: absolute; top: 12px; right: 12px; width: min(320px, 80%); max-height: calc(100% - 24px); overflow: auto; margin: 0; padding: 12px 14px;
  background: #fffffff2; border: 1px solid #d3d9e0; border-radius: 8px; box-shadow: 0 2px 10px #0f172a1f; }
dt { margin-top: 8px; color: ${INK.faint}; font-size: 11px; }
dt:first-child { margin-top: 0; }
dd { margin: 1px 0 0; overflow-wrap: anywhere; }
dd button { margin-top: 3px; text-align: left; overflow-wrap: anywhere; }
`;

/** Writes a picture as one HTML page that needs nothing else. */
export async function writeHtml(uncut: Picture, direction: Direction): Promise<string> {
  const { svg, picture } = await drawSvg(uncut, direction);
  const inputs: number[][] = picture.nodes.map(() => []);
  for (const { from, to } of picture.edges) inputs[to]?.push(picture.nodes[from]?.copyOf ?? from);
  const nodes = picture.nodes.map((node, place) => detailsOf(node, inputs[place] ?? []));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeXml(picture.summary)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<b>dropgraph</b><span>${escapeXml(picture.summary)}</span>
<label><input id="search" type="search" placeholder="name or key" aria-label="Search nodes"></label>
<span id="found" aria-live="polite"></span><button id="fit" type="button">Fit</button>
</header>
<main>
${svg}
<dl id="panel" hidden></dl>
</main>
<script type="application/json" id="nodes">${json(nodes)}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** What the script of the page knows of a node. */
interface NodeDetails {
  readonly title: string;
  /** What is searched, in lower case. */
  readonly text: string;
  readonly facts: readonly (readonly [title: string, value: string])[];
  readonly inputs: readonly number[];
  readonly copyOf?: number | undefined;
}

function detailsOf(node: PictureNode, inputs: readonly number[]): NodeDetails {
  const { key, name, count, callSite, kind, asked, depth, lastDepth, copyOf } = node;
  const depths = depth === lastDepth ? thousands(depth) : `${thousands(depth)} to ${thousands(lastDepth)}`;
  const facts = [
    ['Name', name],
    ['Key', key],
    ['Number', count > 1 ? thousands(count) : undefined],
    ['Kind', asked ? `${kind}, asked for` : kind],
    ['Depth', depths],
    ['Call site', callSite],
  ] as const;
  return {
    title: short(key ?? node.label),
    text: `${name}\n${key ?? ''}\n${node.label}`.toLowerCase(),
    facts: facts.flatMap(([title, value]) => (value === undefined ? [] : [[title, oneLine(value)] as const])),
    inputs,
    copyOf,
  };
}

/** JSON that no text in it can leave: a script element ends at the first `</script`, wherever it stands. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
