import { type z } from 'zod';

/**
 * Reads an options object that a user passed. Options are the user's typing, so a misspelt one must not be
 * ignored: it is a `TypeError` that names it and the valid ones; a wrong value is a `TypeError` that names the
 * option, what it takes and what it got.
 */
export function strictOptions<S extends z.ZodObject>(schema: S, given: unknown, owner: string): z.output<S> {
  if (given === undefined) return schema.parse({});
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(
      `The options of ${owner} must be an object, got ${given === null ? 'null' : typeof given}`,
    );
  }
  const valid = Object.keys(schema.shape);
  const names = Object.keys(given);
  const instanceOf = names.length === 0 ? classOf(given) : undefined;
  if (instanceOf !== undefined) {
    throw new TypeError(`The options of ${owner} must be a plain object, got an instance of ${instanceOf}`);
  }
  const unknown = names.filter((name) => !valid.includes(name));
  if (unknown.length > 0) {
    const listed = unknown.map((name) => `"${name}"`).join(', ');
    throw new TypeError(
      `Unknown option${unknown.length > 1 ? 's' : ''} ${listed} of ${owner}; valid options: ${valid.join(', ')}`,
    );
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `"${issue.path.join('.')}" ${lowerFirst(issue.message)}`);
  throw new TypeError(`Wrong option of ${owner}: ${faults.join('; ')}`);
}

/** The class of what cannot be meant as options, such as a signal; undefined for plain objects. */
function classOf(given: object): string | undefined {
  const prototype = Object.getPrototypeOf(given) as { constructor?: { name?: string } } | null;
  const name = prototype?.constructor?.name;
  return prototype === Object.prototype || name === 'Object' ? undefined : name;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
