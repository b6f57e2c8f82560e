import type { CompletedPart, StorageClass } from '@aws-sdk/client-s3';
import { GrowingBytes } from './bytes.js';
import { CheckedWriter } from './checked-writer.js';
import type { S3 } from './s3-connection.js';

/** Which object is written, and how. */
export interface S3Object {
  readonly place: { readonly Bucket: string; readonly Key: string };
  /** Storage class and tags. */
  readonly extras: { readonly StorageClass?: StorageClass; readonly Tagging?: string };
  /** Bytes sent at once. */
  readonly partSize: number;
}

/** S3 takes 10,000 parts; doubling the size after so many makes them reach for any object it can hold. */
const PARTS_OF_ONE_SIZE = 1000;

/** Sends content in parts; small content in one piece at the commit. */
export class S3Writer extends CheckedWriter {
  readonly #s3: S3;
  readonly #object: S3Object;
  readonly #parts: CompletedPart[] = [];
  #uploadId: string | undefined;
  #held = new GrowingBytes();
  #heldSize = 0;

  constructor(place: string, s3: S3, object: S3Object) {
    super(place);
    this.#s3 = s3;
    this.#object = object;
  }

  protected async append(data: Uint8Array): Promise<void> {
    let rest = data;
    while (rest.byteLength > 0) {
      const room = this.#partSize() - this.#heldSize;
      const taken = rest.subarray(0, room);
      this.#held.append(taken);
      this.#heldSize += taken.byteLength;
      rest = rest.subarray(room);
      if (this.#heldSize === this.#partSize()) await this.#sendPart();
    }
  }

  protected async publish(): Promise<void> {
    const { sdk, client } = this.#s3;
    const { place, extras } = this.#object;
    if (this.#uploadId === undefined) {
      const Body = this.#take();
      await this.#makingBucket(() => client.send(new sdk.PutObjectCommand({ ...place, ...extras, Body })));
      return;
    }
    if (this.#heldSize > 0) await this.#sendPart();
    const MultipartUpload = { Parts: this.#parts };
    await client.send(
      new sdk.CompleteMultipartUploadCommand({ ...place, UploadId: this.#uploadId, MultipartUpload }),
    );
  }

  protected async discard(): Promise<void> {
    this.#take();
    if (this.#uploadId === undefined) return;
    const { sdk, client } = this.#s3;
    await client.send(
      new sdk.AbortMultipartUploadCommand({ ...this.#object.place, UploadId: this.#uploadId }),
    );
  }

  #partSize(): number {
    return this.#object.partSize * 2 ** Math.floor(this.#parts.length / PARTS_OF_ONE_SIZE);
  }

  async #sendPart(): Promise<void> {
    const { sdk, client } = this.#s3;
    const { place, extras } = this.#object;
    if (this.#uploadId === undefined) {
      const start = new sdk.CreateMultipartUploadCommand({ ...place, ...extras });
      this.#uploadId = (await this.#makingBucket(() => client.send(start))).UploadId;
    }
    const PartNumber = this.#parts.length + 1;
    const part = { ...place, UploadId: this.#uploadId, PartNumber, Body: this.#take() };
    const { ETag } = await client.send(new sdk.UploadPartCommand(part));
    this.#parts.push({ ETag, PartNumber });
  }

  /** What is held, which is held no longer. */
  #take(): Buffer {
    const { chunks, size } = this.#held.finish();
    this.#held = new GrowingBytes();
    this.#heldSize = 0;
    return Buffer.concat(chunks, size);
  }

  async #makingBucket<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      if ((error as Error).name !== 'NoSuchBucket') throw error;
    }
    const { sdk, client } = this.#s3;
    await client.send(new sdk.CreateBucketCommand({ Bucket: this.#object.place.Bucket }));
    return send();
  }
}
