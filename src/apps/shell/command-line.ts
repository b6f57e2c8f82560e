/** An argument of a command, as it stands in the graph. */
export interface CommandArgument {
  readonly name: string;
  readonly value: unknown;
  readonly positional: boolean;
}

/** The parts of a command that stand in the graph. */
export interface CommandParts {
  readonly command: string;
  /** Added when there are no other arguments. */
  readonly commandLineArguments: string;
  readonly args: readonly CommandArgument[];
  /** Stands before the name of an argument. */
  readonly argumentPrefix: string;
  /** Stands between the name of an argument and its value. */
  readonly paramValueSeparator: string;
  /** File the command reads from; empty for none. */
  readonly inputRedirection: string;
  /** File the command writes to; empty for none. */
  readonly outputRedirection: string;
}

/** `{name}`, but not `${name}`, which is the shell's. */
export const NAME_PLACEHOLDER: RegExp = /(?<!\$)\{[^{}\s]+\}/;

/**
 * The command line that parts of a graph make up. Arguments named in the command as `{name}` are put in there, the
 * others follow it: the positional ones first. They are commands of the graph's author as much as the rest is.
 */
export function commandLine(parts: CommandParts): string {
  const byName = new Map(parts.args.map((arg) => [`{${arg.name}}`, arg]));
  const used = new Set<CommandArgument>();
  const command = parts.command.replace(new RegExp(NAME_PLACEHOLDER, 'g'), (placeholder) => {
    const arg = byName.get(placeholder);
    if (arg === undefined) return placeholder;
    used.add(arg);
    return asText(arg.value);
  });
  const rest = parts.args.filter((arg) => !used.has(arg) && arg.value !== null && arg.value !== undefined);
  const words = [
    ...rest.filter(({ positional }) => positional).map(({ value }) => asText(value)),
    ...rest.filter(({ positional }) => !positional).map((arg) => namedArgument(arg, parts)),
  ];
  if (words.length === 0) words.push(parts.commandLineArguments);
  let line = [command, ...words]
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .join(' ');
  if (parts.outputRedirection !== '') line = `${line} > ${parts.outputRedirection}`;
  if (parts.inputRedirection !== '') line = `{ ${line}\n} < ${parts.inputRedirection}`;
  return line;
}

function namedArgument({ name, value }: CommandArgument, parts: CommandParts): string {
  const { argumentPrefix, paramValueSeparator } = parts;
  if (argumentPrefix === '--' && name.length === 1) return `-${name} ${asText(value)}`;
  return `${argumentPrefix.trim()}${name}${paramValueSeparator}${asText(value)}`;
}

/** A value as Python writes it, which is what commands of existing graphs expect. */
function asText(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value.trim() : JSON.stringify(value);
}
