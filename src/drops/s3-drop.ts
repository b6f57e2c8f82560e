import { InvalidDropError } from '../errors/index.js';
import { S3Connection, S3Store, type Store } from '../storage/index.js';
import { DataDROP } from './data-drop.js';
import type { DropOptions } from './drop-options.js';
import { dictParam, stringParam, type DropParam } from './drop-params.js';

/**
 * Data in an object of S3 or of a server that speaks its language. What is written appears when the writing is
 * finished, which takes time: before `setCompleted` by hand, `await drop.finishWriting()`.
 *
 * Options: `Bucket` (must be given), `Key` (default the uid), `storage_class`, `tags`, `aws_access_key_id`,
 * `aws_secret_access_key`, `profile_name`, `endpoint_url`.
 *
 * @category Drops
 */
export class S3DROP extends DataDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    Bucket: stringParam(''),
    Key: stringParam(''),
    storage_class: stringParam(undefined),
    tags: dictParam(),
    aws_access_key_id: stringParam(undefined),
    aws_secret_access_key: stringParam(undefined),
    profile_name: stringParam(undefined),
    endpoint_url: stringParam(undefined),
  };

  declare readonly Bucket: string;
  declare readonly Key: string;
  declare readonly storage_class: string | undefined;
  declare readonly tags: Readonly<Record<string, unknown>>;
  declare readonly aws_access_key_id: string | undefined;
  declare readonly aws_secret_access_key: string | undefined;
  declare readonly profile_name: string | undefined;
  declare readonly endpoint_url: string | undefined;

  /** @throws InvalidDropError without `Bucket`. */
  constructor(oid: string, uid: string, options: DropOptions = {}) {
    super(oid, uid, options);
    if (this.Bucket === '') throw new InvalidDropError(this.uid, 'lacks Bucket, the bucket its object is in');
  }

  /** `bucket/key` */
  get path(): string {
    return `${this.Bucket}/${this.Key || this.uid}`;
  }

  protected makeStore(): Store {
    const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = this;
    const hasKeys = accessKeyId !== undefined && secretAccessKey !== undefined;
    return new S3Store({
      bucket: this.Bucket,
      key: this.Key || this.uid,
      storageClass: this.storage_class,
      tags: Object.fromEntries(Object.entries(this.tags).map(([name, value]) => [name, String(value)])),
      connection: new S3Connection({
        endpoint: this.endpoint_url,
        profile: this.profile_name,
        ...(hasKeys ? { credentials: { accessKeyId, secretAccessKey } } : {}),
      }),
    });
  }
}
