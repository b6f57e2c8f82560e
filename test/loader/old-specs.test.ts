import { describe, expect, it } from 'vitest';
import { loadDropSpecs } from '../../src/graph-loader.js';
import { CONTAINER, COPY, data, FILE, LISTENER, MEMORY, type Spec } from './specs.js';

/** A dropspec after it was loaded by itself. */
function loaded(spec: Spec): Spec {
  const [specs] = loadDropSpecs([{ oid: 'x', ...spec }]);
  return specs.get('x') as Spec;
}

describe('a dropspec of an older version gets its class', () => {
  it.each<readonly [string, Spec, string, string]>([
    ['plain data in memory', { type: 'plain', storage: 'Memory' }, 'Data', MEMORY],
    ['plain data in a file', { type: 'plain', storage: 'File' }, 'Data', FILE],
    ['plain data nowhere', { type: 'plain', storage: 'null' }, 'Data', 'dlg.data.drops.data_base.NullDROP'],
    ['plain data as JSON', { type: 'plain', storage: 'json' }, 'Data', 'dlg.data.drops.json_drop.JsonDROP'],
    ['plain data that ends', { type: 'plain', storage: 'End' }, 'Data', 'dlg.data.drops.data_base.EndDROP'],
    ['an application by `app`', { type: 'app', app: COPY }, 'Application', COPY],
    ['a serviceapp', { type: 'serviceapp', app: COPY }, 'Application', COPY],
    ['a container without class', { type: 'container' }, 'Container', CONTAINER],
    ['a container with class', { type: 'container', container: CONTAINER }, 'Container', CONTAINER],
    ['a socket', { type: 'socket', port: 0 }, 'Application', LISTENER],
    ['data in lower case', { categoryType: 'data' }, 'Data', FILE],
    ['data in lower case with storage', { categoryType: 'data', storage: 'Memory' }, 'Data', MEMORY],
    ['data in lower case with class', { categoryType: 'data', dropclass: MEMORY }, 'Data', MEMORY],
    [
      'data with storage',
      { categoryType: 'Data', storage: 'SharedMemory' },
      'Data',
      'dlg.data.drops.memory.SharedMemoryDROP',
    ],
    ['data by `dataclass`', { categoryType: 'Data', dataclass: MEMORY }, 'Data', MEMORY],
    ['an application by `appclass`', { categoryType: 'app', appclass: COPY }, 'Application', COPY],
    [
      'an application by `Application`',
      { categoryType: 'Application', Application: COPY },
      'Application',
      COPY,
    ],
    [
      'an application of dfms',
      { categoryType: 'app', dropclass: 'dfms.apps.simple.CopyApp' },
      'Application',
      COPY,
    ],
    [
      'a container of dfms',
      { categoryType: 'container', dropclass: 'dfms.drop.ContainerDROP' },
      'Container',
      'dlg.drop.ContainerDROP',
    ],
    ['a socket by category', { categoryType: 'socket', port: 0 }, 'Socket', LISTENER],
    ['data with an empty class', { categoryType: 'data', dropclass: '', storage: 'Memory' }, 'Data', MEMORY],
    ['a category in capitals', { categoryType: 'APPLICATION', dropclass: COPY }, 'Application', COPY],
  ])('%s', (what, spec, category, dropclass) => {
    const upgraded = loaded(spec);
    expect(upgraded['categoryType']).toBe(what === 'a socket' ? 'Socket' : category);
    expect(upgraded['dropclass']).toBe(dropclass);
  });

  it('and it is the class that stands there already, whatever else is said', () => {
    expect(loaded(data('x', { storage: 'File', type: 'app', app: COPY }))['dropclass']).toBe(MEMORY);
  });
});

describe('precious is persist', () => {
  it.each<readonly [Spec, boolean | undefined]>([
    [{ precious: true }, true],
    [{ precious: false }, false],
    [{ precious: '1' }, true],
    [{ precious: '0' }, false],
    [{ persist: false }, false],
    [{ precious: true, persist: false }, false],
    [{}, undefined],
  ])('%j means %s', (fields, persist) => {
    const upgraded = loaded(data('x', fields));
    expect(upgraded['persist']).toBe(persist);
    expect(upgraded).not.toHaveProperty('precious');
  });
});

describe('what is written as text', () => {
  it.each(['persist', 'block_skip', 'check_filepath_exists', 'group_end', 'streaming'])(
    'in the flag %s is true or false',
    (flag) => {
      expect(loaded(data('x', { [flag]: '1' }))[flag]).toBe(true);
      expect(loaded(data('x', { [flag]: '0' }))[flag]).toBe(false);
      expect(loaded(data('x', { [flag]: 'False' }))[flag]).toBe(false);
    },
  );

  it('stays what it is in other fields', () => {
    expect(loaded(data('x', { iid: '0', data_volume: '5', rank: '1' }))).toMatchObject({
      iid: '0',
      data_volume: '5',
      rank: '1',
    });
  });

  it('in an enumeration is its number', () => {
    expect(loaded(data('x', { executionMode: 'EXTERNAL', targetPhase: 'SOLID' }))).toMatchObject({
      executionMode: 1,
      targetPhase: 2,
    });
    expect(loaded(data('x', { executionMode: 0 }))).toMatchObject({ executionMode: 0 });
  });
});

describe('the caller keeps what it has', () => {
  it('list, dropspecs and links', () => {
    const list = [
      { oid: 'A', type: 'plain', storage: 'Memory', precious: '1', consumers: [{ B: 'x' }] },
      { oid: 'B', type: 'app', app: 'dfms.apps.simple.CopyApp' },
      { rmode: '0' },
    ];
    const before = structuredClone(list);
    loadDropSpecs(list);
    expect(list).toEqual(before);
  });

  it('a dropspec in the present form itself', () => {
    const spec = data('x', { note: {} });
    expect(loadDropSpecs([spec])[0].get('x')).toBe(spec);
  });
});

describe('the list', () => {
  it.each<readonly [string, unknown[], unknown]>([
    ['alone', [data('x')], null],
    ['with reprodata of mode "0"', [data('x'), { rmode: '0' }], { rmode: '0' }],
    ['with reprodata of mode 0', [data('x'), { rmode: 0, merkleroot: 'm' }], { rmode: 0, merkleroot: 'm' }],
    ['with a trailing {}', [data('x'), {}], null],
    ['in a pair', ['x.graph', [data('x'), { rmode: '1' }]], { rmode: '1' }],
  ])('%s gives its dropspecs by oid and its description', (_, list, reprodata) => {
    const [specs, found] = loadDropSpecs(list);
    expect([...specs.keys()]).toEqual(['x']);
    expect(found).toEqual(reprodata);
  });

  it('may be empty', () => {
    expect(loadDropSpecs([])).toEqual([new Map(), null]);
  });
});
