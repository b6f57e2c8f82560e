import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { messageOf, StorageError } from '../errors/index.js';
import { strictOptions } from '../basics/index.js';
import { isInside } from './base-directory.js';
import { FileStore } from './file-store.js';
import { NullStore } from './null-store.js';
import { HOST } from './place.js';
import { S3Connection } from './s3-connection.js';
import { S3Store } from './s3-store.js';
import type { Store } from './store.js';

/** What urls may lead to. @category Storage */
export interface StoreForUrlOptions {
  /** Files are refused that do not lie in this directory; default: any file. */
  readonly within?: string;
  /** How S3 is reached; default: `s3://` urls lead to no store. */
  readonly s3?: S3Connection;
}

const schema = z.object({
  within: z.string('must be a string').min(1, 'must not be empty').optional(),
  s3: z.instanceof(S3Connection, { error: 'must be an S3Connection' }).optional(),
});

/**
 * The store a dataURL leads to: `file://` on this machine (by its name, or `localhost`), `null://`, and `s3://`
 * where a connection is given. Any other url leads to none: its content is in another process, or elsewhere.
 *
 * @throws StorageError for a url that is no path of a file or an object, or leads out of `within`; TypeError for a wrong option.
 * @example
 * ```ts
 * import { storeForUrl } from 'dropgraph/storage';
 * storeForUrl('file://localhost/data/a.txt')?.constructor.name; // => 'FileStore'
 * storeForUrl('file://elsewhere/data/a.txt'); // => undefined
 * ```
 * @category Storage
 */
export function storeForUrl(url: string, options?: StoreForUrlOptions): Store | undefined {
  const { within, s3 } = strictOptions(schema, options, 'storeForUrl');
  const [, scheme, host = '', path = ''] = /^([A-Za-z][\w+.-]*):\/\/([^/]*)(.*)$/s.exec(url) ?? [];
  switch (scheme?.toLowerCase()) {
    case 'null':
      return new NullStore();
    case 'file':
      return isHere(host) ? fileAt(url, path, within) : undefined;
    case 's3':
      return s3 === undefined ? undefined : objectAt(url, host, path.slice(1), s3);
    default:
      return undefined;
  }
}

function isHere(host: string): boolean {
  return ['localhost', HOST.toLowerCase()].includes(host.toLowerCase());
}

function fileAt(url: string, path: string, within: string | undefined): FileStore {
  try {
    const file = fileURLToPath(`file://${path}`);
    if (within === undefined || isInside(file, within)) return new FileStore(file);
  } catch (error) {
    throw new StorageError(`"${url}" does not lead to a file: ${messageOf(error)}`, { cause: error });
  }
  throw new StorageError(`"${url}" lies outside ${within}, and only files inside are open here`);
}

function objectAt(url: string, bucket: string, key: string, connection: S3Connection): S3Store {
  if (bucket !== '' && key !== '') return new S3Store({ bucket, key, connection });
  throw new StorageError(`"${url}" does not lead to an object: write s3://bucket/key`);
}
