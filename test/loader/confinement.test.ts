import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGraphFromDropSpecList } from '../../src/graph-loader.js';
import type { DropSession, FileDROP } from '../../src/drops/index.js';
import { data, FILE, type Spec } from './specs.js';
import { useOwnTmpdir } from './own-tmpdir.js';

useOwnTmpdir();

/** A directory that is not there, and must not be afterwards. */
const ELSEWHERE = join(tmpdir(), `dropgraph-elsewhere-${process.pid}`);
const DIRECTORY = 'dlg.data.drops.directory.DirectoryDROP';
const JSON_DROP = 'dlg.data.drops.json_drop.JsonDROP';

let root: string;
let session: DropSession;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dropgraph-confined-'));
  session = { sessionId: 's', directory: root };
});
afterEach(() => {
  expect(existsSync(ELSEWHERE)).toBe(false);
  rmSync(ELSEWHERE, { recursive: true, force: true });
  rmSync(root, { recursive: true, force: true });
});

const OUTSIDE: readonly (readonly [string, Spec])[] = [
  ['an absolute path', { dropclass: FILE, filepath: `${ELSEWHERE}/x` }],
  ['a path upwards', { dropclass: FILE, filepath: '../x' }],
  ['a path upwards in the middle', { dropclass: FILE, filepath: 'a/../../x' }],
  [
    'an absolute path of a form',
    { dropclass: FILE, applicationArgs: { filepath: { value: `${ELSEWHERE}/x` } } },
  ],
  [
    'an absolute path of an old form',
    { dropclass: FILE, nodeAttributes: { filepath: { value: `${ELSEWHERE}/x` } } },
  ],
  ['a directory', { dropclass: DIRECTORY, dirname: ELSEWHERE, create_if_missing: true }],
  ['a file of JSON', { dropclass: JSON_DROP, filepath: `${ELSEWHERE}/x` }],
];

describe('files of a graph stay in the directory of its session', () => {
  it.each(OUTSIDE)('also by %s', (_, fields) => {
    const { failures } = createGraphFromDropSpecList([data('x', fields)], { session });
    expect(failures.map(({ error }) => String(error))).toEqual([expect.stringMatching(/lies outside/)]);
  });

  it.each(OUTSIDE)('or, without a session, in that of drops without one: %s', (_, fields) => {
    for (const options of [undefined, { session: { sessionId: 's' } }]) {
      const { failures } = createGraphFromDropSpecList([data('x', fields)], options);
      expect(failures.map(({ error }) => String(error))).toEqual([expect.stringMatching(/lies outside/)]);
    }
  });

  it('also through a symbolic link', () => {
    symlinkSync(tmpdir(), join(root, 'way'));
    const { failures } = createGraphFromDropSpecList([data('x', { dropclass: FILE, filepath: 'way/x' })], {
      session,
    });
    expect(failures).toHaveLength(1);
  });

  it('which is not asked for where there are no files', () => {
    let asked = 0;
    class Lazy implements DropSession {
      readonly sessionId = 's';
      get directory(): string {
        asked++;
        return root;
      }
    }
    const own = new Lazy();
    const { drops } = createGraphFromDropSpecList([data('m')], { session: own });
    expect(asked).toBe(0);
    expect(drops.get('m')!.session).toBe(own);
    createGraphFromDropSpecList([data('x', { dropclass: FILE })], { session: own });
    expect(asked).toBeGreaterThan(0);
  });

  it('unless the session allows others', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'dropgraph-elsewhere-'));
    try {
      const list = [data('x', { dropclass: FILE, filepath: join(elsewhere, 'x') })];
      const { drops } = createGraphFromDropSpecList(list, { session: { ...session, allowOutside: true } });
      expect((drops.get('x') as FileDROP).path).toBe(join(elsewhere, 'x'));
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });
});

describe('a graph cannot say', () => {
  const free = { sessionId: 'free', directory: '/', allowOutside: true };

  it.each<readonly [string, Spec]>([
    ['which session it is', { dlg_session: free }],
    [
      'so in a form',
      { applicationArgs: { dlg_session: { value: free }, dlg_session_id: { value: 'free' } } },
    ],
    ['so in an old form', { nodeAttributes: { dlg_session: { value: free } } }],
    [
      'what its prototype is',
      JSON.parse(
        '{"__proto__":{"dlg_session":{"sessionId":"free","directory":"/","allowOutside":true}}}',
      ) as Spec,
    ],
    [
      'what the prototype of its arguments is',
      { applicationArgs: JSON.parse('{"__proto__":{"value":{"filepath":"/nowhere/x"}}}') as Spec },
    ],
  ])('%s', (_, fields) => {
    const list = [
      Object.defineProperties(
        { ...data('x', { dropclass: FILE }) },
        Object.getOwnPropertyDescriptors(fields),
      ),
    ];
    const { drops, failures } = createGraphFromDropSpecList(list, { session });
    expect(failures).toEqual([]);
    const drop = drops.get('x') as FileDROP;
    expect(drop.sessionId).toBe('s');
    expect(drop.dirname).toBe(root);
    expect(({} as Spec)['dlg_session']).toBeUndefined();
  });

  it('what function it calls otherwise than by name', () => {
    const list = [
      {
        oid: 'f',
        categoryType: 'Application',
        dropclass: 'dropgraph.apps.FunctionApp',
        func_name: 'f',
        func: 'x',
      },
    ];
    const { failures } = createGraphFromDropSpecList(list, { session });
    expect(failures.map(({ error }) => String(error))).toEqual([
      expect.stringMatching(/the function "f" is not known here/),
    ]);
  });
});
