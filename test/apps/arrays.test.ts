import { describe, expect, it } from 'vitest';
import { encodePickle, NdArray, type NdData } from '../../src/codecs/index.js';
import {
  ArrayGatherApp,
  AverageArraysApp,
  DictGatherApp,
  GenericGatherApp,
  GenericNpyGatherApp,
  GenericNpyScatterApp,
  GenericScatterApp,
  ListAppendThrashingApp,
  PickOne,
  RandomArrayApp,
} from '../../src/apps/index.js';
import { allDropContents, loadNpy, loadPickle, saveNpy } from '../../src/droputils/index.js';
import { InMemoryDROP, type DataDROP, type DropOptions } from '../../src/drops/index.js';
import { filled, ran } from './running.js';

const outputs = (count: number): InMemoryDROP[] =>
  Array.from({ length: count }, (_, at) => new InMemoryDROP(`o${at}`, `o${at}`));
const pickled = (uid: string, value: unknown): Promise<InMemoryDROP> => filled(uid, encodePickle(value));
const array = (data: NdData, shape?: readonly number[]): NdArray => new NdArray(data, shape);

async function npy(uid: string, value: NdArray): Promise<InMemoryDROP> {
  const drop = new InMemoryDROP(uid, uid);
  await saveNpy(drop, value);
  drop.setCompleted();
  return drop;
}

async function plain(drop: DataDROP): Promise<unknown> {
  const value = await loadPickle(drop);
  return value instanceof NdArray ? value.toNested() : value;
}

describe('GenericScatterApp', () => {
  it('cuts lists and arrays into parts as equal as can be', async () => {
    const ten = [...Array(10).keys()];
    for (const value of [ten, NdArray.from(ten)]) {
      const parts = outputs(4);
      await ran(new GenericScatterApp('s', 's', { num_of_copies: 4 }), [await pickled('i', value)], parts);
      expect(await Promise.all(parts.map(plain))).toEqual([
        [0, 1, 2],
        [3, 4, 5],
        [6, 7],
        [8, 9],
      ]);
      expect(await loadPickle(parts[0]!)).toEqual(
        value instanceof NdArray ? NdArray.from([0, 1, 2]) : [0, 1, 2],
      );
    }
  });

  it('gives single items with "element"', async () => {
    const parts = outputs(2);
    const app = new GenericScatterApp('s', 's', { num_of_copies: 2, element: 'true' });
    await ran(app, [await pickled('i', ['a', 'b'])], parts);
    expect(await Promise.all(parts.map(plain))).toEqual(['a', 'b']);
  });

  it('fails when there is not one output for each part, or nothing to cut', async () => {
    const input = await pickled('i', [1]);
    await expect(
      ran(new GenericScatterApp('s', 's', { num_of_copies: 3 }), [input], outputs(2)),
    ).rejects.toThrow('has 2 outputs for the 3 parts');
    await expect(ran(new GenericScatterApp('s', 's'), [await pickled('i', 3)])).rejects.toThrow(
      'a number is there',
    );
  });
});

describe('GenericNpyScatterApp', () => {
  it('cuts each input along its own axis', async () => {
    const a = array(
      Float64Array.from({ length: 6 }, (_, at) => at),
      [2, 3],
    );
    const b = array(
      Int32Array.from({ length: 6 }, (_, at) => at),
      [2, 3],
    );
    const parts = outputs(4);
    const app = new GenericNpyScatterApp('s', 's', { num_of_copies: 2, scatter_axes: '[0, -1]' });
    await ran(app, [await npy('a', a), await npy('b', b)], parts);
    const arrays = await Promise.all(parts.map(loadNpy));
    expect(arrays.map((part) => part.toNested())).toEqual([
      [[0, 1, 2]],
      [[3, 4, 5]],
      [
        [0, 1],
        [3, 4],
      ],
      [[2], [5]],
    ]);
    expect(arrays.map(({ dtype }) => dtype)).toEqual(['f8', 'f8', 'i4', 'i4']);
  });

  it('fails for an axis that is not there, and numbers that do not fit', async () => {
    const input = (): Promise<InMemoryDROP> => npy('a', array(new Float64Array(2)));
    await expect(
      ran(new GenericNpyScatterApp('s', 's', { scatter_axes: [1] }), [await input()], outputs(1)),
    ).rejects.toThrow('no axis 1');
    await expect(ran(new GenericNpyScatterApp('s', 's'), [await input()], outputs(2))).rejects.toThrow(
      '2 outputs',
    );
    await expect(
      ran(new GenericNpyScatterApp('s', 's', { scatter_axes: [0, 0] }), [await input()], outputs(1)),
    ).rejects.toThrow('2 "scatter_axes" for 1');
  });
});

describe('GenericNpyGatherApp', () => {
  const gather = async (options: DropOptions, ...arrays: NdArray[]): Promise<NdArray> => {
    const inputs = await Promise.all(arrays.map((one, at) => npy(`i${at}`, one)));
    const [output] = await ran(new GenericNpyGatherApp('g', 'g', options), inputs);
    return loadNpy(output!);
  };
  const a = array(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
  const b = array(Float64Array.of(6, 5, 4, 3, 2, 1), [2, 3]);

  it.each([
    ['sum', 42],
    ['prod', 720 * 720],
    ['max', 6],
    ['min', 1],
  ])('reduces all with %s', async (name, expected) => {
    expect((await gather({ function: name }, a, b)).toNested()).toBe(expected);
  });

  it('reduces over the axes it is told', async () => {
    expect((await gather({ reduce_axes: [0] }, a, b)).toNested()).toEqual([14, 14, 14]);
    expect((await gather({ function: 'max', reduce_axes: '[1]' }, a, b)).toNested()).toEqual([6, 6]);
    expect((await gather({ function: 'min', reduce_axes: '-1' }, a)).toNested()).toEqual([1, 4]);
    expect((await gather({ reduce_axes: 'None' }, a)).toNested()).toBe(21);
  });

  it('combines item by item', async () => {
    expect((await gather({ function: 'add' }, a, b)).toNested()).toEqual([
      [7, 7, 7],
      [7, 7, 7],
    ]);
    expect((await gather({ function: 'maximum' }, a, b)).toNested()).toEqual([
      [6, 5, 4],
      [4, 5, 6],
    ]);
    expect((await gather({ function: 'minimum' }, a, b, a)).toNested()).toEqual([
      [1, 2, 3],
      [3, 2, 1],
    ]);
    expect((await gather({ function: 'multiply' }, a, b)).toNested()).toEqual([
      [6, 10, 12],
      [12, 10, 6],
    ]);
  });

  it('counts whole numbers in 64 bits, and lets NaN win', async () => {
    const sum = await gather({}, array(Int8Array.of(100, 100)), array(Int8Array.of(100, 1)));
    expect([sum.dtype, sum.toNested()]).toEqual(['i8', 301n]);
    expect((await gather({ function: 'max' }, array(Float64Array.of(1, NaN, 3)))).toNested()).toBeNaN();
  });

  it('knows what nothing is', async () => {
    expect((await gather({}, array(new Float64Array(0)))).toNested()).toBe(0);
    expect((await gather({ function: 'prod' }, array(new Int32Array(0)))).toNested()).toBe(1n);
    await expect(gather({ function: 'max' }, array(new Float64Array(0)))).rejects.toThrow(
      'maximum of nothing',
    );
    await expect(gather({})).rejects.toThrow('no input');
  });

  it('fails for shapes that do not fit, and for texts', async () => {
    await expect(gather({ function: 'add' }, a, array(new Float64Array(6)))).rejects.toThrow(
      '(2, 3) and (6)',
    );
    await expect(gather({}, array(['a']))).rejects.toThrow('dtype U1');
    expect(() => new GenericNpyGatherApp('g', 'g', { reduce_axes: 'x' })).toThrow('list of axes');
    expect(() => new GenericNpyGatherApp('g', 'g', { function: 'mean' })).toThrow('must be one of sum');
  });
});

describe('the other gatherers', () => {
  it('join bytes in the order of the inputs', async () => {
    const inputs = [await filled('b', 'one'), await filled('a', 'two')];
    const out = outputs(2);
    await ran(new GenericGatherApp('g', 'g', { num_of_inputs: 2 }), inputs, out);
    expect(String(await Promise.all(out.map((drop) => allDropContents(drop))))).toBe('onetwo,onetwo');
  });

  it('make one list of values, the same for each output', async () => {
    const out = outputs(2);
    await ran(new ArrayGatherApp('g', 'g'), [await pickled('a', 1), await pickled('b', [2])], out);
    expect(await Promise.all(out.map(plain))).toEqual([
      [1, [2]],
      [1, [2]],
    ]);
  });

  it('make one dict of dicts', async () => {
    const inputs = [await pickled('a', { x: 1, y: 1 }), await pickled('b', { y: 2 })];
    const [out] = await ran(new DictGatherApp('g', 'g'), inputs);
    expect(await plain(out!)).toEqual({ x: 1, y: 2 });
    await expect(ran(new DictGatherApp('g', 'g'), [await pickled('c', 3)])).rejects.toThrow(
      '"c" should hold a dict',
    );
  });
});

describe('PickOne', () => {
  it.each([
    ['a list', ['a', 'b', 'c'], 'a', ['b', 'c']],
    ['an array', NdArray.from([1, 2, 3]), 1, [2, 3]],
    [
      'an array of rows',
      NdArray.from([
        [1, 2],
        [3, 4],
      ]),
      [1, 2],
      [[3, 4]],
    ],
  ])('gives the first of %s, and the others where they are asked for', async (_, value, first, others) => {
    const rest = new InMemoryDROP('r', 'r', { name: 'rest_array' });
    const one = new InMemoryDROP('o', 'o');
    await ran(new PickOne('p', 'p'), [await pickled('i', value)], [one, rest]);
    expect([await plain(one), await plain(rest)]).toEqual([first, others]);
  });

  it('knows the rest by the name of its port, too, and fails when nothing is left', async () => {
    const app = new PickOne('p', 'p', { outputs: [{ o0: 'rest_array' }] });
    const [rest] = await ran(app, [await pickled('i', [1])], outputs(1));
    expect(await plain(rest!)).toEqual([]);
    await expect(ran(new PickOne('p', 'p'), [rest!])).rejects.toThrow('no item left');
  });
});

describe('RandomArrayApp', () => {
  it('draws whole numbers within its limits', async () => {
    const app = new RandomArrayApp('r', 'r', { size: '1000', low: '3', high: '6', keep_array: true });
    const [output] = await ran(app, []);
    const drawn = await loadPickle(output!);
    expect(drawn).toEqual(app.array);
    const { data, dtype } = drawn as NdArray;
    expect([dtype, data.length, new Set(data as BigInt64Array)]).toEqual(['i8', 1000, new Set([3n, 4n, 5n])]);
  });

  it('draws fractions within its limits', async () => {
    const [output] = await ran(new RandomArrayApp('r', 'r', { integer: false, low: -2, high: -1 }), []);
    const { data } = (await loadPickle(output!)) as NdArray;
    expect(data).toHaveLength(100);
    expect((data as Float64Array).every((item) => item >= -2 && item < -1)).toBe(true);
  });

  it('takes the arguments of its graph', async () => {
    const applicationArgs = {
      size: { value: 50 },
      integer: { value: true },
      low: { value: 34 },
      high: { value: 3456 },
    };
    const [output] = await ran(new RandomArrayApp('r', 'r', { applicationArgs }), []);
    expect(((await loadPickle(output!)) as NdArray).shape).toEqual([50]);
  });

  it('fails where there is nothing to draw from or to write to', async () => {
    await expect(ran(new RandomArrayApp('r', 'r', { low: 5, high: 5 }), [])).rejects.toThrow(
      '"high" must be higher',
    );
    await expect(ran(new RandomArrayApp('r', 'r'), [], [])).rejects.toThrow('no output');
  });
});

describe('AverageArraysApp', () => {
  it('averages all numbers of all inputs', async () => {
    const inputs = [await pickled('a', [1, [2, 3]]), await pickled('b', NdArray.from([10]))];
    const average = async (method: string): Promise<unknown> =>
      plain((await ran(new AverageArraysApp('m', 'm', { method }), inputs))[0]!);
    expect([await average('mean'), await average('median')]).toEqual([4, 2.5]);
  });

  it('takes the middle one of an odd number, and does not lose NaN', async () => {
    const median = async (...values: number[]): Promise<unknown> =>
      plain(
        (await ran(new AverageArraysApp('m', 'm', { method: 'median' }), [await pickled('a', values)]))[0]!,
      );
    expect([await median(5, 1, 3), await median(7), await median(1, NaN, 3)]).toEqual([3, 7, NaN]);
  });

  it('fails without numbers', async () => {
    await expect(ran(new AverageArraysApp('m', 'm'), [await pickled('a', [])])).rejects.toThrow('no number');
    await expect(ran(new AverageArraysApp('m', 'm'), [await pickled('a', ['x'])])).rejects.toThrow(
      'a string is there',
    );
  });
});

describe('ListAppendThrashingApp', () => {
  it('writes the list it has made', async () => {
    const [output] = await ran(new ListAppendThrashingApp('l', 'l', { size: 3 }), []);
    expect(await plain(output!)).toEqual([0, 1, 2]);
  });
});
