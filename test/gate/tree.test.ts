import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const hardLimit = 400;
const medianLimit = 120;

const sizes = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name: `src/${name}`, lines: readFileSync(`src/${name}`, 'utf8').split('\n').length - 1 }))
  .sort((a, b) => a.lines - b.lines);

describe('the source tree', () => {
  it(`has no file over ${hardLimit} lines`, () => {
    expect(sizes.filter(({ lines }) => lines > hardLimit)).toEqual([]);
  });

  it(`has a median file of at most ${medianLimit} lines`, () => {
    expect(sizes[Math.floor(sizes.length / 2)]?.lines).toBeLessThanOrEqual(medianLimit);
  });

  it('names its files in kebab-case', () => {
    expect(
      sizes.map(({ name }) => name).filter((name) => !/^src(\/[a-z0-9]+(-[a-z0-9]+)*)+\.ts$/.test(name)),
    ).toEqual([]);
  });
});

describe('the lock file', () => {
  it('names no registry host', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"resolved": "https?:/);
  });

  it('agrees with package.json', () => {
    const read = (file: string) =>
      JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>;
    const root = read('package-lock.json')['packages']?.[''] as Record<string, unknown>;
    const { dependencies, devDependencies } = read('package.json');
    expect({ dependencies: root['dependencies'], devDependencies: root['devDependencies'] }).toEqual({
      dependencies,
      devDependencies,
    });
  });
});
