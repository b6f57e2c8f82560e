import { parseArgs } from 'node:util';
import { allSizes, engineNames, engines, quick, shapeNames } from '../catalogue.js';
import type { EngineName, ShapeName } from '../catalogue.js';

export interface Options {
  readonly help: boolean;
  readonly quick: boolean;
  readonly markdown: boolean;
  readonly shapes: readonly ShapeName[];
  readonly engines: readonly EngineName[];
  /** Engines asked for by name are tried at every size, the slow ones too. */
  readonly enginesNamed: boolean;
  readonly sizes: readonly number[];
  readonly reps: number;
  readonly limitMs: number;
  readonly jsonFile?: string;
  readonly profileDir?: string;
}

/** A mistake in the command line; the message is all the user needs to see. */
export class UsageError extends Error {}

export const usage: string = `npm run bench -- [options]

  --quick            1e4 and 1e5, ${quick.engines.join(', ')}; under 2 minutes
  --shape <names>    ${shapeNames.join(', ')}
  --engine <names>   ${engineNames.join(', ')}
  --n <sizes>        tasks, default ${allSizes.map((n) => n.toExponential().replace('+', '')).join(',')}
  --reps <k>         repetitions, default 3 (medians are shown)
  --limit <seconds>  time limit of one measurement, default 60
  --json <file>      also write every number as JSON
  --markdown         print the tables in Markdown
  --profile <dir>    write a .cpuprofile per measurement (slows it down)
  --help

Names and sizes may be repeated or separated by commas.`;

export function parseOptions(args: readonly string[]): Options {
  const { values } = parse(args);
  const named = values.engine !== undefined;
  return {
    help: values.help,
    quick: values.quick,
    markdown: values.markdown,
    shapes: pick('shape', values.shape, shapeNames) ?? shapeNames,
    engines: pick('engine', values.engine, engineNames) ?? (values.quick ? quick.engines : engineNames),
    enginesNamed: named,
    sizes: sizes(values.n) ?? (values.quick ? quick.sizes : allSizes),
    reps: wholeNumber('reps', values.reps),
    limitMs: wholeNumber('limit', values.limit) * 1000,
    ...(values.json === undefined ? {} : { jsonFile: values.json }),
    ...(values.profile === undefined ? {} : { profileDir: values.profile }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      options: {
        quick: { type: 'boolean', default: false },
        shape: { type: 'string', multiple: true },
        engine: { type: 'string', multiple: true },
        n: { type: 'string', multiple: true },
        reps: { type: 'string', default: '3' },
        limit: { type: 'string', default: '60' },
        json: { type: 'string' },
        markdown: { type: 'boolean', default: false },
        profile: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function pick<Name extends string>(
  flag: string,
  given: readonly string[] | undefined,
  known: readonly Name[],
): readonly Name[] | undefined {
  if (given === undefined) return undefined;
  const asked = new Set(items(given));
  for (const name of asked) {
    if (!known.some((other) => other === name)) {
      throw new UsageError(`--${flag} '${name}' is unknown; it is one of ${known.join(', ')}`);
    }
  }
  // In the catalogue's order, so tables look alike however the command was typed.
  return known.filter((name) => asked.has(name));
}

function sizes(given: readonly string[] | undefined): readonly number[] | undefined {
  if (given === undefined) return undefined;
  return [...new Set(items(given).map((text) => wholeNumber('n', text, 2)))].sort((a, b) => a - b);
}

const items = (given: readonly string[]): string[] => given.flatMap((text) => text.split(','));

function wholeNumber(flag: string, text: string, least = 1): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`--${flag} '${text}' is not a whole number of at least ${least}`);
}

/** Whether an engine takes part at this shape and size; sizes a peer is known to be hopeless at are left out. */
export function takesPart(options: Options, engine: EngineName, shape: ShapeName, n: number): boolean {
  const { largest = Infinity, shapes = shapeNames } = engines[engine];
  return shapes.includes(shape) && (options.enginesNamed || n <= largest);
}
