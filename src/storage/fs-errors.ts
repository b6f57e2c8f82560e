import { messageOf, StorageError } from '../errors/index.js';

/** The code of an error of the file system or of a library, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Lets errors of these codes pass, and throws any other as a StorageError. */
export function ignoring(codes: readonly string[], error: unknown, what: string): undefined {
  if (codes.includes(codeOf(error) ?? '')) return undefined;
  throw new StorageError(`${what}: ${messageOf(error)}`, { cause: error });
}
