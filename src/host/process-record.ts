import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';

/** What the system knows of a process. */
export interface ProcessRecord {
  /** Whether it has ended, and waits for its parent to take notice. */
  readonly isDead: boolean;
  /** When it was started, in whatever form: two processes of one id have two of these. */
  readonly started: string;
}

/** What the system tells of a process; undefined when there is none, or it is hidden. */
export function processRecord(pid: number): ProcessRecord | undefined {
  return process.platform === 'linux' ? recordFromProc(pid) : recordFromPs(pid);
}

/** From the table of Linux, `/proc/<pid>/stat`. */
function recordFromProc(pid: number): ProcessRecord | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // the name of the program stands in parentheses and may hold anything, parentheses too
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', started = ''] = [fields[0], fields[19]];
  return { isDead: /^[ZXx]/.test(state), started };
}

/** From `ps`, which every Unix has. */
export function recordFromPs(pid: number): ProcessRecord | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const [, state, started] = /^\s*(\S+)\s+(\S.*?)\s*$/m.exec(stdout ?? '') ?? [];
  return state === undefined || started === undefined
    ? undefined
    : { isDead: state.startsWith('Z'), started };
}
