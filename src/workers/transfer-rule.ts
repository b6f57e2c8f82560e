import { packValue, type ShippedFunction } from '../closures/index.js';

/** Smaller buffers are copied faster than they are handed over. */
const WORTH = 65_536;

/**
 * Which buffers of results may be handed over instead of copied: what is handed over is gone where it was, so nothing
 * there may use it any more. A function that is a module's may keep its results in that module, so they are copied.
 */
export class TransferRule {
  readonly isAllowed: boolean;
  readonly #captured: ReadonlySet<ArrayBuffer>;

  constructor({ by, packed }: ShippedFunction) {
    const foreign = packed.nodes.some(({ kind }) => kind === 'import' || kind === 'loader');
    this.isAllowed = by === 'source' && !foreign;
    this.#captured = this.isAllowed ? ownBuffers(packed.raw) : new Set();
  }

  /** @param result - whose buffer it is: as a whole, not a part of a larger one. */
  mayTransfer(buffer: ArrayBuffer, result: unknown): boolean {
    const isPart = ArrayBuffer.isView(result) && result.byteLength < buffer.byteLength;
    return buffer.byteLength >= WORTH && !isPart && !this.#captured.has(buffer);
  }
}

/** The buffers that stand in some values. */
export function ownBuffers(values: readonly unknown[]): Set<ArrayBuffer> {
  const buffers = new Set<ArrayBuffer>();
  for (const value of values) {
    if (typeof value === 'object' && value !== null) packValue(value, { transfer: buffers });
  }
  return buffers;
}
