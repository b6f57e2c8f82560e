import type * as sdk from '@aws-sdk/client-s3';
import { z } from 'zod';
import { MissingError } from '../errors/index.js';
import { strictOptions } from '../basics/index.js';

/** How S3 is reached. What is left out comes from the environment and AWS's own configuration files. @category Storage */
export interface S3ConnectionOptions {
  /** Address of a server other than AWS, such as `http://127.0.0.1:9000`. */
  readonly endpoint?: string | undefined;
  /** Default: of the configuration; `us-east-1` where an endpoint is given. */
  readonly region?: string | undefined;
  readonly credentials?: S3Credentials | undefined;
  /** Name of a profile in AWS's configuration files. */
  readonly profile?: string | undefined;
  /** Whether the bucket stands in the path and not in the host; default: where an endpoint is given. */
  readonly forcePathStyle?: boolean | undefined;
}

/** Keys of an account. @category Storage */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/**
 * The optional package, and a client of it. Internal, so that the declarations of dropgraph do not need the package.
 *
 * @internal
 */
export interface S3 {
  readonly sdk: typeof sdk;
  readonly client: sdk.S3Client;
}

/** Milliseconds until a server that does not answer is given up; the SDK alone would wait for ever. */
const TIMEOUTS = { connectionTimeout: 10_000, socketTimeout: 600_000 };

const text = z.string('must be a string').min(1, 'must not be empty');
const schema = z.object({
  endpoint: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  region: text.optional(),
  credentials: z
    .strictObject({ accessKeyId: text, secretAccessKey: text, sessionToken: text.optional() })
    .optional(),
  profile: text.optional(),
  forcePathStyle: z.boolean('must be true or false').optional(),
});

/**
 * A way to S3, or to a server that speaks its language; many stores share one. Needs the package
 * `@aws-sdk/client-s3`, which is loaded at the first use.
 *
 * @category Storage
 */
export class S3Connection {
  readonly #settings: z.output<typeof schema>;
  #opened: Promise<S3> | undefined;

  /** @throws TypeError for an unknown or wrong option. */
  constructor(options?: S3ConnectionOptions) {
    this.#settings = strictOptions(schema, options, 'S3Connection');
  }

  /**
   * The client, made at the first call.
   *
   * @internal
   * @throws MissingError when the package is not installed.
   */
  open(): Promise<S3> {
    this.#opened ??= this.#connect();
    return this.#opened;
  }

  /** Closes what is open to the server; the next use opens it anew. */
  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    (await opened)?.client.destroy();
  }

  async #connect(): Promise<S3> {
    const sdk = await import('@aws-sdk/client-s3').catch((error: unknown) => {
      throw new MissingError('S3 needs the package @aws-sdk/client-s3: npm install @aws-sdk/client-s3', {
        cause: error,
      });
    });
    const settings = definedOf(this.#settings);
    const isElsewhere = settings.endpoint !== undefined;
    const client = new sdk.S3Client({
      // other servers than AWS often do not know the newer checksums
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: TIMEOUTS,
      ...(isElsewhere ? { region: 'us-east-1', forcePathStyle: true } : {}),
      ...settings,
    });
    return { sdk, client };
  }
}

/** The options without those given as undefined, which would hide a default. */
function definedOf(options: object): sdk.S3ClientConfig {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
