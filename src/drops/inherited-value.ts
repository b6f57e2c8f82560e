import type { AbstractDROP } from './abstract-drop.js';

/** Whether a drop says that the value of one of its parameters comes from a port of a producer. */
export function inherits({ parameters }: AbstractDROP, name: string): boolean {
  return outputPortFor(parameters, name) !== undefined;
}

/**
 * The value of a parameter that a producer has under one of its own ports, as `port_map` says: `{ filepath: 'report' }`
 * for what the producer calls `report`. Undefined while no producer with such a value is linked.
 */
export function inheritedValue({ parameters, producers }: AbstractDROP, name: string): string | undefined {
  const port = outputPortFor(parameters, name);
  if (port === undefined) return undefined;
  for (const producer of producers) {
    const own = ownPort(parameters['producers'], [producer.oid, producer.uid]);
    if (own !== undefined && own !== name) continue; // another input of this drop
    const value = valueOf(producer.parameters, port);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

type Parameters = Readonly<Record<string, unknown>>;

function outputPortFor(parameters: Parameters, name: string): string | undefined {
  const port = own(parameters['port_map'], name);
  return typeof port === 'string' && port !== '' ? port : undefined;
}

/** The port of this drop that a producer is linked to, where the link names one. */
function ownPort(links: unknown, names: readonly string[]): string | undefined {
  for (const link of Array.isArray(links) ? (links as unknown[]) : []) {
    for (const name of names) {
      const port = own(link, name);
      if (typeof port === 'string') return port;
    }
  }
  return undefined;
}

/** A parameter, or the value of the application argument of that name: ports have theirs only there. */
function valueOf(parameters: Parameters, name: string): unknown {
  return own(parameters, name) ?? own(own(parameters['applicationArgs'], name), 'value');
}

function own(holder: unknown, name: string): unknown {
  const isHolder = typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name);
  return isHolder ? (holder as Parameters)[name] : undefined;
}
