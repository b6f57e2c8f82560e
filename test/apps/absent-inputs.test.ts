import { describe, expect, it } from 'vitest';
import {
  ArrayGatherApp,
  AverageArraysApp,
  CopyApp,
  CRCApp,
  DictGatherApp,
  FunctionApp,
  GenericGatherApp,
  GenericNpyGatherApp,
  GenericNpyScatterApp,
  GenericScatterApp,
  HelloWorldApp,
  PickOne,
  SimpleBranch,
  SleepAndCopyApp,
} from '../../src/apps/index.js';
import { encodeNpy, encodePickle, NdArray } from '../../src/codecs/index.js';
import { allDropContents, loadNpy, loadPickle } from '../../src/droputils/index.js';
import {
  ContainerDROP,
  InMemoryDROP,
  type DataDROP,
  type DropOptions,
  type InputFiredAppDROP,
} from '../../src/drops/index.js';
import { DROPStates } from '../../src/protocol/index.js';
import { filled, ran, settled } from './running.js';

const text = async (drop: DataDROP): Promise<string> => String(await allDropContents(drop));

function skipped(uid: string): InMemoryDROP {
  const drop = new InMemoryDROP(uid, uid);
  drop.skip();
  return drop;
}

/** What an application makes of inputs of which one was skipped, and one failed. */
async function joined(
  App: new (oid: string, uid: string, options?: DropOptions) => InputFiredAppDROP,
  contents: readonly (Uint8Array | string)[],
  options: DropOptions = {},
): Promise<DataDROP> {
  const failed = new InMemoryDROP('failed', 'failed');
  failed.setError(new Error('no'));
  const there = await Promise.all(contents.map((content, at) => filled(`i${at}`, content)));
  const app = new App('app', 'app', { input_error_threshold: 100, ...options });
  const [output] = await ran(app, [skipped('s'), ...there, failed]);
  return output!;
}

const pickle = (value: unknown): Buffer => encodePickle(value);
const npy = (value: unknown): Buffer => encodeNpy(NdArray.from(value));

describe('inputs that were skipped, or failed and may, are left out', () => {
  it.each([CopyApp, SleepAndCopyApp, GenericGatherApp])('by %o', async (App) => {
    expect(await text(await joined(App, ['a', 'b']))).toBe('ab');
  });

  it('by CopyApp also in a container', async () => {
    const box = new ContainerDROP('box', 'box');
    box.addChild(skipped('s'));
    box.addChild(await filled('a', 'a'));
    box.setCompleted();
    const [output] = await ran(new CopyApp('c', 'c'), [box]);
    expect(await text(output!)).toBe('a');
  });

  it('by those that gather', async () => {
    expect(await loadPickle(await joined(ArrayGatherApp, [pickle(1), pickle(2)]))).toEqual([1, 2]);
    const dicts = [pickle({ a: 1 }), pickle({ b: 2 })];
    expect(await loadPickle(await joined(DictGatherApp, dicts))).toEqual({ a: 1, b: 2 });
    const sum = await joined(GenericNpyGatherApp, [npy([1, 2]), npy([3, 4])], { function: 'add' });
    expect((await loadNpy(sum)).toNested()).toEqual([4, 6]);
    expect(await loadPickle(await joined(AverageArraysApp, [pickle([1, 2]), pickle([6])]))).toBe(3);
  });

  it('by those that take one input', async () => {
    expect(await text(await joined(CRCApp, ['123456789']))).toBe('3808858755');
    expect(await loadPickle(await joined(PickOne, [pickle([7, 8])]))).toBe(7);
    expect(await text(await joined(HelloWorldApp, ['you']))).toBe('Hello, you');
    expect(await loadPickle(await joined(GenericScatterApp, [pickle([1, 2])]))).toEqual([1, 2]);
  });

  it('and an application that needs one says why it has none', async () => {
    await expect(joined(CRCApp, [])).rejects.toThrow('exactly one input, and has 0; 2 without data');
    await expect(joined(GenericNpyGatherApp, [])).rejects.toThrow('has no input to gather');
    await expect(joined(AverageArraysApp, [])).rejects.toThrow('no number to average');
  });

  it('and a function gets undefined for them', async () => {
    const func = (...values: unknown[]): string => values.map(String).join();
    const output = await joined(FunctionApp, ['a'], { func });
    expect((output as InMemoryDROP).value).toBe('undefined,a,undefined');
  });

  it('and their parts of a scatter are skipped', async () => {
    const outputs = ['a', 'b', 'c', 'd'].map((uid) => new InMemoryDROP(uid, uid));
    const app = new GenericNpyScatterApp('app', 'app', { num_of_copies: 2, scatter_axes: [0, 0] });
    await ran(app, [skipped('s'), await filled('i', npy([1, 2]))], outputs);
    expect(outputs.map(({ status }) => status)).toEqual([
      DROPStates.SKIPPED,
      DROPStates.SKIPPED,
      DROPStates.COMPLETED,
      DROPStates.COMPLETED,
    ]);
    expect((await loadNpy(outputs[3]!)).toNested()).toEqual([2]);
  });
});

describe('inputs that are not complete', () => {
  it('fail who waits for all of them', async () => {
    const app = new CopyApp('c', 'c');
    await expect(ran(app, [new InMemoryDROP('open', 'open')])).rejects.toThrow('it is INITIALIZED');
  });

  it('are left out by who waits for some of them', async () => {
    const app = new CopyApp('c', 'c', { n_effective_inputs: 1 });
    const output = new InMemoryDROP('out', 'out');
    const inputs = [new InMemoryDROP('late', 'late'), new InMemoryDROP('first', 'first')];
    for (const input of inputs) input.addConsumer(app);
    app.addOutput(output);
    await inputs[1]!.write('first');
    await settled([output], () => inputs[1]!.setCompleted());
    expect(await text(output)).toBe('first');
  });
});

describe('a join after a branch', () => {
  it.each([true, false])('goes on with what there is (%s)', async (result) => {
    const branch = new SimpleBranch('branch', 'branch', { result });
    const ways = ['yes', 'no'].map((uid) => {
      const taken = new InMemoryDROP(`taken ${uid}`, `taken ${uid}`);
      const work = new FunctionApp(`work ${uid}`, `work ${uid}`, { func: () => uid });
      const made = new InMemoryDROP(uid, uid);
      branch.addOutput(taken);
      work.addInput(taken);
      work.addOutput(made);
      return made;
    });
    const join = new CopyApp('join', 'join');
    for (const made of ways) join.addInput(made);
    const output = new InMemoryDROP('out', 'out');
    join.addOutput(output);
    await settled([output], () => branch.execute());
    expect(String(output.value)).toContain(result ? 'yes' : 'no');
    expect(await text(output)).toContain(result ? 'yes' : 'no');
  });
});
