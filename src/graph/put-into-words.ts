/** Something with call sites that are not put into words yet. */
export interface Wordless {
  /** Puts call sites into words until the time is over; true when all are. */
  putIntoWords(isOver: () => boolean): boolean;
}

/** How long call sites wait, in ms: those of a short script are never put into words for nothing. */
const LATER = 10_000;
/** Longest the event loop is kept waiting for it, and how long it has for other things in between, in ms. */
const SLICE = 5;
const PAUSE = 100;

// taken now, so that a clock that a test puts in their place is not told to wait for us
const { setTimeout, performance } = globalThis;

/** Held weakly: a lazy function that nobody needs any more does not have to be put into words. */
const waiting: WeakRef<Wordless>[] = [];

/** Has call sites put into words in a while, without keeping the process alive for it. */
export function putIntoWordsLater(sites: Wordless): void {
  waiting.push(new WeakRef(sites));
  if (waiting.length === 1) setTimeout(goOn, LATER).unref();
}

function goOn(): void {
  const end = performance.now() + SLICE;
  const isOver = (): boolean => performance.now() > end;
  while (waiting.length > 0 && !isOver()) {
    const sites = waiting.at(-1)!.deref();
    if (sites?.putIntoWords(isOver) !== false) waiting.pop();
  }
  if (waiting.length > 0) setTimeout(goOn, PAUSE).unref();
}
