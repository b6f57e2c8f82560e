import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { APP_CLASSES } from '../../src/apps/index.js';
import { DROP_CLASSES, STORAGE_CLASSES } from '../../src/drops/index.js';

/** A row of docs/parity.md that says where a name is. */
interface Present {
  readonly name: string;
  /** The name here. */
  readonly word: string;
  readonly here: string;
  readonly test: string;
}

const lines = readFileSync('docs/parity.md', 'utf8').split('\n');
const rowOf =
  /^\| `(?<name>[\w.]+)`(?: as `(?<other>\w+)`)? +\| (?:(?<here>src\/\S+\.ts) +\| (?<test>test\/\S+\.test\.ts)|planned: `dropgraph\/(?<subpath>[\w-]+)` +\|) +\|$/;

const present: Present[] = [];
const planned: string[] = [];
const malformed: string[] = [];
for (const line of lines.filter((text) => text.startsWith('| `'))) {
  const { name, other, here, test, subpath } = rowOf.exec(line)?.groups ?? {};
  if (subpath !== undefined) planned.push(subpath);
  else if (name === undefined || here === undefined || test === undefined) malformed.push(line);
  else present.push({ name, word: other ?? camelCase(name), here, test });
}

/** The last part of a name of DALiuGE, as it is spelled here. */
function camelCase(name: string): string {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return last.replaceAll(/(?<=\w)_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function mentions(file: string, word: string): boolean {
  return existsSync(file) && new RegExp(String.raw`\b${word}\b`).test(readFileSync(file, 'utf8'));
}

describe('docs/parity.md', () => {
  it('has rows, and every one says where the name is and what tests it, or which subpath brings it', () => {
    expect(malformed).toEqual([]);
    expect(present.length).toBeGreaterThan(100);
  });

  it('names for every name a source file that has it', () => {
    expect(present.filter(({ here, word }) => !mentions(here, word))).toEqual([]);
  });

  it('names for every name a test that mentions it', () => {
    expect(present.filter(({ test, word }) => !mentions(test, word))).toEqual([]);
  });

  it('says of no name twice where it is', () => {
    let section = '';
    const names = lines.flatMap((line) => {
      if (/^##+ /.test(line)) section = line;
      const name = /^\| `([\w.]+)`/.exec(line)?.[1];
      return name === undefined ? [] : [`${section} ${name}`];
    });
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('plans no subpath that is there already', () => {
    const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: object };
    expect([...new Set(planned)].filter((subpath) => `./${subpath}` in exports)).toEqual([]);
  });
});

describe('docs/guides/daliuge-graphs.md', () => {
  const guide = readFileSync('docs/guides/daliuge-graphs.md', 'utf8');

  it('names every class that graphs may name, and every module of applications', () => {
    const paths = [...APP_CLASSES.keys(), ...DROP_CLASSES.keys()];
    const classes = paths.map((name) => name.slice(name.lastIndexOf('.') + 1));
    const modules = [...APP_CLASSES.keys()].map((name) => name.slice(0, name.lastIndexOf('.')));
    const wanted = new Set([...classes, ...modules.filter((name) => !name.startsWith('dfms.'))]);
    expect([...wanted].filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });

  it('names every kind of storage of old graphs', () => {
    const text = guide.toLowerCase();
    expect([...STORAGE_CLASSES.keys()].filter((storage) => !text.includes(`\`${storage}\``))).toEqual([]);
  });
});
