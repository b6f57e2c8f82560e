import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { InvalidDropError, messageOf } from '../errors/index.js';
import { strictOptions } from '../basics/index.js';
import { isInside, scratchDirectory } from './base-directory.js';
import { expandVariables, fillTemplate, generatedName, type NameParts } from './path-text.js';

/** What decides where the file or directory of a drop lies. @category Storage */
export interface PathOptions {
  /** The drop; names the file where nothing else does. */
  readonly uid: string;
  /** DALiuGE's short name of the drop; default: none, and generated names are made of the whole uid. */
  readonly humanKey?: string | undefined;
  /**
   * The directory of the session, which must exist: relative paths are taken from it, and a path that leaves it is
   * refused. Default: no session; relative paths are taken from `daliuge_tfiles` in the temporary directory and
   * must not leave that, absolute ones are free.
   */
  readonly sessionDir?: string | undefined;
  /** Whether the path may lead out of the session's directory, be it absolute or relative; default false. */
  readonly allowOutside?: boolean | undefined;
  /**
   * Whether it is an error when there is nothing at the path; default false. Relative paths of files are not looked
   * at: they lie in the directory of a session, which is empty before its run.
   */
  readonly checkExists?: boolean | undefined;
  /** Whether missing directories are made; default true. */
  readonly createDirectory?: boolean | undefined;
  /** Values for `$NAME` and `${NAME}`; default the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The day `{datetime}` stands for, in UTC; default today. */
  readonly now?: Date | undefined;
}

/** What decides where the file of a drop lies. @category Storage */
export interface FilePathOptions extends PathOptions {
  /**
   * Empty (default): a generated name in the base directory. Ending in `/`, or an existing directory: a generated
   * name in that directory. Else the path of the file, whose last part may hold `{uid}`, `{humanKey}`, `{auto}`,
   * `{datetime}` and `{dlg}`.
   */
  readonly filepath?: string | undefined;
}

/** What decides where the directory of a drop lies. @category Storage */
export interface DirectoryPathOptions extends PathOptions {
  /** Path of the directory; empty: a generated name in the base directory. */
  readonly dirname: string;
}

/** Where the file of a drop lies. @category Storage */
export interface FilePath {
  /** Absolute path of the directory. */
  readonly dirname: string;
  readonly filename: string;
  /** `dirname` and `filename` in one. */
  readonly path: string;
  /** Whether a directory was given, and the name of the file generated. */
  readonly isDir: boolean;
}

const text = z.string('must be a string');
const flag = z.boolean('must be true or false');
const common = {
  uid: text,
  humanKey: text.optional(),
  sessionDir: text.min(1, 'must not be empty').optional(),
  allowOutside: flag.default(false),
  checkExists: flag.default(false),
  createDirectory: flag.default(true),
  env: z
    .custom<NodeJS.ProcessEnv>((env) => typeof env === 'object' && env !== null, 'must be an object')
    .optional(),
  now: z.date('must be a Date').optional(),
};
const fileSchema = z.object({ ...common, filepath: text.default('') });
const directorySchema = z.object({ ...common, dirname: text });

type Settings = Omit<z.output<typeof fileSchema>, 'filepath'>;

/**
 * Where the file of a drop lies, by the rules of DALiuGE's FileDROP.
 *
 * @throws InvalidDropError for a variable that is not set, an unknown `{name}`, a path that leaves the session's
 *   directory, and one where nothing is that had to be there; TypeError for an unknown or wrong option.
 * @example
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { filePathOf } from 'dropgraph/storage';
 * const sessionDir = tmpdir();
 * filePathOf({ uid: 'a:1/b', sessionDir }).filename; // => 'a_1_b'
 * filePathOf({ uid: 'a', filepath: '{uid}.$KIND', env: { KIND: 'txt' }, sessionDir }).filename; // => 'a.txt'
 * ```
 * @category Storage
 */
export function filePathOf(options: FilePathOptions): FilePath {
  const { filepath, ...settings } = strictOptions(fileSchema, options, 'filePathOf');
  const parts = partsOf(settings);
  const given = expanded(filepath, settings);
  const base = baseOf(settings);
  const whole = resolve(base, given);
  const isDir = given !== '' && (/(^|[/\\])\.{0,2}$/.test(given) || isDirectory(whole));
  const isGenerated = given === '' || isDir;
  const filename = isGenerated ? generatedName(parts) : fillTemplate(basename(given), parts);
  if (filename === '' || filename === '.' || filename === '..') {
    throw new InvalidDropError(settings.uid, `"${filepath}" gives no name for a file`);
  }
  const directory = isGenerated ? whole : dirname(whole);
  const path = join(directory, filename);
  check(path, given, base, { ...settings, checkExists: settings.checkExists && isAbsolute(given) });
  if (settings.createDirectory) make(directory, settings.uid);
  return { dirname: directory, filename, path, isDir };
}

/**
 * Where the directory of a drop lies: its absolute path, by the same rules.
 *
 * @throws InvalidDropError and TypeError as `filePathOf` does.
 * @category Storage
 */
export function directoryPathOf(options: DirectoryPathOptions): string {
  const { dirname: wanted, ...settings } = strictOptions(directorySchema, options, 'directoryPathOf');
  const given = expanded(wanted, settings);
  const base = baseOf(settings);
  const path = resolve(base, given === '' ? generatedName(partsOf(settings)) : given);
  check(path, given, base, settings);
  if (settings.createDirectory) make(path, settings.uid);
  return path;
}

function partsOf({ uid, humanKey, now }: Settings): NameParts {
  return { uid, humanKey, now: now ?? new Date() };
}

function expanded(path: string, { uid, env }: Settings): string {
  const given = expandVariables(path, env ?? process.env, uid);
  if (given.includes('\0')) throw new InvalidDropError(uid, `${JSON.stringify(path)} is not a path`);
  return given;
}

function baseOf({ uid, sessionDir }: Settings): string {
  if (sessionDir === undefined) return scratchDirectory(uid);
  const base = resolve(sessionDir);
  if (isDirectory(base)) return base;
  throw new InvalidDropError(uid, `the directory of its session, ${base}, is not there`);
}

function check(path: string, given: string, base: string, settings: Settings): void {
  const { uid, sessionDir, allowOutside, checkExists } = settings;
  const isFree = allowOutside || (sessionDir === undefined && isAbsolute(given));
  if (!isFree && !isWithin(path, base, uid)) {
    throw new InvalidDropError(
      uid,
      `${path} lies outside ${base}; choose a path inside, or allow paths outside`,
    );
  }
  if (checkExists && !existsSync(path)) {
    throw new InvalidDropError(uid, `there is nothing at ${path}, and it had to be there`);
  }
}

function isWithin(path: string, base: string, uid: string): boolean {
  try {
    return isInside(path, base);
  } catch (error) {
    throw new InvalidDropError(uid, `cannot use the path ${path}: ${messageOf(error)}`, { cause: error });
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // whatever hinders looking at it will hinder using it, and be told then
  }
}

function make(path: string, uid: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new InvalidDropError(uid, `cannot make the directory ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
