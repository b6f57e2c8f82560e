/** The end of an output of any length: memory is bounded by the limit. */
export class Tail {
  readonly #limit: number;
  /** A ring, made with the first output. */
  #ring: Buffer | undefined;
  #total = 0;

  /** @param limit - bytes that are kept. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    const ring = (this.#ring ??= Buffer.alloc(this.#limit));
    const kept = chunk.subarray(Math.max(0, chunk.length - this.#limit));
    const at = (this.#total + chunk.length - kept.length) % this.#limit;
    const first = kept.copy(ring, at);
    kept.copy(ring, 0, first);
    this.#total += chunk.length;
  }

  /** What was kept as text; says so in front when it is not all. */
  toString(): string {
    if (this.#ring === undefined) return '';
    if (this.#total <= this.#limit) return this.#ring.toString('utf8', 0, this.#total);
    const at = this.#total % this.#limit;
    const bytes = Buffer.concat([this.#ring.subarray(at), this.#ring.subarray(0, at)]);
    let start = 0;
    while (start < 4 && (bytes[start]! & 0xc0) === 0x80) start++; // the rest of a character cut in two
    return `[${this.#total - bytes.length + start} bytes before this]\n${bytes.toString('utf8', start)}`;
  }
}
