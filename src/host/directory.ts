import { mkdirSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { HostError, messageOf } from '../errors/index.js';

/**
 * Makes a directory, and those above it, where they are missing. Several processes may do so at once.
 *
 * @throws HostError when it cannot be made, or something else is there by that name.
 * @category Host
 */
export function createDirIfMissing(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new HostError(`cannot make the directory ${JSON.stringify(path)}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Whether a path is there and starts at the root of the file system. @category Host */
export function isabs(path: string | null | undefined): boolean {
  return typeof path === 'string' && isAbsolute(path);
}

/**
 * The name of the pipeline in a file of a graph: that of the file without its ending `.json` or `.graph`.
 *
 * @category Host
 * @example
 * ```ts
 * import { fnameToPipname } from 'dropgraph/utils';
 *
 * fnameToPipname('/graphs/chiles.json'); // => 'chiles'
 * fnameToPipname('a.graph.json'); // => 'a.graph'
 * ```
 */
export function fnameToPipname(fname: string): string {
  return basename(fname).replace(/(?<=.)\.(?:json|graph)$/s, '');
}
