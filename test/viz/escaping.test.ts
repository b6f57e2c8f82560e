import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { describe, expect, it } from 'vitest';
import { delayed, visualize } from '../../src/index.js';
import { named } from './graphs.js';
import { pageDataIn } from './page-data-in.js';

const hostile = [
  'say "hi"',
  'back\\slash',
  'ends with \\',
  '\\N \\n \\l',
  '<script>alert(1)</script>',
  '</script><b>',
  '&lt;b&gt; &amp; &',
  'two\nlines\r\nand\ttab',
  'bell \u0007 escape \u001b[31m zero \0',
  'half \ud800 pair',
  '%%{init: {"theme": "dark"}}%%',
  'end',
  '`*a*` __b__ #35; #quot;',
  ']) --> x; click n0 alert',
  '$& $1',
  '\u202egpj.exe',
  '数据 😀',
];
/** Names on one line, without what XML cannot hold and what turns the text behind it. */
const seen = hostile.map((name) =>
  name.replaceAll(/\s+/g, ' ').replaceAll(/[\0\u0007\u001b\u202e]|\ud800/g, '\ufffd'),
);

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#45': '-', '#39': "'" };
const decoded = (xml: string): string =>
  xml.replaceAll(/&(\w+|#\d+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) =>
    decoded(text ?? '').replaceAll('\u00a0', ' '),
  );

/** Fails unless the tags of an XML text are closed in order and it holds only characters that XML allows. */
function expectWellFormed(xml: string): void {
  const open: string[] = [];
  const rest = xml.replaceAll(
    /<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_, close: string, name: string, _attributes: string, empty: string) => {
      if (close !== '') expect(open.pop()).toBe(name);
      else if (empty === '') open.push(name);
      return '';
    },
  );
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)/);
  expect(xml).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/u);
}

describe('hostile names', () => {
  it('are shown as they are in SVG', async () => {
    const svg = await visualize(named(...hostile));
    expectWellFormed(svg);
    expect(textsOf(svg)).toEqual(seen);
  });

  it('are well-formed in titles of edges and of groups', async () => {
    const uses = named(...hostile).map((lazy, at) =>
      delayed((x: unknown) => x, { name: hostile[at]! })(lazy),
    );
    expectWellFormed(await visualize(uses));
    expectWellFormed(await visualize(uses, { maxNodes: 20 }));
    expectWellFormed(await visualize(uses, { drops: true }));
  });

  it('are shown as they are by Graphviz', async () => {
    const graphviz = await Graphviz.load();
    const svg = graphviz.dot(await visualize(named(...hostile), { format: 'dot' }));
    expect(textsOf(svg)).toEqual(seen);
  });

  it('are one line each in dot, Mermaid and text', async () => {
    const lines = async (format: 'dot' | 'mermaid' | 'text'): Promise<string[]> =>
      (await visualize(named(...hostile), { format })).split('\n');
    expect((await lines('dot')).filter((line) => /^ {2}n\d+ \[label=".*\]$/.test(line))).toHaveLength(
      hostile.length,
    );
    expect(await lines('text')).toHaveLength(hostile.length + 3);
    const nodes = (await lines('mermaid')).filter((line) => /^ {2}n\d+\(/.test(line));
    expect(nodes).toHaveLength(hostile.length);
    for (const node of nodes) expect(node).toMatch(/^ {2}n\d+\("(?:[\p{L}\p{N} _,…×-]|#\d+;)+"\)$/u);
  });

  it('cannot leave their place in HTML', async () => {
    const html = await visualize(named(...hostile), { format: 'html' });
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script/g)).toHaveLength(2);
    expect(html).not.toContain('<b>');
    const { tasks } = pageDataIn(html);
    expect(tasks.map(({ facts }) => new Map(facts).get('Name'))).toEqual(seen);
  });

  it('that are long are shortened, and told in full', async () => {
    const long = `start-${'x'.repeat(500)}-end`;
    const svg = await visualize(named(long));
    expect(textsOf(svg)[0]).toMatch(/^start-x+…x+-end$/);
    expect(textsOf(svg)[0]?.length).toBeLessThan(60);
    expect(svg).toContain(`: ${long}\n`);
  });
});
