import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePickle } from '../../src/codecs/index.js';
import { CodecError } from '../../src/errors/index.js';
import { MORE_THAN_DATA, PICKLES, REFUSED_ARRAYS } from './golden-pickles.js';
import { fromBase64 } from './python.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const uint32 = (value: number): string => {
  const four = Buffer.alloc(4);
  four.writeUInt32LE(value);
  return four.toString('latin1');
};

describe('a pickle that is more than data', () => {
  it.each(Object.entries(MORE_THAN_DATA))('is refused, and named: %s', (what, pickles) => {
    expect(pickles.length).toBe(3);
    for (const pickle of pickles) {
      expect(() => decodePickle(fromBase64(pickle))).toThrow(CodecError);
      expect(() => decodePickle(fromBase64(pickle))).toThrow(/\((STACK_)?GLOBAL\), which is never run/);
    }
    const wanted =
      { 'a function': 'posix.system', 'an instance': 'copy', 'a date': 'datetime.date' }[what] ?? '.';
    expect(() => decodePickle(fromBase64(pickles[2]!))).toThrow(what === 'an instance' ? 'evil.C' : wanted);
  });

  it.each(Object.entries(REFUSED_ARRAYS))('is refused: arrays of %s', (_what, pickle) => {
    expect(() => decodePickle(fromBase64(pickle))).toThrow(CodecError);
  });

  it.each([
    ['GLOBAL', 'cos\nsystem\n.', 'os.system (GLOBAL)'],
    ['STACK_GLOBAL', '\x8c\x02os\x8c\x06system\x93.', 'os.system (STACK_GLOBAL)'],
    ['INST', '(ios\nsystem\n.', 'os.system (INST)'],
    ['OBJ', '(c__builtin__\nset\no.', 'builtins.set (OBJ)'],
    ['NEWOBJ', 'c__builtin__\nset\n)\x81.', 'builtins.set (NEWOBJ)'],
    ['NEWOBJ_EX', 'c__builtin__\nset\n)}\x92.', 'builtins.set (NEWOBJ_EX)'],
    ['BUILD', '}}b.', '(BUILD)'],
    ['REDUCE of a value', 'N)R.', '(REDUCE)'],
    ['REDUCE of a class', 'cnumpy\nndarray\n)R.', 'numpy.ndarray (REDUCE)'],
    ['EXT1', '\x82\x01.', 'extension 1 (EXT1)'],
    ['EXT2', '\x83\x01\x02.', 'extension 513 (EXT2)'],
    ['EXT4', '\x84\x01\x00\x00\x00.', 'extension 1 (EXT4)'],
    ['PERSID', 'Pobject 7\n.', 'object 7 from elsewhere (PERSID)'],
    ['BINPERSID', 'NQ.', '(BINPERSID)'],
    ['NEXT_BUFFER', '\x97.', '(NEXT_BUFFER)'],
    ['READONLY_BUFFER', '\x98.', '(READONLY_BUFFER)'],
    ['another encoding', 'c_codecs\nencode\n(X\x01\x00\x00\x00aX\x03\x00\x00\x00hextR.', 'latin-1'],
    ['bytes of a number', 'c__builtin__\nbytearray\n(K\xfftR.', 'other than bytes'],
    ['a set of a text', 'c__builtin__\nset\n(X\x01\x00\x00\x00atR.', 'other than a list'],
    ['a name as a value', 'c__builtin__\nset\n.', 'code, not data'],
    ['a name inside a value', '(lc__builtin__\nset\na.', 'code, not data'],
    ['a name inside a dict', '}K\x01c__builtin__\nset\ns.', 'code, not data'],
    ['a dtype as a value', 'cnumpy\ndtype\n(X\x02\x00\x00\x00f8I00\nI01\ntR.', 'dtype'],
  ])('is refused: %s', (_what, pickle, message) => {
    expect(() => decodePickle(bytes(pickle))).toThrow(CodecError);
    expect(() => decodePickle(bytes(pickle))).toThrow(message);
  });
});

describe('a broken pickle', () => {
  it('is refused wherever it is cut off, and when it goes on', () => {
    for (const pickle of Object.values(PICKLES).flat().map(fromBase64)) {
      for (let length = 0; length < pickle.length; length++) {
        expect(() => decodePickle(pickle.subarray(0, length))).toThrow(CodecError);
      }
      expect(() => decodePickle(Buffer.concat([pickle, Buffer.from('N.')]))).toThrow('goes on for 2 bytes');
    }
  });

  it.each([
    ['a text of 4 GB', `X${uint32(0xffffffff)}abc.`],
    ['a text of 2^64 bytes', `\x8d${'\xff'.repeat(8)}abc.`],
    ['bytes of 2^63', `\x8e${'\x00'.repeat(7)}\x80abc.`],
    ['a bytearray of 2^40', '\x96\x00\x00\x00\x00\x00\x01\x00\x00.'],
    ['a negative length', 'T\xff\xff\xff\xffabc.'],
    ['an integer of negative length', '\x8b\xff\xff\xff\xff.'],
    ['a frame of 2^63', '\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x80N.'],
    ['a future protocol', '\x80\x09N.'],
    ['an unknown instruction', '\xffN.'],
    ['nothing', ''],
    ['only an end', '.'],
    ['taking from nothing', '0.'],
    ['taking past a mark', 'N(\x85.'],
    ['a mark that is not there', 'Nt.'],
    ['appending to a number', 'K\x01K\x02a.'],
    ['an item for a list', ']K\x01K\x02s.'],
    ['a key without value', '}(K\x01u.'],
    ['adding to a list', '](K\x01\x90.'],
    ['recalling nothing', 'h\x05.'],
    ['recalling no number', 'gx\n.'],
    ['remembering under no number', 'Np-1\n.'],
    ['an integer that is none', 'I1x\n.'],
    ['an integer without end', `I${'9'.repeat(5000)}\n.`],
    ['a number that is none', 'F1.2.3\n.'],
    ['a number without end', `F${'9'.repeat(1_000_000)}x\n.`],
    ['a string without quotes', 'Sabc\n.'],
    ['a string with two kinds of quotes', 'S\'abc"\n.'],
    ['a string of code', "S'a'+'b'\n."],
    ['a broken escape', 'V\\u12\n.'],
    ['a character beyond Unicode', 'V\\U00110000\n.'],
    ['a text that is no UTF-8', 'U\x01a\x8c\x02\xff\xfe.'],
    ['a text cut in a character', '\x8c\x02\xe6\x97.'],
    ['a surrogate cut off', '\x8c\x02\xed\xa0.'],
    ['a name that is no text', 'NN\x93.'],
    ['arguments that are none', 'c__builtin__\nset\nNR.'],
  ])('is refused: %s', (_what, pickle) => {
    expect(() => decodePickle(bytes(pickle))).toThrow(CodecError);
  });

  it('cannot grow far beyond its size by copying one thing again and again', () => {
    const text = `X${uint32(100_000)}${'a'.repeat(100_000)}q\x000`;
    const copy = `c_codecs\nencode\n(h\x00X${uint32(6)}latin1tR0`;
    expect(() => decodePickle(bytes(`${text}${copy.repeat(1000)}N.`))).toThrow('again and again');
    const list = `](${'N'.repeat(100_000)}eq\x000`;
    expect(() => decodePickle(bytes(`${list}${'c__builtin__\nset\n(h\x00tR0'.repeat(1000)}N.`))).toThrow(
      'again and again',
    );
  });

  it('gives a set what Python could not put into it as what it is, not half made', () => {
    expect(decodePickle(bytes('(}\x91.'))).toStrictEqual(new Set([{}]));
    expect(decodePickle(bytes('}(}K\x01u.'))).toStrictEqual(new Map([[{}, 1]]));
  });

  it('does not multiply what is shared: 100 levels of pairs are 100 pairs', () => {
    const pairs = decodePickle(bytes(`N${'2\x86'.repeat(100)}.`)) as unknown[];
    expect(pairs[0]).toBe(pairs[1]);
  });

  it('takes 1,000,000 levels and 1,000,000 marks', () => {
    expect(() => decodePickle(bytes(`${']'.repeat(1_000_000)}${'a'.repeat(999_999)}.`))).not.toThrow();
    expect(() => decodePickle(bytes(`${'('.repeat(1_000_000)}.`))).toThrow(CodecError);
  });

  it('says CodecError, and nothing else, whatever bytes are changed', () => {
    const pickles = Object.values(PICKLES).flat().map(fromBase64);
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (which, edits) => {
          const pickle = Buffer.from(pickles[which % pickles.length]!);
          for (const [at, byte] of edits) pickle[at % pickle.length] = byte;
          try {
            decodePickle(pickle);
          } catch (error) {
            if (!(error instanceof CodecError)) throw error;
          }
          expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
        },
      ),
      { numRuns: 20_000 },
    );
  });
});
