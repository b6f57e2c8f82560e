/** Frames looked at for one call: more than one, because `items.map(lazyFunction)` has no file of its own. */
const FRAMES = 4;

/** A stack as V8 keeps it: cheap to take (about 2 µs), and turned into text only when that is read. */
interface Captured {
  readonly stack?: string;
}

/** Where in somebody's code a call stood. Until it is put into words, V8 keeps the functions around it and what they know. */
export class CallSite {
  #captured: Captured | undefined;
  #text: string | undefined;

  /** @param below - the function whose caller stands there. */
  constructor(below: (...args: never[]) => unknown) {
    this.#captured = capture(below);
  }

  /** `file:line:column`; undefined where the engine gave no position. */
  get text(): string | undefined {
    if (this.#captured !== undefined) {
      this.#text = position(this.#captured);
      this.#captured = undefined;
    }
    return this.#text;
  }
}

function capture(below: (...args: never[]) => unknown): Captured {
  const captured: Captured = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(captured, below);
  Error.stackTraceLimit = limit;
  return captured;
}

/** First frame with a position. Source maps are applied by whoever installed them, when `stack` is read. */
function position({ stack }: Captured): string | undefined {
  for (const line of stack?.split('\n').slice(1) ?? []) {
    const found = /^\s*at (?:.*\()?((?!<|node:).+?:\d+:\d+)\)?$/.exec(line)?.[1];
    if (found !== undefined) return withoutScheme(found);
  }
  return undefined;
}

function withoutScheme(place: string): string {
  if (!place.startsWith('file://')) return place;
  const path = decodeURIComponent(place.slice('file://'.length));
  return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
}
