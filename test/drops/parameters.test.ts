import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  AbstractDROP,
  boolParam,
  dictParam,
  EnvironmentVarDROP,
  enumParam,
  floatParam,
  intParam,
  listParam,
  NullDROP,
  stringParam,
  type DropOptions,
} from '../../src/drops/index.js';
import { InvalidDropError } from '../../src/errors/index.js';
import { Doing } from './graphs.js';

class Typed extends AbstractDROP {
  static override readonly params = {
    flag: boolParam(true),
    count: intParam(3, { min: 0 }),
    ratio: floatParam(0.5),
    label: stringParam('none'),
    mode: enumParam(['fast', 'slow'], 'slow'),
    items: listParam([1]),
    table: dictParam(),
  };

  declare readonly flag: boolean;
  declare readonly count: number;
  declare readonly ratio: number;
  declare readonly label: string;
  declare readonly mode: 'fast' | 'slow';
  declare readonly items: readonly unknown[];
  declare readonly table: Readonly<Record<string, unknown>>;
}

class Further extends Typed {
  static override readonly params = { ...Typed.params, count: intParam(7), extra: stringParam('') };
  declare readonly extra: string;
}

const typed = (options: DropOptions = {}): Typed => new Typed('T', 'T', options);
const all = ({ flag, count, ratio, label, mode, items, table }: Typed): unknown[] => [
  flag,
  count,
  ratio,
  label,
  mode,
  items,
  table,
];

describe('typed parameters', () => {
  it('have their defaults, also when given as nothing', () => {
    const defaults = [true, 3, 0.5, 'none', 'slow', [1], {}];
    expect(all(typed())).toEqual(defaults);
    const nothing = { flag: '', count: '', ratio: null, label: null, mode: '', items: '', table: ' ' };
    expect(all(typed(nothing))).toEqual(defaults);
  });

  it('are read from text as it is meant', () => {
    expect(
      all(
        typed({
          flag: 'false',
          count: '12',
          ratio: '1e-3',
          label: 5,
          mode: 'fast',
          items: "['a', (1, None)]",
          table: '{"a": true}',
        }),
      ),
    ).toEqual([false, 12, 0.001, '5', 'fast', ['a', [1, null]], { a: true }]);
  });

  it.each([
    ['0', false],
    ['false', false],
    ['False', false],
    [0, false],
    [false, false],
    ['1', true],
    ['TRUE', true],
    [1, true],
  ])('take the flag %j for %s', (flag, meant) => {
    expect(typed({ flag }).flag).toBe(meant);
  });

  it.each([
    [{ flag: 'maybe' }, /option "flag"/],
    [{ count: 'x' }, /option "count" must be a whole number, got "x"/],
    [{ count: -1 }, /must be at least 0, got -1/],
    [{ count: {} }, /whole number/],
    [{ ratio: 'x' }, /must be a number/],
    [{ label: {} }, /must be text/],
    [{ mode: 'quick' }, /must be one of fast, slow, got "quick"/],
    [{ items: '{}' }, /must be a list/],
    [{ items: 'print(1)' }, /option "items"/],
    [{ table: '[]' }, /must be a dict/],
    [{ table: 3 }, /must be a dict/],
  ])('refuse %j', (options, message) => {
    expect(() => typed(options)).toThrow(InvalidDropError);
    expect(() => typed(options)).toThrow(message);
  });

  it('come from applicationArgs where they are no ports and no option of their own', () => {
    const applicationArgs = {
      count: { value: '8', usage: 'NoPort' },
      ratio: { value: 2 },
      label: { value: 'port', usage: 'InputPort' },
      mode: { value: 'fast', usage: 'NoPort' },
    };
    expect(all(typed({ applicationArgs, mode: 'slow' }))).toEqual([true, 8, 2, 'none', 'slow', [1], {}]);
  });

  it('are those of the class and its ancestors', () => {
    const drop = new Further('F', 'F', { label: 'x' });
    expect([drop.count, drop.label, drop.extra, drop.param('count')]).toEqual([7, 'x', '', 7]);
    expect(() => drop.param('other')).toThrow(InvalidDropError);
    expect(typed().count).toBe(3);
  });

  it('of an application are found by its classes', () => {
    class Sleepy extends Doing {
      static override readonly params = { sleep_time: floatParam(0) };
      declare readonly sleep_time: number;
    }
    const app = new Sleepy('S', undefined, { sleep_time: '2', n_tries: '3' });
    expect([app.sleep_time, app.n_tries, app.n_effective_inputs]).toEqual([2, 3, -1]);
  });
});

describe('variables of the environment', () => {
  afterEach(() => {
    delete process.env['DLG_TEST_COUNT'];
    delete process.env['DLG_TEST_ODD'];
  });

  it('are filled in before a parameter is read', () => {
    process.env['DLG_TEST_COUNT'] = '9';
    const drop = typed({ count: '$DLG_TEST_COUNT', other: '$DLG_TEST_COUNT' });
    expect([drop.count, drop.parameters['count'], drop.parameters['other']]).toEqual([9, '9', '9']);
    expect(typed({ applicationArgs: { count: { value: '$DLG_TEST_COUNT' } } }).count).toBe(9);
  });

  it('that are not set stay as they are, and are no number', () => {
    const drop = typed({ count: '$DLG_TEST_COUNT', label: '$DLG_TEST_COUNT' });
    expect(drop.label).toBe('$DLG_TEST_COUNT');
    expect(() => drop.count).toThrow(/"count" is \$DLG_TEST_COUNT, which has no value/);
  });

  it('of a store are filled in once the drop is linked to it', () => {
    const store = new EnvironmentVarDROP('E', 'E', {
      name: 'env',
      depth: '4',
      ratio: 0,
      'a.b': 'dotted',
      off: false,
    });
    const drop = typed({
      count: '$env.depth',
      ratio: '$env.ratio',
      label: '$env.a.b',
      x: '$env.off',
      y: '$env.none',
    });
    expect(() => drop.count).toThrow(/has no value/);
    drop.addProducer(store);
    drop.autofillEnvironmentVariables();
    expect([drop.count, drop.ratio, drop.label]).toEqual([4, 0, 'dotted']);
    expect([drop.parameters['x'], drop.parameters['y']]).toEqual([false, '$env.none']);
  });

  it('of a store may be variables of DALiuGE', () => {
    process.env['DLG_TEST_COUNT'] = '6';
    const drop = typed({ count: '$env.depth' });
    drop.addProducer(new EnvironmentVarDROP('E', 'E', { name: 'env', depth: '$DLG_TEST_COUNT' }));
    drop.autofillEnvironmentVariables();
    expect(drop.count).toBe(6);
  });

  it.each([['pre$env.x'], ['$HOME'], ['$'], [''], ['env.x'], ['$e[nv.x'], ['$other.x']])(
    'are not meant by %j',
    (text) => {
      const drop = new NullDROP('A', 'A', { text });
      drop.addProducer(new EnvironmentVarDROP('E', 'E', { name: 'env', x: 1 }));
      drop.autofillEnvironmentVariables();
      expect(drop.parameters['text']).toBe(text);
      expect(drop.getEnvironmentVariable(text)).toBe(text);
    },
  );

  it('are looked up one by one or together; of two stores of a name the last one counts', () => {
    const drop = new NullDROP('A', 'A');
    drop.addProducer(new EnvironmentVarDROP('E', 'E', { name: 'env', x: 1 }));
    drop.addProducer(new EnvironmentVarDROP('G', 'G', { name: 'env', x: 2 }));
    expect(drop.getEnvironmentVariables(['$env.x', '$env.y', 'z'])).toEqual([2, '$env.y', 'z']);
    expect(drop.getEnvironmentVariable('$DLG_ROOT')).toBe(process.env['DLG_ROOT'] ?? join(homedir(), 'dlg'));
  });

  it('in a store do not keep the drop they are for waiting', async () => {
    const drop = new NullDROP('A', 'A');
    drop.addProducer(new EnvironmentVarDROP('E', 'E', { name: 'env' }));
    const app = new Doing('B');
    app.addOutput(drop);
    await app.execute();
    expect(drop.isCompleted()).toBe(true);
  });
});

describe('an EnvironmentVarDROP', () => {
  it('has its own values first, then those of the process, and never changes', () => {
    process.env['DLG_TEST_ODD'] = 'odd';
    const drop = new EnvironmentVarDROP('E', 'E', { a: 1, rank: [0], dropclass: 'x' });
    expect(['a', 'DLG_TEST_ODD', 'rank', 'nothing here'].map((name) => drop.get(name))).toEqual([
      1,
      'odd',
      null,
      null,
    ]);
    expect(drop.getMultiple(['a', 'DLG_TEST_ODD', 'dropclass', 'toString'])).toEqual([1, null, null, null]);
    expect(() => drop.set('a', 2)).toThrow(InvalidDropError);
    expect(drop.dataURL).toMatch(/^config:\/\/.+\/E$/);
  });
});
