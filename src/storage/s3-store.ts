import type { StorageClass } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { messageOf, MissingError, StorageError } from '../errors/index.js';
import { strictOptions } from '../basics/index.js';
import { noContent } from './place.js';
import { type S3, S3Connection } from './s3-connection.js';
import { S3Reader } from './s3-reader.js';
import { type S3Object, S3Writer } from './s3-writer.js';
import type { Reader, Store, Writer } from './store.js';

/** Which object of S3 is meant, and how it is written. @category Storage */
export interface S3StoreOptions {
  readonly bucket: string;
  readonly key: string;
  /** Default: one that takes everything from the environment and AWS's configuration files. */
  readonly connection?: S3Connection | undefined;
  /** Storage class of what is written, such as `STANDARD_IA`; default: the bucket's. */
  readonly storageClass?: string | undefined;
  /** Tags of what is written. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Bytes sent at once, and held in memory by a writer: at least 5 MiB, the default 8 MiB. */
  readonly partSize?: number | undefined;
}

const MEBIBYTE = 2 ** 20;
const text = z.string('must be a string').min(1, 'must not be empty');
const schema = z.object({
  bucket: text,
  key: text,
  connection: z.instanceof(S3Connection, { error: 'must be an S3Connection' }).optional(),
  storageClass: text.optional(),
  tags: z.record(z.string(), z.string(), 'must be an object of strings').optional(),
  partSize: z
    .number('must be a number')
    .int('must be a whole number')
    .min(5 * MEBIBYTE, 'must not be below 5 MiB, the least S3 takes')
    .max(1024 * MEBIBYTE, 'must not be above 1 GiB')
    .default(8 * MEBIBYTE),
});

const surroundings = new S3Connection();

/**
 * Content in an object of S3, or of a server that speaks its language. Large content is sent in parts while it is
 * written; S3 shows the object when it is committed. Writing makes the bucket where it is missing.
 *
 * @category Storage
 */
export class S3Store implements Store {
  /** `s3://bucket/key` */
  readonly url: string;
  readonly #object: S3Object;
  readonly #connection: S3Connection;

  /** @throws TypeError for an unknown or wrong option. */
  constructor(options: S3StoreOptions) {
    const { bucket, key, connection, storageClass, tags, partSize } = strictOptions(
      schema,
      options,
      'S3Store',
    );
    this.url = `s3://${bucket}/${key}`;
    this.#connection = connection ?? surroundings;
    this.#object = {
      place: { Bucket: bucket, Key: key },
      extras: {
        ...(storageClass === undefined ? {} : { StorageClass: storageClass as StorageClass }),
        ...(tags === undefined ? {} : { Tagging: new URLSearchParams(tags).toString() }),
      },
      partSize,
    };
  }

  async exists(): Promise<boolean> {
    return (await this.size()) !== undefined;
  }

  async size(): Promise<number | undefined> {
    return this.#ask('look at', async ({ sdk, client }) => {
      const head = await client.send(new sdk.HeadObjectCommand(this.#object.place));
      return head.ContentLength ?? 0;
    });
  }

  async delete(): Promise<void> {
    await this.#ask('delete', async ({ sdk, client }) => {
      await client.send(new sdk.DeleteObjectCommand(this.#object.place));
    });
  }

  async openReader(): Promise<Reader> {
    const reader = await this.#ask('read', async ({ sdk, client }) => {
      const { Body } = await client.send(new sdk.GetObjectCommand(this.#object.place));
      return new S3Reader(this.url, Body as AsyncIterable<Uint8Array> & { destroy(): void });
    });
    if (reader === undefined) throw noContent(this.url);
    return reader;
  }

  async openWriter(): Promise<Writer> {
    return new S3Writer(this.url, await this.#connection.open(), this.#object);
  }

  /** Undefined when there is no such object, or no such bucket. */
  async #ask<T>(verb: string, question: (s3: S3) => Promise<T>): Promise<T | undefined> {
    try {
      return await question(await this.#connection.open());
    } catch (error) {
      if (error instanceof MissingError) throw error;
      if (['NotFound', 'NoSuchKey', 'NoSuchBucket'].includes((error as Error).name)) return undefined;
      throw new StorageError(`Cannot ${verb} ${this.url}: ${messageOf(error)}`, { cause: error });
    }
  }
}
