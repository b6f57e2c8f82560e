import type { Readable, Writable } from 'node:stream';
import { AppError } from '../../errors/index.js';
import { getDlgDir } from '../../host/index.js';
import { ProcessGroup, type GroupExit } from './process-group.js';
import { Tail } from './tail.js';

/** Bytes of each output that are kept. */
const KEPT = 64 * 1024;
/** Characters of the standard error that an error message shows. */
const SHOWN = 2_000;

/** For whom a command is run. */
export interface CommandOwner {
  readonly uid: string;
  readonly sessionId: string;
  /** Folder the command starts in; default the folder of this process. */
  readonly cwd?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What came of a command; long outputs are cut to their end. */
export interface CommandResult {
  readonly command: string;
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of a command: that of this process and what DALiuGE's applications find in theirs. */
export function commandEnvironment(owner: CommandOwner): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DLG_UID: owner.uid,
    ...(owner.sessionId !== '' && { DLG_SESSION_ID: owner.sessionId }),
    DLG_ROOT: getDlgDir(),
  };
}

/** A file that a command opens itself. */
export interface OpenedFile {
  readonly path: string;
}

/** Where the standard input and output of a command are. */
export interface Redirection {
  /** Default: there is no input. */
  readonly stdin?: 'pipe' | OpenedFile | undefined;
  /** Default: the end of it is kept. */
  readonly stdout?: 'pipe' | OpenedFile | undefined;
}

/** A command of bash while it runs. */
export class BashCommand {
  readonly #command: string;
  readonly #group: ProcessGroup;
  readonly #stdout: Tail = new Tail(KEPT);
  readonly #stderr: Tail = new Tail(KEPT);

  constructor(command: string, owner: CommandOwner, { stdin, stdout }: Redirection = {}) {
    if (command.includes('\0')) throw new AppError('a command of bash cannot contain the character NUL');
    this.#command = command;
    // The shell opens the files: opening a FIFO waits for its other end, and must not take a thread of this process.
    const [input, output] = [pathOf(stdin), pathOf(stdout)];
    const files = `${input === undefined ? '' : '< "$2"'} ${output === undefined ? '' : '> "$3"'}`;
    const args = ['-c', `exec /bin/bash -c "$1" ${files}`, 'bash', command, input ?? '', output ?? ''];
    this.#group = new ProcessGroup('/bin/bash', args, {
      env: commandEnvironment(owner),
      cwd: owner.cwd,
      signal: owner.signal,
      stdio: [stdin === 'pipe' ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      missing: 'bash is needed to run a command, and /bin/bash is not here; install bash',
    });
    const { child } = this.#group;
    if (stdout !== 'pipe') child.stdout?.on('data', (chunk: Buffer) => this.#stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => this.#stderr.push(chunk));
  }

  /** The input, where it was asked to be a pipe. */
  get stdin(): Writable | null {
    return this.#group.child.stdin;
  }

  /** The output, where it was asked to be a pipe. */
  get stdout(): Readable | null {
    return this.#group.child.stdout;
  }

  /**
   * What came of the command, once it has ended.
   *
   * @throws AppError when it failed: says the command, its exit code and the end of its standard error.
   */
  async result(): Promise<CommandResult> {
    const exit = await this.#group.ended;
    const stderr = this.#stderr.toString();
    if (exit.code === 0) {
      return { command: this.#command, status: 0, stdout: this.#stdout.toString(), stderr };
    }
    const said = stderr.trim().slice(-SHOWN);
    const how = describeExit(exit);
    throw new AppError(`the command \`${this.#command}\` ${how}${said === '' ? '' : `:\n${said}`}`);
  }
}

/** How a process ended, as it stands in an error message. */
export function describeExit({ code, signal }: GroupExit): string {
  return code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${code}`;
}

function pathOf(end: 'pipe' | OpenedFile | undefined): string | undefined {
  return typeof end === 'object' ? end.path : undefined;
}
