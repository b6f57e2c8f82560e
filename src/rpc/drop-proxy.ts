import type { DataDROP } from '../drops/index.js';
import { RPCError } from '../errors/index.js';
import { ProxyInfo } from './proxy-info.js';
import { rememberInfo } from './proxy-infos.js';
import { RemoteAttribute } from './remote-attribute.js';
import type { RPCClientBase } from './rpc-object.js';

/** What a proxy knows or does itself, as DALiuGE's does. @category RPC */
export interface ProxyOwn {
  readonly uid: string;
  /** Empty: links are those of the process the drop is in. */
  readonly inputs: readonly never[];
  readonly streamingInputs: readonly never[];
  readonly outputs: readonly never[];
  readonly consumers: readonly never[];
  readonly producers: readonly never[];
  /** Does nothing: events reach the drop by another way. */
  handleEvent(event: unknown): void;
}

/** What is public of `D`, in another process: properties are promises, methods give promises. @category RPC */
export type Remote<D> = {
  readonly [Name in Exclude<keyof D, keyof ProxyOwn>]: D[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : Promise<D[Name]>;
};

/** A drop of another process. @category RPC */
export type DropProxy<D = DataDROP> = ProxyOwn & Remote<D>;

/** Makes proxies of drops of other processes. @category RPC */
export interface DropProxyConstructor {
  new <D = DataDROP>(client: RPCClientBase, info: ProxyInfo): DropProxy<D>;
  new <D = DataDROP>(
    client: RPCClientBase,
    hostname: string,
    port: number,
    sessionId: string,
    uid: string,
  ): DropProxy<D>;
}

class Proxied implements ProxyOwn {
  readonly uid: string;
  readonly inputs: readonly never[] = [];
  readonly streamingInputs: readonly never[] = [];
  readonly outputs: readonly never[] = [];
  readonly consumers: readonly never[] = [];
  readonly producers: readonly never[] = [];

  constructor(
    client: RPCClientBase,
    info: ProxyInfo | string,
    port?: number,
    sessionId?: string,
    uid?: string,
  ) {
    const where =
      info instanceof ProxyInfo ? info : new ProxyInfo(info, port ?? NaN, sessionId ?? '', uid ?? '');
    this.uid = where.uid;
    const attributes = new Map<string, RemoteAttribute>();
    const proxy = new Proxy(this, {
      get: (own, name) => {
        // not thenable, so that a proxy can be awaited like any value; and unknown to tools that look at values
        if (typeof name === 'symbol' || name === 'then' || name === 'toJSON' || name in own)
          return Reflect.get(own, name) as unknown;
        let attribute = attributes.get(name);
        if (attribute === undefined) {
          attribute = new RemoteAttribute(client, where, name);
          attributes.set(name, attribute);
        }
        return attribute.callable;
      },
      set: (_, name) => {
        throw new RPCError(
          `"${String(name)}" of the remote drop "${where.uid}" cannot be set; call its methods`,
        );
      },
    });
    rememberInfo(proxy, where);
    return proxy;
  }

  handleEvent(): void {}
}

Object.defineProperty(Proxied, 'name', { value: 'DropProxy' });

/**
 * Stands for a drop of another process, here or in Python (`dlg.rpc.DropProxy`): `await proxy.status` reads a property
 * there, `await proxy.read(descriptor)` calls a method. A method is asked for once whether it is there; to call one that
 * is not is an RPCError. A property that is not there is, as DALiuGE has it, answered with the name of the drop.
 *
 * The type argument says what the drop is, by default a {@link DataDROP}.
 *
 * @category RPC
 * @example
 * ```ts
 * import { InMemoryDROP } from 'dropgraph/drop';
 * import { DropProxy, DropServer, ProxyInfo, ZeroRPCClient } from 'dropgraph/rpc';
 *
 * const drop = new InMemoryDROP('A', 'A');
 * const server = new DropServer('127.0.0.1', 0);
 * server.add({ sessionId: 's1', drop: () => drop });
 * await server.start();
 * const client = new ZeroRPCClient();
 * const proxy = new DropProxy(client, new ProxyInfo('127.0.0.1', server.port, 's1', 'A'));
 * await proxy.write('hello'); // => 5
 * await proxy.setCompleted();
 * drop.isCompleted(); // => true
 * await proxy.checksum; // => 2591144780
 * await client.shutdown();
 * await server.shutdown();
 * ```
 */
export const DropProxy: DropProxyConstructor = Proxied as unknown as DropProxyConstructor;
