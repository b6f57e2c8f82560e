import type { Link } from './link.js';
import { isSameName, isSpeakable, keyOf, type ServiceRecord } from './records.js';
import type { ServiceInfo, ServiceStateChange } from './service-info.js';

/** The time between two questions grows from the first to the second, in milliseconds (RFC 6762, section 5.2). */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 3_600_000;
/** How much of the time of a service may pass before it is asked for again. */
const PATIENCE = 0.8;
/** More services than a network has; whoever tells of more is not believed. */
const MOST = 10_000;

/** A service somebody told of, as far as it is known. */
interface Sighting {
  readonly name: string;
  /** When it is gone if it is not told of again, and when to ask for that, in milliseconds. */
  expires: number;
  askAt: number;
  /** Where it is: a port at the host `target`, at an address. */
  port?: number;
  target?: string;
  address?: string | undefined;
  /** As those who listen were told; undefined when they were not. */
  told?: ServiceInfo;
}

/** What a {@link ServiceBrowser} needs of who made it. */
export interface BrowserOwner {
  readonly links: readonly Link[];
  tell(change: ServiceStateChange, info: ServiceInfo): void;
  onTrouble(error: Error): void;
  onCancel(browser: ServiceBrowser): void;
}

/** Looks for services of one type until it is cancelled; made by `browseService`. @category Host */
export class ServiceBrowser {
  /** Name of the type, such as `_NodeManager._tcp.local.` */
  readonly type: string;
  readonly #owner: BrowserOwner;
  readonly #sightings: Map<string, Sighting> = new Map();
  #pause = FIRST_PAUSE;
  #lookAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #isCancelled = false;

  /** @internal */
  constructor(type: string, owner: BrowserOwner) {
    this.type = type;
    this.#owner = owner;
    this.#look();
  }

  /** The services that are there now. */
  get services(): ServiceInfo[] {
    return [...this.#sightings.values()].flatMap(({ told }) => told ?? []);
  }

  /** Ends the search; the callback is not called any more. */
  cancel(): void {
    this.#isCancelled = true;
    clearTimeout(this.#timer);
    this.#owner.onCancel(this);
  }

  /** @internal */
  hear(records: readonly ServiceRecord[]): void {
    if (this.#isCancelled) return;
    const before = new Set(this.#sightings.keys());
    // pointers first: of what nobody pointed to, nothing is kept
    for (const record of records)
      if (record.type === 'PTR') this.#hearPointer(record.name, record.data, record.ttl);
    for (const record of records)
      if (record.type === 'SRV' && record.ttl > 0) this.#hearPlace(record.name, record.data);
    const addresses = addressesIn(records);
    for (const [key, sighting] of this.#sightings) {
      const heard = addresses.get(keyOf(sighting.target ?? ''));
      // a host of several addresses is told of once
      if (heard !== undefined && !heard.includes(sighting.address ?? '')) sighting.address = heard[0];
      this.#report(sighting);
      if (!before.has(key)) this.#resolve(sighting);
    }
    this.#schedule();
  }

  #hearPointer(type: string, name: string, ttl: number): void {
    if (!isSameName(type, this.type) || !keyOf(name).endsWith(`.${keyOf(type)}`)) return;
    const key = keyOf(name);
    const sighting = this.#sightings.get(key);
    if (ttl === 0) {
      if (sighting !== undefined) this.#remove(key, sighting);
      return;
    }
    if (sighting === undefined && (this.#sightings.size >= MOST || !isSpeakable(name))) return;
    const [now, time] = [Date.now(), ttl * 1000];
    const times = { expires: now + time, askAt: now + time * PATIENCE };
    if (sighting !== undefined) Object.assign(sighting, times);
    else this.#sightings.set(key, { name: `${name.replace(/\.$/, '')}.`, ...times });
  }

  #hearPlace(name: string, { port, target }: { readonly port: number; readonly target: string }): void {
    const sighting = this.#sightings.get(keyOf(name));
    if (sighting === undefined || port === 0 || !isSpeakable(target)) return;
    if (!isSameName(sighting.target ?? '', target)) sighting.address = undefined;
    sighting.port = port;
    sighting.target = target;
  }

  /** Tells of a service that is known at last, or is somewhere else now. */
  #report(sighting: Sighting): void {
    const { name, address, port, told } = sighting;
    if (address === undefined || port === undefined) return;
    if (told?.address === address && told.port === port) return;
    if (told !== undefined) this.#say('Removed', told);
    sighting.told = { type: this.type, name, address, port };
    this.#say('Added', sighting.told);
  }

  #remove(key: string, { told }: Sighting): void {
    this.#sightings.delete(key);
    if (told !== undefined) this.#say('Removed', told);
  }

  #say(change: ServiceStateChange, info: ServiceInfo): void {
    if (!this.#isCancelled) this.#owner.tell(change, info);
  }

  /** Asks for what is not known of a service. */
  #resolve({ name, target, address }: Sighting): void {
    if (target === undefined) this.#ask('SRV', name);
    else if (address === undefined) this.#ask('A', target);
  }

  /** Asks for all services, and forgets those nobody tells of any more. */
  #look(): void {
    const now = Date.now();
    for (const [key, sighting] of this.#sightings) {
      if (sighting.expires <= now) this.#remove(key, sighting);
      else this.#resolve(sighting);
      const left = Math.max(FIRST_PAUSE, (sighting.expires - now) * PATIENCE);
      if (sighting.askAt <= now) sighting.askAt = now + left;
    }
    if (this.#lookAt <= now) {
      this.#lookAt = now + this.#pause;
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    }
    this.#ask('PTR', this.type);
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#isCancelled) return;
    let due = this.#lookAt;
    for (const { askAt } of this.#sightings.values()) due = Math.min(due, askAt);
    this.#timer = setTimeout(() => this.#look(), Math.max(0, due - Date.now())).unref();
  }

  #ask(type: 'PTR' | 'SRV' | 'A', name: string): void {
    for (const link of this.#owner.links) link.query(type, name).catch(this.#owner.onTrouble);
  }
}

/** The addresses of hosts, by the names of the hosts. */
function addressesIn(records: readonly ServiceRecord[]): Map<string, string[]> {
  const addresses = new Map<string, string[]>();
  for (const { type, name, ttl, data } of records) {
    if (type !== 'A' || ttl === 0) continue;
    const known = addresses.get(keyOf(name));
    if (known === undefined) addresses.set(keyOf(name), [data]);
    else known.push(data);
  }
  return addresses;
}
