/**
 * How many drops may start each other within one call. A chain of drops that complete within the call nests
 * about fifteen frames per application, and the stack holds a few hundred of them.
 */
const DEEPEST = 40;

let depth = 0;
const waiting: (() => void)[] = [];

/**
 * Takes one step along a graph: an application hears that an input is complete. Steps nest, which gives the
 * events of neighbours the order DALiuGE has; those beyond the deepest level wait until the outermost
 * step is through, still within its call. So a chain of any length fits the stack, and each drop keeps the order
 * of its own events.
 */
export function nested(step: () => void): void {
  if (depth >= DEEPEST) {
    waiting.push(step);
    return;
  }
  if (depth > 0) {
    takeStep(step);
    return;
  }
  const errors: unknown[] = [];
  // the list grows while it is walked
  for (const next of steps(step)) {
    try {
      takeStep(next);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, 'Several drops failed to hear of an input');
}

function* steps(first: () => void): Generator<() => void, void, undefined> {
  yield first;
  while (waiting.length > 0) yield* waiting.splice(0);
}

function takeStep(step: () => void): void {
  depth++;
  try {
    step();
  } finally {
    depth--;
  }
}
