import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const entry = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const tsx = createRequire(import.meta.url).resolve('tsx');

/** Where modules of the tests import dropgraph from. */
export const library: string = fileURLToPath(new URL('../../src/index.ts', import.meta.url));

/** What a command printed, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard error has this text. */
  said(text: string): Promise<void>;
}

/** A folder of files in which commands are run, removed when the tests of the file are over. */
export class Workplace {
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), 'dropgraph-cli-')));

  readonly #children: ChildProcess[] = [];

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.write('package.json', '{ "type": "module" }');
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    afterAll(() => {
      for (const child of this.#children) child.kill('SIGKILL'); // of tests that failed: the others have ended
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text.replaceAll(`'dropgraph'`, JSON.stringify(library)));
  }

  /** Starts the real command. */
  start(args: readonly string[], options: { node?: readonly string[]; input?: string } = {}): Running {
    const { NODE_OPTIONS: _, FORCE_COLOR: __, ...env } = process.env;
    const command = ['--import', tsx, ...(options.node ?? []), entry, ...args];
    const child = spawn(process.execPath, command, { cwd: this.folder, env });
    this.#children.push(child);
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
    child.stdin.on('error', () => undefined); // closed before all of it was read
    child.stdin.end(options.input ?? '');
    const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...text }));
    const said = async (wanted: string): Promise<void> => {
      while (!text.stderr.includes(wanted)) {
        const more = once(child.stderr, 'data').then(() => true);
        const waiting = await Promise.race([more, ended.then(() => false)]);
        if (!waiting && !text.stderr.includes(wanted))
          throw new Error(`"${wanted}" was not said: ${text.stderr}`);
      }
    };
    return { child, ended, said };
  }

  /** Runs the real command to its end. */
  run(args: readonly string[], options?: { node?: readonly string[]; input?: string }): Promise<Ended> {
    return this.start(args, options).ended;
  }
}
