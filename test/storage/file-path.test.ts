import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidDropError } from '../../src/errors/index.js';
import { directoryPathOf, filePathOf, FileStore } from '../../src/storage/index.js';
import { put } from './fixtures/bytes.js';

let outer: string;
let sessionDir: string;
const home = process.cwd();

beforeEach(() => {
  outer = realpathSync(mkdtempSync(join(tmpdir(), 'dropgraph-path-')));
  sessionDir = join(outer, 'session');
  mkdirSync(sessionDir);
});
afterEach(() => {
  expect(process.cwd()).toBe(home);
  rmSync(outer, { recursive: true });
});

const nameOf = (filepath: string, more: object = {}): string =>
  filePathOf({ uid: 'u:1/2', filepath, sessionDir, ...more }).filename;

describe('the path of a file', () => {
  it.each([
    ['', '', 'u_1_2', false],
    ['a.txt', '', 'a.txt', false],
    ['sub/a.txt', 'sub', 'a.txt', false],
    ['sub/', 'sub', 'u_1_2', true],
    ['sub/deeper//', 'sub/deeper', 'u_1_2', true],
    ['./a', '', 'a', false],
    ['.', '', 'u_1_2', true],
    ['sub/..', '', 'u_1_2', true],
    ['sub/../a', '', 'a', false],
    ['...', '', '...', false],
    ['.hidden', '', '.hidden', false],
  ])('of "%s" is in "%s" and named "%s"', (filepath, directory, filename, isDir) => {
    const dirname = join(sessionDir, directory);
    const expected = { dirname, filename, path: join(dirname, filename), isDir };
    expect(filePathOf({ uid: 'u:1/2', filepath, sessionDir })).toEqual(expected);
    expect(existsSync(dirname)).toBe(true);
  });

  it('takes an existing directory for one, also without the slash', () => {
    mkdirSync(join(sessionDir, 'there'));
    expect(filePathOf({ uid: 'u', filepath: 'there', sessionDir })).toMatchObject({
      path: join(sessionDir, 'there', 'u'),
      isDir: true,
    });
  });

  it('makes missing directories unless told otherwise', () => {
    filePathOf({ uid: 'u', filepath: 'no/a', sessionDir, createDirectory: false });
    expect(existsSync(join(sessionDir, 'no'))).toBe(false);
    writeFileSync(join(sessionDir, 'file'), '');
    expect(() => filePathOf({ uid: 'u', filepath: 'file/b/a', sessionDir })).toThrow(InvalidDropError);
  });

  it('is a path a FileStore takes', async () => {
    const { path } = filePathOf({ uid: 'x'.repeat(1000), filepath: 'deep/{uid}', sessionDir });
    await put(new FileStore(path), 'abc');
    expect(statSync(path).size).toBe(3);
  });
});

describe('a generated name', () => {
  it('is made of the human key, where there is one', () => {
    const uid = '2024-10-30T12:01:57_0140555b-8c23_0';
    expect(nameOf('', { uid })).toBe('2024-10-30T12_01_57_0140555b-8c23_0');
    expect(nameOf('', { uid, humanKey: '0140_0' })).toBe('2024-10-30T12_01_57_0140_0');
    expect(nameOf('', { uid: 'a', humanKey: 'b/c' })).toBe('a_b_c');
  });

  it.each(['..', '.', '', '../../etc/passwd', 'a\\b', 'a\nb', '\0'])('is safe for the uid %j', (uid) => {
    const { dirname, filename } = filePathOf({ uid, sessionDir });
    expect(dirname).toBe(sessionDir);
    expect(filename).toMatch(/^[\w.-]+$/);
    expect(['.', '..']).not.toContain(filename);
  });

  it('is never too long, and long ones stay apart', () => {
    const long = 'é'.repeat(300);
    const [one, two] = [nameOf('', { uid: `${long}1` }), nameOf('', { uid: `${long}2` })];
    expect(Buffer.byteLength(one)).toBeLessThanOrEqual(200);
    expect(one).not.toBe(two);
  });
});

describe('a template', () => {
  const now = new Date('2024-03-01T23:00:00Z');

  it.each([
    ['{uid}.dat', 'u_1_2.dat'],
    ['{humanKey}-{uid}', 'k-u_1_2'],
    ['{auto}.dat', 'u_1_2_k.dat'],
    ['{datetime}.log', '2024-03-01.log'],
    ['{dlg}', 'DALIGUE'],
    ['{{uid}}', '{uid}'],
    ['{{{uid}}}', '{u_1_2}'],
    ['a{', 'a{'],
    ['a}b', 'a}b'],
  ])('"%s" gives "%s"', (filepath, name) => {
    expect(nameOf(filepath, { humanKey: 'k', now })).toBe(name);
  });

  it('uses the uid for the human key of a drop that has none', () => {
    expect(nameOf('{humanKey}')).toBe('u_1_2');
  });

  it('does not touch the directory', () => {
    expect(filePathOf({ uid: 'u', filepath: '{uid}/a', sessionDir }).dirname).toBe(join(sessionDir, '{uid}'));
  });

  it.each(['{nope}', '{}', '{constructor}', '{__proto__}'])(
    'refuses "%s" and says what is known',
    (filepath) => {
      expect(() => nameOf(filepath)).toThrow(/known are \{uid\}/);
    },
  );

  it('cannot lead out of the directory', () => {
    for (const uid of ['..', '../x', '/etc/x']) {
      expect(filePathOf({ uid, filepath: '{uid}', sessionDir }).dirname).toBe(sessionDir);
    }
  });
});

describe('environment variables', () => {
  const env = { KIND: 'fits', DEEP: 'a/b', EMPTY: '' };

  it('are put where they stand, in either form', () => {
    expect(nameOf('x.$KIND', { env })).toBe('x.fits');
    expect(nameOf('${KIND}s', { env })).toBe('fitss');
    expect(nameOf('x$EMPTY', { env })).toBe('x');
    expect(nameOf('a$', { env })).toBe('a$');
    expect(filePathOf({ uid: 'u', filepath: '$DEEP/c', sessionDir, env }).dirname).toBe(
      join(sessionDir, 'a/b'),
    );
  });

  it('are those of the process unless others are given', () => {
    process.env['DROPGRAPH_TEST_NAME'] = 'of-the-process';
    try {
      expect(nameOf('$DROPGRAPH_TEST_NAME')).toBe('of-the-process');
    } finally {
      delete process.env['DROPGRAPH_TEST_NAME'];
    }
  });

  it.each(['$NOT_SET', '${NOT_SET}/a', '$toString', '$__proto__'])(
    'that are not set are an error: %s',
    (filepath) => {
      expect(() => nameOf(filepath, { env })).toThrow(/environment variable \w+, which is not set/);
    },
  );

  it('cannot lead out of the directory', () => {
    expect(() => nameOf('$UP/a', { env: { UP: '..' } })).toThrow('outside');
    expect(() => nameOf('$ROOT/a', { env: { ROOT: '/etc' } })).toThrow('outside');
  });
});

describe('a path out of the directory of the session', () => {
  it.each(['../a', 'sub/../../a', '/etc/passwd', '..', '../session2/a', '../'])(
    'is refused: %s',
    (filepath) => {
      expect(() => filePathOf({ uid: 'u', filepath, sessionDir })).toThrow(InvalidDropError);
      expect(() => directoryPathOf({ uid: 'u', dirname: filepath, sessionDir })).toThrow(InvalidDropError);
      expect(existsSync(join(outer, 'session2'))).toBe(false);
    },
  );

  it('is refused through symbolic links, to a file, a directory or nothing', () => {
    writeFileSync(join(outer, 'secret'), 'secret');
    symlinkSync(join(outer, 'secret'), join(sessionDir, 'file'));
    symlinkSync(outer, join(sessionDir, 'up'));
    symlinkSync(join(outer, 'nowhere'), join(sessionDir, 'dangling'));
    for (const filepath of ['file', 'up', 'up/a', 'up/new/a', 'dangling', 'dangling/a']) {
      expect(() => filePathOf({ uid: 'u', filepath, sessionDir }), filepath).toThrow('outside');
    }
    expect(existsSync(join(outer, 'new'))).toBe(false);
  });

  it('is taken when it was allowed', () => {
    const options = { uid: 'u', sessionDir, allowOutside: true };
    expect(filePathOf({ ...options, filepath: join(outer, 'a') }).path).toBe(join(outer, 'a'));
    expect(filePathOf({ ...options, filepath: '../b' }).path).toBe(join(outer, 'b'));
  });

  it('is not one when it comes back, be it absolute or by a link inside', () => {
    mkdirSync(join(sessionDir, 'real'));
    symlinkSync(join(sessionDir, 'real'), join(sessionDir, 'link'));
    for (const filepath of [join(sessionDir, 'a'), 'link/a', '..a', '..b/c']) {
      expect(() => filePathOf({ uid: 'u', filepath, sessionDir }), filepath).not.toThrow();
    }
  });

  it('is judged rightly when the session itself lies behind a link', () => {
    symlinkSync(sessionDir, join(outer, 'alias'));
    const alias = join(outer, 'alias');
    expect(filePathOf({ uid: 'u', filepath: 'new/a', sessionDir: alias }).path).toBe(join(alias, 'new', 'a'));
    expect(() => filePathOf({ uid: 'u', filepath: '../a', sessionDir: alias })).toThrow('outside');
  });
});

describe('a path without a session', () => {
  const { TMPDIR } = process.env;
  beforeEach(() => {
    process.env['TMPDIR'] = outer;
  });
  afterEach(() => {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
  });
  const scratch = (): string => join(outer, 'daliuge_tfiles');

  it('lies in a private directory below the temporary one', () => {
    expect(filePathOf({ uid: 'u' }).path).toBe(join(scratch(), 'u'));
    expect(filePathOf({ uid: 'u', filepath: 'sub/a' }).dirname).toBe(join(scratch(), 'sub'));
    expect(statSync(scratch()).mode & 0o077).toBe(0);
  });

  it('may be absolute, and may not climb', () => {
    expect(filePathOf({ uid: 'u', filepath: join(outer, 'a') }).path).toBe(join(outer, 'a'));
    expect(() => filePathOf({ uid: 'u', filepath: '../a' })).toThrow('outside');
  });

  it('is refused when others can change that directory', () => {
    mkdirSync(scratch());
    chmodSync(scratch(), 0o777);
    expect(() => filePathOf({ uid: 'u' })).toThrow(/only this user can write; .*TMPDIR/);
    rmSync(scratch(), { recursive: true });
    symlinkSync(sessionDir, scratch());
    expect(() => filePathOf({ uid: 'u' })).toThrow(InvalidDropError);
    rmSync(scratch());
    writeFileSync(scratch(), '');
    expect(() => filePathOf({ uid: 'u' })).toThrow(InvalidDropError);
  });
});

describe('checkExists', () => {
  it('is an error where nothing is at an absolute path, and makes nothing', () => {
    const filepath = join(sessionDir, 'no', 'a');
    expect(() => filePathOf({ uid: 'u', filepath, sessionDir, checkExists: true })).toThrow('nothing at');
    expect(existsSync(join(sessionDir, 'no'))).toBe(false);
    writeFileSync(join(sessionDir, 'a'), '');
    expect(nameOf(join(sessionDir, 'a'), { checkExists: true })).toBe('a');
  });

  it('does not look at relative paths, which a session fills itself', () => {
    expect(nameOf('later', { checkExists: true })).toBe('later');
  });
});

describe('the path of a directory', () => {
  it('is absolute, generated when empty, and made unless told otherwise', () => {
    expect(directoryPathOf({ uid: 'u:1', dirname: 'a/b', sessionDir })).toBe(join(sessionDir, 'a', 'b'));
    expect(statSync(join(sessionDir, 'a', 'b')).isDirectory()).toBe(true);
    expect(basename(directoryPathOf({ uid: 'u:1', dirname: '', sessionDir }))).toBe('u_1');
    const later = directoryPathOf({
      uid: 'u',
      dirname: '${D}/',
      sessionDir,
      createDirectory: false,
      env: { D: 'later' },
    });
    expect(later).toBe(join(sessionDir, 'later'));
    expect(existsSync(later)).toBe(false);
    expect(() => directoryPathOf({ uid: 'u', dirname: 'later', sessionDir, checkExists: true })).toThrow(
      'nothing at',
    );
  });
});

describe('wrong options', () => {
  it('are errors that name them', () => {
    expect(() => filePathOf({ uid: 'u', path: 'a' } as never)).toThrow(/"path".*filepath/);
    expect(() => filePathOf({} as never)).toThrow(/"uid" must be a string/);
    expect(() => directoryPathOf({ uid: 'u' } as never)).toThrow(/"dirname" must be a string/);
    expect(() => filePathOf({ uid: 'u', sessionDir: join(outer, 'missing') })).toThrow('is not there');
    expect(() => nameOf('a\0b')).toThrow(InvalidDropError);
    expect(() => nameOf('x'.repeat(300))).toThrow(InvalidDropError);
  });
});
