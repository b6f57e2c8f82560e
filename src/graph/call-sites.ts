/** Frames looked at for one call site: more than one, because `items.map(lazyFunction)` has no file of its own. */
const FRAMES = 4;

/** Where a call stood, as V8 keeps it: cheap to take (about 2 µs), turned into text only when asked for. */
interface Captured {
  readonly stack?: string;
}

/**
 * Remembers where the calls of one function were recorded. Taking a stack costs microseconds and hundreds of
 * bytes, so only the first `limit` calls are remembered; for the rest the place where the function was made
 * lazy stands in.
 */
export class CallSites {
  readonly #origin: Captured | undefined;
  readonly #limit: number;
  #calls: Map<number, Captured> | undefined;

  /** @param below - the function whose caller made the function lazy; undefined for operations of ours. */
  constructor(limit: number, below?: (...args: never[]) => unknown) {
    this.#origin = below === undefined ? undefined : capture(below);
    this.#limit = limit;
  }

  /** Remembers the caller of `below` as the place of call number `call`, while there is room. */
  remember(call: number, below: (...args: never[]) => unknown): void {
    this.#calls ??= new Map();
    if (this.#calls.size < this.#limit) this.#calls.set(call, capture(below));
  }

  /** Gives a call the place of another one, where that is remembered. */
  copy(call: number, from: number): void {
    const known = this.#calls?.get(from);
    if (known !== undefined) this.#calls?.set(call, known);
  }

  /** `file:line:column` of a call; undefined where the engine gave no position. */
  at(call: number): string | undefined {
    return position(this.#calls?.get(call)) ?? position(this.#origin);
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
function position(captured: Captured | undefined): string | undefined {
  for (const line of captured?.stack?.split('\n').slice(1) ?? []) {
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
