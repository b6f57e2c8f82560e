import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createDirIfMissing } from './directory.js';

/**
 * Root of the directories DALiuGE uses: the environment variable `DLG_ROOT`, else `dlg` in the home of the user. The
 * environment stays as it is.
 *
 * @category Host
 * @example
 * ```ts
 * import { getDlgDir, getDlgLogsDir } from 'dropgraph/utils';
 *
 * process.env['DLG_ROOT'] = '/srv/dlg';
 * getDlgDir(); // => '/srv/dlg'
 * getDlgLogsDir(); // => '/srv/dlg/logs'
 * ```
 */
export function getDlgDir(): string {
  const root = process.env['DLG_ROOT'];
  return root === undefined || root === '' ? join(homedir(), 'dlg') : root;
}

/** Where DALiuGE keeps the ids of its processes. @param createIfMissing - default false. @category Host */
export function getDlgPidDir(createIfMissing: boolean = false): string {
  return below('pid', createIfMissing);
}

/** Where DALiuGE keeps its logs. @param createIfMissing - default false. @category Host */
export function getDlgLogsDir(createIfMissing: boolean = false): string {
  return below('logs', createIfMissing);
}

/** Where DALiuGE keeps results. @param createIfMissing - default false. @category Host */
export function getDlgWorkDir(createIfMissing: boolean = false): string {
  return below('workspace', createIfMissing);
}

/** Where DALiuGE looks for further code. @param createIfMissing - default false. @category Host */
export function getDlgPath(createIfMissing: boolean = false): string {
  return below('code', createIfMissing);
}

/**
 * The value of an environment variable of DALiuGE's: `$DLG_ROOT` is {@link getDlgDir}, set or not; any other one that
 * is not set stands for itself.
 *
 * @param key - name of the variable, with the `$` before it.
 * @category Host
 * @example
 * ```ts
 * import { getDlgVariable } from 'dropgraph/utils';
 *
 * process.env['DLG_UID'] = 'drop-1';
 * getDlgVariable('$DLG_UID'); // => 'drop-1'
 * getDlgVariable('$DLG_UNKNOWN'); // => '$DLG_UNKNOWN'
 * ```
 */
export function getDlgVariable(key: string): string {
  const name = key.replace(/^\$/, '');
  return name === 'DLG_ROOT' ? getDlgDir() : (process.env[name] ?? key);
}

function below(name: string, createIfMissing: boolean): string {
  const path = join(getDlgDir(), name);
  if (createIfMissing) createDirIfMissing(path);
  return path;
}
