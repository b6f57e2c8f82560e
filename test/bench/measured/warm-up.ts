/** Graphs run before the one that is timed, and the tasks in each: a compromise between a script and a server. */
export const WARM_UPS = 6;
export const WARM_UP_SIZE = 1000;
