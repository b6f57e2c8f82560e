import { checkedPort, hostOf } from './address.js';
import { infoOf } from './proxy-infos.js';

/** Where a drop of another process is (`dlg.rpc.ProxyInfo`). Frozen. @category RPC */
export class ProxyInfo {
  readonly hostname: string;
  readonly port: number;
  readonly sessionId: string;
  readonly uid: string;

  /** @throws TypeError or RangeError when the host or the port are none. */
  constructor(hostname: string, port: number, sessionId: string, uid: string) {
    this.hostname = hostOf(hostname);
    this.port = checkedPort(port, 1);
    this.sessionId = sessionId;
    this.uid = uid;
    Object.freeze(this);
  }

  /**
   * Where others find a drop: of a proxy where its drop is, of a drop of this process at the server that serves it.
   *
   * @throws TypeError for a drop of this process without a server.
   */
  static fromDataDrop(
    drop: { readonly uid: string; readonly sessionId?: unknown },
    server?: { readonly host: string; readonly port: number },
  ): ProxyInfo {
    const info = infoOf(drop);
    if (info !== undefined) return info;
    if (server === undefined || typeof drop.sessionId !== 'string') {
      throw new TypeError(`Drop "${drop.uid}" is of this process: give the server that serves it as well`);
    }
    return new ProxyInfo(server.host, server.port, drop.sessionId, drop.uid);
  }
}
