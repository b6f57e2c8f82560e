import { PassThrough, Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import {
  compile,
  delayed,
  InvalidGraphError,
  loadGraph,
  loadGraphFrom,
  runGraph,
  SerializationError,
} from '../../src/index.js';
import { rejection, resultsOf, settles } from '../executor/watching.js';
import { app, data, given, smallGraph } from './drops.js';

const functions = { f: (x: number) => x + 1 };
const json = JSON.stringify(smallGraph());
const lines = smallGraph().map((drop) => JSON.stringify(drop));

describe('a graph may come', () => {
  it.each<readonly [string, readonly unknown[] | string]>([
    ['as a list', smallGraph()],
    ['as JSON', json],
    ['as JSON over many lines', JSON.stringify(smallGraph(), null, 2)],
    ['as NDJSON', lines.join('\n')],
    ['as NDJSON that ends its last line', `${lines.join('\n')}\n`],
    ['as NDJSON with blank lines and the line ends of Windows', `\r\n${lines.join('\r\n\r\n')}\r\n`],
    ['with a trailing {}', [...smallGraph(), {}]],
    ['with a trailing {} in NDJSON', [...lines, '{}'].join('\n')],
    ['with trailing reprodata', [...smallGraph(), { rmode: '1', meta_data: {}, merkleroot: null }]],
    ['with trailing reprodata of mode 0', [...smallGraph(), { rmode: '0' }]],
    ['in a pair with its name', ['x.graph', smallGraph()]],
    ['in a pair with its name, with trailing reprodata', ['x.graph', [...smallGraph(), { rmode: '1' }]]],
    ['in a pair with its name, as JSON', JSON.stringify(['x.graph', smallGraph()])],
  ])('%s', async (_, graph) => {
    expect(loadGraph(graph).size).toBe(3);
    expect(await resultsOf(graph, { functions })).toEqual({ y: 2 });
  });

  it('as a single line of NDJSON, which is a single drop', async () => {
    expect(await resultsOf(JSON.stringify(given('x', 5)))).toEqual({ x: 5 });
  });

  it('with links on one side and on both, in both forms, in one list', async () => {
    const graph = [
      given('a', 1),
      given('b', 2, { consumers: [{ f: 'out' }] }),
      given('c', 3, { consumers: ['f', { f: null }] }),
      app('f', { inputs: ['a', { b: 'y' }], outputs: [] }),
      data('y', { producers: [{ f: 'out' }], consumers: [], inputs: [] }),
    ];
    expect(await resultsOf(graph, { functions: { f: (...all: number[]) => all } })).toEqual({ y: [1, 2, 3] });
  });

  it('with one drop as two arguments, by two ports', async () => {
    const graph = [
      given('x', 3),
      app('f', { inputs: [{ x: 'left' }, { x: 'right' }], outputs: ['y'] }),
      data('y'),
    ];
    expect(await resultsOf(graph, { functions: { f: (...all: number[]) => all } })).toEqual({ y: [3, 3] });
  });

  it('with several outputs of one application, each an item of its result', async () => {
    const graph = [app('f', { outputs: ['y', 'z'] }), data('z'), data('y')];
    expect(await resultsOf(graph, { functions: { f: () => [1, 2] } })).toEqual({ y: 1, z: 2 });
  });

  it('with an application without outputs, which runs all the same', async () => {
    let calls = 0;
    expect(await resultsOf([app('f')], { functions: { f: () => calls++ } })).toEqual({});
    expect(calls).toBe(1);
  });
});

describe('runGraph takes what loadGraph takes', () => {
  it.each([[null], [undefined], [3], [{}]])('and refuses %j as it does', async (graph) => {
    expect(await rejection(runGraph(graph as never))).toBeInstanceOf(InvalidGraphError);
  });
});

describe('loadGraphFrom', () => {
  it('reads texts and bytes, also where a character is cut in two', async () => {
    const bytes = Buffer.from(JSON.stringify([given('x', 'é🦄')]));
    const cut = Readable.from(Array.from(bytes, (byte) => Buffer.of(byte)));
    expect(await resultsOf(await loadGraphFrom(cut))).toEqual({ x: 'é🦄' });
    expect((await loadGraphFrom(Readable.from([...json]))).size).toBe(3);
  });

  it('rejects with what is wrong, and with the error of the stream', async () => {
    expect(await rejection(loadGraphFrom(Readable.from(['[1]'])))).toBeInstanceOf(InvalidGraphError);
    const failure = new Error('disk');
    const broken = new Readable({ read: (): void => void broken.destroy(failure) });
    expect(await rejection(loadGraphFrom(broken))).toBe(failure);
  });

  it.each([
    ['NDJSON', `\r\n${lines.join('\r\n\r\n')}\r\n`],
    ['JSON in one line', `${json}\n`],
    ['JSON over many lines', JSON.stringify(smallGraph(), null, 2)],
    ['a pair with its name', JSON.stringify(['x.graph', smallGraph()], null, 1)],
  ])('reads %s, wherever it is cut', async (_, whole) => {
    for (const length of [1, 7, 64]) {
      const pieces = Array.from({ length: Math.ceil(whole.length / length) }, (_, at) =>
        whole.slice(at * length, (at + 1) * length),
      );
      expect((await loadGraphFrom(Readable.from(pieces))).toJSON()).toEqual(loadGraph(whole).toJSON());
    }
  });

  it('names the lines that are wrong', async () => {
    const error = await rejection(loadGraphFrom(Readable.from([`${lines.join('\n')}\n\n{"oid`, '":\n'])));
    expect((error as InvalidGraphError).problems).toMatchObject([{ oid: 'line 5' }]);
  });

  it('reads NDJSON that is longer than a text can be', async () => {
    const blank = `${' '.repeat(2 ** 26)}\n`;
    const stream = [blank, ...lines.map((line) => `${line}\n`), ...Array.from({ length: 9 }, () => blank)];
    expect((await loadGraphFrom(Readable.from(stream))).size).toBe(3);
  });

  it('refuses JSON that is longer than a text can be, and says what to do', async () => {
    const part = `[${' '.repeat(2 ** 26)}`;
    const error = await rejection(loadGraphFrom(Readable.from(Array.from({ length: 9 }, () => part))));
    expect(error).toBeInstanceOf(InvalidGraphError);
    expect((error as Error).message).toContain('write it as NDJSON');
  });
});

describe('write', () => {
  const add = delayed((a: number, b: number) => a + b, { name: 'add' });
  const long = (): ReturnType<typeof compile> => compile(Array.from({ length: 2000 }, (_, at) => add(at, 1)));

  it('waits for a slow stream, and does not end it', async () => {
    const slow = new PassThrough({ highWaterMark: 16 });
    const read = text(slow);
    await long().write(slow);
    expect(slow.writableEnded).toBe(false);
    slow.end();
    expect(loadGraph(await read).size).toBe(4000);
  });

  it.each([
    ['fails', (stream: Writable) => stream.once('pipe', () => undefined)],
    ['was closed before', (stream: Writable) => stream.destroy()],
  ])('rejects when the stream %s', async (_, prepare) => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) });
    stream.on('error', () => undefined);
    prepare(stream);
    const error = await rejection(settles(long().write(stream), 'write'));
    expect((error as Error).message).not.toContain('hangs');
  });

  it('rejects with the path of a value that cannot be written', async () => {
    const error = await rejection(
      compile(delayed((x: unknown) => x, { key: 'k' })(Symbol('s'))).write(new PassThrough()),
    );
    expect(error).toBeInstanceOf(SerializationError);
    expect((error as SerializationError).path).toBe('k: argument 0');
  });
});
