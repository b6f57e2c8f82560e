/**
 * The built-in applications, by their names in DALiuGE (`dlg.apps`), and `FunctionApp`.
 *
 * @module
 */
export { AverageArraysApp } from './average-arrays-app.js';
export { BashShellApp } from './bash-shell-app.js';
export { Branch, SimpleBranch } from './branch-apps.js';
export { APP_CLASSES, appClassNamed, reasonAgainst, SOCKET_CLASS, type AppClass } from './classes.js';
export { CopyApp } from './copy-app.js';
export { CRCApp } from './crc-app.js';
export { CRCStreamApp } from './crc-stream-app.js';
export { ExternalStoreApp } from './external-store-app.js';
export { FunctionApp, type FunctionAppOptions } from './function-app.js';
export { ArrayGatherApp, DictGatherApp, GenericGatherApp, GenericNpyGatherApp } from './gather-apps.js';
export { HelloWorldApp } from './hello-world-app.js';
export { ListAppendThrashingApp } from './list-append-thrashing-app.js';
export { NullBarrierApp } from './null-barrier-app.js';
export { runsCode, type AppPermissions, type RunsCode } from './permissions.js';
export { PickOne } from './pick-one.js';
export { PyFuncApp } from './pyfunc-app.js';
export { RandomArrayApp } from './random-array-app.js';
export { GenericNpyScatterApp, GenericScatterApp } from './scatter-apps.js';
export { SleepAndCopyApp, SleepApp } from './sleep-app.js';
export { SocketListenerApp } from './socket-listener-app.js';
export { StreamApp } from './stream-app.js';
export {
  StreamingInputBashApp,
  StreamingInputOutputBashApp,
  StreamingOutputBashApp,
} from './streaming-bash-apps.js';
export { UrlRetrieveApp } from './url-retrieve-app.js';
