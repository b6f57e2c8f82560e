import { InvalidGraphError } from '../../src/index.js';
import { loadDropSpecs, type CreatedGraph } from '../../src/graph-loader.js';
import type { AbstractDROP } from '../../src/drops/index.js';
import { AppDROP } from '../../src/drops/index.js';
import { DROPStates } from '../../src/protocol/index.js';
import { settles } from '../executor/watching.js';

export const MEMORY = 'dlg.data.drops.memory.InMemoryDROP';
export const FILE = 'dlg.data.drops.file.FileDROP';
export const CONTAINER = 'dlg.data.drops.container.ContainerDROP';
export const STORE = 'dlg.data.drops.environmentvar_drop.EnvironmentVarDROP';
export const COPY = 'dlg.apps.simple.CopyApp';
export const CRC_STREAM = 'dlg.apps.crc.CRCStreamApp';
export const SLEEP = 'dlg.apps.simple.SleepApp';
export const FUNCTION = 'dropgraph.apps.FunctionApp';
export const LISTENER = 'dlg.apps.socket_listener.SocketListenerApp';

/** A dropspec as a test writes it, right or wrong. */
export type Spec = Record<string, unknown>;

export const data = (oid: string, fields: Spec = {}): Spec => ({
  oid,
  categoryType: 'Data',
  dropclass: MEMORY,
  ...fields,
});
export const app = (oid: string, fields: Spec = {}): Spec => ({
  oid,
  categoryType: 'Application',
  dropclass: COPY,
  ...fields,
});
export const container = (oid: string, fields: Spec = {}): Spec => ({
  oid,
  categoryType: 'Container',
  dropclass: CONTAINER,
  ...fields,
});

/** a -> f -> b, where f copies. */
export const chain = (): Spec[] => [
  data('a', { consumers: ['f'] }),
  app('f', { inputs: ['a'], outputs: ['b'] }),
  data('b', { producers: ['f'] }),
];

/** The error that checking a list of dropspecs throws. */
export function refusal(
  list: unknown,
  check: (list: readonly unknown[]) => unknown = loadDropSpecs,
): InvalidGraphError {
  try {
    check(list as readonly unknown[]);
  } catch (error) {
    if (error instanceof InvalidGraphError) return error;
    throw error;
  }
  throw new Error('the list was taken');
}

/** What is wrong with a list, in short: `oid path`. */
export const faults = (list: unknown): string[] =>
  refusal(list).problems.map(({ oid, path }) => `${oid} ${path}`);

const { COMPLETED, ERROR, CANCELLED, SKIPPED } = DROPStates;
const ENDS: readonly DROPStates[] = [COMPLETED, ERROR, CANCELLED, SKIPPED];

/** Starts a graph at its roots and waits until every drop has come to its end. */
export async function run({ drops, roots }: CreatedGraph): Promise<void> {
  const ends = [...drops.values()].map((drop) => ended(drop));
  for (const root of roots) {
    if (root instanceof AppDROP) void (root as AppDROP & { asyncExecute(): Promise<void> }).asyncExecute();
    else root.setCompleted();
  }
  await settles(Promise.all(ends), 'the graph of drops');
}

function ended(drop: AbstractDROP): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (ENDS.includes(drop.status)) resolve();
    };
    drop.subscribe(look, 'status');
    look();
  });
}
