import { pino, type Logger } from 'pino';

let root: Logger | undefined;

/**
 * The logger of the library: silent unless the environment variable `DROPGRAPH_LOG_LEVEL` names a level of
 * pino (trace, debug, info, warn, error). Writes to standard error, because standard output is the user's.
 */
export function libraryLogger(): Logger {
  const level = process.env['DROPGRAPH_LOG_LEVEL'] ?? 'silent';
  root ??= pino({ name: 'dropgraph', level }, pino.destination({ dest: 2, sync: true }));
  return root;
}
