#!/usr/bin/env node
import { CommanderError } from 'commander';
import { errorAsText } from './describe-error.js';
import { EXIT, UsageError } from './exit-codes.js';
import { Output, tell } from './output.js';
import { programFor } from './program.js';

/** Milliseconds that what was cancelled may take to end by itself, and after which a process that stays says why. */
const GRACE = 3000;

/** Runs the command and gives its exit code. */
async function main(args: readonly string[]): Promise<number> {
  let code: number = EXIT.success;
  try {
    await programFor(new Output(), (given) => (code = given)).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // help and version come as errors, too; commander has said what is wrong
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.success : EXIT.usage;
    tell(`dropgraph: ${errorAsText(error)}`);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}

/** What the user's module keeps open must not keep a failed command going, nor a good one without a word. */
function end(code: number): void {
  process.exitCode = code;
  const stay = (): void => {
    if (code !== EXIT.success) process.exit(code);
    const open = [...new Set(process.getActiveResourcesInfo())].join(', ');
    tell(`dropgraph: the command is done, but something the module opened keeps the process alive: ${open}`);
  };
  setTimeout(stay, GRACE).unref();
}

/** Node ends, with success, when nothing is left that could go on: so it does while a module awaits for ever. */
function endedEarly(code: number): void {
  if (code !== EXIT.success) return;
  tell('dropgraph: the module ended the process, or awaits a promise that nothing can settle any more');
  process.exitCode = EXIT.failed;
}

process.once('exit', endedEarly);
void main(process.argv.slice(2)).then((code) => {
  process.off('exit', endedEarly);
  end(code);
});
