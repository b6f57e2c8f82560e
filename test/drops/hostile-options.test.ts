import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { APP_CLASSES } from '../../src/apps/index.js';
import {
  type DataDROP,
  DirectoryDROP,
  DROP_CLASSES,
  FileDROP,
  InMemoryDROP,
  NullDROP,
  type AbstractDROP,
  type DropOptions,
} from '../../src/drops/index.js';
import { DropgraphError } from '../../src/errors/index.js';

let root: string;
let directory: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dropgraph-hostile-'));
  directory = join(root, 'session');
  mkdirSync(directory);
  writeFileSync(join(root, 'secret'), 'not yours');
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

type DropClass = new (oid: string, uid: string, options: DropOptions) => AbstractDROP;

const CLASSES = [...new Set([...DROP_CLASSES.values(), ...APP_CLASSES.values()])] as unknown as DropClass[];

/** Options drops know, and names that objects have anyway. */
const NAMES = [
  'categoryType name lg_key humanReadableKey targetPhase executionMode node island expireAfterUse lifespan',
  'expectedSize persist block_skip ports applicationArgs fields pydata filepath dirname check_filepath_exists',
  'delete_parent_directory check_exists create_if_missing mode config_data dbmodule dbtable dbparams Bucket Key',
  'n_effective_inputs input_error_threshold n_tries bufsize sleep_time command func_name func_code func port host',
  'url size low high integer num_of_copies scatter_axes reduce_axes function element greet result method',
  '__proto__ constructor prototype toString valueOf hasOwnProperty status uid oid session error parameters',
]
  .join(' ')
  .split(' ');

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let at = 0; at < levels; at++) value = at % 2 === 0 ? [value] : { value };
  return value;
}

const circle: Record<string, unknown> = {};
circle['value'] = circle;

const polluting = JSON.parse(
  '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "value": {"__proto__": {"polluted": 1}}}',
) as unknown;

const PATHS = [
  '../outside',
  '../../outside',
  'sub/../../outside',
  '/etc/passwd',
  '..',
  '../',
  './../secret',
  'sub/..//..//outside/',
  '$HOME/outside',
  '~/outside',
  'a\0b',
  'file:///etc/passwd',
  '..\\outside',
  '%2e%2e/outside',
  '{uid}/../../outside',
];

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything(),
  fc.constantFrom<unknown>(
    ...PATHS,
    'x'.repeat(1_000_000),
    '9'.repeat(100_000),
    '['.repeat(100_000),
    '$DLG_ROOT',
    '$store.x',
    '__proto__',
    'constructor',
    nested(20_000),
    circle,
    polluting,
    Symbol('hostile'),
    () => 1,
    2n ** 200n,
    NaN,
    -Infinity,
    1e400,
    new Date(NaN),
    new Map(),
    Object.create(null),
    new Proxy({}, {}),
  ),
);

/** A field of a graph, as values that are typed and arguments of applications are. */
const field = fc.record(
  {
    name: fc.constantFrom('pydata', ...NAMES),
    type: fc.oneof(
      fc.constantFrom('json', 'int', 'float', 'bool', 'str', 'eval', 'raw', 'object', 'object.x', 'None'),
      hostile,
    ),
    value: hostile,
    usage: fc.oneof(fc.constantFrom('NoPort', 'InputPort'), hostile),
  },
  { requiredKeys: [] },
);

/** The value of an option: anything, or nearly what it should be. */
const entry: fc.Arbitrary<readonly [string, unknown]> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...NAMES), hostile) },
  fc.tuple(fc.constantFrom('pydata', 'fields', 'applicationArgs'), field),
  fc.tuple(fc.constant('fields'), fc.array(fc.oneof(field, hostile), { maxLength: 3 })),
  fc.tuple(
    fc.constant('applicationArgs'),
    fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.oneof(field, hostile)), { maxLength: 3 }).map(optionsOf),
  ),
);

/** Options as JSON gives them: `__proto__` is a key of their own. */
function optionsOf(entries: readonly (readonly [string, unknown])[]): DropOptions {
  const options: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    Object.defineProperty(options, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return options;
}

/** Whatever is outside of the directory of the session. */
function outside(): string[] {
  return readdirSync(root).toSorted();
}

describe('options from outside', () => {
  it('make a drop, or an error of dropgraph; they change no other object, and no place outside', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...CLASSES),
        fc.array(entry, { maxLength: 4 }),
        async (Class, entries) => {
          const options = { ...optionsOf(entries), dlg_session: { sessionId: 'hostile', directory } };
          let drop: AbstractDROP | undefined;
          try {
            drop = new Class('A', 'A', options);
          } catch (error) {
            expect(error).toBeInstanceOf(DropgraphError);
          }
          if (drop instanceof FileDROP || drop instanceof InMemoryDROP) {
            await drop.write('x').catch(() => undefined);
            try {
              drop.setCompleted();
            } catch (error) {
              expect(error).toBeInstanceOf(DropgraphError);
            }
            await drop.delete().catch((error: unknown) => expect(error).toBeInstanceOf(DropgraphError));
          }
          expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
          expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
          expect(outside()).toEqual(['secret', 'session']);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each(['__proto__', 'constructor', 'toString', 'status', 'uid'])(
    'cannot give a drop a %s that is not its own',
    (name) => {
      const options = optionsOf([[name, { polluted: 1 }]]);
      const drop = new NullDROP('A', 'A', options);
      expect(drop).toBeInstanceOf(NullDROP);
      expect((drop as unknown as Record<string, unknown>)['polluted']).toBeUndefined();
      expect([drop.uid, drop.status, drop.constructor]).toEqual(['A', 0, NullDROP]);
      expect(Object.getPrototypeOf(drop.parameters)).toBe(Object.prototype);
      expect(Object.hasOwn(drop.parameters, name)).toBe(true);
    },
  );

  it('may be as deep and as long as they like where they mean nothing to the drop', () => {
    const deep = nested(100_000);
    const long = 'x'.repeat(10_000_000);
    const drop = new NullDROP('A', 'A', { deep, long });
    expect(drop.parameters['deep']).toBe(deep);
    expect(drop.parameters['long']).toBe(long);
  });
});

describe('a path from outside', () => {
  it.each(PATHS)('leads nowhere but into the directory of the session: %j', async (path) => {
    for (const make of [
      (): DataDROP => new FileDROP('A', 'A', { filepath: path, dlg_session: { sessionId: 's', directory } }),
      (): DataDROP =>
        new DirectoryDROP('A', 'A', {
          dirname: path,
          create_if_missing: true,
          dlg_session: { sessionId: 's', directory },
        }),
    ]) {
      let drop: DataDROP;
      try {
        drop = make();
      } catch (error) {
        expect(error).toBeInstanceOf(DropgraphError);
        continue;
      }
      expect((drop as FileDROP).path.startsWith(directory)).toBe(true);
      drop.setCompleted();
      await drop.delete();
      expect(outside()).toEqual(['secret', 'session']);
    }
  });
});

describe('delete_parent_directory', () => {
  it.each([
    ['a.txt', ['secret', 'session']],
    ['./', ['secret', 'session']],
  ])('leaves the directory of the session: %j', async (filepath, left) => {
    const dlg_session = { sessionId: 's', directory };
    const drop = new FileDROP('A', 'A', { filepath, delete_parent_directory: true, dlg_session });
    drop.setCompleted();
    await drop.delete();
    expect([await drop.exists(), outside()]).toEqual([false, left]);
  });
});
