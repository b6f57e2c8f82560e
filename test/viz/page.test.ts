import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { delayed, visualize } from '../../src/index.js';
import { draw, type RunTrace } from '../../src/viz/index.js';
import { mapReduce, named, training } from './graphs.js';
import { pageDataIn } from './page-data-in.js';
import { traceOf } from './traces.js';

const page = (value: unknown): Promise<string> => visualize(value, { format: 'html' });
const pageOf = (trace: RunTrace, drops = false): Promise<string> =>
  draw(trace.graph, { format: 'html', direction: 'down', drops, maxNodes: 300, color: 'state' }, trace);

describe('an HTML picture', () => {
  it('has a script that parses, and asks nothing of the network', async () => {
    const html = await page(named('a', 'b'));
    const [, script = ''] = /<script>([^]*)<\/script>/.exec(html) ?? [];
    expect(() => new Script(script)).not.toThrow();
    expect(html.replaceAll(/http:\/\/www\.w3\.org\/\S+/g, '')).not.toMatch(/https?:|src=|@import|url\(/);
  });

  it.each([false, true])('allows its own script and style and nothing else (run: %s)', async (run) => {
    const html = run ? await pageOf(traceOf(mapReduce(500), () => ['done', 1])) : await page(named('a'));
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    const hash = (tag: string): string => {
      const [, text = ''] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html) ?? [];
      return createHash('sha256').update(text).digest('base64');
    };
    expect(policy).toBe(
      `default-src 'none'; script-src 'sha256-${hash('script')}'; style-src 'sha256-${hash('style')}'; ` +
        "base-uri 'none'; form-action 'none'",
    );
    expect(html).not.toMatch(/\sstyle="|\son\w+="/);
  });

  it('tells key, call site, inputs and options of each task', async () => {
    const two = delayed(2, { key: 'two' });
    const half = delayed((x: number) => [x / 2], { key: 'half', name: 'halve', nout: 1, pure: true })(two);
    const [given, task] = pageDataIn(await page(half)).tasks;
    const facts = new Map(task?.facts);
    expect([facts.get('Name'), facts.get('Key'), facts.get('Kind')]).toEqual([
      'halve',
      'half',
      'task, asked for',
    ]);
    expect(facts.get('Call site')).toMatch(/page\.test\.ts:\d+:\d+$/);
    expect(facts.get('Options')).toBe('nout: 1, pure: true');
    expect(task?.inputs).toEqual([['two', 0, 0]]);
    expect(given?.key).toBe('two');
  });

  it('tells state, duration and error', async () => {
    const fail = delayed(() => 0, { key: 'f', name: 'f' });
    const error = new RangeError('no <file>\n  at all\u0007');
    const [task] = pageDataIn(await pageOf(traceOf(fail(), () => ['failed', 1234, error]))).tasks;
    expect([task?.note, task?.error]).toEqual(['failed, 1.2 s', 'RangeError: no <file>\n at all\ufffd']);
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [Object.create(null), 'a value that cannot be shown as text'],
    ['</script>', '</script>'],
    ['x'.repeat(10_000), `${'x'.repeat(4000)}…`],
  ])('tells of anything that was thrown: %o', async (thrown, told) => {
    const trace = { ...traceOf(named('a'), () => ['failed', 1]), errors: new Map([[0, thrown]]) };
    const html = await pageOf(trace);
    expect(html.match(/<\/script/g)).toHaveLength(2);
    expect(pageDataIn(html).tasks[0]?.error).toBe(told);
  });

  it('lists the members of a group: those that failed, then those that took longest', async () => {
    const trace = traceOf(mapReduce(1000), (name, task) =>
      name === 'load' && task % 200 === 0 ? ['failed', 1, new Error('x')] : ['done', task],
    );
    const { nodes, tasks } = pageDataIn(await pageOf(trace));
    const notes = nodes[0]!.tasks.map((at) => tasks[at]!.note);
    const failed = notes.filter((note) => note.startsWith('failed'));
    expect(failed.length).toBeGreaterThan(1);
    expect(notes.slice(0, failed.length)).toEqual(failed);
    expect(notes).toHaveLength(100);
    expect(nodes[0]?.more).toBe(900);
    const times = notes
      .slice(failed.length)
      .map((note) => parseFloat(note.slice(6)) * (note.endsWith(' ms') ? 1 : 1000));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(new Map(nodes[0]?.facts).get('Group of')).toBe('1,000 tasks');
  });

  it('stays small however many groups there are', async () => {
    const layers = Array.from({ length: 200 }, (_, at) => `layer ${String.fromCodePoint(0x4e00 + at)}`);
    const html = await page(layers.flatMap((name) => named(...Array<string>(500).fill(name))));
    const { nodes, tasks } = pageDataIn(html);
    expect(nodes).toHaveLength(200);
    expect(tasks.length).toBeLessThanOrEqual(3000);
    expect(nodes.every(({ tasks: listed, more }) => listed.length + more === 500)).toBe(true);
  });

  it('leads from a task to inputs that are in groups, and from a copy to what it repeats', async () => {
    const { nodes, tasks } = pageDataIn(await page(training(200)));
    const copies = nodes.filter(({ copyOf }) => copyOf !== undefined);
    expect(copies.length).toBeGreaterThan(0);
    for (const { copyOf } of copies) expect(nodes[copyOf!]?.title).toBe('model');
    const grouped = pageDataIn(await page(mapReduce(2000)));
    const last = grouped.tasks.at(-1)!;
    expect(last.inputs.every(([, , node]) => grouped.nodes[node]?.title.startsWith('join'))).toBe(true);
    expect(tasks.every(({ inputs }) => inputs.every(([, , node]) => node >= 0))).toBe(true);
  });

  it('tells of applications and data apart where drops are drawn', async () => {
    const { tasks } = pageDataIn(
      await pageOf(
        traceOf(named('a'), () => ['done', 7]),
        true,
      ),
    );
    expect(tasks.map(({ note }) => note)).toEqual(['done, 7 ms', 'done']);
    expect(tasks[0]?.key).toBe(`${tasks[1]?.key}.app`);
  });
});
