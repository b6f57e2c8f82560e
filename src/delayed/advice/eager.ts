import { isThenable } from '../../basics/index.js';
import { advise, callerSite } from './advise.js';

/** Looks at a value that is made lazy: a promise means that its function was called already. */
export function adviseOnPromise(value: unknown): void {
  if (!isThenable(value)) return;
  advise({
    code: 'DLG_ADVICE_EAGER',
    site: callerSite(),
    message: 'delayed() was given a promise: its work has begun, outside of the graph',
    fix: 'Make the function lazy, not its result: delayed(fn)(x) instead of delayed(fn(x))',
  });
}
