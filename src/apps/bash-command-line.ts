import { mkdir } from 'node:fs/promises';
import {
  stringParam,
  type AppDROP,
  type DataDROP,
  type DropOptions,
  type DropParam,
} from '../drops/index.js';
import { DATAURL_PLACEHOLDER, dropOfPlaceholder, hasPath, PATH_PLACEHOLDER } from '../droputils/index.js';
import { InvalidDropError } from '../errors/index.js';
import { graphArguments, inputPorts, outputPorts } from './ports.js';
import { commandLine, fillIn, NAME_PLACEHOLDER, type CommandOwner } from './shell/index.js';

/** The typed parameters of the applications that run a command of bash. */
export const BASH_PARAMS: Readonly<Record<string, DropParam<unknown>>> = {
  command: stringParam(''),
  command_line_arguments: stringParam(''),
  argumentPrefix: stringParam('--'),
  paramValueSeparator: stringParam(' '),
  input_redirection: stringParam(''),
  output_redirection: stringParam(''),
};

/** @throws InvalidDropError when there is no command; called while the application is made. */
export function requireCommand(app: AppDROP, options: DropOptions): void {
  const command = options['command'] ?? options.applicationArgs?.['command']?.value;
  if (typeof command === 'string' && command.trim() !== '') return;
  throw new InvalidDropError(app.uid, 'has no "command" to run');
}

/**
 * The command of an application with all its arguments, and its drops put in: `%i0`, `%o[uid]`, `%iDataURL0` and
 * `{uid}` or `{port}`. Those that have a path stand for it, and are counted apart from those that have a dataURL only.
 */
export function bashCommandLine(app: AppDROP): string {
  const ports = [...inputPorts(app), ...outputPorts(app)];
  const named = new Map(ports.flatMap(({ port, drop }) => (port === null ? [] : [[port, drop] as const])));
  const byName = new Map<string, DataDROP>([...ports.map(({ drop }) => [drop.uid, drop] as const), ...named]);
  const text = (name: string): string => app.param(name) as string;
  const line = commandLine({
    command: text('command'),
    commandLineArguments: text('command_line_arguments'),
    argumentPrefix: text('argumentPrefix'),
    paramValueSeparator: text('paramValueSeparator'),
    inputRedirection: text('input_redirection'),
    outputRedirection: text('output_redirection'),
    args: graphArguments(app, 'applicationArgs').flatMap((arg) => {
      // what a port brings comes before what the graph says
      if (named.has(arg.name)) return [{ ...arg, value: `{${arg.name}}` }];
      return arg.port && (arg.value === '' || arg.value === null) ? [] : [arg];
    }),
  });
  const placeholders = new RegExp(
    [DATAURL_PLACEHOLDER, PATH_PLACEHOLDER, NAME_PLACEHOLDER].map(({ source }) => source).join('|'),
  );
  const inputs = split(app.inputsByUid);
  const outputs = split(app.outputsByUid);
  return fillIn(line, placeholders, (placeholder) => {
    if (placeholder.startsWith('{')) return placeOf(byName.get(placeholder.slice(1, -1)));
    const kind = placeholder.slice(2).startsWith('DataURL') ? 'urls' : 'paths';
    return placeOf(dropOfPlaceholder(placeholder, inputs[kind], outputs[kind]));
  });
}

/** For whom a command is run, and in which folder. */
export async function commandOwner(app: AppDROP): Promise<CommandOwner> {
  const cwd = app.session?.directory;
  if (cwd !== undefined) await mkdir(cwd, { recursive: true });
  return { uid: app.uid, sessionId: app.sessionId, cwd, signal: app.signal };
}

interface Placed {
  readonly paths: ReadonlyMap<string, DataDROP>;
  readonly urls: ReadonlyMap<string, DataDROP>;
}

function split(drops: ReadonlyMap<string, DataDROP>): Placed {
  const entries = [...drops];
  return {
    paths: new Map(entries.filter(([, drop]) => hasPath(drop))),
    urls: new Map(entries.filter(([, drop]) => !hasPath(drop))),
  };
}

function placeOf(drop: DataDROP | undefined): string | undefined {
  return drop === undefined || hasPath(drop) ? drop?.path : drop.dataURL;
}
