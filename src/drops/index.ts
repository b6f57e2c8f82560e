/**
 * DROPs: data and the applications between them, which start each other by events (`dlg.drop`).
 *
 * @module
 */
export { AbstractDROP } from './abstract-drop.js';
export { AppDROP } from './app-drop.js';
export { BarrierAppDROP } from './barrier-app-drop.js';
export { BranchAppDROP } from './branch-app-drop.js';
export { DROP_CLASSES, STORAGE_CLASSES, type DropClass } from './classes.js';
export { ContainerDROP } from './container-drop.js';
export { DataDROP } from './data-drop.js';
export { DirectoryDROP } from './directory-drop.js';
export type { ArgumentField, DropOptions, DropSession } from './drop-options.js';
export {
  boolParam,
  dictParam,
  enumParam,
  floatParam,
  intParam,
  listParam,
  stringParam,
  type DropParam,
  type NumberLimits,
} from './drop-params.js';
export { EnvironmentVarDROP } from './environment-var-drop.js';
export type { KeyValueStore } from './environment.js';
export { FileDROP } from './file-drop.js';
export { InputFiredAppDROP, type AppRunner } from './input-fired-app-drop.js';
export { JsonDROP } from './json-drop.js';
export { ListAsDict } from './list-as-dict.js';
export { InMemoryDROP, PythonObjectDROP, SharedMemoryDROP } from './memory-drop.js';
export { EndDROP, NullDROP } from './null-drop.js';
export { ParameterSetDROP } from './parameter-set-drop.js';
export { pydataValue } from './pydata.js';
export { RDBMSDrop } from './rdbms-drop.js';
export { S3DROP } from './s3-drop.js';
export { valueBytes } from './value-bytes.js';
export type { MerkleData } from '../reproducibility/index.js';
