import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = path.resolve(fileURLToPath(import.meta.url), '../../..');
const read = (...parts: string[]): string => readFileSync(path.join(root, ...parts), 'utf8');

/** Text as it stands between quotes in a source, with its escapes undone. */
const sources = new Map<string, string>();
function sourceOf(file: string): string {
  const source = sources.get(file) ?? read('test', `${file}.test.ts`).replaceAll("\\'", "'");
  sources.set(file, source);
  return source;
}

describe('docs/conformance.md', () => {
  const rows = read('docs', 'conformance.md')
    .split('\n')
    .filter((line) => /^\| (?!row|---)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));

  it('names a test for every promise, and every test is there', () => {
    expect(rows.length).toBeGreaterThan(90);
    const missing = rows
      .flatMap((cells) => cells[3]!.split('<br>'))
      .filter((test) => {
        const [, file, name] = /^([\w/-]+): (.+)$/.exec(test) ?? [];
        return file === undefined || name === undefined || !sourceOf(file).includes(name);
      });
    expect(missing).toEqual([]);
  });
});

describe('the type tests', () => {
  it('the programs of the type tests are at least 40 right and 40 wrong ones', () => {
    const files = readdirSync(path.join(root, 'test', 'types')).filter((file) => file.endsWith('.ts'));
    const text = files.map((file) => read('test', 'types', file)).join('\n');
    const wrong = text.split('// @ts-expect-error').length - 1;
    const right = text.split(/\bis<.+>\(\)\(/).length - 1;
    expect(wrong).toBeGreaterThanOrEqual(40);
    expect(right).toBeGreaterThanOrEqual(40);
  });
});
