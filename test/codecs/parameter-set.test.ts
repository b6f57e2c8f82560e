import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { decodePickle, writeParameterSet } from '../../src/codecs/index.js';
import { CodecError } from '../../src/errors/index.js';
import { askPython, python } from './python.js';

const args = {
  'Cimager.size': {
    name: 'Cimager.size',
    value: 512,
    defaultValue: 256,
    description: 'pixels',
    type: 'Integer',
    usage: 'NoPort',
  },
  clean: { value: true, defaultValue: false, description: '', type: 'Boolean' },
  names: { value: ['a', 'b'], description: 'x, y', type: 'Json', defaultValue: null },
};
const expected = {
  'Cimager.size': { value: 512, description: 'pixels', type: 'Integer', default: 256 },
  clean: { value: true, description: '', type: 'Boolean', default: false },
  names: { value: ['a', 'b'], description: 'x, y', type: 'Json', default: null },
};
const write = (mode: string, given: Readonly<Record<string, unknown>> = args): string =>
  writeParameterSet(mode, given).toString();

describe('writeParameterSet', () => {
  it('writes YANDA as lines, with no line end after the last', () => {
    expect(write('YANDA')).toBe("Cimager.size=512\nclean=True\nnames=['a', 'b']");
    expect(write('YANDA', {})).toBe('');
  });

  it('writes JSON on one line, as Python does', () => {
    expect(write('json')).toBe(
      '{"Cimager.size": {"value": 512, "description": "pixels", "type": "Integer", "default": 256}, ' +
        '"clean": {"value": true, "description": "", "type": "Boolean", "default": false}, ' +
        '"names": {"value": ["a", "b"], "description": "x, y", "type": "Json", "default": null}}',
    );
    const tricky = { a: { value: 'one,\n  two: {}', description: '\\n ,' } };
    expect(JSON.parse(write('json', tricky))).toEqual({ a: { ...tricky.a, type: null, default: null } });
  });

  it('writes YAML, also for a mode it does not know', () => {
    expect(parseYaml(write('yaml'))).toEqual(expected);
    expect(write('whatever')).toBe(write('yaml'));
    expect(write('constructor')).toBe(write('yaml'));
    expect(write('yaml')).toMatch(
      /^Cimager\.size:\n {2}value: 512\n {2}description: pixels\n {2}type: Integer\n {2}default: 256\n/,
    );
    // words that older readers take for booleans stay texts
    expect(write('yaml', { a: { value: 'yes' } })).toContain('value: "yes"');
  });

  it('writes TOML, without what is null', () => {
    const { names, ...others } = expected;
    const { default: _none, ...rest } = names;
    expect(parseToml(write('toml'))).toEqual({ ...others, names: rest });
  });

  it('writes pickles', () => {
    expect(decodePickle(writeParameterSet('pickle', args))).toEqual(expected);
  });

  it('writes ini as sections', () => {
    expect(write('ini', { size: args['Cimager.size'], two: { value: 'a\nb' } })).toBe(
      '[size]\nvalue = 512\ndescription = pixels\ntype = Integer\ndefault = 256\n\n' +
        '[two]\nvalue = a\n\tb\ndescription = \ntype = \ndefault = \n',
    );
  });

  it.skipIf(python === undefined)('writes ini as Python reads it', () => {
    const program = `import configparser
p = configparser.RawConfigParser()
p.read_string(given)
answer = {s: dict(p[s]) for s in p.sections()}`;
    expect(
      askPython(python!, program, write('ini', { ...args, 'a b': { value: 'x\ny', type: '100%' } })),
    ).toEqual({
      'Cimager.size': { value: '512', description: 'pixels', type: 'Integer', default: '256' },
      clean: { value: 'True', description: '', type: 'Boolean', default: 'False' },
      names: { value: "['a', 'b']", description: 'x, y', type: 'Json', default: '' },
      'a b': { value: 'x\ny', description: '', type: '100%', default: '' },
    });
  });

  it('takes bare values for fields', () => {
    expect(write('YANDA', { a: 1, b: 'x', c: null })).toBe('a=1\nb=x\nc=None');
  });

  it('refuses what would become another parameter', () => {
    expect(() => write('YANDA', { a: { value: '1\nb=2' } })).toThrow(CodecError);
    expect(() => write('YANDA', { 'a=b': { value: 1 } })).toThrow(CodecError);
    expect(() => write('ini', { 'a]\n[b': { value: 1 } })).toThrow(CodecError);
  });
});
