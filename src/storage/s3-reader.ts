import { CheckedReader } from './checked-reader.js';

/** Reads an object as one answer of the server: it is one version, even when the object is replaced meanwhile. */
export class S3Reader extends CheckedReader {
  readonly #body: AsyncIterable<Uint8Array> & { destroy(): void };
  readonly #pieces: AsyncIterator<Uint8Array>;
  #piece: Buffer = Buffer.alloc(0);

  constructor(place: string, body: AsyncIterable<Uint8Array> & { destroy(): void }) {
    super(place);
    this.#body = body;
    this.#pieces = body[Symbol.asyncIterator]();
  }

  protected async next(count: number): Promise<Buffer> {
    while (this.#piece.length === 0) {
      const step = await this.#pieces.next();
      if (step.done === true) return Buffer.alloc(0);
      const { value } = step;
      this.#piece = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
    const part = this.#piece.subarray(0, count);
    this.#piece = this.#piece.subarray(count);
    return part;
  }

  protected override interrupt(): void {
    this.#body.destroy();
  }

  protected release(): void {
    this.#piece = Buffer.alloc(0);
  }
}
