import { messageOf } from '../errors/index.js';

/** Shows an error that no caller is there to catch, on standard error, as Node's own warnings. */
export function warn(uid: string, error: unknown): void {
  process.emitWarning(`Drop "${uid}": ${messageOf(error)}`, {
    type: 'DropgraphWarning',
    detail: error instanceof Error ? (error.stack ?? '') : '',
  });
}
