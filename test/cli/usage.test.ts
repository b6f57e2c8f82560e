import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Workplace } from './command.js';

const place = new Workplace({ 'one.ts': 'throw new Error("loaded");', 'one.txt': '', 'folder.json/a': '' });
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const commands = [
  'dropgraph',
  'dropgraph run',
  'dropgraph graph',
  'dropgraph visualize',
  'dropgraph validate',
];
const argsOf = (command: string): string[] => command.split(' ').slice(1);

describe('help and version', () => {
  it.each(commands)('%s --help', async (command) => {
    const { code, stdout, stderr } = await place.run([...argsOf(command), '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: ${command} `);
    expect(stdout).toContain('Exit codes: 0 success, 1 the graph failed or is invalid, 2 wrong usage');
  });

  it.each(commands)('%s --version', async (command) => {
    expect(await place.run([...argsOf(command), '--version'])).toMatchObject({
      code: 0,
      stdout: `${version}\n`,
    });
  });

  it('help of a command, asked for by name, is no mistake', async () => {
    expect(await place.run(['help', 'run'])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('wrong usage', () => {
  it.each([
    ['no command', [], 'Usage: dropgraph'],
    ['an unknown command', ['rum'], "unknown command 'rum'\n(Did you mean run?)"],
    ['an unknown option', ['run', 'one.ts', '--jsn'], "unknown option '--jsn'\n(Did you mean --json?)"],
    ['a missing argument', ['run'], "missing required argument 'file'"],
    ['too many arguments', ['run', 'one.ts', 'two.ts'], 'too many arguments'],
    ['an unknown scheduler', ['run', 'one.ts', '--scheduler', 'x'], 'Unknown scheduler "x"'],
    ['no number', ['run', 'one.ts', '--concurrency', 'many'], 'must be a number'],
    ['a wrong number', ['run', 'one.ts', '--concurrency', '0'], 'must be a whole number above 0'],
    ['no workers', ['run', 'one.ts', '--workers', '0'], '--workers must be a whole number above 0'],
    [
      'a part of a result',
      ['run', 'one.ts', '--max-live', '1.5'],
      '--max-live must be a whole number above 0',
    ],
    ['colours of a run', ['visualize', 'one.ts', '--color', 'state'], 'Allowed choices are name, order'],
    ['a wrong time', ['run', 'one.ts', '--timeout', '-1'], 'must be above 0'],
    ['a file that is not there', ['run', 'gone.ts'], 'there is no file gone.ts'],
    ['a graph that is not there', ['validate', 'gone.json'], 'there is no file gone.json'],
    ['a folder', ['validate', 'folder.json'], 'folder.json is a folder'],
    ['a file of another kind', ['run', 'one.txt'], 'Cannot tell what one.txt is'],
    ['an export of a graph', ['run', '-', '--export', 'a'], '--export is for modules'],
    ['a module to validate', ['validate', 'one.ts'], 'dropgraph graph one.ts | dropgraph validate -'],
    ['a graph for functions', ['run', '-', '--functions', 'a.json'], '--functions takes a module'],
  ])('%s: a message on standard error, and code 2', async (_, args, message) => {
    const { code, stdout, stderr } = await place.run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('loaded'); // nothing of the module ran
  });
});
