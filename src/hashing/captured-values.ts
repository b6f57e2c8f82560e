import { capturesOf } from '../closures/index.js';
import type { AnyFunction } from '../graph/index.js';
import { Named } from './named.js';

/** The captured values of a function, for its text; what it imports from Node or packages counts by its name. */
export function capturedValues(fn: AnyFunction): Readonly<Record<string, unknown>> | undefined {
  const captured = capturesOf(fn);
  if (captured === undefined) return undefined;
  const values = Object.create(null) as Record<string, unknown>;
  for (const [name, found] of captured) {
    values[name] = 'value' in found ? found.value : new Named([found.specifier, ...found.path].join('#'));
  }
  return values;
}
