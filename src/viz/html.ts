import { createHash } from 'node:crypto';
import { escapeXml } from '../basics/index.js';
import type { Direction } from './dot.js';
import { SCRIPT } from './html-script.js';
import { STYLE } from './html-style.js';
import { pageDataOf } from './page-data.js';
import type { Legend } from './paint.js';
import type { PaintedPicture } from './painted.js';
import { cutLongEdges } from './copies.js';
import { layOut } from './svg.js';

/**
 * Writes a picture as one HTML page that needs nothing else and cannot ask for anything else: its policy allows
 * its own script and its own style, and no connection.
 */
export async function writeHtml(uncut: PaintedPicture, direction: Direction): Promise<string> {
  const picture = cutLongEdges(uncut);
  const data = pageDataOf(picture);
  const { body, width, height } = await layOut(picture, direction);
  const style = `${STYLE}${legendStyle(picture.legend)}`;
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(SCRIPT)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(picture.summary)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>dropgraph</h1><span id="summary">${escapeXml(picture.summary)}</span>
<div id="find" role="search"><input id="search" type="search" placeholder="Search: name, key, state" aria-label="Search tasks" aria-keyshortcuts="/"><span id="found" role="status"></span></div>
<div id="zoom" role="group" aria-label="Zoom"><button id="in" type="button" aria-label="Zoom in" aria-keyshortcuts="+">+</button><button id="out" type="button" aria-label="Zoom out" aria-keyshortcuts="-">−</button><button id="fit" type="button" aria-keyshortcuts="0">Fit</button></div>
</header>
<main>
<svg viewBox="0 0 ${width} ${height}" role="group" aria-label="Graph">
${body}
</svg>
${legendOf(picture.legend)}<section id="panel" aria-label="Details" hidden></section>
</main>
<script type="application/json" id="data">${json(data)}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function legendOf(legend: Legend | undefined): string {
  if (legend === undefined) return '';
  const chips = legend.entries.map(({ label }, at) => `<li class="c${at}">${escapeXml(label)}</li>`);
  return `<ul id="legend"><li>${escapeXml(legend.title)}</li>${chips.join('')}</ul>\n`;
}

function legendStyle(legend: Legend | undefined): string {
  return (legend?.entries ?? [])
    .map(({ paint: { fill, line, dash } }, at) => {
      return `#legend .c${at} { background: ${fill}; border-color: ${line}; border-style: ${dash}; }\n`;
    })
    .join('');
}

/** Allows a text of the page, and no other, to be run or applied. */
function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** JSON that no text in it can leave: a script element ends at the first `</script`, wherever it stands. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
