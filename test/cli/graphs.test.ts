import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Workplace } from './command.js';

const module = `import { delayed } from 'dropgraph';
  console.log('while loading');
  const area = delayed((width: number, height: number): number => width * height, { name: 'area', key: 'area' });
  export default area(6, 7);`;
const app = {
  oid: 'area.app',
  categoryType: 'Application',
  dropclass: 'dropgraph.apps.FunctionApp',
  func_name: 'area',
  args: [6, 7],
  outputs: ['area'],
};
const data = {
  oid: 'area',
  categoryType: 'Data',
  dropclass: 'dlg.data.drops.memory.InMemoryDROP',
  producers: ['area.app'],
};
const carried = JSON.stringify([{ ...app, func_code: '(a, b) => a * b' }, data]);
const place = new Workplace({
  'area.ts': module,
  'area.json': JSON.stringify([app, data]),
  'carried.graph': carried,
  'lines.ndjson': `${JSON.stringify(app)}\n${JSON.stringify(data)}\n`,
  'bad.json': JSON.stringify([
    { ...app, outputs: ['gone'] },
    { oid: 'x\u001b[2J', categoryType: 'Data' },
  ]),
  'many-faults.json': JSON.stringify(
    Array.from({ length: 30 }, (_, at) => ({ ...data, oid: `d${at}`, producers: ['gone'] })),
  ),
  'not.json': '{ "oid": ',
  'functions.ts': `import { delayed } from 'dropgraph';
    export const area = delayed((width: number, height: number): string => width + 'x' + height);`,
  'no-functions.ts': 'export const area = 1;',
  'odd.ts': `import { delayed } from 'dropgraph';
    const f = delayed((x: unknown) => x);
    export default [f(1), f(Symbol('odd'))];`,
  'big.ts': `import { delayed } from 'dropgraph';
    const f = delayed((x: number) => x);
    export default Array.from({ length: 50_000 }, (_, at) => f(at));`,
});

describe('dropgraph graph', () => {
  it('writes a JSON array to standard output, and nothing the module prints', async () => {
    const { code, stdout, stderr } = await place.run(['graph', 'area.ts']);
    expect(code).toBe(0);
    expect(stderr).toBe('while loading\n');
    expect(JSON.parse(stdout)).toMatchObject([{ oid: 'area.app', args: [6, 7] }, { oid: 'area' }]);
  });

  it('writes NDJSON to a file in a folder that is not there yet, and leaves nothing else in it', async () => {
    const { code } = await place.run(['graph', 'area.ts', '--ndjson', '-o', 'new/graph.ndjson']);
    expect(code).toBe(0);
    expect(readdirSync(place.path('new'))).toEqual(['graph.ndjson']);
    expect(readFileSync(place.path('new/graph.ndjson'), 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('leaves no file when the graph cannot be written', async () => {
    const { code, stderr } = await place.run(['graph', 'odd.ts', '-o', 'odd/graph.json']);
    expect(code).toBe(1);
    expect(stderr).toContain('argument 0 is the symbol Symbol(odd)');
    expect(readdirSync(place.path('odd'))).toEqual([]);
  });

  it('ends quietly, with code 0, when its reader closes the pipe', async () => {
    const { child, ended } = place.start(['graph', 'big.ts']);
    child.stdout!.once('data', () => child.stdout!.destroy());
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('dropgraph run of a graph file', () => {
  it.each([
    ['area.json', []],
    ['lines.ndjson', []],
    ['-', [], JSON.stringify([app, data])],
  ])('%s takes its functions from a module', async (file, _, input = '') => {
    const { code, stdout, stderr } = await place.run(['run', file, '--functions', 'functions.ts'], { input });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `{ area: '6x7' }\n`, stderr: '' });
  });

  it('runs code that it carries only when allowed to, and says what that means', async () => {
    const refused = await place.run(['run', 'carried.graph']);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /"area" is not known here[^]*--functions <module>[^]*--allow-code runs the code/,
    );
    expect(refused.stderr).toContain('only for graphs of people you trust');
    expect(await place.run(['run', 'carried.graph', '--allow-code'])).toMatchObject({
      code: 0,
      stdout: '{ area: 42 }\n',
    });
  });

  it('keeps the files of the graph in --directory, and lets no other be used unless told to', async () => {
    const file = { oid: 'file', categoryType: 'Data', dropclass: 'dlg.data.drops.file.FileDROP' };
    const hello = { oid: 'hello', categoryType: 'Application', dropclass: 'dlg.apps.simple.HelloWorldApp' };
    const graph = (filepath: string): string =>
      JSON.stringify([
        { ...hello, outputs: ['file'] },
        { ...file, filepath, producers: ['hello'] },
      ]);
    const inside = await place.run(['run', '-', '--directory', 'kept'], { input: graph('hello.txt') });
    expect(inside).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(place.path('kept/hello.txt'), 'utf8')).toBe('Hello World');
    const outside = ['run', '-', '--directory', 'kept'];
    const input = graph(place.path('outside.txt'));
    const refused = await place.run(outside, { input });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/lies outside[^]*--allow-outside lets the graph/);
    expect(existsSync(place.path('outside.txt'))).toBe(false);
    expect((await place.run([...outside, '--allow-outside'], { input })).code).toBe(0);
    expect(existsSync(place.path('outside.txt'))).toBe(true);
  });

  it('refuses a module without functions, with code 2', async () => {
    const { code, stderr } = await place.run(['run', 'area.json', '--functions', 'no-functions.ts']);
    expect(code).toBe(2);
    expect(stderr).toContain('no-functions.ts exports no function');
  });
});

describe('dropgraph validate', () => {
  it('tells what a valid graph consists of', async () => {
    expect(await place.run(['validate', 'area.json'])).toEqual({
      code: 0,
      signal: null,
      stdout: 'area.json is valid: 2 drops, 1 Application, 1 Data, 1 root, 1 leaf\n',
      stderr: '',
    });
  });

  it('reads what dropgraph graph writes', async () => {
    const { stdout } = await place.run(['graph', 'area.ts']);
    const { code } = await place.run(['validate', '-'], { input: stdout });
    expect(code).toBe(0);
  });

  it('lists every problem, however many, with code 1', async () => {
    const { code, stdout } = await place.run(['validate', 'many-faults.json']);
    expect(code).toBe(1);
    for (let at = 0; at < 30; at++) expect(stdout).toMatch(new RegExp(`^  d${at}\\b`, 'm'));
  });

  it('lets no control character of a graph reach the terminal', async () => {
    const { code, stdout } = await place.run(['validate', 'bad.json']);
    expect(code).toBe(1);
    expect(stdout).toContain('x\\x1b[2J');
    expect(stdout).not.toContain('\u001b');
  });

  it('prints JSON for machines', async () => {
    const good = await place.run(['validate', 'area.json', '--json']);
    expect(JSON.parse(good.stdout)).toEqual({
      valid: true,
      drops: 2,
      categories: { Application: 1, Data: 1 },
      roots: 1,
      leaves: 1,
      problems: [],
    });
    const bad = await place.run(['validate', 'many-faults.json', '--json']);
    const { valid, problems } = JSON.parse(bad.stdout);
    expect([bad.code, valid]).toEqual([1, false]);
    expect(problems[0]).toMatchObject({ oid: 'd0', message: expect.any(String) });
  });

  it('tells a text that is no JSON from a graph', async () => {
    const { code, stdout } = await place.run(['validate', 'not.json']);
    expect(code).toBe(1);
    expect(stdout).toContain('is not JSON');
  });
});

describe('dropgraph visualize', () => {
  it('writes a picture in the format that the name of the file tells', async () => {
    const { code } = await place.run(['visualize', 'area.json', '-o', 'pictures/area.svg']);
    expect(code).toBe(0);
    expect(readFileSync(place.path('pictures/area.svg'), 'utf8')).toMatch(/^<svg [^]*area/);
    expect(readdirSync(place.path('pictures'))).toEqual(['area.svg']);
  });

  it('colours by what it is told to', async () => {
    const { code, stdout } = await place.run([
      'visualize',
      'area.json',
      '--format',
      'dot',
      '--color',
      'order',
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('running order');
  });

  it('writes to standard output in the format asked for', async () => {
    const { code, stdout } = await place.run([
      'visualize',
      'area.ts',
      '--format',
      'dot',
      '--direction',
      'right',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^digraph/);
    expect(stdout).not.toContain('while loading');
  });

  it.each([
    ['a name that tells no format', ['-o', 'area.png'], 'cannot tell the format from "area.png"'],
    ['an unknown format', ['--format', 'png'], 'Allowed choices are svg, dot, mermaid, text, html'],
    ['a wrong number', ['--max-nodes', '0'], 'must be a whole number above 0'],
  ])('refuses %s with code 2, and writes nothing', async (_, args, message) => {
    const { code, stderr } = await place.run(['visualize', 'area.ts', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(place.path('area.png'))).toBe(false);
  });
});
