import { escapeXml } from '../basics/index.js';
import { tslab } from './in-notebook.js';

/**
 * Shows an SVG picture, such as the one `visualize` gives, in the output of the cell.
 *
 * @category Notebook
 * @throws TypeError outside of a notebook, or when `svg` is no SVG text
 * @example
 * ```ts no-run
 * import { delayed } from 'dropgraph';
 * import { showSvg } from 'dropgraph/notebook';
 *
 * const add = delayed((a: number, b: number) => a + b);
 * showSvg(await add(1, add(2, 3)).visualize({ format: 'svg' }));
 * ```
 */
export function showSvg(svg: string): void {
  const { display } = tslab('showSvg');
  if (typeof svg !== 'string' || !/<svg[\s>]/.test(svg)) {
    throw new TypeError(
      "showSvg takes the text of an SVG picture; await what visualize({ format: 'svg' }) gives",
    );
  }
  display.svg(svg);
}

/**
 * Shows HTML in the output of the cell. A whole page (`<!doctype html>…`) gets a frame of its own, so that its
 * styles stay in it.
 *
 * @category Notebook
 * @throws TypeError outside of a notebook
 */
export function showHtml(html: string): void {
  tslab('showHtml').display.html(isPage(html) ? framed(html) : html);
}

const isPage = (html: string): boolean => /^\s*<(!doctype|html)[\s>]/i.test(html);

const framed = (page: string): string =>
  '<iframe sandbox="allow-scripts" style="width: 100%; height: 30em; border: none" ' +
  `srcdoc="${escapeXml(page)}"></iframe>`;
