import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeOnWorkers, until } from './places.js';

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program that uses the library as it is published. */
function run(program: string, ...flags: string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [...flags, '--eval', program], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const MODULE = '--input-type=module';

describeOnWorkers((name) => {
  it('what tasks print stands before what the program prints after them, and none of it is lost', async () => {
    const { stdout } = await run(
      `import { compute, delayed } from 'dropgraph';
      const f = delayed((n) => { for (let at = 0; at < n; at++) console.log('line ' + at); });
      await compute(f(3000), { scheduler: '${name}' });
      console.log('then');
      await compute(f(3000), { scheduler: '${name}' });`,
      MODULE,
    );
    const lines = Array.from({ length: 3000 }, (_, at) => `line ${String(at)}`);
    expect(stdout.trimEnd().split('\n')).toEqual([...lines, 'then', ...lines]);
  });

  it('what a task says on the channel of its worker does the program no harm', async () => {
    const { stdout, code } = await run(
      `import { compute, delayed } from 'dropgraph';
      const talk = delayed(async () => {
        const { parentPort } = await import('node:worker_threads');
        for (const message of ['text', { task: 1, exitCode: 3 }, [0, 0, 0, 0, 1, 0, 5], null]) {
          parentPort?.postMessage(message);
          process.send?.(message);
        }
        return 'said';
      });
      console.log(await compute([talk(), talk()], { scheduler: '${name}' }));
      console.log(await compute(talk(), { scheduler: '${name}' }));`,
      MODULE,
    );
    expect([stdout, code]).toEqual(["[ 'said', 'said' ]\nsaid\n", 0]);
  });

  it('Node may send messages of its own, as under --watch', async () => {
    const { stdout, code } = await run(
      `import { compute, delayed } from 'dropgraph';
      process.env.WATCH_REPORT_DEPENDENCIES = '1';
      console.log(await compute(delayed(() => 'ran')(), { scheduler: '${name}' }));`,
      MODULE,
    );
    expect([stdout, code]).toEqual(['ran\n', 0]);
  });

  it('workers end with the program, also those that are at an endless task', async () => {
    const { stdout } = await run(
      `import { compute, delayed } from 'dropgraph';
      import { mkdtempSync, readdirSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      const folder = mkdtempSync(tmpdir() + '/dropgraph-ends-');
      const spin = delayed(async (folder) => {
        const { writeFileSync } = await import('node:fs');
        writeFileSync(folder + '/' + process.pid, '');
        for (;;);
      });
      void compute([spin(folder), spin(folder)], { scheduler: '${name}', workers: 2 });
      const timer = setInterval(() => {
        const pids = readdirSync(folder);
        if (pids.length === 0) return;
        console.log(JSON.stringify([folder, ...pids]));
        process.exit();
      }, 10);`,
      MODULE,
    );
    const [folder, ...pids] = JSON.parse(stdout) as [string, ...string[]];
    await until(() => pids.every((pid) => !isAlive(Number(pid))));
    rmSync(folder, { recursive: true });
  });

  it('an iterator as a result is refused in a worker that computes lazy results, too', async () => {
    const { stdout } = await run(
      `import { compute, delayed } from 'dropgraph';
      const gives = delayed(async () => {
        await import('dropgraph');
        return [1].values();
      });
      await compute(gives(), { scheduler: '${name}' }).catch(({ cause }) => console.log(cause.message));`,
      MODULE,
    );
    expect(stdout).toContain('the result is an iterator that is under way');
  });

  it('a program that is no file has a `require`, and so have its tasks', async () => {
    const { stdout } = await run(
      `import('dropgraph').then(async ({ compute, delayed }) => {
        const f = delayed(() => require('node:path').basename('a/b'));
        console.log(await compute(f(), { scheduler: '${name}' }));
      });`,
    );
    expect(stdout).toBe('b\n');
  });

  it('without the inspector, functions whose variables cannot be read run here, and that is said once', async () => {
    const flag =
      Number(process.versions.node.split('.')[0]) < 23 ? '--experimental-permission' : '--permission';
    const { stdout, stderr } = await run(
      `import { compute, delayed } from 'dropgraph';
      import { isMainThread } from 'node:worker_threads';
      const k = 2;
      const isHere = (x) => x * k > 0 && process.env.DROPGRAPH_HOME === undefined && globalThis.here === true;
      globalThis.here = true;
      const free = (x) => globalThis.here !== true;
      const options = { scheduler: '${name}' };
      console.log(await compute([delayed(isHere)(1), delayed(isHere)(delayed(free)(1)), delayed(free)(2)], options));
      console.log(await compute(delayed(isHere)(3), options));
      console.log(await compute(delayed(isHere, { on: 'worker' })(3), options).catch(({ name }) => name));`,
      MODULE,
      flag,
      '--allow-fs-read=*',
      '--allow-worker',
      '--allow-child-process',
    );
    expect(stdout).toBe('[ true, true, true ]\ntrue\nNotShippableError\n');
    expect(stderr.match(/`isHere` runs on this thread: captured `k`/g)).toHaveLength(1);
  });
});
