/**
 * Functions with what they capture, and values, in a form that crosses to another thread or process and comes out
 * there as it was. What cannot cross is refused before anything runs.
 *
 * @module
 */
export { capturesOf, type Captured } from './captures-of.js';
export type { ClosureOptions } from './pack-closure.js';
export {
  packError,
  packFunction,
  packFunctions,
  packValue,
  problemsOf,
  type FunctionToPack,
  type PackFunctionOptions,
  type PackValueOptions,
} from './pack.js';
export { realmId } from './origins.js';
export { inspectorAvailable } from './scopes.js';
export { isPacked, type Packed, type PackedNode, type ShippedBy, type ShippedFunction } from './shipped.js';
export { RECIPE, type Recipe } from './remade.js';
export { TYPED_ARRAYS } from './typed-arrays.js';
export { unpackFunction, unpackValue } from './unpack.js';
