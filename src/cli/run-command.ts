import { inspect } from 'node:util';
import { runSettings, type RunOptions } from '../executor/index.js';
import type { Runnable } from './choose-export.js';
import { errorAsJson, errorsIn, errorAsText } from './describe-error.js';
import { EXIT, UsageError } from './exit-codes.js';
import { functionsOf } from './functions-of.js';
import { hintsFor } from './hints-for.js';
import { Interrupted, interruptible } from './interruption.js';
import { jsonValue } from './json-value.js';
import { tell, type Output } from './output.js';
import { readInput } from './read-input.js';
import { milliseconds, RunRecord } from './run-record.js';

/** The options of `dropgraph run`, as commander gives them. */
export interface RunFlags {
  readonly export?: string;
  readonly scheduler?: string;
  readonly workers?: number;
  readonly concurrency?: number;
  readonly maxLive?: number;
  readonly detectMutation?: boolean;
  readonly timeout?: number;
  readonly progress?: boolean;
  readonly functions?: string;
  readonly allowCode?: boolean;
  readonly allowOutside?: boolean;
  readonly directory?: string;
  readonly json?: boolean;
}

/** How a run ended: with a value, or with an error. */
type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Runs a module or a graph file, prints its result and gives the exit code. */
export async function runCommand(file: string, flags: RunFlags, output: Output): Promise<number> {
  if (flags.json) output.reserve();
  const chosen = settingsOf(flags);
  const functions = flags.functions === undefined ? {} : await functionsOf(flags.functions);
  const input = await readInput(file, flags.export);
  const record = flags.json ? new RunRecord() : undefined;
  const options = { ...chosen, functions, ...(record !== undefined && { onEvent: record.listen }) };
  const start = performance.now();
  const outcome = await interruptible((signal) => run(input, { ...options, signal }));
  const duration = milliseconds(start);
  if (record !== undefined) await output.write(document(outcome, record, duration));
  else if ('value' in outcome) await output.write([`${shown(outcome.value, output)}\n`]);
  if ('value' in outcome) return EXIT.success;
  tell([`dropgraph: ${errorAsText(outcome.error)}`, ...hintsFor(outcome.error)].join('\n'));
  const reason = outcome.error instanceof Error ? outcome.error.cause : undefined;
  return reason instanceof Interrupted ? reason.exitCode : EXIT.failed;
}

/** Checks the options before anything is loaded. */
function settingsOf(flags: RunFlags): RunOptions {
  const { export: _, functions: __, json: ___, progress = process.stderr.isTTY, ...rest } = flags;
  const options = { ...rest, progress } as RunOptions;
  try {
    runSettings(options, 'dropgraph run');
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const unknown = error.message.includes('"scheduler"')
      ? `Unknown scheduler "${String(flags.scheduler)}". `
      : '';
    throw new UsageError(
      unknown + error.message.replace(/"(\w+)"(?= must)/, (_, name: string) => flagOf(name)),
    );
  }
  return options;
}

/** An option of the library as it is typed. */
function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

async function run({ value, library }: Runnable, options: RunOptions): Promise<Outcome> {
  try {
    if (!(value instanceof library.DropGraph)) return { value: await library.compute(value, options) };
    const session = await library.runGraph(value, options);
    return { value: Object.fromEntries(await session.results()) };
  } catch (error) {
    return { error };
  }
}

function shown(value: unknown, output: Output): string {
  if (typeof value === 'string') return value;
  const colors = output.isTerminal && process.env['NO_COLOR'] === undefined;
  return inspect(value, { depth: 8, colors, breakLength: output.width, maxArrayLength: 1000 });
}

/** The one document of `--json`, drop by drop: there may be a million of them. */
function* document(
  outcome: Outcome,
  record: RunRecord,
  duration: number,
): Generator<string, void, undefined> {
  const ok = 'value' in outcome;
  const result = ok ? `"result": ${JSON.stringify(jsonValue(outcome.value))},\n` : '';
  const errors = ok ? [] : errorsIn(outcome.error).map((error) => errorAsJson(error));
  yield `{"ok": ${String(ok)},\n${result}"errors": ${JSON.stringify(errors)},\n"duration": ${String(duration)},\n"drops": {`;
  let separator = '\n';
  for (const [oid, drop] of record.drops) {
    yield `${separator}${JSON.stringify(oid)}: ${JSON.stringify(drop)}`;
    separator = ',\n';
  }
  yield `}}\n`;
}
