import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Branch, PyFuncApp } from '../../src/apps/index.js';
import { encodePickle, NdArray } from '../../src/codecs/index.js';
import { allDropContents, loadNpy, loadPickle, saveNpy } from '../../src/droputils/index.js';
import { FileDROP, InMemoryDROP, type DataDROP, type DropOptions } from '../../src/drops/index.js';
import { MissingError } from '../../src/errors/index.js';
import { AppDROPStates, DROPStates } from '../../src/protocol/index.js';
import { filled, ran } from './running.js';

const has = (module: string): boolean => {
  try {
    execFileSync('python3', ['-c', `import ${module}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const withPython = describe.skipIf(!has('sys'));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pyfunc-'));
});
afterAll(() => rm(folder, { recursive: true }));

function held(uid: string, value: unknown): InMemoryDROP {
  const drop = new InMemoryDROP(uid, uid);
  drop.setValue(value);
  drop.setCompleted();
  return drop;
}

/** The result of a function whose inputs are at the ports of these names; a port without a name begins with "_". */
async function call(options: DropOptions, inputs: Record<string, unknown> = {}): Promise<unknown> {
  const drops = Object.entries(inputs).map(([name, value]) => held(`of ${name}`, value));
  const links = Object.keys(inputs).map((name) =>
    name.startsWith('_') ? `of ${name}` : { [`of ${name}`]: name },
  );
  const [output] = await ran(new PyFuncApp('app', 'app', { inputs: links, ...options }), drops);
  return loadPickle(output!);
}

const code = (source: string): DropOptions => ({ func_code: source });

withPython('a function', () => {
  it('is found by name, or built in', async () => {
    expect(await call({ func_name: 'math.sqrt' }, { _: 2.25 })).toBe(1.5);
    expect(await call({ func_name: 'os.path.join' }, { a: 'x', _: 'y', __: 'z' })).toBe('x/y/z');
    expect(
      await call({ func_name: 'json.JSONDecoder.decode', func_defaults: { s: '[1]' } }, { self: 'x' }).catch(
        String,
      ),
    ).toContain('raised');
    expect(await call({ func_name: 'len' }, { _: [1, 2, 3] })).toBe(3);
  });

  it('is made of source: the one that is named, or the last, or an expression', async () => {
    const source = 'import math\ndef one(): return 1\ndef two(): return 2 * one()\n';
    expect(await call(code(source))).toBe(2);
    expect(await call({ ...code(source), func_name: 'some.module.one' })).toBe(1);
    expect(await call(code('lambda x: x * 2'), { _: 'ab' })).toBe('abab');
  });

  it('may be one that was pickled', async () => {
    const pickled = Buffer.from('\x80\x04cmath\nsqrt\n.', 'latin1').toString('base64');
    expect(await call(code(pickled), { _: 9 })).toBe(3);
  });

  it.each([
    [{ func_name: 'no.such.thing' }, 'python3 cannot import "no"'],
    [{ func_name: 'os.path.nothing' }, 'has no "nothing"'],
    [{ func_name: 'nothing' }, 'is no built-in function'],
    [{ func_name: 'math.pi' }, 'is a float and cannot be called'],
    [code('def f(:'), 'func_code is not Python'],
    [code('x = 1'), 'defines no function'],
  ])('fails clearly: %o', async (options, message) => {
    await expect(call(options)).rejects.toThrow(message);
  });

  it('has to be given', () => {
    expect(() => new PyFuncApp('p', 'p')).toThrow('has no function to call');
    expect(() => new PyFuncApp('p', 'p', { func_name: '', func_code: ' ' })).toThrow(
      'has no function to call',
    );
  });
});

withPython('arguments', () => {
  const args = code('def f(a, b=2, *more, c=3, **named): return [a, b, list(more), c, named]');

  it('come from ports, then from the graph, then from func_defaults, then from the signature', async () => {
    const applicationArgs = { a: { value: 'graph' }, b: { value: 'graph' } };
    const func_defaults = '{"a": "default", "b": "default", "c": None}';
    expect(await call({ ...args, applicationArgs, func_defaults }, { a: 'port' })).toEqual([
      'port',
      'graph',
      [],
      null,
      {},
    ]);
    expect(await call(args, { a: 'port' })).toEqual(['port', 2, [], 3, {}]);
  });

  it('are filled in order by ports that have other names, after those that have theirs', async () => {
    expect(await call(args, { _1: 1, b: 'b', _2: 2, _3: 3 })).toEqual([1, 'b', [2, 3], 3, {}]);
    expect(await call(args, { a: 1, x: 'x' })).toEqual([1, 2, [], 3, { x: 'x' }]);
    const applicationArgs = { a: { value: 'graph' } };
    expect(await call({ ...args, applicationArgs }, { _: 'port' })).toEqual(['graph', 'port', [], 3, {}]);
  });

  it('may be named by func_arg_mapping', async () => {
    expect(
      await call({ ...args, func_arg_mapping: '{"b": "of _2", "c": "of _1"}' }, { _1: 1, _2: 2, _3: 3 }),
    ).toEqual([3, 2, [], 1, {}]);
  });

  it('may be one drop for two arguments', async () => {
    const inputs = [{ x: 'a' }, { x: 'b' }];
    const [output] = await ran(new PyFuncApp('p', 'p', { func_code: 'lambda a, b: [a, b]', inputs }), [
      held('x', 1),
    ]);
    expect(await loadPickle(output!)).toEqual([1, 1]);
  });

  it('take their types from the graph', async () => {
    const applicationArgs = {
      a: { value: '5', type: 'Integer' },
      b: { value: '[1, {"x": None}]', type: 'Json' },
      c: { value: 'False', type: 'Boolean' },
    };
    expect(await call({ ...args, applicationArgs })).toEqual([5, [1, { x: null }], [], false, {}]);
    const text = {
      a: { value: '5', type: 'String' },
      b: { value: '1e3', type: 'Float' },
      c: { value: '', type: 'Object', usage: 'InputPort' },
    };
    expect(await call({ ...args, applicationArgs: text })).toEqual(['5', 1000, [], 3, {}]);
  });

  it('may be written as older graphs do', async () => {
    const nodeAttributes = {
      source: { value: '6 * 7' },
      mode: { value: 'eval' },
      optimize: { value: true },
      filename: { value: '', usage: 'InputPort' },
    };
    const compile = {
      func_name: 'compile',
      input_parser: 'dataurl',
      nodeAttributes,
      inputs: [{ f: 'filename' }],
    };
    await ran(new PyFuncApp('c', 'c', compile), [await filled('f', 'x')], []);
  });

  it('are those delayed() of DALiuGE has pickled', async () => {
    const kwargs = { b: encodePickle([1, 2]).toString('base64') };
    expect(await call({ ...args, func_defaults: { args: [], kwargs } }, { a: 0 })).toEqual([
      0,
      [1, 2],
      [],
      3,
      {},
    ]);
  });

  it('are not made of drops that were only waited for', async () => {
    const event = await filled('i', 'no pickle');
    const [output] = await ran(
      new PyFuncApp('p', 'p', { func_code: 'lambda: 7', inputs: [{ i: 'event' }] }),
      [event],
    );
    expect(await loadPickle(output!)).toBe(7);
  });

  it('fail when one is missing, or no argument', async () => {
    await expect(call(args)).rejects.toThrow("missing a required argument: 'a'");
    await expect(call({ ...args, func_defaults: '[1]' }, { a: 1 })).rejects.toThrow(
      'func_defaults must be a dictionary',
    );
    const input = await filled('i', 'no pickle');
    await expect(ran(new PyFuncApp('p', 'p', { func_name: 'len' }), [input])).rejects.toThrow(
      'cannot read its input "i" in the encoding pickle: UnpicklingError: ',
    );
  });

  it('are those of the inputs that have data, where others were skipped', async () => {
    const skipped = new InMemoryDROP('s', 's');
    skipped.skip();
    const app = new PyFuncApp('p', 'p', { func_code: 'lambda x: x + 1', inputs: ['s', 'i'] });
    const [output] = await ran(app, [skipped, held('i', 1)]);
    expect(await loadPickle(output!)).toBe(2);
  });
});

withPython('encodings', () => {
  const identity = 'lambda x: x';
  const through = async (encoding: string, content: string): Promise<string> => {
    const options = {
      func_code: identity,
      applicationArgs: { x: { usage: 'InputPort', encoding } },
      inputs: [{ i: 'x' }],
      output_parser: encoding,
    };
    const [output] = await ran(new PyFuncApp('p', 'p', options), [
      await filled('i', Buffer.from(content, 'latin1')),
    ]);
    return (await allDropContents(output!)).toString('latin1');
  };

  it.each([
    ['eval', "{'a': [1, None]}", "{'a': [1, None]}"],
    ['utf-8', 'text', 'text'],
    ['raw', '\x00\x01', '\x00\x01'],
    ['binary', '\x00\x01', '\x00\x01'],
    ['Pickle', '\x80\x04K\x07.', '\x80\x04K\x07.'],
  ])('%s is read and written', async (encoding, content, expected) => {
    expect(await through(encoding, content)).toBe(expected);
  });

  it.skipIf(!has('numpy'))('npy is read and written', async () => {
    const input = new InMemoryDROP('i', 'i');
    await saveNpy(input, [
      [1, 2],
      [3, 4],
    ]);
    input.setCompleted();
    const options = { func_code: 'lambda x: x.T', input_parser: 'npy', output_parser: 'npy' };
    const [output] = await ran(new PyFuncApp('p', 'p', options), [input]);
    expect((await loadNpy(output!)).toNested()).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it.skipIf(!has('numpy'))('arrays are pickled both ways', async () => {
    expect(await call({ func_code: 'lambda x: x * 2' }, { _: NdArray.from([1, 2]) })).toEqual(
      NdArray.from([2, 4]),
    );
  });

  it('path hands over places, also of the output', async () => {
    const out = new FileDROP('out', 'out', { filepath: join(folder, 'out') });
    const options = {
      func_code: 'def f(source, target):\n  with open(target, "w") as file: file.write(source)\n',
      input_parser: 'path',
      output_parser: 'path',
      inputs: [{ in: 'source' }],
      outputs: [{ out: 'target' }],
    };
    const input = new FileDROP('in', 'in', { filepath: join(folder, 'in') });
    input.setCompleted();
    await ran(new PyFuncApp('p', 'p', options), [input], [out]);
    expect(await readFile(out.path, 'utf8')).toBe(input.path);
    await expect(
      ran(new PyFuncApp('p', 'p', { func_name: 'len', input_parser: 'path' }), [await filled('m', '')]),
    ).rejects.toThrow('is no file');
  });

  it('are as old graphs say it: pickle false is eval', async () => {
    const applicationArgs = { pickle: { value: false }, func_name: { value: 'os.path.abspath' } };
    const [output] = await ran(new PyFuncApp('p', 'p', { applicationArgs }), [
      await filled('i', "'/data/../data'\n"),
    ]);
    expect(String(await allDropContents(output!))).toBe("'/data'");
  });

  it('are refused when unknown, or not made for the result', async () => {
    await expect(through('yaml', 'x')).rejects.toThrow('"yaml"; valid ones: pickle, dill');
    const raw = { func_code: 'lambda: 3', output_parser: 'raw' };
    await expect(ran(new PyFuncApp('p', 'p', raw), [])).rejects.toThrow('gave a int, and the encoding raw');
  });

  it('carry what is larger than a pipe, both ways', async () => {
    const content = Buffer.alloc(5_000_000, 'ab');
    const options = { func_code: 'lambda x: x[::-1]', input_parser: 'raw', output_parser: 'raw' };
    const [output] = await ran(new PyFuncApp('p', 'p', options), [await filled('i', content)]);
    expect((await allDropContents(output!)).equals(Buffer.alloc(5_000_000, 'ba'))).toBe(true);
  });
});

withPython('results', () => {
  const outputs = (): InMemoryDROP[] => ['a', 'b'].map((uid) => new InMemoryDROP(uid, uid));

  it('go to several outputs item by item', async () => {
    const drops = await ran(new PyFuncApp('p', 'p', code('lambda: ([1], 2)')), [], outputs());
    expect(await Promise.all(drops.map(loadPickle))).toEqual([[1], 2]);
  });

  it.each([
    ['lambda: [1]', 'gave 1 items for 2 outputs'],
    ['lambda: [1, 2, 3]', 'gave 3 items for 2 outputs'],
    ['lambda: 1', 'gave a int for 2 outputs'],
  ])('have an item for each output: %s', async (source, message) => {
    await expect(ran(new PyFuncApp('p', 'p', code(source)), [], outputs())).rejects.toThrow(message);
  });

  it('are not needed without outputs', async () => {
    await ran(new PyFuncApp('p', 'p', code('lambda: open')), [], []);
  });
});

withPython('a failure', () => {
  it('brings the traceback of the function', async () => {
    const source = 'def f(x):\n  raise ValueError(f"not {x}")\n';
    await expect(call(code(source), { x: 3 })).rejects.toThrow(
      /raised ValueError: not 3\nTraceback[^]*line 2, in f/,
    );
  });

  it('of the process is one of the application', async () => {
    await expect(
      call(code('import os\ndef f():\n  os.write(2, b"last words")\n  os._exit(9)')),
    ).rejects.toThrow(/gave no result: python3 ended with exit code 9:\nlast words/);
    await expect(call(code('import sys\ndef f(): sys.exit(0)'))).rejects.toThrow('raised SystemExit');
    await expect(call(code('import os\ndef f(): os.write(4, b"\\xff" * 8)'))).rejects.toThrow(
      'its answer is broken',
    );
  });

  it('of an input is its own', async () => {
    const input = await filled('i', 'x');
    await input.delete();
    await expect(
      ran(new PyFuncApp('p', 'p', { func_name: 'len', input_parser: 'raw' }), [input]),
    ).rejects.toThrow();
  });
});

withPython('a PyFuncApp', () => {
  it('keeps what the function prints apart from its result', async () => {
    const source =
      'import os, sys\ndef f():\n  print("x" * 1000000)\n  os.write(1, b"raw")\n  print("e", file=sys.stderr)\n  return 1';
    expect(await call(code(source))).toBe(1);
  });

  it('ends its process when it is cancelled', async () => {
    const pipe = join(folder, 'pid');
    execFileSync('mkfifo', [pipe]);
    const source = `import os, time\ndef f():\n  with open(${JSON.stringify(pipe)}, "w") as p: p.write(str(os.getpid()))\n  time.sleep(1000)`;
    const app = new PyFuncApp('p', 'p', code(source));
    const running = app.execute();
    const pid = Number(await readFile(pipe, 'utf8'));
    expect(process.kill(pid, 0)).toBe(true);
    app.cancel();
    await running;
    expect(app.execStatus).toBe(AppDROPStates.CANCELLED);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('runs nothing without permission', async () => {
    const app = new PyFuncApp('p', 'p', { func_name: 'len' });
    app.permissions = { code: false };
    await expect(ran(app, [held('x', [])])).rejects.toThrow('allowCode: true');
  });

  it('says what it was called with', async () => {
    const app = new PyFuncApp('p', 'p', { func_code: 'lambda x, y: 1', inputs: [{ x: 'x' }, { y: 'y' }] });
    expect(app.generateRecomputeData()).toEqual({});
    await ran(app, [held('x', [1]), held('y', NaN)]);
    expect(app.generateRecomputeData()).toEqual({ args: { args: [], kwargs: { x: [1], y: 'nan' } } });
  });
});

describe('without Python', () => {
  it('says what to install', async () => {
    const { PATH } = process.env;
    process.env['PATH'] = '/nowhere';
    try {
      const failing = ran(new PyFuncApp('p', 'p', { func_name: 'len' }), []);
      await expect(failing).rejects.toThrow(MissingError);
    } finally {
      process.env['PATH'] = PATH;
    }
  });
});

withPython('a Branch', () => {
  const ways = (): [DataDROP, DataDROP] => [new InMemoryDROP('f', 'f'), new InMemoryDROP('t', 't')];

  it.each([
    [5, DROPStates.SKIPPED, DROPStates.COMPLETED],
    [0, DROPStates.COMPLETED, DROPStates.SKIPPED],
  ])('goes the way its function says, with a copy of its input: %s', async (x, onFalse, onTrue) => {
    const options = {
      func_code: 'lambda x: [None] * x',
      inputs: [{ x: 'x' }],
      outputs: [{ f: 'false' }, { t: 'true' }],
    };
    const [no, yes] = ways();
    await ran(new Branch('b', 'b', options), [held('x', x)], [no, yes]);
    expect([no.status, yes.status]).toEqual([onFalse, onTrue]);
    expect(await loadPickle(x > 0 ? yes : no)).toBe(x);
  });

  it('hands on the argument of its graph where it has no input', async () => {
    const [first, second] = ways();
    const applicationArgs = { x: { value: 3 } };
    await ran(new Branch('b', 'b', { func_code: 'lambda x: x > 2', applicationArgs }), [], [first, second]);
    expect(await loadPickle(first)).toBe(3);
    expect(second.status).toBe(DROPStates.SKIPPED);
  });
});
