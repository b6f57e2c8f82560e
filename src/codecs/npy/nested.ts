import { CodecError } from '../../errors/index.js';
import { type DType, dtypeOf, type NdData, type NumberType } from './dtype.js';

/** Length of each level of nested lists, told by the first item of each. */
export function shapeOfNested(nested: unknown, maxAxes: number): number[] {
  const shape: number[] = [];
  for (let level = nested; Array.isArray(level); level = level[0] as unknown) {
    if (shape.length === maxAxes) throw new CodecError(`An array has at most ${String(maxAxes)} axes`);
    shape.push(level.length);
    if (level.length === 0) break;
  }
  return shape;
}

/** The type of items that nobody gave a type: told by the first one. */
export function guessedDtype(nested: unknown, maxAxes: number): string {
  let first = nested;
  while (Array.isArray(first)) first = first[0] as unknown;
  if (typeof first === 'boolean') return 'b1';
  if (typeof first === 'bigint') return 'i8';
  if (typeof first !== 'string') return 'f8';
  const texts = [nested].flat(maxAxes).filter((item) => typeof item === 'string');
  return dtypeOf(texts).name;
}

/**
 * The items of nested lists, rows first.
 *
 * @throws CodecError for lists that do not have the shape, and items the type cannot hold.
 */
export function fillNested(type: DType, nested: unknown, shape: readonly number[]): NdData {
  const complex = type.kind === 'number' && type.perItem === 2;
  if (complex && shape.at(-1) !== 2) {
    throw new CodecError(
      `The last axis of lists of dtype ${type.name} has two items: real and imaginary part`,
    );
  }
  const count = shape.reduce((product, length) => product * length, 1);
  const data: Record<number, unknown> = type.kind === 'text' ? [] : new type.Data(count);
  let next = 0;
  const fill = (value: unknown, axis: number, path: string): void => {
    if (axis < shape.length) {
      if (!Array.isArray(value) || value.length !== shape[axis]) {
        const got = Array.isArray(value) ? `${String(value.length)} items` : describe(value);
        throw new CodecError(`Item ${path} should be a list of ${String(shape[axis])} items, not ${got}`);
      }
      for (let at = 0; at < value.length; at++) fill(value[at], axis + 1, `${path}[${String(at)}]`);
      return;
    }
    data[next] = checked(type, value, path);
    if (type.kind === 'number' && !holds(type, data[next], value)) {
      throw new CodecError(`Item ${path}, ${describe(value)}, does not fit into dtype ${type.name}`);
    }
    next += 1;
  };
  fill(nested, 0, '');
  return data as unknown as NdData;
}

function checked(type: DType, value: unknown, path: string): unknown {
  const wanted = type.kind === 'text' ? 'string' : type.name === 'b1' ? 'boolean' : 'number';
  if (wanted === 'number' && typeof value === 'bigint' && /^[iu]/.test(type.name)) {
    return type.itemSize === 8 ? value : Number(value);
  }
  if (typeof value !== wanted) {
    throw new CodecError(`Item ${path} of dtype ${type.name} should be a ${wanted}, not ${describe(value)}`);
  }
  if (wanted === 'boolean') return value === true ? 1 : 0;
  if (!/^[iu]8$/.test(type.name)) return value;
  return Number.isSafeInteger(value) ? BigInt(value as number) : 0n;
}

/** Whether a typed array kept what was put into it: integers wrap around silently, fractions are cut. */
function holds(type: NumberType, held: unknown, given: unknown): boolean {
  return /^[iu]/.test(type.name) ? held == given : true; // eslint-disable-line eqeqeq -- 3n == 3, not === 3
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'number' || typeof value === 'bigint'
    ? `the number ${String(value)}`
    : `a ${typeof value}`;
}
