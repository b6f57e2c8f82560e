/** What a service is spoken to by. @category Host */
export type Protocol = 'tcp' | 'udp';

/** A service in the local network. @category Host */
export interface ServiceInfo {
  /** Name of its type, such as `_NodeManager._tcp.local.` */
  readonly type: string;
  /** Its own name and that of its type, such as `node1._NodeManager._tcp.local.` */
  readonly name: string;
  /** Its IPv4 address. */
  readonly address: string;
  readonly port: number;
}

/** What became of a service. @category Host */
export type ServiceStateChange = 'Added' | 'Removed';
