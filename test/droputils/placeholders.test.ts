import { describe, expect, it } from 'vitest';
import { replaceDataurlPlaceholders, replacePathPlaceholders } from '../../src/droputils/index.js';

const files = (...uids: string[]): Map<string, { path: string; dataURL: string }> =>
  new Map(uids.map((uid) => [uid, { path: `/${uid}`, dataURL: `file://host/${uid}` }]));

describe('replacePathPlaceholders', () => {
  it('puts in paths by place and by uid, as often as they stand there', () => {
    const text = replacePathPlaceholders('%i0 %i1 %o0 %i[b] %o[c] %i0', files('a', 'b'), files('c'));
    expect(text).toBe('/a /b /c /b /c /a');
  });

  it('takes the longest number', () => {
    const many = files(...Array.from({ length: 12 }, (_, at) => `in${at}`));
    expect(replacePathPlaceholders('%i1 %i10 %i11', many, files())).toBe('/in1 /in10 /in11');
    expect(replacePathPlaceholders('%i10', files('a', 'b'), files())).toBe('%i10');
  });

  it('leaves what stands for no drop, and puts nothing into what it has put in', () => {
    expect(replacePathPlaceholders('%i1 %i[x] %o0 %iDataURL0', files('a'), files())).toBe(
      '%i1 %i[x] %o0 %iDataURL0',
    );
    expect(replacePathPlaceholders('%i0', new Map([['a', { path: '/%i0/%o0' }]]), files('b'))).toBe(
      '/%i0/%o0',
    );
  });
});

describe('replaceDataurlPlaceholders', () => {
  it('puts in dataURLs, of outputs by uid too', () => {
    const text = replaceDataurlPlaceholders(
      '%iDataURL0 %oDataURL[b] %iDataURL[a] %i0',
      files('a'),
      files('b'),
    );
    expect(text).toBe('file://host/a file://host/b file://host/a %i0');
  });
});
