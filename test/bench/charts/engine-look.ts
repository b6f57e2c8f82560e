import type { EngineName } from '../catalogue.js';

export interface Look {
  readonly color: string;
  /** As SVG has it; empty for a full line. */
  readonly dash: string;
}

/** Ours are orange and stand out; a family has one colour, its members differ in their dashes. Seen on white and black. */
export const looks: Readonly<Record<EngineName, Look>> = {
  'hand-lazy': { color: '#7a8699', dash: '' },
  'hand-eager': { color: '#7a8699', dash: '7 3' },
  'hand-then': { color: '#7a8699', dash: '2 3' },
  raw: { color: '#2f9e8f', dash: '' },
  'p-graph': { color: '#a35bc4', dash: '' },
  'effect-cached': { color: '#a35bc4', dash: '7 3' },
  dropgraph: { color: '#e8590c', dash: '' },
  'dropgraph-unbounded': { color: '#e8590c', dash: '2 3' },
  'dropgraph-specs': { color: '#e8590c', dash: '7 3' },
  'dropgraph-ndjson': { color: '#e8590c', dash: '9 3 2 3' },
  'dask-2022-sync': { color: '#4c8fe0', dash: '2 3' },
  'dask-2022-threads': { color: '#4c8fe0', dash: '9 3 2 3' },
  'dask-sync': { color: '#4c8fe0', dash: '7 3' },
  'dask-threads': { color: '#4c8fe0', dash: '' },
};
