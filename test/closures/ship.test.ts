import { execFile } from 'node:child_process';
import inspector from 'node:inspector';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  packFunction,
  packFunctions,
  packValue,
  problemsOf,
  unpackFunction,
  type Packed,
} from '../../src/closures/index.js';
import { NotShippableError, SerializationError } from '../../src/errors/index.js';
import { setOrigin } from '../../src/closures/origins.js';
import { connected, placeOf } from '../../src/closures/scopes.js';
import { workerGlobals } from '../../src/closures/worker-globals.js';
import { OtherThread } from './cases/other-thread.js';
import { compileCases, type Compiled } from './compiled.js';

const run = promisify(execFile);
let compiled: Compiled;
let thread: OtherThread;

beforeAll(() => {
  compiled = compileCases();
  thread = new OtherThread(compiled.worker);
});
afterAll(async () => {
  await thread.close();
  compiled.remove();
});

let rate = 1;

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
  scaled(): number {
    return this.x * rate;
  }
}

interface Kept {
  kept?: unknown;
}

describe('packFunction', () => {
  it('reads the values of variables each time it packs', async () => {
    const fn = (): number => rate;
    rate = 10;
    const first = packFunction(fn);
    rate = 20;
    expect([await thread.run(first), await thread.run(packFunction(fn))]).toEqual([10, 20]);
  });

  it('gives plain data, which JSON of a message could not tell from any other', () => {
    const shipped = packFunction(() => rate);
    expect(structuredClone(shipped)).toEqual(shipped);
    expect(shipped.by).toBe('source');
  });

  it('says by which way a function goes', () => {
    expect(packFunction(join).by).toBe('builtin');
    expect(packFunction(Math.max).by).toBe('builtin');
    expect(packFunction(() => 1).by).toBe('source');
  });

  it('imports a function by the module that is named', async () => {
    const file = join(compiled.folder, 'answers.mjs');
    writeFileSync(
      file,
      'let calls = 40;\nexport function answer() { return ++calls }\nexport default answer',
    );
    const answer = (): number => 0;
    const shipped = packFunction(answer, { module: pathToFileURL(file).href });
    expect(shipped.by).toBe('module');
    expect([await thread.run(shipped), await thread.run(shipped)]).toEqual([41, 42]);
    const named = packFunction(() => 0, { module: `${pathToFileURL(file).href}#default` });
    expect(await thread.run(named)).toBe(43);
    const missing = packFunction(() => 0, { module: `${pathToFileURL(file).href}#missing` });
    await expect(thread.run(missing)).rejects.toThrow(/has no export "missing"/);
    expect(() => packFunction(() => 0, { module: 'file:///x.js' })).toThrow(/"url#name"/);
  });

  it('lets captures that are named win, and sends what they hold', async () => {
    const fn = (): number => rate;
    expect(await thread.run(packFunction(fn, { captures: { rate: 77 } }))).toBe(77);
    expect(() => packFunction(fn, { captures: { rate: Symbol('mine') } })).toThrow(
      /captured `rate` is Symbol\(mine\)/,
    );
  });

  it('sends many closures of one source, each with its own values', async () => {
    const all = packFunctions(Array.from({ length: 300 }, (_, at) => ({ fn: () => at })));
    expect([await thread.run(all[0]!), await thread.run(all[299]!)]).toEqual([0, 299]);
  });

  it('refuses what is no function', () => {
    expect(() => packFunction('x' as never)).toThrow(TypeError);
  });

  it('gives the function itself where it never left', async () => {
    const fn = (): number => rate;
    expect(await unpackFunction(structuredClone(packFunction(fn)))).toBe(fn);
  });
});

describe('classes and functions that cross', () => {
  it('come back as themselves', async () => {
    const shift = packFunction((point: Point) => new Point(point.x + 1));
    const moved = await thread.run(shift, new Point(1));
    expect(moved).toBeInstanceOf(Point);
    expect(moved).toEqual(new Point(2));
    const fn = (): number => rate;
    expect(
      await thread.run(
        packFunction((x: unknown) => [x]),
        fn,
      ),
    ).toEqual([fn]);
  });

  it('cost no more than their name on the way back', () => {
    const rebuilt = (): number => rate;
    setOrigin(rebuilt, 'there/1');
    const packed = packValue(rebuilt, { home: 'there' }) as Packed;
    expect(packed.nodes).toEqual([{ kind: 'home', origin: 'there/1' }]);
  });

  it('are one class there, however often sent, with the variables of the last time', async () => {
    rate = 2;
    await thread.run(packFunction(() => void ((globalThis as Kept).kept = new Point(1))));
    rate = 3;
    const seen = packFunction(() => {
      const { kept } = globalThis as Kept;
      return [kept instanceof Point, (kept as Point).scaled()];
    });
    expect(await thread.run(seen)).toEqual([true, 3]);
  });

  it('can be made there, and be called here', async () => {
    const by = 5;
    const made = (await thread.run(
      packFunction((base: number) => (x: number) => x * by + base),
      100,
    )) as (x: number) => number;
    expect(made(2)).toBe(110);
  });

  it('can have an error class, told by instanceof on both sides', async () => {
    class Wrong extends Error {
      readonly at = rate;
    }
    const failing = packFunction(() => {
      throw new Wrong('no');
    });
    await expect(thread.run(failing)).rejects.toBeInstanceOf(Wrong);
  });
});

describe('what cannot cross', () => {
  const server = createServer();
  const good = (): number => rate;
  const talks = (): boolean => server.listening;
  const counts = (): number => ++rate;

  it('is told for all functions at once, with names, reasons and what to do', () => {
    const problems = problemsOf([{ fn: good }, { fn: talks }, { fn: counts, name: 'counting' }]);
    expect(problems.map(({ subject, path, fault }) => [subject, path, fault])).toEqual([
      ['`talks`', 'captured `server`', 'INTERNAL'],
      ['`counting`', 'captured `rate`', 'WRITE'],
    ]);
  });

  it('is one error that holds all of them', () => {
    const pack = (): unknown => packFunctions([{ fn: good }, { fn: talks }, { fn: counts }]);
    expect(pack).toThrow(NotShippableError);
    expect(pack).toThrow(SerializationError);
    expect(pack).toThrow(
      expect.objectContaining({ code: 'DLG_ERR_SERIALIZATION', path: '`talks` → captured `server`' }),
    );
    expect(pack).toThrow(
      [
        'Cannot send 2 things to another thread:',
        '  `talks` → captured `server` is a Server, which only exists on this thread; make it inside the function, or send plain data',
        '  `counts` → captured `rate` is assigned inside the function: another thread would change only its own copy; return the new value instead',
      ].join('\n'),
    );
  });

  it('is every part of one function', () => {
    const both = (): unknown => [server, new WeakMap(), () => ++rate];
    expect(
      problemsOf([{ fn: both }])
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['captured `rate`', 'captured `server`']);
  });
});

describe('without the inspector', () => {
  const flags =
    Number(process.versions.node.split('.')[0]) < 23 ? '--experimental-permission' : '--permission';

  it('captures that are named and modules work, and the rest is refused with a reason', async () => {
    const file = join(compiled.folder, 'restricted.mjs');
    writeFileSync(
      file,
      `import { inspectorAvailable, packFunction, problemsOf } from './src/closures/index.js';
      const k = 2;
      const module = import.meta.url;
      console.log(JSON.stringify({
        available: inspectorAvailable(),
        free: packFunction((x) => Math.max(x, 1)).by,
        named: packFunction(() => k, { captures: { k } }).by,
        module: packFunction(function named() { return k }, { module }).by,
        refused: problemsOf([{ fn: () => k, name: 'f' }]),
      }));`,
    );
    const { stdout } = await run(process.execPath, [flags, '--allow-fs-read=*', '--no-warnings', file]);
    expect(JSON.parse(stdout)).toEqual({
      available: false,
      free: 'source',
      named: 'source',
      module: 'module',
      refused: [
        {
          subject: '`f`',
          path: 'captured `k`',
          fault: 'INSPECTOR',
          what: expect.stringContaining('the inspector of Node is not available') as string,
          fix: expect.stringContaining('`captures`') as string,
        },
      ],
    });
  });
});

describe('the surroundings', () => {
  it('keep a debugger that is attached', () => {
    const session = new inspector.Session();
    session.connect();
    const seen: string[] = [];
    session.on('Debugger.scriptParsed', ({ params }) => seen.push(params.url));
    session.post('Debugger.enable');
    try {
      packFunction(() => new Point(rate));
      runInThisContext('1', { filename: 'compiled-after.js' });
      expect(seen).toContain('compiled-after.js');
    } finally {
      session.disconnect();
    }
  });

  it('leave the debugger switched off: it would stop the program at a debugger statement', () => {
    expect(problemsOf([{ fn: () => new Point(rate) }])).toEqual([]);
    const { scriptId } = placeOf(Point)!;
    const { session, post } = connected()!;
    expect(() => post('Debugger.getScriptSource', { scriptId })).toThrow(/failed/);
    session.post('Debugger.enable');
    expect(post('Debugger.getScriptSource', { scriptId })).toHaveProperty('scriptSource');
    session.post('Debugger.disable');
  });

  it('have the global names that are taken for granted in every worker', async () => {
    const missing = packFunction((names: string[]) => names.filter((name) => !(name in globalThis)));
    expect(await thread.run(missing, [...workerGlobals()])).toEqual([]);
  });

  it('show in stack traces: the file, line and column of the source', async () => {
    const file = join(compiled.folder, 'stack.mjs');
    writeFileSync(
      file,
      `import { packFunction } from './src/closures/index.js';
      import { OtherThread } from './test/closures/cases/other-thread.js';
      const thread = new OtherThread(${JSON.stringify(compiled.worker)});
      const k = 1;
      const inner = (x) => { if (x) throw new Error('here ' + k) };
      const table = { outer(x) { return inner(x) } };
      class Deep { static run(x) { return table.outer(x) } }
      function declared(x) {
        return Deep.run(x);
      }
      const framesOf = (error) => error.stack.split('\\n').filter((line) => line.includes('stack.mjs')).slice(0, 4);
      let here;
      try { declared(1) } catch (error) { here = framesOf(error) }
      const there = await thread.run(packFunction(declared), 1).catch(framesOf);
      await thread.close();
      console.log(JSON.stringify({ here, there }));`,
    );
    const { stdout } = await run(process.execPath, [file]);
    const { here, there } = JSON.parse(stdout) as Record<'here' | 'there', string[]>;
    const places = (frames: string[]): unknown[] =>
      frames.map((frame) => /stack\.mjs:\d+:\d+/.exec(frame)?.[0]);
    expect(places(there)).toEqual(places(here));
    expect(there[0]).toContain('at inner');
    expect(there[3]).toContain('at declared');
  });

  it('may count coverage with istanbul: its counters stay here', async () => {
    const counters = { s: [0] };
    const cov_abc = (): typeof counters => {
      counters.s[0]!++;
      return counters; // coverage
    };
    const counted = (x: number): number => {
      cov_abc().s[0]!++;
      return x + 1;
    };
    expect(await thread.run(packFunction(counted), 1)).toBe(2);
    expect(counters.s).toEqual([0]);
  });
});
