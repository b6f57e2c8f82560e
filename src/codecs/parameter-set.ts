import { createRequire } from 'node:module';
import type * as Toml from 'smol-toml';
import type * as Yaml from 'yaml';
import { CodecError } from '../errors/index.js';
import { encodePickle } from './pickle/encode.js';
import { pythonStr } from './python/write-literal.js';

/** One argument of an application, as a dropspec has it. */
interface Field {
  readonly value: unknown;
  readonly description: unknown;
  readonly type: unknown;
  readonly default: unknown;
}

type Fields = Readonly<Record<string, Field>>;

/** The libraries are asked for when a set in their format is written: reading them takes longer than most runs. */
const load = createRequire(import.meta.url);

const WRITERS = new Map<string, (fields: Fields) => string | Buffer>([
  [
    'YANDA',
    (fields) =>
      entriesOf(fields)
        .map(([name, { value }]) => yandaLine(name, value))
        .join('\n'),
  ],
  [
    'ini',
    (fields) =>
      entriesOf(fields)
        .map(([name, field]) => iniSection(name, field))
        .join('\n'),
  ],
  ['json', (fields) => spacedJson(fields)],
  ['toml', (fields) => (load('smol-toml') as typeof Toml).stringify(withoutNulls(fields))],
  ['pickle', (fields) => encodePickle(fields)],
  ['yaml', (fields) => (load('yaml') as typeof Yaml).stringify(fields, { version: '1.1' })],
]);

/**
 * The content of a ParameterSetDROP.
 *
 * @param mode - `YANDA` (lines `name=value`), `ini`, `yaml`, `json`, `toml` or `pickle`; any other is `yaml`.
 * @param applicationArgs - name to field (`{ value, description, type, defaultValue }`) or to a bare value. All modes
 *   but YANDA hold value, description, type and default of each, in that order.
 * @category Codecs
 * @throws CodecError for names and values the format cannot hold.
 * @example
 * ```ts
 * writeParameterSet('YANDA', { 'Cimager.size': { value: 512 }, clean: { value: true } }).toString();
 * // => 'Cimager.size=512\nclean=True'
 * ```
 */
export function writeParameterSet(mode: string, applicationArgs: Readonly<Record<string, unknown>>): Buffer {
  const fields = Object.fromEntries(
    Object.entries(applicationArgs).map(([name, arg]) => [name, fieldOf(arg)]),
  );
  const write = WRITERS.get(mode) ?? WRITERS.get('yaml')!;
  return Buffer.from(write(fields) as string);
}

function fieldOf(arg: unknown): Field {
  const given: Record<string, unknown> =
    typeof arg === 'object' && arg !== null && 'value' in arg ? arg : { value: arg };
  const { value = null, description = null, type = null, defaultValue = null } = given;
  return { value, description, type, default: given['default'] ?? defaultValue };
}

function entriesOf(fields: Fields): [string, Field][] {
  return Object.entries(fields);
}

function yandaLine(name: string, value: unknown): string {
  const line = `${name}=${pythonStr(value)}`;
  if (/[\r\n]/.test(line) || name.includes('=')) {
    throw new CodecError(`Parameter ${JSON.stringify(name)} does not fit on a line of a YANDA parameter set`);
  }
  return line;
}

/** As Python's configparser writes and reads it: a line of a value that follows another is indented. */
function iniSection(name: string, field: Field): string {
  if (/[\]\r\n]/.test(name))
    throw new CodecError(`Parameter ${JSON.stringify(name)} cannot name a section of an ini file`);
  const lines = Object.entries(field).map(([key, value]) => {
    const text = value === null ? '' : pythonStr(value);
    return `${key} = ${text.replaceAll(/\r?\n/g, '\n\t')}\n`;
  });
  return `[${name}]\n${lines.join('')}`;
}

/** JSON on one line with a space after each comma and colon, as Python writes it. */
function spacedJson(fields: Fields): string {
  // in JSON a line end is never part of a text, so each one belongs to the layout
  return JSON.stringify(fields, null, 1).replaceAll(/,\n */g, ', ').replaceAll(/\n */g, '');
}

/** TOML has no null: what is not there is left out. */
function withoutNulls(fields: Fields): Record<string, unknown> {
  return JSON.parse(JSON.stringify(fields), (_key, value: unknown) => value ?? undefined) as Record<
    string,
    unknown
  >;
}
