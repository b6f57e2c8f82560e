import { describe, expect, it } from 'vitest';
import { visualize } from '../../src/index.js';
import { draw, type Color, type DrawSettings, type Format, type RunTrace } from '../../src/viz/index.js';
import { diamond, mapReduce } from './graphs.js';
import { traceOf, type Outcome } from './traces.js';

const settings = { direction: 'down', drops: false, maxNodes: 300 } as const;
const drawn = (
  trace: RunTrace,
  format: Format,
  color: Color,
  more?: Partial<DrawSettings>,
): Promise<string> => draw(trace.graph, { ...settings, format, color, ...more }, trace);

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  load: ['done', 12],
  value: ['done'],
  left: ['failed', 2500, new Error('no left')],
  right: ['running', 0],
  join: ['input failed'],
};
const halfWay = (): RunTrace => traceOf(diamond(), (name) => OUTCOMES[name] ?? ['waiting']);
const manyFailed = (): RunTrace => {
  return traceOf(mapReduce(1000), (name, task) => {
    if (name !== 'load') return name === 'clean' ? ['done', 3] : ['waiting'];
    return task % 50 === 0 ? ['failed', 1000, new Error(`part ${task}`)] : ['done', 1 + (task % 3)];
  });
};
/** Fill and second line of each node of an SVG, in running order. */
const nodesOf = (svg: string): (readonly [fill: string, note: string | undefined])[] =>
  [...svg.matchAll(/<g class="node" data-node="(\d+)"[^]*?<\/g>/g)]
    .sort(([, a], [, b]) => Number(a) - Number(b))
    .map(([node]) => {
      const [, note] = [...node.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text);
      return [/fill="([^"]*)"/.exec(node)?.[1] ?? '', note?.replaceAll('&#160;', ' ')] as const;
    });
const legendOf = (svg: string): string[] => {
  const [, legend = ''] = /<g class="legend"[^>]*>([^]*?)<\/g>/.exec(svg) ?? [];
  return [...legend.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text ?? '');
};

describe('colours by state', () => {
  it('are told in words too, in each node and in a legend', async () => {
    const svg = await drawn(halfWay(), 'svg', 'state');
    const nodes = nodesOf(svg);
    expect(nodes.map(([, note]) => note)).toEqual(['done', 'failed', 'done', 'running', 'input failed']);
    expect(new Set(nodes.map(([fill]) => fill)).size).toBe(4);
    expect(legendOf(svg)).toEqual(['state', 'done 2', 'running 1', 'failed 1', 'input failed 1']);
    expect(svg).toContain('<desc>The graph of a computation; arrows lead from what is needed');
    expect(svg).toContain('left (failed)');
  });

  it('of a group are stripes, and how many tasks are in each state', async () => {
    const svg = await drawn(manyFailed(), 'svg', 'state');
    expect(nodesOf(svg)[0]?.[1]).toMatch(/^\d{3} done, \d\d failed$/);
    const [first = ''] = /<g class="node"[^]*?<\/g>/.exec(svg) ?? [];
    expect(new Set(first.match(/fill="#[^"]+"/g)).size).toBeGreaterThan(2);
    expect(nodesOf(svg)[1]?.[1]).toBe('1,000 done');
  });

  it('stand in dot, Mermaid and text', async () => {
    const dot = await drawn(halfWay(), 'dot', 'state');
    expect(dot).toMatch(/label="left\\nfailed"/);
    expect(dot).toMatch(/label=<<table.*> {2}input failed 1 {2}<.*<\/table>>, labelloc="b"/);
    const mermaid = await drawn(halfWay(), 'mermaid', 'state');
    expect(mermaid).toContain('("left<br/>failed")');
    expect(mermaid).toMatch(/subgraph legend \["state"\]\n {4}l0\("done 2"\)\n/);
    expect(mermaid).toMatch(/ {2}classDef c\d fill:#\w+,[^\n]*stroke-dasharray:5 3\n/);
    const text = await drawn(halfWay(), 'text', 'state');
    expect(text).toContain('  left <- source  [failed]\n');
    expect(text).toContain('  join <- left, right  [input failed]  [result]\n');
    expect(await drawn(manyFailed(), 'text', 'state')).toMatch(
      /\n {2}load ×1,000 {2}\[\d{3} done, \d\d failed\]\n/,
    );
  });

  it('count the drops where those are drawn', async () => {
    const svg = await drawn(halfWay(), 'svg', 'state', { drops: true });
    expect(legendOf(svg)).toContain('failed 2');
  });
});

describe('colours by duration', () => {
  it('are a scale from the shortest to the longest, with times in the nodes', async () => {
    const svg = await drawn(halfWay(), 'svg', 'duration');
    expect(nodesOf(svg).map(([, note]) => note)).toEqual(['12 ms', '2.5 s', undefined, '997 ms', undefined]);
    expect(legendOf(svg)).toEqual([
      'duration',
      '≤ 35 ms',
      '≤ 102 ms',
      '≤ 295 ms',
      '≤ 859 ms',
      '≤ 2.5 s',
      'not run',
    ]);
    const fills = nodesOf(svg).map(([fill]) => fill);
    expect(new Set(fills.slice(0, 2)).size).toBe(2);
    expect(fills[2]).toBe(fills[4]);
  });

  it('of a group are those of all its tasks together, with the median', async () => {
    const [load, clean, join] = nodesOf(await drawn(manyFailed(), 'svg', 'duration'));
    expect(load?.[1]).toMatch(/^\d+ s in all, median 2 ms$/);
    expect(clean?.[1]).toBe('3 s in all, median 3 ms');
    expect(join?.[1]).toBeUndefined();
  });

  it('may all be the same, nothing or unknown', async () => {
    const same = traceOf(diamond(), () => ['done', 5]);
    expect(legendOf(await drawn(same, 'svg', 'duration'))).toEqual(['duration', '≤ 5 ms']);
    const nothing = traceOf(diamond(), () => ['done', 0]);
    expect(nodesOf(await drawn(nothing, 'svg', 'duration')).map(([, note]) => note)[0]).toBe('0 ms');
    const unknown = traceOf(diamond(), () => ['waiting']);
    expect(legendOf(await drawn(unknown, 'svg', 'duration'))).toEqual(['duration', 'not run']);
  });
});

describe('colours by order', () => {
  it('need no run', async () => {
    const svg = await visualize(diamond(), { color: 'order' });
    expect(nodesOf(svg).map(([, note]) => note)).toEqual(['#1', '#2', '#3', '#4', '#5']);
    expect(legendOf(svg)).toEqual(['running order', '#1', '#2', '#3', '#4', '#5']);
    expect(new Set(nodesOf(svg).map(([fill]) => fill)).size).toBe(5);
  });

  it('of a group are its first and its last place', async () => {
    const svg = await visualize(mapReduce(1000), { color: 'order' });
    expect(nodesOf(svg)[0]?.[1]).toMatch(/^#1–#[\d,]+$/);
    expect(legendOf(svg)).toHaveLength(6);
  });
});

describe('colours by name', () => {
  it('are the same for one name, and need no legend', async () => {
    const svg = await visualize(mapReduce(10));
    const fills = nodesOf(svg).map(([fill]) => fill);
    expect(new Set(fills).size).toBe(3);
    expect(legendOf(svg)).toEqual([]);
  });
});

describe('the fills', () => {
  it('are light enough for dark text', async () => {
    const everything = await Promise.all([
      drawn(halfWay(), 'svg', 'state'),
      drawn(manyFailed(), 'svg', 'duration'),
      visualize(mapReduce(10)),
      visualize(mapReduce(50), { color: 'order' }),
    ]);
    const fills = new Set(everything.flatMap((svg) => nodesOf(svg).map(([fill]) => fill)));
    for (const fill of fills) expect(contrast(fill, '#3d4854'), fill).toBeGreaterThan(3.3);
    for (const fill of fills) expect(contrast(fill, '#1f2a36'), fill).toBeGreaterThan(4.5);
  });
});

describe('a run', () => {
  it('is summed up in the title', async () => {
    expect(await drawn(halfWay(), 'text', 'state')).toMatch(
      /^5 tasks, .* 1 result, 1 done, 1 running, 1 failed, 1 input failed, 3.5 s of work\n/,
    );
  });

  it('that goes on is drawn as it was when asked', async () => {
    const trace = halfWay();
    const before = await drawn(trace, 'svg', 'state');
    const asked = drawn(trace, 'svg', 'state');
    (trace.states as Uint8Array).fill(0);
    expect(await asked).toBe(before);
  });
});

/** Contrast of two colours as WCAG counts it. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
