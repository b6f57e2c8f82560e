import { inNotebook } from './in-notebook.js';
import { listenForInterrupts } from './interrupt.js';
import { fixTslabOutput } from './tslab-output.js';

let done = false;

/**
 * Makes a tslab notebook fit for dropgraph: complete output, and interrupts that reach a running compute. Importing
 * dropgraph does this; outside of a notebook nothing happens.
 *
 * @category Notebook
 * @returns whether this is a notebook
 */
export function setupNotebook(): boolean {
  if (!inNotebook()) return false;
  if (!done) {
    done = true;
    fixTslabOutput();
    listenForInterrupts();
  }
  return true;
}
