/**
 * Calls between processes as DALiuGE makes them (`dlg.rpc`): ZeroRPC over ZeroMQ, drops of other processes, and the events
 * node managers exchange. The optional package `zeromq` is loaded when it is first needed.
 *
 * @module
 */
export {
  LostRemoteError,
  RemoteError,
  RPCError,
  RPCTimeoutError,
  type RemoteFailure,
} from '../errors/index.js';
export { DropProxy, type DropProxyConstructor, type ProxyOwn, type Remote } from './drop-proxy.js';
export { DropServer, type DropServerOptions, type ServedSession } from './drop-server.js';
export { decodeEvent } from './event-decode.js';
export { encodeEvent } from './event-encode.js';
export { EventPublisher, type EventSource } from './event-publisher.js';
export { EventSubscriber } from './event-subscriber.js';
export { ProxyInfo } from './proxy-info.js';
export { RPCRequest, RPCResponse, type ResponseQueue } from './requests.js';
export { RPCClientBase, RPCObject, RPCServerBase, type RemoteMethod } from './rpc-object.js';
export { ZeroRPCClient, type ZeroRPCClientOptions } from './zero-rpc-client.js';
export { ZeroRPCClient as RPCClient } from './zero-rpc-client.js';
export { ZeroRPCServer, type RPCMethod, type ZeroRPCServerOptions } from './zero-rpc-server.js';
export { ZeroRPCServer as RPCServer } from './zero-rpc-server.js';
