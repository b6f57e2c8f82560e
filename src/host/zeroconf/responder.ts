import { setTimeout as sleep } from 'node:timers/promises';
import { HostError } from '../../errors/index.js';
import type { Link, Query } from './link.js';
import { ALL_TYPES, isSameName, keyOf, recordsOf, type ServiceRecord } from './records.js';
import type { ServiceInfo } from './service-info.js';

/** How often a name is asked for before it is used, and how long an answer may take, in milliseconds (RFC 6762, 8.1). */
const PROBES = 3;
const PROBE_TIME = 250;
/** When an announcement is repeated, in milliseconds: packets get lost. */
const REPEAT = 1000;

/** A name that is being asked for before it is used. */
interface Probe {
  readonly info: ServiceInfo;
  /** Aborted when somebody else has the name. */
  readonly controller: AbortController;
}

/** Tells of the services of this process: when they begin, when somebody asks, and when they end. */
export class Responder {
  readonly #links: readonly Link[];
  readonly #onTrouble: (error: Error) => void;
  readonly #services: Map<string, ServiceInfo> = new Map();
  readonly #repeats: Map<string, NodeJS.Timeout> = new Map();
  readonly #probing: Map<string, Probe> = new Map();
  #isClosed = false;

  constructor(links: readonly Link[], onTrouble: (error: Error) => void) {
    this.#links = links;
    this.#onTrouble = onTrouble;
  }

  /** @throws HostError when another service has that name. */
  async register(info: ServiceInfo): Promise<void> {
    const key = keyOf(info.name);
    if (this.#services.has(key) || this.#probing.has(key)) throw taken(info.name);
    await this.#probe(info, key);
    if (this.#isClosed) throw closed();
    this.#services.set(key, info);
    await this.#respond(recordsOf(info));
    const repeat = setTimeout(() => void this.#respond(recordsOf(info)).catch(this.#onTrouble), REPEAT);
    this.#repeats.set(key, repeat.unref());
  }

  /** Whether there was such a service. */
  async deregister(name: string): Promise<boolean> {
    const key = keyOf(name);
    const info = this.#services.get(key);
    if (info === undefined) return false;
    this.#services.delete(key);
    clearTimeout(this.#repeats.get(key));
    this.#repeats.delete(key);
    // others may have services of this type
    const ended = recordsOf(info).filter(({ name: of }) => !isSameName(of, ALL_TYPES));
    await this.#respond(ended.map((record) => ({ ...record, ttl: 0 })));
    return true;
  }

  /** Takes all back; what is being registered is not. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { controller } of this.#probing.values()) controller.abort(closed());
    await Promise.all([...this.#services.values()].map(({ name }) => this.deregister(name)));
  }

  /** Somebody asks: for services, or for a name to use it. */
  answer({ questions, known, proposed }: Query, link: Link): void {
    for (const { info, controller } of this.#probing.values()) {
      if (rivalry(proposed, info) > 0) controller.abort(taken(info.name));
    }
    const mine = [...this.#services.values()].flatMap(recordsOf);
    const asked = mine.filter((record) =>
      questions.some(
        ({ type, name }) => (type === record.type || type === 'ANY') && isSameName(name, record.name),
      ),
    );
    const answers = unique(asked).filter((record) => !known.some((other) => isKnown(record, other)));
    if (answers.length === 0) return;
    const named = new Set(
      answers.map((record) => keyOf(record.type === 'PTR' ? String(record.data) : record.name)),
    );
    const additionals = mine.filter((record) => named.has(keyOf(record.name)) && !answers.includes(record));
    link.respond(answers, additionals).catch(this.#onTrouble);
  }

  /** Somebody has one of these names: who wanted to take it must not. */
  hear(records: readonly ServiceRecord[]): void {
    for (const { name, ttl } of records) {
      if (ttl > 0) this.#probing.get(keyOf(name))?.controller.abort(taken(name));
    }
  }

  async #probe(info: ServiceInfo, key: string): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#probing.set(key, { info, controller });
    const proposed = recordsOf(info).filter(({ name }) => isSameName(name, info.name));
    try {
      for (let probe = 0; probe < PROBES; probe++) {
        await Promise.all(this.#links.map((link) => link.query('ANY', info.name, proposed)));
        await sleep(PROBE_TIME, undefined, { signal }).catch(() => {}); // thrown below, as what it is
        signal.throwIfAborted();
      }
    } finally {
      this.#probing.delete(key);
    }
  }

  async #respond(records: readonly ServiceRecord[]): Promise<void> {
    await Promise.all(this.#links.map((link) => link.respond(records)));
  }
}

function taken(name: string): HostError {
  return new HostError(`there is a service ${name} already; choose another name`);
}

function closed(): HostError {
  return new HostError('zeroconf was closed before the service was registered');
}

/** The list of types has one record for all services of a type. */
function unique(records: readonly ServiceRecord[]): ServiceRecord[] {
  return records.filter((record, at) => {
    return record.type !== 'PTR' || records.findIndex((other) => isSamePointer(record, other)) === at;
  });
}

/** Whether an asker knows a record, and for at least half as long as it holds. */
function isKnown(record: ServiceRecord, other: ServiceRecord): boolean {
  return isSamePointer(record, other) && other.ttl * 2 >= record.ttl;
}

function isSamePointer(a: ServiceRecord, b: ServiceRecord): boolean {
  return a.type === 'PTR' && b.type === 'PTR' && isSameName(a.name, b.name) && isSameName(a.data, b.data);
}

/**
 * Who keeps a name that two ask for at once: above 0, the one who proposes these records; 0 when they are our own
 * (RFC 6762, section 8.2: the larger address, then the larger port).
 */
function rivalry(proposed: readonly ServiceRecord[], mine: ServiceInfo): number {
  let [address, port] = [mine.address, mine.port];
  for (const record of proposed.filter(({ name }) => isSameName(name, mine.name))) {
    if (record.type === 'A') address = record.data;
    if (record.type === 'SRV') port = record.data.port;
  }
  return Buffer.compare(bytesOf(address), bytesOf(mine.address)) || port - mine.port;
}

function bytesOf(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}
