/**
 * The machine a program runs on: its directories, addresses, processes and modules, and the services in its networks.
 *
 * @module
 */
export {
  getDlgDir,
  getDlgLogsDir,
  getDlgPath,
  getDlgPidDir,
  getDlgVariable,
  getDlgWorkDir,
} from './dlg-directories.js';
export { createDirIfMissing, fnameToPipname, isabs } from './directory.js';
export { escapeQuotes } from './escape-quotes.js';
export { ExistingProcess, type WaitOptions } from './existing-process.js';
export { getSymbol, timedImport, type ModuleExports } from './modules.js';
export {
  getAllIpv4Addresses,
  getLocalIpAddr,
  hostAmong,
  toExternallyContactableHost,
  zmqSafe,
} from './network.js';
export { objectTracking, type ObjectTracker, type TrackedObject } from './object-tracking.js';
export { recordFromPs, type ProcessRecord } from './process-record.js';
export type { ServiceBrowser } from './zeroconf/service-browser.js';
export type { Protocol, ServiceInfo, ServiceStateChange } from './zeroconf/service-info.js';
export {
  browseService,
  deregisterService,
  registerService,
  type ServiceCallback,
} from './zeroconf/services.js';
export { Zeroconf, type ZeroconfOptions } from './zeroconf/zeroconf.js';
