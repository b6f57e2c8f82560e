import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, messageOf, MissingError } from '../../errors/index.js';

/** How long a process may take to end after SIGTERM before it is killed, in milliseconds. */
const GRACE = 2_000;
/** How often a group is asked whether it is gone, in milliseconds. */
const POLL = 20;

export interface GroupOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string | undefined;
  readonly stdio: StdioOptions;
  /** Ends the whole group when aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Said when the program is not there: what to install. */
  readonly missing: string;
}

export interface GroupExit {
  /** Exit code; null when a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * A program in a process group of its own, so that what it starts ends with it: nothing of the group is left when
 * {@link ProcessGroup.ended} settles, nor when this process exits.
 */
export class ProcessGroup {
  readonly child: ChildProcess;
  /**
   * The process has ended, and its output has been read to the end.
   *
   * @throws MissingError when the program is not there; the reason of the signal when that ended it.
   */
  readonly ended: Promise<GroupExit>;
  readonly #signal: AbortSignal | undefined;
  readonly #missing: string;
  readonly #cwd: string | undefined;

  constructor(file: string, args: readonly string[], options: GroupOptions) {
    options.signal?.throwIfAborted();
    this.#signal = options.signal;
    this.#missing = options.missing;
    this.#cwd = options.cwd;
    const { env, cwd, stdio } = options;
    try {
      this.child = spawn(file, args, { env, stdio, detached: true, ...(cwd !== undefined && { cwd }) });
    } catch (error) {
      throw new AppError(`${file} cannot be started: ${messageOf(error)}`, { cause: error });
    }
    alive.add(this);
    this.ended = this.#wait();
    // Whoever asks gets the error; until then it must not count as unhandled.
    this.ended.catch(() => {});
  }

  /** Sends a signal to every process of the group. */
  kill(signal: NodeJS.Signals | 0): boolean {
    const { pid } = this.child;
    if (pid === undefined) return false;
    try {
      return process.kill(-pid, signal);
    } catch {
      return false; // gone
    }
  }

  async #wait(): Promise<GroupExit> {
    const { child } = this;
    // Output ends when the last process that holds it ends, not with the shell: `a > >(b)`.
    const closed = once(child, 'close') as Promise<[GroupExit['code'], GroupExit['signal']]>;
    const aborted = (): void => void this.#end();
    this.#signal?.addEventListener('abort', aborted, { once: true });
    try {
      const [code, signal] = await closed;
      this.#signal?.throwIfAborted();
      return { code, signal };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // The system says the same of a missing folder as of a missing program.
      if (this.#cwd !== undefined && !existsSync(this.#cwd)) {
        throw new AppError(`the folder ${this.#cwd} to run in is not there`, { cause: error });
      }
      throw new MissingError(this.#missing, { cause: error });
    } finally {
      this.#signal?.removeEventListener('abort', aborted);
      await this.#end();
      alive.delete(this);
    }
  }

  #ending: Promise<void> | undefined;

  #end(): Promise<void> {
    this.#ending ??= this.#endGroup();
    return this.#ending;
  }

  async #endGroup(): Promise<void> {
    if (!this.kill('SIGTERM')) return;
    if (!(await this.#isGone(GRACE))) {
      this.kill('SIGKILL');
      await this.#isGone(GRACE); // a dead child that nobody fetches stays in the table: no reason to wait for ever
    }
    // A process that left the group may still hold the output.
    for (const stream of this.child.stdio) stream?.destroy();
  }

  async #isGone(limit: number): Promise<boolean> {
    for (let waited = 0; this.kill(0); waited += POLL) {
      if (waited >= limit) return false;
      await sleep(POLL);
    }
    return true;
  }
}

const alive = new Set<ProcessGroup>();

process.on('exit', () => {
  for (const group of alive) group.kill('SIGKILL');
});
