// The one local gate: `npm run check`, or `npm run check -- lint types` for some of its steps.
// One line for each step; the output of a step is shown only when it fails.
import { spawn } from 'node:child_process';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

const bin = (name: string, file: string, ...args: string[]): string[] => [
  `node_modules/${name}/${file}`,
  ...args,
];
const script = (name: string, ...args: string[]): string[] => [
  '--import',
  'tsx',
  `test/gate/${name}.ts`,
  ...args,
];
const report = 'coverage/tests.json';
const shown = 150; // lines of a failed step

/** In order; the steps of one group run two at a time. */
const groups: readonly (readonly Step[])[] = [
  [{ name: 'build', command: bin('typescript', 'bin/tsc', '-p', 'tsconfig.json') }],
  [
    { name: 'lint', command: bin('eslint', 'bin/eslint.js', '--max-warnings=0', '.') },
    { name: 'format', command: bin('prettier', 'bin/prettier.cjs', '--check', '--log-level=warn', '.') },
    { name: 'types', command: bin('typescript', 'bin/tsc', '-p', 'test') },
    { name: 'types-6.0', command: bin('typescript', 'bin/tsc', '-p', 'test/types') },
    { name: 'types-5.0', command: bin('typescript-5.0', 'bin/tsc', '-p', 'test/types') },
    { name: 'no-any', command: script('no-any') },
    { name: 'levels', command: bin('dependency-cruiser', 'bin/dependency-cruise.mjs', 'src') },
    { name: 'api', command: script('api', '--check') },
  ],
  [
    {
      name: 'tests',
      command: bin(
        'vitest',
        'vitest.mjs',
        'run',
        '--reporter=dot',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ),
    },
  ],
  [{ name: 'examples', command: script('examples') }],
  [{ name: 'perf', command: script('perf') }], // alone, for it measures
];

async function run({ name, command }: Step): Promise<boolean> {
  const start = performance.now();
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
  delete env['FORCE_COLOR'];
  const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${seconds} s  ${name}`);
  const lines = output.trimEnd().split('\n');
  if (lines.length > shown)
    lines.splice(0, lines.length - shown, `(the last ${shown} of ${lines.length} lines)`);
  if (code !== 0) console.log(lines.join('\n'));
  return code === 0;
}

const only = process.argv.slice(2);
const unknown = only.filter((name) => !groups.flat().some((step) => step.name === name));
if (unknown.length > 0) throw new Error(`no such step: ${unknown.join(', ')}`);

let failed = 0;
for (const group of groups) {
  const waiting = group.filter(({ name }) => only.length === 0 || only.includes(name));
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift())
      if (!(await run(step))) failed += 1;
  };
  await Promise.all([lane(), lane()]);
}
console.log(failed === 0 ? 'all good' : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
