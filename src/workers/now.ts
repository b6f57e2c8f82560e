/** Milliseconds, by a clock that no task can set: tests put false ones in its place. */
export const now: () => number = performance.now.bind(performance);
