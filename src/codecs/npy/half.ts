const bits = new Uint32Array(1);
const single = new Float32Array(bits.buffer);

/** The number that 16 bits of IEEE 754 binary16 stand for. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The 16 bits of IEEE 754 binary16 nearest to a single-precision number; a tie goes to the even one, as in NumPy. */
export function toHalf(value: number): number {
  single[0] = value;
  const sign = (bits[0]! >>> 16) & 0x8000;
  const size = Math.abs(single[0]);
  if (Number.isNaN(size)) return 0x7e00;
  // 65520 lies half way between the largest half and the one that is no more
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(((bits[0]! >>> 23) & 0xff) - 127, -14);
  const steps = roundToEven(size * 2 ** (10 - exponent));
  // below 1024 steps the number is subnormal; at 2048 the carry runs into the exponent, which is right
  return sign | (((exponent + 14) << 10) + steps);
}

function roundToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
