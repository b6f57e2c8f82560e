import { constants, Script } from 'node:vm';

/**
 * Lets functions that were sent use `import()`, without the warning that Node prints of the feature it takes, once per
 * thread: it is given off now, while nobody listens. All other warnings are printed as ever.
 */
export function quietImport(): void {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    new Script('void import("node:vm")', {
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext();
  } finally {
    process.emitWarning = emitWarning;
  }
}
