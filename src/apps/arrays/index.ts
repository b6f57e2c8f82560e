export { combineArrays, reduceArray, type Combination } from './combine.js';
export { numbersIn } from './numbers.js';
export { firstAndRest, sequence, splitSequence, type Sequence } from './parts.js';
export { splitArray } from './split.js';
