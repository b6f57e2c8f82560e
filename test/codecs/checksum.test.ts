import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Checksum } from '../../src/codecs/index.js';
import { ChecksumTypes } from '../../src/protocol/index.js';

function checksumOf(...pieces: readonly Uint8Array[]): number {
  const checksum = new Checksum();
  for (const piece of pieces) checksum.update(piece);
  return checksum.value;
}

describe('a Checksum', () => {
  it.each([
    ['', 0],
    ['abc', 910901175],
    ['hello', 2591144780],
    ['abcdef', 1404891121],
    ['123456789', 0xe3069283],
  ])('of %j is %i', (text, value) => {
    expect(checksumOf(Buffer.from(text))).toBe(value);
    expect(new Checksum().type).toBe(ChecksumTypes.CRC_32C);
  });

  it('depends on the bytes, not on the pieces they come in', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 100 }));
    fc.assert(
      fc.property(pieces, (each) => {
        const whole = checksumOf(Buffer.concat(each));
        expect(checksumOf(...each)).toBe(whole);
        expect(whole).toBe(bitwise(Buffer.concat(each)));
      }),
    );
  });

  it('sees only the bytes of a view', () => {
    expect(checksumOf(new Uint8Array(Buffer.from('xxabcxx')).subarray(2, 5))).toBe(910901175);
  });
});

/** CRC-32C as its definition says, one bit at a time. */
function bitwise(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}
