import { messageOf } from './dropgraph-error.js';

/** Shows an error that no caller is there to catch, on standard error, as Node's own warnings. */
export function warnOfDrop(uid: string, error: unknown): void {
  process.emitWarning(`Drop "${uid}": ${messageOf(error)}`, {
    type: 'DropgraphWarning',
    detail: error instanceof Error ? (error.stack ?? '') : '',
  });
}
