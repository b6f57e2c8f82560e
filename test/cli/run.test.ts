import { describe, expect, it } from 'vitest';
import { Workplace } from './command.js';

const place = new Workplace({
  'sum.ts': `import { delayed } from 'dropgraph';
    import { two } from './numbers.js';
    const add = delayed((a: number, b: number): number => a + b, { name: 'add' });
    export default { sum: add(1, add(two, 3)) };`,
  'numbers.ts': `export const two: number = 2;`,
  'text.mjs': `import { delayed } from 'dropgraph';
    export const lazy = delayed(() => 'plain text')();`,
  'several.ts': `import { delayed, compile } from 'dropgraph';
    const one = delayed(() => 1, { name: 'one', key: 'one' });
    export const first = [one()];
    export const graph = compile(one());
    export const make = async () => one();
    export const number: number = 4;
    export const fails = () => { throw new Error('not made'); };`,
  'nothing.ts': `export const number = 4;`,
  'fails.ts': `import { delayed } from 'dropgraph';
    const parse = delayed((text: string): unknown => {
      throw new RangeError('bad ' + text);
    }, { name: 'parse' });
    const use = delayed((value: unknown) => value, { name: 'use' });
    export default use(parse('file'));`,
  'prints.ts': `import { delayed } from 'dropgraph';
    console.log('while loading');
    export default delayed(() => { console.log('in a task'); return new Map([[1n, NaN]]); }, { key: 'm' })();`,
  'where.ts': `import { delayed } from 'dropgraph';
    const where = delayed(() => process.pid, { name: 'where' });
    export default { here: process.pid, there: where() };`,
  'spoils.ts': `import { delayed } from 'dropgraph';
    const spoil = delayed((list: number[]) => list.push(2), { name: 'spoil' });
    export default spoil(delayed(() => [1], { name: 'list' })());`,
  'live.ts': `import { delayed } from 'dropgraph';
    let made = 0;
    let most = 0;
    const make = delayed(async () => { most = Math.max(most, ++made); return made; }, { name: 'make' });
    const use = delayed((x: number) => { made--; return x; }, { name: 'use' });
    const all = delayed((list: number[]) => list.length, { name: 'all' });
    export default delayed((_: number) => most, { name: 'most' })(all(Array.from({ length: 9 }, () => use(make()))));`,
  'never.ts': `import { delayed } from 'dropgraph';
    export default delayed(() => new Promise(() => undefined))();`,
  'slow.ts': `import { delayed } from 'dropgraph';
    export default delayed(() => new Promise((resolve) => setTimeout(resolve, 1e8).unref()))();`,
  'open.ts': `import { delayed } from 'dropgraph';
    setInterval(() => undefined, 1e8);
    export default delayed(() => { throw new Error('failed'); })();`,
});

describe('dropgraph run', () => {
  it('prints the value of a TypeScript module that imports others', async () => {
    expect(await place.run(['run', 'sum.ts'])).toEqual({
      code: 0,
      signal: null,
      stdout: '{ sum: 6 }\n',
      stderr: '',
    });
  });

  it('takes the only lazy export of a JavaScript module, and prints text as it is', async () => {
    const { code, stdout } = await place.run(['run', 'text.mjs']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'plain text\n' });
  });

  it.each([
    ['first', '[ 1 ]\n'],
    ['graph', '{ one: 1 }\n'],
    ['make', '1\n'],
  ])('runs the export %s that is asked for', async (name, stdout) => {
    expect(await place.run(['run', 'several.ts', '--export', name])).toMatchObject({ code: 0, stdout });
  });

  it.each([
    ['is one of several', ['several.ts'], 'several exports that can be run: first, graph; choose one'],
    [
      'is not there',
      ['several.ts', '--export', 'last'],
      'no export "last"; it has fails, first, graph, make, number',
    ],
    ['is no lazy value', ['several.ts', '--export', 'number'], 'holds nothing that can be run'],
    ['is missing', ['nothing.ts'], 'exports nothing that can be run by itself'],
  ])('refuses an export that %s, with code 2', async (_, args, message) => {
    const { code, stdout, stderr } = await place.run(['run', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('says where a function that should make the graph failed, with code 1', async () => {
    const { code, stderr } = await place.run(['run', 'several.ts', '--export', 'fails']);
    expect(code).toBe(1);
    expect(stderr).toContain('The function "fails" of several.ts threw');
    expect(stderr).toMatch(/Error: not made\n\s+at .*several\.ts:7:/);
  });

  it('tells task, recording line, path, and the line that threw when a task fails, with code 1', async () => {
    const { code, stdout, stderr } = await place.run(['run', 'fails.ts']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Task "parse" (parse-0) failed: bad file');
    expect(stderr).toMatch(/recorded at .*fails\.ts:6:/);
    expect(stderr).toContain('parse-0 -> use-1');
    expect(stderr).toMatch(/RangeError: bad file\n\s+at .*fails\.ts:3:/);
    expect(stderr).not.toMatch(/src\/(cli|executor|delayed)|node_modules/);
  });

  it('shows progress as lines in a pipe when asked to, and none unasked', async () => {
    const { stdout, stderr } = await place.run(['run', 'sum.ts', '--progress']);
    expect(stdout).toBe('{ sum: 6 }\n');
    expect(stderr).toMatch(/^2\/2 tasks, .* s$/m);
    expect(stderr).not.toContain('\u001b');
  });

  it('runs tasks where --scheduler says, and ends by itself', async () => {
    const { code, stdout, stderr } = await place.run([
      ...['run', 'where.ts', '--scheduler', 'processes'],
      ...['--workers', '1', '--json'],
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { result } = JSON.parse(stdout) as { result: { here: number; there: number } };
    expect(result.there).not.toBe(result.here);
  });

  it('tells of a task that changes its inputs with --detect-mutation', async () => {
    expect(await place.run(['run', 'spoils.ts'])).toMatchObject({ code: 0, stdout: '2\n' });
    const { code, stderr } = await place.run(['run', 'spoils.ts', '--detect-mutation']);
    expect(code).toBe(1);
    expect(stderr).toContain('"spoil" changed');
  });

  it('holds no more results than --max-live', async () => {
    expect(await place.run(['run', 'live.ts'])).toMatchObject({ stdout: '9\n' });
    expect(await place.run(['run', 'live.ts', '--max-live', '2'])).toMatchObject({ stdout: '2\n' });
  });

  it('cancels at --timeout, with code 1', async () => {
    const { code, stderr } = await place.run(['run', 'slow.ts', '--timeout', '20']);
    expect(code).toBe(1);
    expect(stderr).toContain('cancelled after 0 of 1 tasks: the run took longer than its timeout of 20 ms');
  });

  it('does not end with success when a task awaits what nothing can settle', async () => {
    const { code, stderr } = await place.run(['run', 'never.ts']);
    expect(code).toBe(1);
    expect(stderr).toContain('cancelled after 0 of 1 tasks: a promise is awaited that nothing can settle');
  });

  it('ends after a failure, also when the module keeps the process alive', async () => {
    expect((await place.run(['run', 'open.ts'])).code).toBe(1);
  });
});

describe('dropgraph run --json', () => {
  it('prints one document, with nothing of what the module prints in it', async () => {
    const { code, stdout, stderr } = await place.run(['run', 'prints.ts', '--json']);
    expect(code).toBe(0);
    expect(stderr).toBe('while loading\nin a task\n');
    const { duration, drops, ...rest } = JSON.parse(stdout);
    expect(rest).toEqual({
      ok: true,
      result: {
        $: 'map',
        value: [
          [
            { $: 'bigint', value: '1' },
            { $: 'number', value: 'NaN' },
          ],
        ],
      },
      errors: [],
    });
    expect(duration).toBeGreaterThan(0);
    expect(drops['m.app']).toMatchObject({ status: 'COMPLETED', execStatus: 'FINISHED' });
    expect(drops['m.app'].duration).toBeGreaterThan(0);
    expect(drops['m']).toMatchObject({ status: 'COMPLETED' });
  });

  it('tells what failed, where and why, with code 1', async () => {
    const { code, stdout } = await place.run(['run', 'fails.ts', '--json']);
    expect(code).toBe(1);
    const { ok, errors, drops, ...rest } = JSON.parse(stdout);
    expect(Object.keys(rest)).toEqual(['duration']);
    expect(ok).toBe(false);
    expect(errors).toMatchObject([
      {
        name: 'TaskError',
        code: 'DLG_ERR_TASK',
        key: 'parse-0',
        taskName: 'parse',
        path: ['parse-0', 'use-1'],
        callSite: expect.stringMatching(/fails\.ts:6:\d+$/),
        cause: { name: 'RangeError', message: 'bad file', stack: [expect.stringMatching(/fails\.ts:3:\d+/)] },
      },
    ]);
    expect(drops['use-1']).toMatchObject({ status: 'ERROR' });
  });
});
