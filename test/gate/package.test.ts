// The package as users get it: packed, installed in an empty project, imported, required, compiled against.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entries } from './entries.js';

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

interface Target {
  readonly types: string;
  readonly default: string;
}

const repository = process.cwd();
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly version: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Target>>;
  readonly typesVersions?: Readonly<Record<'*', Readonly<Record<string, readonly string[]>>>>;
};
const doors = entries().map(({ name }) => name);
const targets = Object.values(manifest.exports).flatMap((target) =>
  typeof target === 'object' ? [target] : [],
);
const project = realpathSync(mkdtempSync(path.join(tmpdir(), 'dropgraph-package-')));
let packed: Packed;

function run(
  command: string,
  args: readonly string[],
  cwd: string = project,
): { code: number | null; text: string; out: string } {
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: '' };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  return { code: status, out: stdout, text: `${stdout}${stderr}${error?.message ?? ''}` };
}

const runNode = (source: string, type: 'module' | 'commonjs'): ReturnType<typeof run> =>
  run(process.execPath, [`--input-type=${type}`, '--eval', source]);

function compile(compiler: string, source: string, options: Record<string, unknown>): string {
  writeFileSync(path.join(project, 'consumer.ts'), source);
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2022'],
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    ...options,
  };
  writeFileSync(
    path.join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['consumer.ts'] }),
  );
  return run(process.execPath, [path.join(repository, 'node_modules', compiler, 'bin', 'tsc'), '-p', '.'])
    .text;
}

beforeAll(() => {
  const [report] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], repository).out,
  ) as Packed[];
  packed = report!;
  writeFileSync(
    path.join(project, 'package.json'),
    '{ "name": "consumer", "private": true, "type": "module" }',
  );
  const install = [
    'install',
    '--prefer-offline',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    packed.filename,
  ];
  const { code, text } = run('npm', install);
  if (code !== 0) throw new Error(text);
  mkdirSync(path.join(project, 'node_modules/@types'), { recursive: true });
  for (const name of ['@types/node', 'undici-types'])
    if (!existsSync(path.join(project, 'node_modules', name)))
      symlinkSync(path.join(repository, 'node_modules', name), path.join(project, 'node_modules', name));
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('the tarball', () => {
  it('holds dist, the notes about it and nothing else', () => {
    const allowed =
      /^(dist\/.*\.(js|js\.map|d\.ts|d\.ts\.map)|package\.json|README\.md|CHANGELOG\.md|LICENSE)$/;
    expect(packed.files.map((file) => file.path).filter((file) => !allowed.test(file))).toEqual([]);
  });

  it('holds every target of exports and bin', () => {
    const there = new Set(packed.files.map((file) => file.path));
    const wanted = [
      ...targets.flatMap((target) => [target.types, target.default]),
      ...Object.values(manifest.bin ?? {}),
    ];
    expect(wanted.map((file) => file.replace(/^\.\//, '')).filter((file) => !there.has(file))).toEqual([]);
  });

  it('holds no build of a source that is gone', () => {
    const built = packed.files.map((file) => file.path).filter((file) => /^dist\/.*\.js$/.test(file));
    const sourceOf = (file: string): string => file.replace(/^dist/, 'src').replace(/js$/, 'ts');
    const orphans = built.filter((file) => !existsSync(sourceOf(file)));
    expect(orphans, 'remove dist and build again').toEqual([]);
  });
});

describe('under plain Node', () => {
  it.each(doors)('import %s', (door) => {
    const { code, text, out } = runNode(`console.log(Object.keys(await import('${door}')).length)`, 'module');
    expect(code, text).toBe(0);
    expect(Number(out)).toBeGreaterThan(0);
  });

  it.each(doors)('require %s gives what import gives', (door) => {
    const source = `import('${door}').then((m) => console.log(Object.keys(require('${door}')).join() === Object.keys(m).join()))`;
    const { code, text, out } = runNode(source, 'commonjs');
    expect(code, text).toBe(0);
    expect(out).toBe('true\n');
  });

  it('computes', () => {
    const source = `import { compute, delayed } from 'dropgraph';
      const add = delayed((a, b) => a + b);
      console.log(await compute(add(1, add(2, 3))));`;
    expect(runNode(source, 'module').text).toBe('6\n');
  });

  it.each(Object.keys(manifest.bin ?? {}))('%s --version', (name) => {
    expect(run(path.join(project, 'node_modules/.bin', name), ['--version']).out.trim()).toContain(
      manifest.version,
    );
  });
});

describe('for TypeScript', () => {
  const imports = doors.map((door, index) => `import * as door${index} from '${door}';`).join('\n');
  const checks = doors.map((_, index) => `const none${index}: Anys<typeof door${index}> = [];`).join('\n');
  const source = `${imports}
    type Any<T> = 0 extends 1 & T ? true : false;
    type Anys<M> = { [K in keyof M]: Any<M[K]> extends true ? K : never }[keyof M] extends never ? [] : 'a public name is any';
    ${checks}
    const add = door0.delayed((a: number, b: number) => a + b);
    const six: Promise<number> = door0.compute(add(1, add(2, 3)));
    // @ts-expect-error a string is no number
    add('1', 2);
    export { six };`;

  it('5.0, as tslab does: node10 resolution, not strict', () => {
    const options = { module: 'esnext', moduleResolution: 'node', esModuleInterop: true };
    expect(compile('typescript-5.0', source, options)).toBe('');
  });

  it('5.0, node16 resolution, strict', () => {
    expect(compile('typescript-5.0', source, { module: 'node16', strict: true, esModuleInterop: true })).toBe(
      '',
    );
  });

  it('6.0, nodenext resolution, strict', () => {
    expect(compile('typescript', source, { module: 'nodenext', strict: true })).toBe('');
  });

  it('names in typesVersions every subpath of exports', () => {
    const wanted = Object.entries(manifest.exports).flatMap(([name, target]) =>
      typeof target === 'object' && name !== '.' ? [[name.slice(2), [target.types]] as const] : [],
    );
    expect(manifest.typesVersions?.['*'] ?? {}).toEqual(Object.fromEntries(wanted));
  });
});
