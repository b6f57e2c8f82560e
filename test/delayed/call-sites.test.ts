import { describe, expect, it } from 'vitest';
import { type Delayed, delayed } from '../../src/index.js';
import { fixture, placeOf, runFixture, taskErrorOf } from './support.js';

const here = import.meta.filename;

const fail = /* where fail was written */ delayed((...args: unknown[]): never => {
  throw new Error(`failed with ${args.length}`);
});
const siteOf = async (lazy: unknown): Promise<string | undefined> => (await taskErrorOf(lazy)).callSite;

describe('the call site of a failed task', () => {
  it('is the file, line and column of the call', async () => {
    const lazy = /* the call */ fail(1);
    expect(await siteOf(lazy)).toBe(placeOf(here, 'the call'));
  });

  it('is part of the message', async () => {
    const lazy = /* the told call */ fail(1);
    expect((await taskErrorOf(lazy)).message).toContain(placeOf(here, 'the told call'));
  });

  it.each<[string, () => unknown, string]>([
    ['an argument', () => [/* an argument */ fail(1)], 'an argument'],
    ['a call with options', () => /* with options */ fail.with({ name: 'other' })(1), 'with options'],
    ['a pure call', () => /* a pure call */ fail.with({ pure: true })(1), 'a pure call'],
    ['a call with nout', () => [.../* with nout */ fail.with({ nout: 2 })(1)][0], 'with nout'],
    ['a method', () => /* a method */ fail.call({}, 1), 'a method'],
  ])('is the line of the code of the user: %s', async (_, make, marker) => {
    const site = (await siteOf(make()))!;
    expect(site.replace(/:\d+$/, '')).toBe(placeOf(here, marker).replace(/:\d+$/, ''));
  });

  it('is where map was called, under map', async () => {
    const [lazy] = /* the list */ [1].map(fail);
    const site = (await siteOf(lazy))!;
    expect(site.replace(/:\d+$/, '')).toBe(placeOf(here, 'the list').replace(/:\d+$/, ''));
  });

  it.each<[string, (x: Delayed<Record<string, never>>) => unknown, string]>([
    ['get', (x) => /* a get */ x.get('missing'), 'a get'],
    ['at', (x) => /* an at */ (x as unknown as Delayed<number[]>).at(5), 'an at'],
    ['slice', (x) => /* a slice */ (x as unknown as Delayed<number[]>).slice(5), 'a slice'],
    ['call', (x) => /* a method call */ x.call('missing' as never), 'a method call'],
  ])('is where it was asked for: %s', async (_, access, marker) => {
    const site = (await siteOf(access(delayed({}))))!;
    expect(site.replace(/:\d+$/, '')).toBe(placeOf(here, marker).replace(/:\d+$/, ''));
  });

  it.each<[string, (x: readonly Delayed<number>[]) => unknown, string]>([
    [
      'destructured',
      (x) => {
        const [item] = /* destructured */ x;
        return item;
      },
      'destructured',
    ],
    ['indexed', (x) => /* indexed */ x[0], 'indexed'],
    [
      'iterated',
      (x) => {
        const items = [];
        for (const item of /* iterated */ x) items.push(item);
        return items[0];
      },
      'iterated',
    ],
  ])('of an item of a call with nout is a line of the code of the user: %s', async (_, access, marker) => {
    const wrong = delayed(() => [1, 2], { nout: 1 })() as unknown as readonly Delayed<number>[];
    expect((await siteOf(access(wrong)))!.replace(/:\d+$/, '')).toBe(
      placeOf(here, marker).replace(/:\d+$/, ''),
    );
  });

  it('of a value is where it was made lazy', async () => {
    const lazy = /* the value */ delayed([1], { nout: 2 });
    expect(await siteOf(lazy)).toBe(placeOf(here, 'the value'));
  });

  it('is kept for the first 1,000 calls; beyond, it is where the function was made lazy', async () => {
    const many = /* where many was written */ delayed(fail.fn);
    const calls = Array.from({ length: 1001 }, () => /* one of many */ many(1));
    expect(await siteOf(calls[0])).toBe(placeOf(here, 'one of many'));
    expect(await siteOf(calls[999])).toBe(placeOf(here, 'one of many'));
    expect(await siteOf(calls[1000])).toBe(placeOf(here, 'where many was written'));
  });

  it.each([
    [0, 0],
    [2, 2],
    [3000, 1500],
    [Infinity, 1500],
  ])('is kept for as many calls as callSites says: %s', async (callSites, remembered) => {
    const many = /* where these were written */ delayed(fail.fn, { callSites });
    const calls = Array.from({ length: 1500 }, () => /* one of these */ many(1));
    const [call, origin] = [placeOf(here, 'one of these'), placeOf(here, 'where these were written')];
    expect(await siteOf(calls[0])).toBe(remembered > 0 ? call : origin);
    if (remembered > 0) expect(await siteOf(calls[remembered - 1])).toBe(call);
    if (remembered < 1500) expect(await siteOf(calls[remembered])).toBe(origin);
  });

  it('is never inside of dropgraph, however many properties were asked for', async () => {
    const value = delayed({} as Record<string, never>);
    for (let count = 0; count < 3000; count++) value.get('missing');
    expect((await siteOf(value.get('missing'))) ?? '').not.toMatch(/[/\\](src|dist)[/\\]/);
  });

  it('is not disturbed by a small Error.stackTraceLimit, and leaves it as it was', async () => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    const lazy = /* without a trace */ fail(1);
    expect(Error.stackTraceLimit).toBe(0);
    Error.stackTraceLimit = limit;
    expect(await siteOf(lazy)).toBe(placeOf(here, 'without a trace'));
  });
});

describe('in a process of its own', () => {
  it('call sites are those of the source, under node', () => {
    const sites = runFixture('call-sites.mjs') as Record<string, string>;
    const file = fixture('call-sites.mjs');
    for (const marker of ['a call', 'the first of few', 'where few was written']) {
      expect(sites[marker]).toBe(placeOf(file, marker));
    }
    expect(sites['under map']).toMatch(/call-sites\.mjs:10:/);
    expect(sites['with options']).toMatch(/call-sites\.mjs:11:/);
  });

  it('call sites are those of the TypeScript source, under tsx', () => {
    const site = runFixture('call-sites-typed.ts', '--import', 'tsx');
    expect(site).toBe(placeOf(fixture('call-sites-typed.ts'), 'the typed call'));
  });
});
