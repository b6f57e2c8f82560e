import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { GraphFlags } from './graph-command.js';
import type { Output } from './output.js';
import type { RunFlags } from './run-command.js';
import type { ValidateFlags } from './validate-command.js';
import type { VisualizeFlags } from './visualize-command.js';

const EXIT_CODES = `
Exit codes: 0 success, 1 the graph failed or is invalid, 2 wrong usage, 130 interrupted.`;

/**
 * The command line as commander knows it. What a command needs is loaded when it runs, so that help comes at once.
 *
 * @param done - is given the exit code of the command that ran.
 */
export function programFor(output: Output, done: (code: number) => void): Command {
  const program = new Command('dropgraph')
    .description('Runs, writes, draws and checks graphs of tasks.')
    .exitOverride() // the exit codes are ours
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'dropgraph:')) })
    .showHelpAfterError('See dropgraph --help.')
    .addHelpText('after', EXIT_CODES);
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  /** A command with what all have. */
  const command = (usage: string, summary: string): Command =>
    program.command(usage).description(summary).version(version).addHelpText('after', EXIT_CODES);

  program.version(version);
  command('run', 'run a TypeScript or JavaScript module, or a graph file, and print the result')
    .argument('<file>', 'module (.ts, .js, ...) or graph (.json, .graph, .ndjson; - for standard input)')
    .addOption(exportOption())
    .option('--functions <module>', 'module whose exports are the functions of a graph file')
    .option('--allow-code', 'run code that the graph itself carries; only for graphs you trust')
    .option(
      '--directory <folder>',
      'where a graph file keeps its own files (default: a new one for each run)',
    )
    .option('--allow-outside', 'let a graph file use files outside of it; only for graphs you trust')
    .option('--scheduler <name>', 'where tasks run: local, threads or processes (default: "local")')
    .option('--workers <number>', 'how many threads or processes (default: as many as processors)', toNumber)
    .option('--concurrency <number>', 'most async tasks at once, or Infinity (default: 1024)', toNumber)
    .option('--max-live <number>', 'results held at once before new branches wait (default: all)', toNumber)
    .option('--detect-mutation', 'fail tasks that change their inputs; slow (default: DROPGRAPH_DEV=1)')
    .option('--timeout <ms>', 'cancel the run after so many milliseconds', toNumber)
    .option('--progress', 'show how far the run is, on standard error (default: on a terminal)')
    .option('--no-progress', 'do not show it')
    .option('--json', 'print one JSON document: result, errors, states and durations')
    .action(async (file: string, flags: RunFlags) => {
      const { runCommand } = await import('./run-command.js');
      done(await runCommand(file, flags, output));
    });

  command('graph', 'write the dropspecs of what a module would run, as a JSON array')
    .argument('<module>', 'module, or a graph file to be written anew')
    .addOption(exportOption())
    .option('--ndjson', 'write a drop a line instead')
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .action(async (file: string, flags: GraphFlags) => {
      const { graphCommand } = await import('./graph-command.js');
      done(await graphCommand(file, flags, output));
    });

  command('visualize', 'draw what a module or a graph file would run')
    .argument('<file>', 'module or graph')
    .addOption(exportOption())
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .addOption(
      new Option('--format <format>', 'default: what the name of the file ends in, else svg').choices([
        'svg',
        'dot',
        'mermaid',
        'text',
        'html',
      ]),
    )
    .addOption(new Option('--direction <direction>', 'which way the data flows').choices(['down', 'right']))
    .addOption(
      new Option('--color <what>', 'what colours tell: name of the function, or running order').choices([
        'name',
        'order',
      ]),
    )
    .option('--drops', 'draw applications and data one by one')
    .option('--max-nodes <number>', 'group larger graphs (default: 300)', toNumber)
    .action(async (file: string, flags: VisualizeFlags) => {
      const { visualizeCommand } = await import('./visualize-command.js');
      done(await visualizeCommand(file, flags, output));
    });

  command('validate', 'check a graph file and list all its problems')
    .argument('<graph>', 'graph file, or - for standard input')
    .option('--json', 'print a JSON document')
    .action(async (file: string, flags: ValidateFlags) => {
      const { validateCommand } = await import('./validate-command.js');
      done(await validateCommand(file, flags, output));
    });

  return program;
}

function exportOption(): Option {
  return new Option('--export <name>', 'which export of the module (default: the default, or the only one)');
}

function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) throw new InvalidArgumentError('It must be a number.');
  return number;
}
