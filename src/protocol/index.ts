/**
 * The enumerations and the link record of `dlg.ddap_protocol`.
 *
 * @module
 */
export { ChecksumTypes, DROPPhases, ExecutionMode } from './modes.js';
export { DROPLinkType, DROPRel } from './relations.js';
export { AppDROPStates, DROPStates, SessionStates } from './states.js';
