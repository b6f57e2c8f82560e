/** Where in a value one of its parts is, as one would write it: `value.weights[2].get("x")`. */
export function pathOf(steps: readonly string[]): string {
  return `value${steps.length > SHOWN ? `...${steps.slice(-SHOWN).join('')}` : steps.join('')}`;
}

/** More steps than anyone reads; of a value nested 100,000 deep, the last ones are told. */
const SHOWN = 50;

/** A step into an object. */
export function propertyStep(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** A step into a Map, at a key. */
export function mapStep(key: unknown): string {
  if (typeof key === 'string') return `.get(${JSON.stringify(key)})`;
  return typeof key === 'object' && key !== null ? '.get(an object)' : `.get(${String(key)})`;
}
