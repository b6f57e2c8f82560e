import { describe, expect, it } from 'vitest';
import { compile, compute, type Delayed, delayed, runGraph } from '../../src/index.js';
import { journal, later } from './support.js';

type Note = (name: string, ...needs: unknown[]) => Delayed<string>;

/** Records calls that log their names when they run, and gives the order in which they ran. */
async function orderOf(record: (note: Note, later: Note) => unknown): Promise<string> {
  const { log, note } = journal();
  const value = record(
    delayed(note),
    delayed((name: string) => {
      note(name);
      return later(name);
    }),
  );
  await compute(value);
  return log.join(' ');
}

describe('the order of running', () => {
  it.each<[string, (note: Note, later: Note) => unknown, string]>([
    ['of independent calls is that of their recording', (t) => [t('a'), t('b'), t('c')], 'a b c'],
    [
      'of independent calls is that of their recording, wherever they stand in the structure',
      (t) => {
        const [a, b, c] = [t('a'), t('b'), t('c')];
        return { last: c, first: a, middle: b };
      },
      'a b c',
    ],
    [
      'of arguments is that of their recording, wherever they stand in the call',
      (t) => {
        const [a, b, c] = [t('a'), t('b'), t('c')];
        return t('d', c, [b, { a }]);
      },
      'a b c d',
    ],
    [
      'of the items of a list is that of their recording, whatever they need',
      (t) => t('end', [t('a'), t('b'), t('d', t('c')), t('e'), t('g', t('f'))]),
      'a b c d e f g end',
    ],
    [
      'of the items of a list is that of their recording, wherever they stand in it',
      (t) => {
        const [a, b] = [t('a'), t('b')];
        return t('end', [t('d', t('c')), b, t('e'), a, a]);
      },
      'a b c d e end',
    ],
    [
      'of the items of a list and other arguments is that of their recording',
      (t) => {
        const a = t('a');
        return t('end', [t('b'), t('c')], a, [t('d')]);
      },
      'a b c d end',
    ],
    [
      'of async calls that are all ready is that of their recording',
      (_, later) => [later('a'), later('b'), later('c')],
      'a b c',
    ],
    [
      'finishes started branches before it opens new ones',
      (t) => {
        const [a, b, c] = [t('a1'), t('b1'), t('c1')];
        const [a2, b2, c2] = [t('a2', a), t('b2', b), t('c2', c)];
        return t('end', t('a3', a2), t('b3', b2), t('c3', c2));
      },
      'a1 a2 a3 b1 b2 b3 c1 c2 c3 end',
    ],
    [
      'is depth first in a tree',
      (t) => t('g', t('c', t('a'), t('b')), t('f', t('d'), t('e'))),
      'a b c d e f g',
    ],
    [
      'takes a shared input with the first branch that needs it',
      (t) => {
        const shared = t('s');
        return [t('a', shared), t('b', t('c'), shared)];
      },
      's a c b',
    ],
    [
      'lets async branches that are ready go on before untouched ones begin, one by one',
      (t, later) => t('end', t('a2', later('a1')), t('b2', later('b1'))),
      'a1 b1 a2 b2 end',
    ],
  ])('%s', async (_, record, order) => {
    const orders = [];
    for (let run = 0; run < 3; run++) orders.push(await orderOf(record));
    expect(orders).toEqual([order, order, order]);
  });

  it('goes on with what a promise freed before it begins anything new', async () => {
    const { log, note } = journal();
    const wait = delayed((name: string) => later(note(name), 2));
    const now = delayed(note);
    const branches = ['a', 'b', 'c'].map((name) => now(`${name}2`, wait(`${name}1`)));
    await compute(branches, { concurrency: 1 });
    expect(log.join(' ')).toBe('a1 a2 b1 b2 c1 c2');
  });

  it('is the same for equal graphs of 1,000 calls, however often they run', async () => {
    const run = (): Promise<string> =>
      orderOf((note) => {
        const made: Delayed<string>[] = [];
        for (let at = 0; at < 1000; at++)
          made.push(note(String(at), made[(at * 7) % (at || 1)], made[at >> 1]));
        return made.reverse();
      });
    expect(await run()).toBe(await run());
  });

  it('is the order of the dropspecs', async () => {
    const { log, note } = journal();
    const call = delayed(note);
    const c = call('c', call('a'), call('b'));
    const names = compile(c)
      .toJSON()
      .filter((drop) => drop.categoryType === 'Application');
    await c.compute();
    expect(log.length).toBe(names.length);
    expect(names.at(-1)?.oid).toContain(c.key);
  });
});

describe('an intermediate result', () => {
  const link = delayed((x: number) => x + 1);

  it('is let go after its last use; one that was asked for is kept', async () => {
    const one = link.with({ key: 'one' })(0);
    const two = link.with({ key: 'two' })(one);
    const three = link.with({ key: 'three' })(two);
    const session = await runGraph(compile([two, three]));
    await session.finished;
    const valueOf = (key: string): unknown => (session.drop(key) as { value?: unknown }).value;
    expect(valueOf('two')).toBe(2);
    expect(valueOf('three')).toBe(3);
    expect(() => valueOf('one')).toThrow(/let go/);
  });

  it('is let go as soon as its last user has run, not at the end', async () => {
    const seen: unknown[] = [];
    const kept = (): unknown => {
      try {
        return (session.drop('one') as { value?: unknown }).value;
      } catch {
        return 'let go';
      }
    };
    const look = delayed((x: number) => {
      seen.push(kept());
      return x;
    });
    const one = link.with({ key: 'one' })(0);
    const session = await runGraph(compile(look(look(look(one)))));
    await session.finished;
    expect(seen).toEqual([1, 'let go', 'let go']);
  });
});
