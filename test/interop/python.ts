import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { python, whySkipped } from './find-python.js';

export { whySkipped };

// where tests are skipped, it is said why
if (whySkipped !== undefined) console.warn(`interop: skipped, ${whySkipped}`);

const FRONT = `
import json, sys, traceback
def put(value):
    print(json.dumps(value), flush=True)
given = json.loads(sys.argv[1])
`;

/** A Python program at work, until the test is over: it finds JSON in \`given\`, and says JSON with \`put\`. */
export class Program {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #errors = '';

  constructor(code: string, value: unknown = null) {
    this.#child = spawn(python, ['-W', 'ignore', '-u', '-c', FRONT + code, JSON.stringify(value)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void this.#child.kill('SIGKILL'));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  /** The next thing it says. */
  async next(): Promise<unknown> {
    const { done, value } = await this.#lines.next();
    if (done !== true) return JSON.parse(value) as unknown;
    if (this.#child.exitCode === null) await once(this.#child, 'close');
    throw new Error(`Python ended:\n${this.#errors}`);
  }
}

/** What a Python program says first. */
export function askPython(code: string, value?: unknown): Promise<unknown> {
  return new Program(code, value).next();
}
