import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BranchAppDROP, FileDROP, InMemoryDROP, type DataDROP } from '../../src/drops/index.js';
import { AppDROPStates, DROPStates } from '../../src/protocol/index.js';
import { contents, ended } from './graphs.js';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dropgraph-branches-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Writes its way to the output that is taken. */
class Way extends BranchAppDROP {
  readonly met: boolean;

  constructor(uid: string, met: boolean) {
    super(uid, uid);
    this.met = met;
  }

  override async run(): Promise<void> {
    await this.outputs[this.met ? 0 : 1]?.write(`${this.uid} ${String(this.met)}`);
  }

  condition(): boolean {
    return this.met;
  }
}

describe.each<[string, (uid: string) => DataDROP]>([
  ['memory', (uid) => new InMemoryDROP(uid, uid)],
  ['files', (uid) => new FileDROP(uid, uid, { filepath: `${uid}-${Math.random()}`, dlg_session: session() })],
])('branches with data in %s', (_, make) => {
  it.each([true, false])('give the output that is taken what was written: %s', async (met) => {
    const way = new Way('W', met);
    const outputs = [make('yes'), make('no')];
    for (const output of outputs) way.addOutput(output);
    await way.execute();
    await ended(...outputs);
    const [taken, left] = met ? outputs : outputs.toReversed();
    expect((await contents(taken!)).toString()).toBe(`W ${String(met)}`);
    expect([left!.status, await left!.exists()]).toEqual([DROPStates.SKIPPED, false]);
  });

  it.each([1, 2, 3, 6])('that follow each other over %i levels leave one way to the end', async (levels) => {
    const ways: Way[] = [];
    const drops: DataDROP[] = [];
    let ends: DataDROP[] = [];
    const branch = (uid: string, input?: DataDROP): DataDROP[] => {
      // now the one, now the other
      const way = new Way(uid, ways.length % 3 !== 1);
      ways.push(way);
      input?.addConsumer(way);
      const outputs = [make(`${uid}y`), make(`${uid}n`)];
      for (const output of outputs) way.addOutput(output);
      drops.push(...outputs);
      return outputs;
    };
    ends = branch('B');
    for (let level = 1; level < levels; level++) ends = ends.flatMap((end) => branch(`${end.uid}B`, end));
    await ways[0]!.execute();
    await ended(...drops, ...ways);
    const count = (all: readonly { status: DROPStates }[], state: DROPStates): number =>
      all.filter(({ status }) => status === state).length;
    expect(ends).toHaveLength(2 ** levels);
    expect([count(ends, DROPStates.COMPLETED), count(ends, DROPStates.SKIPPED)]).toEqual([
      1,
      2 ** levels - 1,
    ]);
    expect(count(drops, DROPStates.COMPLETED)).toBe(levels);
    expect(count(drops, DROPStates.SKIPPED)).toBe(drops.length - levels);
    const { FINISHED, SKIPPED } = AppDROPStates;
    expect(ways.filter(({ execStatus }) => execStatus === FINISHED)).toHaveLength(levels);
    expect(ways.filter(({ execStatus }) => execStatus === SKIPPED)).toHaveLength(ways.length - levels);
  });
});

function session(): { sessionId: string; directory: string } {
  return { sessionId: 'branches', directory };
}
