import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const names = new Map<string, string>();

/**
 * A name for a module that is the same on every machine: of a file the name of its package and its place in it,
 * of anything else its URL.
 *
 * @param url - such as `import.meta.url`.
 */
export function moduleName(url: string): string {
  const name = names.get(url) ?? nameOf(url);
  names.set(url, name);
  return name;
}

function nameOf(url: string): string {
  if (!url.startsWith('file:')) return url;
  let file: string;
  try {
    file = fileURLToPath(url);
  } catch {
    return url; // no file of this machine
  }
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const owner = packageName(folder);
    if (owner !== undefined) return `${owner}/${path.relative(folder, file).replaceAll(path.sep, '/')}`;
    if (folder === path.dirname(folder)) return path.basename(file);
  }
}

function packageName(folder: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
      name?: unknown;
    };
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined; // there is none, or none that can be read
  }
}
