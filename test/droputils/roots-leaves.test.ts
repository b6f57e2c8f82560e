import { describe, expect, it } from 'vitest';
import { NullBarrierApp } from '../../src/apps/index.js';
import { getLeaves, getRoots } from '../../src/droputils/index.js';
import { NullDROP } from '../../src/drops/index.js';

describe('getRoots and getLeaves', () => {
  it.each([
    [
      'the data',
      [
        { oid: 'A', categoryType: 'Data', consumers: ['B'] },
        { oid: 'B', categoryType: 'Application' },
      ],
    ],
    [
      'the application',
      [
        { oid: 'A', categoryType: 'Data' },
        { oid: 'B', categoryType: 'Application', inputs: ['A'] },
      ],
    ],
    [
      'old words',
      [
        { oid: 'A', type: 'plain' },
        { oid: 'B', type: 'app', inputs: [{ A: 'x' }] },
      ],
    ],
    [
      'lower case',
      [
        { oid: 'A', categoryType: 'data', streamingConsumers: ['B'] },
        { oid: 'B', categoryType: 'app' },
      ],
    ],
  ])('take a link that only one side declares: %s', (_, graph) => {
    expect(getRoots(graph)).toEqual(new Set(['A']));
    expect(getLeaves(graph)).toEqual(new Set(['B']));
  });

  it('go by producers and outputs as well', () => {
    const graph = [
      { oid: 'A', categoryType: 'Application', outputs: [{ B: 'out' }] },
      { oid: 'B', categoryType: 'Data' },
      { oid: 'C', categoryType: 'Data', producers: ['D'] },
      { oid: 'D', categoryType: 'Application' },
    ];
    expect(getRoots(graph)).toEqual(new Set(['A', 'D']));
    expect(getLeaves(graph)).toEqual(new Set(['B', 'C']));
  });

  it('pass over elements without oid, and never take a socket for a leaf', () => {
    const graph = [{ oid: 'S', categoryType: 'socket' }, { rmode: '1' }, {}];
    expect(getRoots(graph)).toEqual(new Set(['S']));
    expect(getLeaves(graph)).toEqual(new Set());
  });

  it('take drops', () => {
    const [a, b, c] = [new NullDROP('a', 'a1'), new NullBarrierApp('b', 'b1'), new NullDROP('c', 'c1')];
    b.addInput(a);
    b.addOutput(c);
    expect(getRoots([a, b, c])).toEqual(new Set(['a']));
    expect(getLeaves([a, b, c])).toEqual(new Set(['c']));
  });
});
