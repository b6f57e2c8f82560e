import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A program that readers of the documentation see. */
export interface Example {
  readonly file: string;
  /** Where its first line stands in the file, from 1. */
  readonly line: number;
  readonly code: string;
}

const under = (root: string, ending: string): string[] =>
  existsSync(root)
    ? readdirSync(root, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith(ending))
        .map((name) => path.join(root, name))
        .sort()
    : [];

const lines = (text: string): number => text.split('\n').length - 1;

/** The ts fences whose flags are wanted; `continued` joins a fence to the one before it, lines kept. */
function fences(file: string, text: string, line: number, wanted: (flags: string) => boolean): Example[] {
  const found: Example[] = [];
  for (const match of text.matchAll(/^([ \t]*)```ts\b([^\n]*)\n(.*?)^\1```/gms)) {
    const [whole, indent = '', flags = '', body = ''] = match;
    if (!wanted(flags)) continue;
    const start = line + lines(text.slice(0, match.index)) + 1;
    const code = body.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    const last = /\bcontinued\b/.test(flags) ? found.pop() : undefined;
    if (last === undefined && flags.includes('continued'))
      throw new Error(`${file}:${start}: continues nothing: ${whole}`);
    const gap = last === undefined ? '' : last.code + '\n'.repeat(start - last.line - lines(last.code));
    found.push({ file, line: last?.line ?? start, code: gap + code });
  }
  return found;
}

function markdown(file: string): Example[] {
  return fences(file, readFileSync(file, 'utf8'), 1, (flags) => /\brun\b/.test(flags));
}

/** The @example blocks of a source file: the fences in them (unless `no-run`), or the bare text. */
function comments(file: string): Example[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/\/\*\*.*?\*\//gs)].flatMap((comment) => {
    const plain = comment[0].replaceAll(/^[ \t]*\*(?!\/) ?/gm, '').replace(/[ \t]*\*\/$/, '');
    return [...plain.matchAll(/^(@example\b[^\n]*\n)(.*?)(?=^@\w|(?![^]))/gms)].flatMap((block) => {
      const line = 1 + lines(text.slice(0, comment.index)) + lines(plain.slice(0, block.index)) + 1;
      const code = block[2]!;
      if (!code.includes('```')) return [{ file, line, code }];
      return fences(file, code, line, (flags) => !/\bno-run\b/.test(flags));
    });
  });
}

/** Every example: `ts run` fences of README.md and docs, programs of docs/examples, @example blocks of src. */
export function findExamples(): Example[] {
  const pages = under('docs', '.md').filter((file) => !file.startsWith(path.join('docs', 'reference')));
  const programs = under(path.join('docs', 'examples'), '.ts');
  return [
    ...['README.md', ...pages].filter((file) => existsSync(file)).flatMap(markdown),
    ...programs.map((file) => ({ file, line: 1, code: readFileSync(file, 'utf8') })),
    ...under('src', '.ts').flatMap(comments),
  ];
}
