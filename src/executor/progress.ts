import { inNotebook, notebookProgress, type ProgressRenderer } from '../notebook/index.js';

/** How far a run is. */
export interface ProgressState {
  readonly done: number;
  readonly total: number;
  /** Name of the task started last. */
  readonly latest: string | undefined;
  /** Promises awaited. */
  readonly inFlight: number;
  /** Whether nothing more will happen. */
  readonly over: boolean;
}

/** Milliseconds between two looks at a run on a terminal, and between two lines where there is none. */
const TERMINAL_INTERVAL = 100;
const LINE_INTERVAL = 1000;
const BAR_WIDTH = 24;

/** Shows how far a run is, until it is closed: as a bar on a terminal or in a notebook, else as plain lines. */
export class Progress {
  readonly #state: () => ProgressState;
  readonly #renderer: ProgressRenderer;
  readonly #timer: NodeJS.Timeout;
  readonly #start: number = performance.now();

  readonly #onError: (error: unknown) => void;

  /** @param onError - is told when the renderer throws. */
  constructor(
    state: () => ProgressState,
    onError: (error: unknown) => void,
    renderer: ProgressRenderer = defaultRenderer(),
  ) {
    this.#state = state;
    this.#onError = onError;
    this.#renderer = renderer;
    const interval = renderer.interval ?? TERMINAL_INTERVAL;
    this.#timer = setInterval(() => this.#show(), interval).unref();
    this.#show();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#show();
    this.#guard(() => this.#renderer.close());
  }

  #show(): void {
    const state = this.#state();
    const text = describe(state, performance.now() - this.#start);
    this.#guard(() => this.#renderer.update(text, state.done, state.total));
  }

  #guard(draw: () => void): void {
    try {
      draw();
    } catch (error) {
      clearInterval(this.#timer);
      this.#onError(error);
    }
  }
}

function describe({ done, total, latest, inFlight, over }: ProgressState, elapsed: number): string {
  const parts = [`${String(done)}/${String(total)} tasks`, `${seconds(elapsed)} s`];
  if (over) return [...parts, ...(done < total ? ['stopped'] : [])].join(', ');
  if (done > 0) parts.push(`about ${seconds((elapsed / done) * (total - done))} s left`);
  if (latest !== undefined) parts.push(inFlight > 1 ? `${latest} and ${String(inFlight - 1)} more` : latest);
  return parts.join(', ');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

function defaultRenderer(): ProgressRenderer {
  if (inNotebook()) return notebookProgress();
  return process.stderr.isTTY ? terminalBar(process.stderr) : plainLines(process.stderr);
}

/** One line that is drawn over and over. */
function terminalBar(stream: NodeJS.WriteStream): ProgressRenderer {
  return {
    interval: TERMINAL_INTERVAL,
    update(text, done, total): void {
      const full = Math.round((BAR_WIDTH * done) / Math.max(total, 1));
      const line = `[${'#'.repeat(full)}${'-'.repeat(BAR_WIDTH - full)}] ${text}`;
      stream.write(`\r\u001b[2K${line.slice(0, (stream.columns || 80) - 1)}`);
    },
    close(): void {
      stream.write('\n');
    },
  };
}

/** For files and pipes: a line when something has changed, at most one a second. */
function plainLines(stream: NodeJS.WritableStream): ProgressRenderer {
  let last = -1;
  return {
    interval: LINE_INTERVAL,
    update(text, done): void {
      if (done !== last) stream.write(`${text}\n`);
      last = done;
    },
    close(): void {
      // nothing to end: every line is complete
    },
  };
}
