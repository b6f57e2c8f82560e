import { describe, expect, it } from 'vitest';
import { Workplace } from './command.js';

const place = new Workplace({
  // the second task tells that it runs, and gives up when it is told to
  'waits.ts': `import { delayed, taskContext } from 'dropgraph';
    const quick = delayed(() => 1, { key: 'quick' });
    const wait = delayed(() => new Promise((_, reject) => {
      const { signal } = taskContext();
      const timer = setInterval(() => undefined, 1e6);
      signal.addEventListener('abort', () => {
        clearInterval(timer);
        console.error('cleaned up');
        reject(signal.reason);
      });
      console.error('waiting');
    }), { key: 'wait' });
    export default [quick(), wait()];`,
  'stubborn.ts': `import { delayed } from 'dropgraph';
    export default delayed(() => new Promise(() => {
      setInterval(() => undefined, 1e6);
      console.error('waiting');
    }))();`,
  'busy.ts': `import { delayed } from 'dropgraph';
    const step = delayed((at: number) => {
      if (at === 0) console.error('waiting');
      for (const end = performance.now() + 5; performance.now() < end; );
    });
    export default Array.from({ length: 100_000 }, (_, at) => step(at));`,
  'loading.ts': `console.error('waiting'); for (;;);`,
});

describe('a run that is interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s cancels its tasks, says what was done, and ends with code %i', async (signal, code) => {
    const { child, ended, said } = place.start(['run', 'waits.ts']);
    await said('waiting');
    child.kill(signal);
    const { stdout, stderr, ...end } = await ended;
    expect({ stdout, ...end }).toEqual({ stdout: '', code, signal: null });
    expect(stderr).toContain('cleaned up');
    expect(stderr).toContain(`The run was cancelled after 1 of 2 tasks: interrupted by ${signal}`);
  });

  it('still prints its document with --json', async () => {
    const { child, ended, said } = place.start(['run', 'waits.ts', '--json']);
    await said('waiting');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      errors: [{ code: 'DLG_ERR_CANCELLED' }],
      drops: { quick: { status: 'COMPLETED' }, wait: { status: 'CANCELLED' } },
    });
  });

  it('between two tasks that never give way ends as well', async () => {
    const { child, ended, said } = place.start(['run', 'busy.ts']);
    await said('waiting');
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
  });

  it('ends soon when a task does not listen, and at once by a second signal', async () => {
    const once = place.start(['run', 'stubborn.ts']);
    const twice = place.start(['run', 'stubborn.ts']);
    await Promise.all([once.said('waiting'), twice.said('waiting')]);
    once.child.kill('SIGINT');
    twice.child.kill('SIGINT');
    await twice.said('cancelled after 0 of 1 tasks');
    twice.child.kill('SIGINT');
    expect(await twice.ended).toMatchObject({ code: 130, signal: null });
    expect(await once.ended).toMatchObject({ code: 130, signal: null });
  });
});

describe('a module that is interrupted while it loads', () => {
  it('ends by the signal, though it never gives way', async () => {
    const { child, ended, said } = place.start(['run', 'loading.ts']);
    await said('waiting');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: null, signal: 'SIGINT' });
  });
});
