import type { ProxyInfo } from './proxy-info.js';

/** Where the drops of proxies are: a property of the proxy would be taken for one of the drop. */
const INFOS = new WeakMap<object, ProxyInfo>();

export function infoOf(proxy: object): ProxyInfo | undefined {
  return INFOS.get(proxy);
}

export function rememberInfo(proxy: object, info: ProxyInfo): void {
  INFOS.set(proxy, info);
}
