import { messageOf } from '../errors/index.js';

/** Fields that errors of dropgraph have, from whichever copy of it they come. */
interface KnownError extends Error {
  readonly code?: string;
  readonly key?: string;
  readonly taskName?: string;
  readonly path?: unknown;
  readonly callSite?: string;
  readonly errors?: readonly unknown[];
  readonly problems?: readonly unknown[];
}

const DETAILS = ['code', 'key', 'taskName', 'path', 'callSite', 'problems'] as const;

/** Causes of causes that are told; an error may be its own. */
const DEEPEST = 8;

/** Packages whose lines are of no use to the user: what loads the code, and other copies of dropgraph. */
const TOOLS = ['commander', 'dropgraph', 'esbuild', 'tsx'].map((name) => `/node_modules/${name}/`);

/** The folder of this program, whose lines are of no use to the user. */
const OWN_FOLDER = new URL('..', import.meta.url);

/** An error for machines: what failed, where, and why. */
export function errorAsJson(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: messageOf(error) };
  const { name, message, cause } = error;
  const known = error as KnownError;
  const details = DETAILS.flatMap((field) =>
    known[field] === undefined ? [] : [[field, known[field]] as const],
  );
  const lines = known.callSite === undefined ? userLinesOf(error) : [];
  return {
    name: String(name),
    message: String(message),
    ...Object.fromEntries(details),
    ...(lines.length > 0 && { stack: lines.map((line) => line.trim().replace(/^at /, '')) }),
    ...(cause !== undefined && depth < DEEPEST && { cause: errorAsJson(cause, depth + 1) }),
  };
}

/** The errors behind one: each of several failures by itself. */
export function errorsIn(error: unknown): readonly unknown[] {
  const several = error instanceof Error ? (error as KnownError).errors : undefined;
  return several ?? [error];
}

/** An error for people: what failed, and the lines of the user's code it came from. */
export function errorAsText(error: unknown): string {
  const several = errorsIn(error);
  if (several.length > 1) {
    return [`${String(several.length)} tasks failed:`, ...several.map(errorAsText)].join('\n');
  }
  const lines = [messageOf(error)];
  let reason = error instanceof Error ? error.cause : undefined;
  for (let depth = 0; reason !== undefined && depth < DEEPEST; depth++) {
    const isTold = lines[0]?.includes(messageOf(reason)) && userLinesOf(reason).length === 0;
    if (!isTold) lines.push(`  because of ${shown(reason)}`);
    reason = reason instanceof Error ? reason.cause : undefined;
  }
  return lines.join('\n');
}

function shown(reason: unknown): string {
  if (!(reason instanceof Error)) return messageOf(reason);
  const message = messageOf(reason);
  const title = message === reason.name || reason.name === '' ? message : `${reason.name}: ${message}`;
  return [title.replaceAll('\n', '\n  '), ...userLinesOf(reason)].join('\n');
}

/** Lines of the stack that are the user's: not those of Node, of dropgraph, or of what loads TypeScript. */
function userLinesOf(error: unknown): string[] {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return [];
  const own = [OWN_FOLDER.href, OWN_FOLDER.pathname, 'node:', ...TOOLS];
  return error.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !own.some((place) => line.includes(place)))
    .map((line) => `    ${line.trim()}`);
}
