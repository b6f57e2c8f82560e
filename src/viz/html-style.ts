import { INK } from './paint.js';

/** The style of an HTML picture. The picture itself has its own colours, which can be seen on light and on dark. */
export const STYLE: string = `
:root { color-scheme: light dark; --page: #fff; --raised: #fff; --text: #1f2a36; --faint: #5d6874; --line: #d3d9e0; --field: #fff;
  --hover: #eef2f6; --focus: #1d6fc4; --into: #c2410c; --out: #1d6fc4; --bad: #a8320a; --bad-back: #fdeee7; --shadow: #0f172a26; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181d; --raised: #1c2229; --text: #e3e8ee; --faint: #9aa5b1; --line: #38424d; --field: #1c2229; --hover: #2a323b;
    --focus: #6cb2f7; --into: #ff9a66; --out: #6cb2f7; --bad: #ffb190; --bad-back: #3a231a; --shadow: #0008; }
}
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; font: 14px/1.45 system-ui, ${INK.font}; color: var(--text); background: var(--page); }
header { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; padding: 8px 14px; border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 14px; font-weight: 600; }
#summary { flex: 1 1 0; min-width: 12em; color: var(--faint); }
#find, #zoom { display: flex; gap: 6px; align-items: center; }
#found { min-width: 5.5em; color: var(--faint); font-variant-numeric: tabular-nums; }
input, button { font: inherit; color: inherit; padding: 3px 9px; border: 1px solid var(--line); border-radius: 6px; background: var(--field); }
input { width: 15em; max-width: 50vw; }
button { cursor: pointer; }
button:hover { background: var(--hover); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
main { position: relative; flex: 1; min-height: 0; overflow: hidden; }
svg { position: absolute; inset: 0; width: 100%; height: 100%; cursor: grab; touch-action: none; user-select: none; -webkit-user-select: none; }
svg:active { cursor: grabbing; }
.node { cursor: pointer; -webkit-tap-highlight-color: transparent; transition: opacity 0.15s; }
.node:focus { outline: none; }
.node:focus-visible > :is(path, ellipse, polygon) { stroke: var(--focus); stroke-width: 3; }
.searching .node:not(.match, .chosen), .searching .edge { opacity: 0.2; }
.node.chosen { filter: drop-shadow(0 0 2px var(--into)) drop-shadow(0 0 3px var(--into)); }
.edge.into > path { stroke: var(--into); stroke-width: 2; }
.edge.out > path { stroke: var(--out); stroke-width: 2; }
.edge.into > polygon { stroke: var(--into); fill: var(--into); }
.edge.out > polygon { stroke: var(--out); fill: var(--out); }
#legend { position: absolute; left: 12px; bottom: 12px; display: flex; flex-wrap: wrap; gap: 5px; align-items: center; max-width: calc(100% - 24px);
  margin: 0; padding: 7px 10px; list-style: none; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; font-size: 12px; }
#legend li { padding: 1px 8px; border: 1.5px solid; border-radius: 6px; color: ${INK.text}; }
#legend li:first-child { padding-left: 0; border: 0; color: var(--faint); }
#panel { position: absolute; top: 12px; right: 12px; width: min(340px, calc(100% - 24px)); max-height: calc(100% - 24px); overflow: auto; padding: 12px 14px;
  background: var(--raised); border: 1px solid var(--line); border-radius: 10px; box-shadow: 0 4px 16px var(--shadow); }
#panel h2 { margin: 0 28px 8px 0; font-size: 15px; overflow-wrap: anywhere; }
#panel h2:focus { outline: none; }
#panel h3 { margin: 12px 0 2px; color: var(--faint); font-size: 11px; font-weight: 600; }
#panel dl { display: grid; grid-template-columns: minmax(5em, auto) 1fr; gap: 4px 12px; margin: 0; }
#panel dt { color: var(--faint); }
#panel dd { margin: 0; overflow-wrap: anywhere; }
#panel ul { margin: 0; padding: 0; list-style: none; }
#panel li button { display: flex; gap: 8px; justify-content: space-between; width: 100%; margin-top: 3px; text-align: start; overflow-wrap: anywhere; }
#panel li small { flex: none; color: var(--faint); }
#panel pre { margin: 4px 0 10px; padding: 7px 9px; border-radius: 6px; color: var(--bad); background: var(--bad-back); font: 12px/1.4 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
#panel p { margin: 5px 0 0; color: var(--faint); }
#close { position: absolute; top: 8px; right: 8px; padding: 1px 8px; border: 0; background: none; font-size: 17px; }
.back { margin-bottom: 8px; }
@media (max-width: 640px) { #panel { top: auto; bottom: 0; right: 0; width: 100%; max-height: 55%; border-radius: 10px 10px 0 0; } input { width: 9em; } }
@media (prefers-reduced-motion: reduce) { .node { transition: none; } }
`;
