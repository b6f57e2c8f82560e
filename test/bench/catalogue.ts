/** What can be measured. Shared by the harness (parent) and the measured process (child), so no peer is imported. */
export const shapeNames = ['wide', 'chain', 'tree', 'random', 'async'] as const;
export type ShapeName = (typeof shapeNames)[number];

export const engineNames = [
  'hand-lazy',
  'hand-eager',
  'hand-then',
  'raw',
  'p-graph',
  'effect-cached',
  'dropgraph',
  'dropgraph-unbounded',
  'dropgraph-specs',
  'dropgraph-ndjson',
  'dask-2022-sync',
  'dask-2022-threads',
  'dask-sync',
  'dask-threads',
] as const;
export type EngineName = (typeof engineNames)[number];

export interface PythonEngine {
  readonly venv: '.venv-dask-2022' | '.venv-dask';
  readonly scheduler: 'sync' | 'threads';
}

export interface EngineInfo {
  /** Biggest N tried unless the engine is named with --engine: slow peers would only eat the time limit. */
  readonly largest?: number;
  /** Only these shapes say something new about this engine. */
  readonly shapes?: readonly ShapeName[];
  /** Runs in Python, of this environment at the top of the repository; left out where that was not made. */
  readonly python?: PythonEngine;
  /** A failure of our own engine fails the benchmark; a failure of a peer is a line in the table. */
  readonly ours?: true;
}

const dask = (venv: PythonEngine['venv'], scheduler: PythonEngine['scheduler']): EngineInfo => ({
  largest: 1e5,
  shapes: ['wide', 'chain', 'tree', 'random'],
  python: { venv, scheduler },
});

export const engines: Readonly<Record<EngineName, EngineInfo>> = {
  'hand-lazy': {},
  'hand-eager': {},
  'hand-then': { shapes: ['chain', 'tree'] },
  raw: {},
  'p-graph': { largest: 1e5 },
  'effect-cached': { largest: 1e5 },
  dropgraph: { ours: true },
  'dropgraph-unbounded': { ours: true, shapes: ['async'] },
  'dropgraph-specs': { ours: true },
  'dropgraph-ndjson': { ours: true },
  'dask-2022-sync': dask('.venv-dask-2022', 'sync'),
  'dask-2022-threads': dask('.venv-dask-2022', 'threads'),
  'dask-sync': dask('.venv-dask', 'sync'),
  'dask-threads': dask('.venv-dask', 'threads'),
};

/** The hand-written DAG each ratio is taken over. hand-lazy recurses, so it overflows the stack on a chain. */
export const referenceEngine = (shape: ShapeName): EngineName =>
  shape === 'chain' ? 'hand-eager' : 'hand-lazy';

export const allSizes: readonly number[] = [1e4, 1e5, 1e6];

export const quick: { engines: readonly EngineName[]; sizes: readonly number[] } = {
  engines: ['hand-lazy', 'hand-eager', 'raw', 'dropgraph'],
  sizes: [1e4, 1e5],
};

/** 100000 -> "1e5"; sizes that are not a round power stay in digits. */
export const sizeLabel = (n: number): string => {
  const short = n.toExponential().replace('e+', 'e');
  return short.length < String(n).length ? short : String(n);
};
