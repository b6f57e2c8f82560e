/**
 * The layout of src, as rules. The tables below are the only place to edit.
 * A folder imports only the index.ts of folders on a lower level: never a peer, never upwards.
 * Files directly in src are public doors: they import any folder's index.ts, and no folder imports them.
 */
const levels = [
  ['basics', 'protocol'],
  ['errors'],
  ['graph', 'events', 'codecs', 'storage', 'notebook', 'host'],
  ['reproducibility', 'closures'],
  ['dropspec', 'drops', 'viz', 'hashing'],
  ['droputils', 'lifecycle'],
  ['apps'],
  ['loader', 'workers'],
  ['executor'],
  ['delayed', 'rpc'],
  ['cli'],
];

/** Folders that run anywhere: no Node module, no logger. */
const pure = ['protocol', 'graph', 'dropspec'];

/** Modules the surroundings bring, never package.json: tslab is there in its own cells only. */
const provided = ['tslab'];

/** Optional peers: imported only where they are asked for, with an error that says what to install. */
const peers = ['@aws-sdk/client-s3', 'multicast-dns', 'node-sqlite3-wasm', 'tsx', 'zeromq'];

const any = (names) => `(?:${names.join('|')})`;
const folders = levels.flat();

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Two files that import each other are one idea in two files: merge them or pull out the shared part. ' +
        'Types alone may refer to each other: a lazy value can be computed, and computing gives what is not lazy.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...levels.map((names, level) => ({
      name: `level-${level}-imports-below`,
      comment: `${names.join(', ')} (level ${level}) may import only folders of a lower level.`,
      severity: 'error',
      from: { path: `^src/(${any(names)})/` },
      to: {
        path: '^src/',
        pathNot: ['^src/$1/', ...levels.slice(0, level).map((low) => `^src/${any(low)}/`)],
      },
    })),
    {
      name: 'through-the-door',
      comment: 'A folder is entered through its index.ts only; export there what others may use.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/[^/]+/', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'root-through-the-door',
      comment: 'The public doors, too, enter a folder through its index.ts.',
      severity: 'error',
      from: { path: '^src/[^/]+$' },
      to: { path: '^src/[^/]+/', pathNot: '^src/[^/]+/index\\.ts$' },
    },
    {
      name: 'known-folder',
      comment: 'This folder has no level yet: add it to the table in .dependency-cruiser.cjs.',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: `^src/${any(folders)}/` },
    },
    {
      name: 'pure-folders',
      comment: `${pure.join(', ')} run anywhere: no node: module, no pino.`,
      severity: 'error',
      from: { path: `^src/${any(pure)}/` },
      to: { path: ['^pino', '(^|/)node_modules/pino/'] },
    },
    {
      name: 'pure-folders-no-node',
      comment: `${pure.join(', ')} run anywhere: no node: module, no pino.`,
      severity: 'error',
      from: { path: `^src/${any(pure)}/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'runtime-dependencies-only',
      comment: 'src may import what package.json lists under dependencies, nothing else.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        pathNot: ['^src/', `^${any(provided)}$`, `node_modules/${any(peers)}/`],
      },
    },
    {
      name: 'src-stands-alone',
      comment: 'src imports nothing from test, docs, notebooks or dist.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(?:test|docs|notebooks|dist)/' },
    },
    {
      name: 'resolvable',
      comment: 'This import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: `^${any(provided)}$` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
