import { escapeXml } from '../basics/index.js';
import { LiveHtml } from './live-html.js';

/** Draws how far a run is. @category Running */
export interface ProgressRenderer {
  /** Milliseconds between two updates; default 100. */
  readonly interval?: number;
  /** Draws the state: `text` tells it in words; `done` of `total` tasks have given their result. */
  update(text: string, done: number, total: number): void;
  /** Nothing more will be drawn. Called once. */
  close(): void;
}

/**
 * Progress of one run as a bar in the output of the cell that started it.
 *
 * @category Notebook
 * @throws TypeError outside of a notebook
 */
export function notebookProgress(): ProgressRenderer {
  const live = new LiveHtml();
  return {
    update: (text, done, total) => live.set(bar(text, done, total)),
    close: () => live.close(),
  };
}

// The browser's own element: it follows the theme, and needs no script (which a notebook not yet trusted would lose).
const bar = (text: string, done: number, total: number): string =>
  `<progress value="${done}" max="${Math.max(total, 1)}" style="width: 20em; vertical-align: middle"></progress> ` +
  `<span style="font-family: monospace; white-space: pre-wrap">${escapeXml(text)}</span>`;
