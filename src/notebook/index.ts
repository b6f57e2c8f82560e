/**
 * Jupyter notebooks with the tslab kernel: pictures, live progress, interrupts, and output that arrives.
 *
 * @module
 */
import { setupNotebook } from './setup.js';

export { inNotebook } from './in-notebook.js';
export { interruptSignal } from './interrupt.js';
export { LiveHtml } from './live-html.js';
export { notebookProgress, type ProgressRenderer } from './progress.js';
export { setupNotebook } from './setup.js';
export { showHtml, showSvg } from './show.js';

setupNotebook();
