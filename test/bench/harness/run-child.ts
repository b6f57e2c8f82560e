import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { engines, sizeLabel } from '../catalogue.js';
import type { Job, Measurement, Outcome } from '../protocol.js';
import type { CompiledEngines } from './compile-engines.js';
import { pythonCommand } from './python-engines.js';

export interface ChildLimits {
  readonly limitMs: number;
  readonly profileDir?: string;
  /** Kills the process when aborted. */
  readonly signal?: AbortSignal;
}

/** One measurement in a process of its own. Always resolves; whatever goes wrong is a failed outcome. */
export async function runChild(
  { entry, dir }: CompiledEngines,
  what: Measurement,
  { limitMs, profileDir, signal }: ChildLimits,
): Promise<Outcome> {
  const job: Job = { ...what, resultFile: join(dir, 'result.json') };
  const logFile = join(dir, 'log.txt');
  rmSync(job.resultFile, { force: true });

  const log = openSync(logFile, 'w');
  const { python } = engines[what.engine];
  const [command, ...args] =
    python === undefined
      ? [process.execPath, ...nodeFlags(what, profileDir), entry, JSON.stringify(job)]
      : pythonCommand(what, python, { dir, resultFile: job.resultFile });
  const child = spawn(command, args, {
    // Files instead of pipes: a grandchild that outlives the child cannot keep us waiting for the end of a pipe.
    stdio: ['ignore', log, log],
    env: cleanEnv(),
    // A process group of its own, so stragglers can be killed with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  closeSync(log);

  const end = await exitOf(child, limitMs, signal);
  if (end === 'timeout') return { status: 'failed', reason: `over ${limitMs / 1000} s` };
  return readOutcome(job.resultFile) ?? { status: 'failed', reason: crashReason(end, logFile) };
}

function nodeFlags({ engine, shape, n }: Measurement, profileDir: string | undefined): string[] {
  if (profileDir === undefined) return [];
  const name = `${shape}-${sizeLabel(n)}-${engine}.cpuprofile`;
  return ['--cpu-prof', `--cpu-prof-dir=${profileDir}`, `--cpu-prof-name=${name}`];
}

/** What the caller's shell or tsx set for node must not reach the measured process. */
function cleanEnv(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...env } = process.env;
  return env;
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

function exitOf(child: ChildProcess, limitMs: number, signal?: AbortSignal): Promise<End | 'timeout'> {
  const kill = (): void => killGroup(child);
  process.on('exit', kill);
  signal?.addEventListener('abort', kill);
  return new Promise<End | 'timeout'>((resolve) => {
    const timer = setTimeout(() => {
      kill();
      resolve('timeout');
    }, limitMs);
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal });
    });
  }).finally(() => {
    process.off('exit', kill);
    signal?.removeEventListener('abort', kill);
    kill();
  });
}

/** SIGKILL to the whole group: the child itself if it still runs, and anything it left behind. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // ESRCH: nobody is left, which is the usual case.
  }
}

function readOutcome(file: string): Outcome | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Outcome;
  } catch {
    return undefined;
  }
}

function crashReason({ code, signal, error }: End, logFile: string): string {
  if (error !== undefined) return `not started: ${error.message}`;
  const log = readFileSync(logFile, 'utf8');
  if (log.includes('heap out of memory')) return 'out of memory';
  if (log.includes('Maximum call stack size exceeded')) return 'stack overflow';
  const line = log.split('\n').find((text) => text.includes('Error')) ?? '';
  return `exit ${signal ?? code} ${line.trim()}`.trim().slice(0, 80);
}
