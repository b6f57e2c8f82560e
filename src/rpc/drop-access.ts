import { type AbstractDROP, DataDROP, InMemoryDROP } from '../drops/index.js';
import { PUBLIC_METHODS, PUBLIC_PROPERTIES } from './public-names.js';
import type { RemoteReaders } from './remote-readers.js';
import { toWire } from './wire-value.js';

/** A method of a drop, bound to it. */
export type DropMethod = (...args: readonly unknown[]) => unknown;

/** What peers can do with drops: read what is public, call what is public, and nothing else. */
export class DropAccess {
  readonly #readers: RemoteReaders;
  readonly #exposed: ReadonlySet<string>;

  /** @param exposed - names of further properties and methods, of the user's own classes. */
  constructor(readers: RemoteReaders, exposed: ReadonlySet<string>) {
    this.#readers = readers;
    this.#exposed = exposed;
  }

  /** The method of that name, bound to the drop; undefined when others may not call it or there is none. */
  method(drop: AbstractDROP, name: string): DropMethod | undefined {
    if (drop instanceof DataDROP) {
      if (name === 'open') return () => this.#readers.open(drop);
      if (name === 'read') return (descriptor, count) => this.#readers.read(drop, descriptor, count);
      if (name === 'close') return (descriptor) => this.#readers.close(drop, descriptor);
    }
    // DALiuGE's interface asks for the logs of drops; here they are none of the drop's
    if (name === 'getLogs') return () => [];
    if (!PUBLIC_METHODS.has(name) && !this.#exposed.has(name)) return undefined;
    const method = memberOf(drop, name);
    return typeof method === 'function'
      ? (...args) => Reflect.apply(method as DropMethod, drop, args)
      : undefined;
  }

  /** The property of that name, as it can be sent; undefined when there is none, or it cannot be had or sent. */
  property(drop: AbstractDROP, name: string): unknown {
    if (name === 'parameters') return sendableOf(drop.parameters);
    if (name === 'buftype' && drop instanceof DataDROP) return drop instanceof InMemoryDROP ? 'bytes' : null;
    // the misspelling is that of DALiuGE's applications for commands
    const own = name === 'dataUrl' ? 'dataURL' : name;
    if (!PUBLIC_PROPERTIES.has(own) && !this.#exposed.has(own)) return undefined;
    try {
      const value = memberOf(drop, own);
      return value === undefined || typeof value === 'function' ? undefined : toWire(value, name);
    } catch {
      return undefined; // as the place of an application's data, which has none
    }
  }
}

function memberOf(drop: AbstractDROP, name: string): unknown {
  return (drop as unknown as Readonly<Record<string, unknown>>)[name];
}

/** The parameters without those that only this process can hold. */
function sendableOf(parameters: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => {
      try {
        return [[name, toWire(value, name)]];
      } catch {
        return [];
      }
    }),
  );
}
