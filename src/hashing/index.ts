/**
 * Hashes of values that are the same in every process: what the keys of pure calls are made of.
 *
 * @module
 */
export { atomText } from './atoms.js';
export { hashKey, registerHash, type HashableClass } from './class-keys.js';
export { digestOfBytes, digestOfText, TextSink } from './digest.js';
export { functionTexts, FunctionTexts, type CapturesOf } from './function-texts.js';
export { hashOf, type HashOptions } from './hash-of.js';
export { Named } from './named.js';
export { ValueText, type FunctionText } from './value-text.js';
