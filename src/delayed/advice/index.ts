/**
 * What is noticed of a program in development mode, and told with a line on how to do better.
 *
 * @module
 */
export { DEVELOPING } from './advise.js';
export { adviseOnRun } from './run.js';
export { adviseOnPromise } from './eager.js';
export { noteCompiled, noteRecorded } from './not-computed.js';
