import { describe, expect, it } from 'vitest';
import { library, Workplace } from './command.js';

const place = new Workplace({
  'throws.ts': `const place: string = 'here';
    function broken(): never {
      throw new Error('no luck ' + place);
    }
    broken();`,
  'syntax.ts': 'const a: number = 1;\nexport const = a;',
  'syntax.mjs': 'const a = 1;\nexport const = a;',
  'imports.ts': `import './gone.js';`,
  'waits.ts': 'await new Promise(() => undefined); export {};',
  'leaves.ts': 'process.exit(0); export {};',
  'one.ts': `import { delayed } from 'dropgraph'; export default delayed(() => 1)();`,
});

describe('a module that cannot be loaded', () => {
  it.each([
    ['throws', 'throws.ts', /Cannot load throws\.ts\n.*Error: no luck here\n\s+at broken .*throws\.ts:3:/],
    ['is wrong TypeScript', 'syntax.ts', /Cannot load syntax\.ts\n[^]*syntax\.ts:2:13: ERROR/],
    [
      'is wrong JavaScript',
      'syntax.mjs',
      /Cannot load syntax\.mjs\n\s+.*syntax\.mjs:2\n\s+export const = a;/,
    ],
    ['imports what is not there', 'imports.ts', /Cannot load imports\.ts\n.*gone\.js/],
    ['awaits what nothing can settle', 'waits.ts', /awaits a promise that nothing can settle/],
    ['ends the process', 'leaves.ts', /the module ended the process/],
  ])('because it %s is told with its place, with code 1', async (_, file, message) => {
    const { code, stdout, stderr } = await place.run(['run', file]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/src\/cli|node_modules/);
  });

  it('for want of tsx says what to install, with code 1', async () => {
    const hooks = `export async function resolve(name, context, next) {
      if (name.startsWith('tsx/')) throw new Error('not installed');
      return next(name, context);
    }`;
    const register = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hooks))});`;
    const { code, stderr } = await place.run(['run', 'one.ts'], { node: ['--import', dataUrl(register)] });
    expect(code).toBe(1);
    expect(stderr).toContain('TypeScript needs the package tsx: npm install tsx');
  });
});

describe('a module of a CommonJS package', () => {
  // tsx then loads the module, and dropgraph for it, as CommonJS: another copy than that of the command
  const other = new Workplace({
    'package.json': '{}',
    'node_modules/dropgraph/package.json': '{ "type": "module", "exports": "./index.js" }',
    'sum.ts': `import { delayed } from "dropgraph";
      export const sum = delayed((a: number, b: number): number => a + b, { key: 'sum' })(1, 2);`,
  });
  other.write('node_modules/dropgraph/index.js', `export * from ${JSON.stringify(library)};`);

  it('is run by its own copy of dropgraph', async () => {
    expect(await other.run(['run', 'sum.ts'])).toMatchObject({ code: 0, stdout: '3\n' });
  });

  it('is written by it', async () => {
    const { stdout } = await other.run(['graph', 'sum.ts', '--ndjson']);
    expect(stdout.split('\n').map((line) => line && JSON.parse(line).oid)).toEqual(['sum.app', 'sum', '']);
  });
});

describe('a project whose package.json says nothing of modules', () => {
  const plain = new Workplace({
    'package.json': '{ "name": "plain" }',
    'node_modules/dropgraph/package.json': '{ "type": "module", "exports": "./index.js" }',
    'helper.ts': 'export function double(x: number): number { return 2 * x; }',
    'graph.ts': `import { delayed, type Delayed } from "dropgraph";
      import { double } from './helper';
      import { basename } from 'node:path';
      const twice: Delayed<number> = delayed(double, { key: 'twice' })(21);
      export default { twice, here: basename(__filename) };`,
    'graph.mts': `import { delayed } from "dropgraph";
      import { double } from './helper.ts';
      const start = await Promise.resolve(21);
      export default delayed(double)(start);`,
    'awaits.ts': `import { delayed } from "dropgraph";
      export default delayed((x: number) => x)(await Promise.resolve(21));`,
  });
  plain.write('node_modules/dropgraph/index.js', `export * from ${JSON.stringify(library)};`);

  it('runs its .ts files as what they are there, CommonJS', async () => {
    const { code, stdout, stderr } = await plain.run(['run', 'graph.ts']);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `{ twice: 42, here: 'graph.ts' }\n`,
      stderr: '',
    });
  });

  it('runs its .mts files as ES modules, which may await', async () => {
    expect(await plain.run(['run', 'graph.mts'])).toMatchObject({ code: 0, stdout: '42\n' });
  });

  it('is told that a .ts file cannot await at its top level there', async () => {
    const { code, stderr } = await plain.run(['run', 'awaits.ts']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Cannot load awaits\.ts[^]*[Tt]op-level await/);
  });
});

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
