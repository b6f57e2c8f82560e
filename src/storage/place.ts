import { hostname } from 'node:os';
import process from 'node:process';
import { StorageError } from '../errors/index.js';

/** Name of this machine, as it stands in dataURLs. */
export const HOST: string = hostname();

/** dataURL of content that lives in this process: `<scheme>://host/pid/part/part`; no two lists of parts are alike. */
export function processUrl(scheme: string, ...parts: readonly string[]): string {
  return [`${scheme}://${HOST}`, String(process.pid), ...parts.map(encoded)].join('/');
}

function encoded(part: string): string {
  try {
    return encodeURIComponent(part);
  } catch (error) {
    throw new StorageError(`${JSON.stringify(part)} cannot name content: it is not well-formed text`, {
      cause: error,
    });
  }
}

/** What a reader says when there is nothing to read. */
export function noContent(url: string): StorageError {
  return new StorageError(`There is no content at ${url}: it was never committed, or was deleted`);
}
