import { InvalidGraphError, loadGraph } from '../../src/index.js';

export const FUNCTION_APP = 'dropgraph.apps.FunctionApp';
export const MEMORY_DROP = 'dlg.data.drops.memory.InMemoryDROP';

/** A dropspec as a test writes it, right or wrong. */
export type Drop = Readonly<Record<string, unknown>>;

/** An application that runs the function `f`. */
export function app(oid: string, fields: Drop = {}): Drop {
  return { oid, categoryType: 'Application', dropclass: FUNCTION_APP, func_name: 'f', ...fields };
}

/** A data drop. */
export function data(oid: string, fields: Drop = {}): Drop {
  return { oid, categoryType: 'Data', dropclass: MEMORY_DROP, ...fields };
}

/** A data drop with data from the start. */
export function given(oid: string, value: unknown, fields: Drop = {}): Drop {
  return data(oid, { pydata: { type: 'json', value }, ...fields });
}

/** The smallest graph: x -> f -> y. */
export function smallGraph(): Drop[] {
  return [
    given('x', 1, { consumers: ['f'] }),
    app('f', { inputs: ['x'], outputs: ['y'] }),
    data('y', { producers: ['f'] }),
  ];
}

/** What is wrong with a graph, in short: `oid path`. */
export function faults(graph: unknown): string[] {
  return invalid(graph).problems.map(({ oid, path }) => `${oid} ${path}`);
}

/** The error that loading a graph throws. */
export function invalid(graph: unknown): InvalidGraphError {
  try {
    loadGraph(graph as string);
  } catch (error) {
    if (error instanceof InvalidGraphError) return error;
    throw error;
  }
  throw new Error('the graph was loaded');
}
