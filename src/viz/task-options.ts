import type { TaskFunction } from '../graph/index.js';

/** What a picture tells elsewhere, or what is no option. */
const ELSEWHERE: ReadonlySet<string> = new Set(['fn', 'name', 'key', 'sites', 'method']);
/** Characters of one option. */
const LONGEST = 200;

/** The options of a task that were given, as `retries: 3`: those that say nothing are left out. */
export function taskOptions(fn: TaskFunction): string[] {
  return Object.entries(fn).flatMap(([name, value]: [string, unknown]) => {
    if (ELSEWHERE.has(name)) return [];
    // what belongs together, such as how to retry, is told one by one
    const options = isRecord(value) ? Object.entries(value) : [[name, value] as const];
    return options.flatMap(([option, given]: readonly [string, unknown]) => {
      const text = optionText(given);
      return text === undefined ? [] : [`${option}: ${text.slice(0, LONGEST)}`];
    });
  });
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function optionText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === false) return undefined;
  if (typeof value === 'function') return 'a function';
  try {
    return typeof value === 'string' ? value : JSON.stringify(value);
  } catch {
    return undefined; // it goes in circles, or does not want to be read
  }
}
