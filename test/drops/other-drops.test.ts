import { describe, expect, it } from 'vitest';
import { writeParameterSet } from '../../src/codecs/index.js';
import {
  DROP_CLASSES,
  DirectoryDROP,
  EndDROP,
  FileDROP,
  InMemoryDROP,
  ListAsDict,
  NullDROP,
  ParameterSetDROP,
  S3DROP,
  STORAGE_CLASSES,
} from '../../src/drops/index.js';
import { DropStateError, InvalidDropError } from '../../src/errors/index.js';
import { DROPStates } from '../../src/protocol/index.js';
import { contents } from './graphs.js';

describe('a ParameterSetDROP', () => {
  const applicationArgs = {
    Cimager: { value: '5', description: 'a number', type: 'Integer', usage: 'NoPort' },
    name: { value: 'x' },
  };

  it.each(['YANDA', 'json', 'yaml', 'toml', 'ini', 'other', undefined])(
    'is its arguments as %s',
    async (mode) => {
      const drop = new ParameterSetDROP('P', 'P', {
        applicationArgs,
        ...(mode === undefined ? {} : { mode }),
      });
      expect(drop.dataURL).toMatch(/^config:\/\/.+\/P$/);
      drop.setCompleted();
      const text = await contents(drop);
      expect(text).toEqual(Buffer.from(writeParameterSet(mode ?? 'yaml', applicationArgs)));
      expect([drop.size, drop.checksum]).toEqual([text.length, drop.checksum]);
      if (mode === 'YANDA') expect(text.toString()).toBe('Cimager=5\nname=x');
    },
  );

  it('cannot be written', async () => {
    const drop = new ParameterSetDROP('P', 'P', { mode: 'json' });
    await expect(drop.write('x')).rejects.toThrow(DropStateError);
    expect(drop.status).toBe(DROPStates.INITIALIZED);
  });
});

describe('an EndDROP', () => {
  it('ends its session when it completes, once', () => {
    let ends = 0;
    const drop = new EndDROP('E', 'E', { dlg_session: { sessionId: 's', end: () => void ends++ } });
    drop.setCompleted();
    drop.setCompleted();
    expect(ends).toBe(1);
    new EndDROP('E', 'E').setCompleted();
  });
});

describe('an S3DROP', () => {
  it('names its object, by its uid where no key is given', () => {
    const drop = new S3DROP('S', 'S', { Bucket: 'bucket', Key: 'a/b' });
    expect([drop.dataURL, drop.path]).toEqual(['s3://bucket/a/b', 'bucket/a/b']);
    expect(new S3DROP('S', 'S', { Bucket: 'bucket' }).dataURL).toBe('s3://bucket/S');
    expect(() => new S3DROP('S', 'S')).toThrow(InvalidDropError);
  });
});

describe('ListAsDict', () => {
  it('keeps the uids of what is appended in its set, and nothing else', () => {
    const uids = new Set<string>();
    const list = new ListAsDict<NullDROP>(uids);
    list.append(new NullDROP('a', 'A'));
    list.push(new NullDROP('b', 'B'));
    expect([list.length, [...uids]]).toEqual([2, ['A']]);
    const names: string[] = list.map(({ uid }) => uid);
    expect([names, Array.isArray(list)]).toEqual([['A', 'B'], true]);
  });
});

describe('the names of classes', () => {
  it.each([
    ['dlg.data.drops.memory.InMemoryDROP', InMemoryDROP],
    ['dlg.drop.InMemoryDROP', InMemoryDROP],
    ['dfms.drop.InMemoryDROP', InMemoryDROP],
    ['dlg.data.drops.file.FileDROP', FileDROP],
    ['dlg.data.drops.directory.DirectoryDROP', DirectoryDROP],
    ['dlg.data.drops.directorycontainer.DirectoryContainer', DirectoryDROP],
    ['dlg.data.drops.data_base.NullDROP', NullDROP],
    ['dlg.data.drops.parset_drop.ParameterSetDROP', ParameterSetDROP],
  ])('%s is known', (name, dropClass) => {
    expect(DROP_CLASSES.get(name)).toBe(dropClass);
  });

  it('go by the storage in old graphs', () => {
    expect([STORAGE_CLASSES.get('memory'), STORAGE_CLASSES.get('null')]).toEqual([InMemoryDROP, NullDROP]);
  });
});
