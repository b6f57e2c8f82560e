import { tslab, type TslabDisplay } from './in-notebook.js';

/**
 * A piece of HTML in the output of a cell that is redrawn in place, at most once per interval however often it changes.
 *
 * @category Notebook
 * @throws TypeError outside of a notebook
 * @example
 * ```ts no-run
 * import { LiveHtml } from 'dropgraph/notebook';
 *
 * const clock = new LiveHtml();
 * for (let second = 0; second < 10; second++) {
 *   clock.set(`<b>${second} s</b>`);
 *   await new Promise((resolve) => setTimeout(resolve, 1000));
 * }
 * clock.close();
 * ```
 */
export class LiveHtml {
  readonly #display: TslabDisplay;
  readonly #interval: number;
  #drawnAt = -Infinity;
  #waiting: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param interval Least time between two drawings, in milliseconds. */
  constructor(interval = 100) {
    this.#display = tslab('LiveHtml').newDisplay();
    this.#interval = interval;
  }

  /** Shows `html` from now on, or as soon as the interval allows. */
  set(html: string): void {
    if (this.#closed) return;
    this.#waiting = html;
    const wait = this.#drawnAt + this.#interval - performance.now();
    if (wait <= 0) this.#draw();
    // Unref'd: the kernel ends only when nothing holds its event loop.
    else this.#timer ??= setTimeout(() => this.#draw(), wait).unref();
  }

  /**
   * Draws what was set last, now, and nothing after it. Without this the final state can be lost: a front-end
   * without a window stores what arrives before the cell ends.
   */
  close(): void {
    this.#draw();
    this.#closed = true;
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting === undefined) return;
    this.#display.html(this.#waiting);
    this.#waiting = undefined;
    this.#drawnAt = performance.now();
  }
}
