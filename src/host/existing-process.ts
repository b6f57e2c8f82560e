import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { strictOptions } from '../basics/index.js';
import { HostError, messageOf } from '../errors/index.js';
import { processRecord } from './process-record.js';

/** How long {@link ExistingProcess.wait} waits. @category Host */
export interface WaitOptions {
  /** Ends the waiting, not the process. */
  readonly signal?: AbortSignal | undefined;
}

/** How often a process is looked at while it is waited for, in milliseconds. */
const PERIOD = 100;
/** Linux has no larger ids, other systems smaller ones. */
const LARGEST_PID = 2 ** 22;

const waitSchema = z.object({
  signal: z.instanceof(AbortSignal, { error: 'must be an AbortSignal' }).optional(),
});

/**
 * A process that runs already, of whoever's making. Looking at it does not disturb it; another process that gets its
 * id later is not taken for it. For Linux and macOS.
 *
 * @category Host
 * @example
 * ```ts
 * import { spawn } from 'node:child_process';
 * import { ExistingProcess } from 'dropgraph/utils';
 *
 * const child = spawn('sleep', ['100']);
 * const existing = new ExistingProcess(child.pid ?? 0);
 * existing.poll(); // => null
 * existing.terminate();
 * await existing.wait(); // => 0
 * existing.finished; // => true
 * ```
 */
export class ExistingProcess {
  readonly pid: number;
  readonly #started: string | undefined;
  #finished = false;

  /** @throws RangeError for what is no id of one process; HostError on a system without signals. */
  constructor(pid: number) {
    // 0 and below mean groups of processes: a signal to -1 ends everything
    if (!Number.isInteger(pid) || pid < 1 || pid > LARGEST_PID) {
      throw new RangeError(
        `the id of a process is an integer from 1 to ${String(LARGEST_PID)}, got ${String(pid)}`,
      );
    }
    if (process.platform === 'win32') {
      throw new HostError('ExistingProcess needs the signals of Linux or macOS; Windows has none');
    }
    this.pid = pid;
    this.#started = processRecord(pid)?.started;
  }

  /** Whether a look at the process found it gone. */
  get finished(): boolean {
    return this.#finished;
  }

  /**
   * Looks at the process: null while it is there, 0 once it is gone. Only its parent can know how it ended. One that has
   * ended and was not fetched by its parent is gone.
   */
  poll(): 0 | null {
    this.#finished ||= !this.#signal(0) || this.#isAnother();
    return this.#finished ? 0 : null;
  }

  /** Asks the process to end (SIGTERM); does nothing when it is gone. @throws HostError when that is not allowed. */
  terminate(): void {
    this.#end('SIGTERM');
  }

  /** Ends the process (SIGKILL); does nothing when it is gone. @throws HostError when that is not allowed. */
  kill(): void {
    this.#end('SIGKILL');
  }

  /** Waits until the process is gone. @throws the reason of the signal. */
  async wait(options: WaitOptions = {}): Promise<0> {
    const { signal } = strictOptions(waitSchema, options, 'ExistingProcess.wait');
    signal?.throwIfAborted();
    for (let status = this.poll(); ; status = this.poll()) {
      if (status !== null) return status;
      await sleep(PERIOD, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
    }
  }

  #end(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.poll() === null) this.#signal(signal);
  }

  /** Whether there is such a process; signal 0 only asks. */
  #signal(signal: NodeJS.Signals | 0): boolean {
    try {
      return process.kill(this.pid, signal);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ESRCH') return false;
      if (code === 'EPERM' && signal === 0) return true; // it is somebody else's
      throw new HostError(
        `cannot send ${String(signal)} to process ${String(this.pid)}: ${messageOf(error)}`,
        {
          cause: error,
        },
      );
    }
  }

  #isAnother(): boolean {
    const record = processRecord(this.pid);
    if (record === undefined) return false; // there, but not to be looked into
    return record.isDead || (this.#started !== undefined && record.started !== this.#started);
  }
}
