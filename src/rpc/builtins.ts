import { RPCError } from '../errors/index.js';
import type { RPCMethod } from './zero-rpc-server.js';

/** What every server of ZeroRPC can be asked about itself, as tools of zerorpc do. */
export function builtinsOf(methods: ReadonlyMap<string, RPCMethod>, name: string): Record<string, RPCMethod> {
  const expectKnown = (method: unknown): void => {
    if (typeof method !== 'string' || !methods.has(method)) throw new RPCError('there is no such method');
  };
  return {
    _zerorpc_ping: () => ['pong', name],
    _zerorpc_name: () => name,
    _zerorpc_list: () => [...methods.keys()],
    _zerorpc_inspect: () => ({
      name,
      methods: Object.fromEntries(Array.from(methods.keys(), (method) => [method, { args: [], doc: '' }])),
    }),
    _zerorpc_help: (method: unknown) => {
      expectKnown(method);
      return '';
    },
    _zerorpc_args: (method: unknown) => {
      expectKnown(method);
      return [];
    },
  };
}
