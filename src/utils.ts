/**
 * What DALiuGE's programs need of the machine they run on, and of data formats (`dlg.utils`).
 *
 * @module
 */
export {
  JSONStream,
  ZlibCompressedStream,
  ZlibUncompressedStream,
  type ByteContent,
  type ReadableBytes,
} from './codecs/index.js';
export {
  browseService,
  createDirIfMissing,
  deregisterService,
  escapeQuotes,
  ExistingProcess,
  fnameToPipname,
  getAllIpv4Addresses,
  getDlgDir,
  getDlgLogsDir,
  getDlgPath,
  getDlgPidDir,
  getDlgVariable,
  getDlgWorkDir,
  getLocalIpAddr,
  getSymbol,
  isabs,
  objectTracking,
  registerService,
  timedImport,
  toExternallyContactableHost,
  Zeroconf,
  zmqSafe,
  type ModuleExports,
  type ObjectTracker,
  type Protocol,
  type ServiceBrowser,
  type ServiceCallback,
  type ServiceInfo,
  type ServiceStateChange,
  type TrackedObject,
  type WaitOptions,
  type ZeroconfOptions,
} from './host/index.js';
export { prepareSql, type ParamStyle, type PreparedSql } from './storage/index.js';
