import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MissingError, messageOf } from '../errors/index.js';
import { UsageError } from './exit-codes.js';

/** A module of the user's that was loaded. */
export interface LoadedModule {
  /** As the user named it. */
  readonly file: string;
  readonly url: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** Code of the user's threw before anything ran; its error is the `cause`. */
export class ModuleError extends Error {
  override readonly name: string = 'ModuleError';
}

const TYPESCRIPT = new Set(['.ts', '.mts', '.cts', '.tsx']);
const JAVASCRIPT = new Set(['.js', '.mjs', '.cjs']);

/** The endings of modules, in words. */
export const MODULE_ENDINGS: string = [...TYPESCRIPT, ...JAVASCRIPT].join(', ');

/** Whether a file is a module, by its name. */
export function isModule(file: string): boolean {
  return TYPESCRIPT.has(extname(file)) || JAVASCRIPT.has(extname(file));
}

/**
 * Loads a module; TypeScript by way of tsx.
 *
 * @throws UsageError when there is no such file; MissingError when tsx is needed and not installed; ModuleError when
 * the module itself throws.
 */
export async function loadModule(file: string): Promise<LoadedModule> {
  const path = resolve(file);
  await mustBeFile(path, file);
  if (TYPESCRIPT.has(extname(path))) await useTypeScript();
  const { href } = pathToFileURL(path);
  try {
    const loaded = (await import(href)) as Record<string, unknown>;
    return { file, url: href, exports: withoutInterop(loaded) };
  } catch (error) {
    const place = error instanceof SyntaxError ? syntaxFaultIn(path) : '';
    throw new ModuleError(`Cannot load ${file}${place}`, { cause: error });
  }
}

/** Where a JavaScript file is wrong: Node says so only when a program ends by it. */
function syntaxFaultIn(path: string): string {
  const { stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' });
  const [place] = stderr.split('\n\n');
  return place === undefined || place === '' ? '' : `\n  ${place.trimEnd().replaceAll('\n', '\n  ')}`;
}

/** @throws UsageError for anything else, in the words of the user. */
export async function mustBeFile(path: string, file: string = path): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(code === 'ENOENT' ? `there is no file ${file}` : messageOf(error));
  });
  if (found.isDirectory()) throw new UsageError(`${file} is a folder; name a file in it`);
}

let registered: Promise<void> | undefined;

/** Both kinds of modules: tsx decides by the package.json of the user which one a file is. */
function useTypeScript(): Promise<void> {
  registered ??= Promise.all([import('tsx/cjs/api'), import('tsx/esm/api')]).then(
    ([cjs, esm]) => {
      cjs.register();
      esm.register();
    },
    (error: unknown) => {
      throw new MissingError('TypeScript needs the package tsx: npm install tsx', { cause: error });
    },
  );
  return registered;
}

/** A CommonJS module made of an ES module comes with its exports one level deeper. */
function withoutInterop(loaded: Record<string, unknown>): Record<string, unknown> {
  const inner = loaded['default'];
  const isInterop = typeof inner === 'object' && inner !== null && '__esModule' in inner;
  return isInterop ? { ...inner } : loaded;
}
