import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  NdArray,
  parseBoolean,
  pythonRepr,
  pythonStr,
  readPythonLiteral,
  Tuple,
} from '../../src/codecs/index.js';
import { CodecError } from '../../src/errors/index.js';
import { askPython, python } from './python.js';

const TEXTS: [string, unknown][] = [
  ['None', null],
  [' True ', true],
  ['False # no', false],
  ['12', 12],
  ['-1_000', -1000],
  ['+ 2', 2],
  ['- 2', -2],
  ['-0', 0],
  ['-0.0', -0],
  ['0x_ff', 255],
  ['0o17', 15],
  ['0b101', 5],
  ['00', 0],
  ['9007199254740992', 2n ** 53n],
  ['-123456789012345678901234567890', -123456789012345678901234567890n],
  ['1.', 1],
  ['.5', 0.5],
  ['1e3', 1000],
  ['1_0.5_0E-1', 1.05],
  ['1e999', Infinity],
  ['[-inf, 1.0]', [-Infinity, 1]],
  ['nan', NaN],
  [`'it''s'`, 'its'],
  [`"a" 'b' """c"d\ne"""`, 'abc"d\ne'],
  [`'\\n\\t\\x41\\u00e9\\U0001F600\\101\\'\\q'`, `\n\té`.replace('é', 'Aé') + `😀A'\\q`],
  [`'a\\\nb'`, 'ab'],
  [`r'\\n\\''`, "\\n\\'"],
  [`u'x'`, 'x'],
  [`b'a\\xff\\u0041'`, Buffer.from('a\xff\\u0041', 'latin1')],
  [`Rb"\\x00"`, Buffer.from('\\x00')],
  ['b"a" b"b"', Buffer.from('ab')],
  ['[]', []],
  ['[1, 2,]', [1, 2]],
  ['()', []],
  ['(1)', 1],
  ['(1,)', [1]],
  ['1, 2', [1, 2]],
  ['1,', [1]],
  ['{}', {}],
  ["{'a': 1, 'b': {'c': [None]}}", { a: 1, b: { c: [null] } }],
  [
    '{1: 2, (1, 2): 3,}',
    new Map<unknown, unknown>([
      [1, 2],
      [[1, 2], 3],
    ]),
  ],
  ['{1, "a"}', new Set([1, 'a'])],
  ['{1}', new Set([1])],
  ['set()', new Set()],
  ['[\n  1, # one\n  2\n]', [1, 2]],
];

describe('readPythonLiteral', () => {
  it.each(TEXTS)('reads %s', (text, value) => {
    expect(readPythonLiteral(text)).toStrictEqual(value);
  });

  it.skipIf(python === undefined)('reads as Python itself reads', () => {
    const texts = TEXTS.map(([text]) => text).filter(
      (text) =>
        !/inf|nan|^\{1, "/.test(text) &&
        text.trim() === text &&
        !text.includes('\\q') &&
        !text.includes('\\u0041'),
    );
    const reprs = askPython(
      python!,
      'import ast\nanswer = [repr(ast.literal_eval(text)) for text in given]',
      texts,
    ) as string[];
    // Python's repr of a float without fraction, 1.0, is not that of a JavaScript number
    const whole = (text: string): string => text.replaceAll(/(?<=\d)\.0\b/g, '');
    expect(reprs.length).toBeGreaterThan(30);
    reprs.forEach((repr, at) => {
      expect(pythonRepr(readPythonLiteral(repr))).toBe(pythonRepr(readPythonLiteral(texts[at]!)));
      if (!/e\+|inf/.test(repr))
        expect(whole(pythonRepr(readPythonLiteral(texts[at]!, { tuples: true })))).toBe(whole(repr));
    });
  });

  it('makes "__proto__" a key like any other', () => {
    const value = readPythonLiteral("{'__proto__': {'polluted': 1}}") as { polluted?: unknown };
    expect([Object.keys(value), value.polluted]).toEqual([['__proto__'], undefined]);
  });

  it('tells tuples from lists when asked', () => {
    expect(readPythonLiteral('(1, [2])', { tuples: true })).toStrictEqual(Tuple.of<unknown>(1, [2]));
    expect(() => readPythonLiteral('1', { tuple: true } as object)).toThrow('"tuple"');
  });

  it.each([
    '',
    ' ',
    '[',
    '[1',
    '[1 2]',
    '(',
    '(,)',
    '{',
    '{1:}',
    '{1: 2, 3}',
    '{1, 2: 3}',
    '{:}',
    '1 2',
    '[,]',
    ')',
    "'a",
    "'a\nb'",
    '"""a"',
    "'\\x4'",
    "'\\N{BULLET}'",
    "'\\U00110000'",
    "b'é'",
    "'a' b'b'",
    "f'{1}'",
    '1__0',
    '1_',
    '0x',
    '007',
    '1..',
    '3j',
    '1+2',
    '1 if x else 2',
    '-"a"',
    '--1',
    '+-1',
    '-None',
    '-[1]',
    'x',
    'none',
    'true',
    'null',
    'set([1])',
    '__import__("os")',
    'os.system("x")',
    'lambda: 1',
    '[x for x in y]',
    '(1).real',
    '{**{}}',
    '*[1]',
    'constructor',
    '__proto__',
    'toString',
  ])('refuses %j', (text) => {
    expect(() => readPythonLiteral(text)).toThrow(CodecError);
  });

  it('takes 200 levels, as Python does, and refuses more without overflowing', () => {
    expect(() => readPythonLiteral('['.repeat(200) + ']'.repeat(200))).not.toThrow();
    expect(() => readPythonLiteral('['.repeat(1_000_000))).toThrow('200 levels');
    expect(() => readPythonLiteral('-'.repeat(1_000_000))).toThrow(CodecError);
  });

  it('takes long texts, lists and joined strings, and refuses long integers', () => {
    const long = 'a\\'.repeat(2_000_000);
    expect(readPythonLiteral(pythonRepr(long))).toBe(long);
    expect(() => readPythonLiteral(`'${'a'.repeat(5_000_000)}`)).toThrow('does not end');
    expect(readPythonLiteral(`[${'1,'.repeat(300_000)}]`)).toHaveLength(300_000);
    expect(readPythonLiteral("b'ab' ".repeat(100_000))).toHaveLength(200_000);
    expect(readPythonLiteral(' \n'.repeat(1_000_000) + '1')).toBe(1);
    expect(() => readPythonLiteral('9'.repeat(1_000_000))).toThrow('1000000 digits');
    expect(() => readPythonLiteral(`1${'_1'.repeat(500_000)}x`)).toThrow(CodecError);
  });

  it('says CodecError, and nothing else, to any text', () => {
    const soup = fc
      .array(fc.constantFrom(...'[](){},:\'"\\bruxN019.eE_-+ #\n', 'None', 'set', '"""', 'inf'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(soup, (text) => {
        try {
          readPythonLiteral(text);
        } catch (error) {
          if (!(error instanceof CodecError)) throw error;
        }
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('pythonRepr', () => {
  // each pair was printed by Python 3.11
  it.each<[unknown, string]>([
    [null, 'None'],
    [undefined, 'None'],
    [true, 'True'],
    [2, '2'],
    [-0, '-0.0'],
    [1e16, '1e+16'],
    [1e15 + 0.5, '1000000000000000.5'],
    [1.2345678901234568e17, '1.2345678901234568e+17'],
    [1e-4, '0.0001'],
    [1.25e-4, '0.000125'],
    [-1.25e-3, '-0.00125'],
    [1e-5, '1e-05'],
    [1.5e-5, '1.5e-05'],
    [0.1, '0.1'],
    [-123.456, '-123.456'],
    [1e22, '1e+22'],
    [Number.MAX_VALUE, '1.7976931348623157e+308'],
    [5e-324, '5e-324'],
    [-2.5e-7, '-2.5e-07'],
    [2 ** 53, '9007199254740992.0'],
    [NaN, 'nan'],
    [-Infinity, '-inf'],
    [10n ** 20n, '100000000000000000000'],
    ["it's", '"it\'s"'],
    ['a"b', "'a\"b'"],
    ['both\'"', "'both\\'\"'"],
    ['\n\t\r\\', "'\\n\\t\\r\\\\'"],
    ['\0\x7f\x80\xa0\xad ', "'\\x00\\x7f\\x80\\xa0\\xad '"],
    ['é日本😀', "'é日本😀'"],
    ['\u200b\u2028\ud800\u{e0001}', "'\\u200b\\u2028\\ud800\\U000e0001'"],
    [Buffer.from("\0abc'\xff\n\\", 'latin1'), 'b"\\x00abc\'\\xff\\n\\\\"'],
    [Tuple.of(1), '(1,)'],
    [new Tuple(), '()'],
    [new Set(), 'set()'],
    [new Set([1, 'a']), "{1, 'a'}"],
    [new Map<unknown, unknown>([[Tuple.of(1, 2), [3]]]), '{(1, 2): [3]}'],
    [
      { rank: [0], check_filepath_exists: false, x: null },
      "{'rank': [0], 'check_filepath_exists': False, 'x': None}",
    ],
  ])('writes %o as %s', (value, text) => {
    expect(pythonRepr(value)).toBe(text);
  });

  it('is what readPythonLiteral reads', () => {
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, false, Infinity, -0),
        fc.double(),
        fc.integer(),
        fc.bigInt().filter((each) => !Number.isSafeInteger(Number(each))),
        fc.string({ unit: 'binary' }),
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        fc.array(tie('value')),
        fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
        fc.uniqueArray(fc.integer()).map((items) => new Set(items)),
      ),
    }));
    fc.assert(
      fc.property(value, (each) => {
        expect(readPythonLiteral(pythonRepr(each))).toStrictEqual(each);
      }),
    );
  });

  it.skipIf(python === undefined)('writes numbers and texts as Python does', () => {
    const numbers = fc.sample(
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => !Number.isSafeInteger(x)),
      2000,
    );
    const asked = askPython(python!, 'answer = [repr(float(x)) for x in given]', numbers.map(String));
    expect(numbers.map(pythonRepr)).toEqual(asked);
  });

  it('refuses what Python has no text for, and circles', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    for (const value of [() => 1, Symbol('s'), new Date(0), [new Date(0)], NdArray.from([1]), circle]) {
      expect(() => pythonRepr(value)).toThrow(CodecError);
    }
  });

  it('differs from pythonStr for texts alone', () => {
    expect([pythonStr('a'), pythonStr(['a']), pythonStr(null)]).toEqual(['a', "['a']", 'None']);
  });
});

describe('parseBoolean', () => {
  it.each([true, 1, '1', 'true', 'True', ' TRUE ', 'yes', 'on'])('%j is true', (value) => {
    expect(parseBoolean(value)).toBe(true);
  });
  it.each([false, 0, '0', 'false', 'False', 'no', 'OFF'])('%j is false', (value) => {
    expect(parseBoolean(value)).toBe(false);
  });
  it.each([2, NaN, '', 'maybe', null, undefined, {}, [], 'constructor'])('%j is neither', (value) => {
    expect(() => parseBoolean(value)).toThrow(CodecError);
  });
});
