import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = new URL('../../src/index.ts', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'dropgraph-'));

afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  /** Null where the process had to be killed, because it did not end. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script in a process of its own, until it ends by itself. */
function runScript(name: string, lines: readonly string[]): Promise<Ended> {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    [
      `import { compute, delayed, runGraph, compile, taskContext } from ${JSON.stringify(source)};`,
      ...lines,
    ].join('\n'),
  );
  return new Promise((resolve) => {
    const args = ['--import', 'tsx', file];
    execFile(process.execPath, args, { cwd: root, timeout: 40_000 }, (error, stdout, stderr) => {
      resolve({
        code: error === null ? 0 : typeof error.code === 'number' ? error.code : null,
        stdout,
        stderr,
      });
    });
  });
}

const chain = ["const load = delayed((name) => { throw new Error('no ' + name); }, { name: 'load' });"];
chain.push("const count = delayed((text) => text.length, { name: 'count' });");

describe('a script in a process of its own', () => {
  it('whose compute rejects exits with code 1, and its message names task, line and path', async () => {
    const { code, stderr } = await runScript('rejects', [
      ...chain,
      "const bad = load.with({ key: 'bad' })('file');",
      "await compute(count.with({ key: 'end' })(bad));",
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('Task "load" (bad) failed: no file');
    expect(stderr).toMatch(/rejects\.mjs:4:\d+/);
    expect(stderr).toContain('bad -> end');
  });

  it.each([
    ['tells how far it came', 'await compute([quick(), slow()]);', /CancelledError/],
    [
      'can tidy up',
      "await compute([quick(), slow()]).catch((error) => console.error('tidied up: ' + error.message));",
      /tidied up: The run was cancelled after 1 of 2 tasks: interrupted by Ctrl-C/,
    ],
  ])('that is interrupted by Ctrl-C %s, and exits with 130', async (_, line, told) => {
    const { code, stderr } = await runScript('interrupted', [
      'const quick = delayed(() => 1);',
      // as the terminal does it: once the other task is done
      "const slow = delayed(() => { const { signal } = taskContext(); setTimeout(() => process.kill(process.pid, 'SIGINT'), 50);",
      "  return new Promise((_, reject) => { const timer = setTimeout(reject, 60_000); signal.addEventListener('abort', () => clearTimeout(timer)); }); });",
      line,
    ]);
    expect(stderr).toContain('dropgraph: interrupted, 1 of 2 tasks were done');
    expect(stderr).toMatch(told);
    expect(code).toBe(130);
  });

  it('that listens for Ctrl-C itself is left alone', async () => {
    const { code, stdout } = await runScript('listening', [
      "process.once('SIGINT', () => { console.log('mine'); });",
      "const slow = delayed(() => { process.kill(process.pid, 'SIGINT'); return new Promise((resolve) => setTimeout(resolve, 200, 'done')); });",
      'console.log(await compute(slow()));',
    ]);
    expect(stdout.split('\n').filter(Boolean)).toEqual(['mine', 'done']);
    expect(code).toBe(0);
  });

  it('that nobody awaits, and that rejects, exits with code 1 too', async () => {
    const { code, stderr } = await runScript('floating', [...chain, "compute(load('file'));"]);
    expect(code).toBe(1);
    expect(stderr).toContain('no file');
  });

  it.each<readonly [string, readonly string[]]>([
    ['a run', ["console.log(await compute(delayed(() => 'done')()));"]],
    ['a run with progress', ["console.log(await compute(delayed(() => 'done')(), { progress: true }));"]],
    [
      'a run with a signal and a long timeout',
      [
        'const { signal } = new AbortController();',
        "console.log(await compute(delayed(() => 'done')(), { signal, timeout: 1e9 }));",
      ],
    ],
    [
      'a session whose loop was left',
      [
        "const session = await runGraph(compile(delayed(() => 'done')()));",
        'for await (const event of session) break;',
        'console.log([...(await session.results()).values()][0]);',
      ],
    ],
    [
      "a run that was cancelled while a timer of a task is pending and unref'd",
      [
        'const wait = delayed(() => new Promise((resolve) => setTimeout(resolve, 1e8).unref()));',
        'const controller = new AbortController();',
        "setTimeout(() => controller.abort('enough'), 20);",
        "console.log(await compute(wait(), { signal: controller.signal, progress: true }).catch(({ cause }) => cause === 'enough' && 'done'));",
      ],
    ],
    [
      'a run that its timeout ends while a task hangs',
      [
        'const wait = delayed(() => new Promise(() => undefined));',
        "console.log(await compute(wait(), { timeout: 20 }).catch(({ cause }) => cause.name === 'TimeoutError' && 'done'));",
      ],
    ],
  ])('ends by itself after %s', async (name, lines) => {
    const { code, stdout, stderr } = await runScript(name.replaceAll(/\W+/g, '-'), lines);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'done\n' });
    expect(stderr).not.toMatch(/Warning|Error/);
  });

  it('writes progress to standard error, and nothing of its own to standard output', async () => {
    const { stdout, stderr } = await runScript('progress', [
      'await compute(delayed(() => 1)(), { progress: true });',
    ]);
    expect(stdout).toBe('');
    expect(stderr).toContain('1/1 tasks');
  });
});
