import { describe, expect, it } from 'vitest';
import { encodePickle, NdArray } from '../../src/codecs/index.js';
import {
  CopyApp,
  CRCApp,
  CRCStreamApp,
  ExternalStoreApp,
  FunctionApp,
  HelloWorldApp,
  NullBarrierApp,
  SimpleBranch,
  SleepAndCopyApp,
  SleepApp,
} from '../../src/apps/index.js';
import { allDropContents, loadPickle } from '../../src/droputils/index.js';
import { ContainerDROP, FileDROP, InMemoryDROP, NullDROP } from '../../src/drops/index.js';
import { AppDROPStates, DROPStates } from '../../src/protocol/index.js';
import { filled, ran, settled } from './running.js';

const text = async (drop: Parameters<typeof allDropContents>[0]): Promise<string> =>
  String(await allDropContents(drop));

describe.each([CopyApp, SleepAndCopyApp])('%o', (Copy) => {
  it('writes its inputs in their order to every output', async () => {
    const inputs = [await filled('z', 'first'), await filled('a', 'second'), await filled('m', 'third')];
    const outputs = [new InMemoryDROP('o', 'o'), new InMemoryDROP('p', 'p')];
    await ran(new Copy('c', 'c', { bufsize: '3' }), inputs, outputs);
    expect(await Promise.all(outputs.map(text))).toEqual(['firstsecondthird', 'firstsecondthird']);
  });

  it('writes what the children of a container hold', async () => {
    const [outer, inner] = [new ContainerDROP('outer', 'outer'), new ContainerDROP('inner', 'inner')];
    inner.addChild(await filled('b', 'b'));
    outer.addChild(await filled('a', 'a'));
    outer.addChild(inner);
    outer.addChild(await filled('c', 'c'));
    outer.setCompleted();
    const [output] = await ran(new Copy('c', 'c'), [outer]);
    expect(await text(output!)).toBe('abc');
  });
});

describe('CopyApp', () => {
  it('refuses a bufsize that would never copy anything', () => {
    expect(() => new CopyApp('c', 'c', { bufsize: 0 })).toThrow('"bufsize" must be at least 1');
  });
});

describe('SleepApp', () => {
  it('ends at once when it is cancelled', async () => {
    const app = new SleepApp('s', 's', { sleep_time: 1e9 });
    const running = app.execute();
    expect(app.execStatus).toBe(AppDROPStates.RUNNING);
    app.cancel();
    await running;
    expect(app.status).toBe(DROPStates.CANCELLED);
  });

  it('needs neither inputs nor outputs', async () => {
    await ran(new SleepApp('s', 's', { sleep_time: '0.001' }), [], []);
    await ran(new NullBarrierApp('n', 'n'), [], []);
  });
});

describe('HelloWorldApp', () => {
  it('greets the world, or whom it is told', async () => {
    expect(await text((await ran(new HelloWorldApp('h', 'h'), []))[0]!)).toBe('Hello World');
    expect(await text((await ran(new HelloWorldApp('h', 'h', { greet: 'you' }), []))[0]!)).toBe('Hello you');
  });

  it.each([
    ['a pickled list', encodePickle(['Ada', 'Bob'])],
    ['a pickled array', encodePickle(NdArray.from(['Ada', 'Bob']))],
    ['a text', 'Ada'],
  ])('greets the first in %s', async (_, content) => {
    const [output] = await ran(new HelloWorldApp('h', 'h'), [await filled('i', content)]);
    expect(await text(output!)).toBe('Hello, Ada');
  });

  it('fails without output, and with two inputs', async () => {
    await expect(ran(new HelloWorldApp('h', 'h'), [], [])).rejects.toThrow('has no output');
    const inputs = [await filled('a', 'a'), await filled('b', 'b')];
    await expect(ran(new HelloWorldApp('h', 'h'), inputs)).rejects.toThrow('one input at most');
  });
});

describe('CRCApp', () => {
  it('writes the checksum of its input in decimal', async () => {
    const [output] = await ran(new CRCApp('c', 'c'), [await filled('i', 'abcdef')]);
    expect(await text(output!)).toBe('1404891121');
  });

  it('takes one input and one output', async () => {
    const inputs = [await filled('a', 'a'), await filled('b', 'b')];
    await expect(ran(new CRCApp('c', 'c'), inputs)).rejects.toThrow('exactly one input, and has 2');
    await expect(ran(new CRCApp('c', 'c'), [inputs[0]!], [])).rejects.toThrow(
      'exactly one output, and has 0',
    );
  });
});

describe('CRCStreamApp', () => {
  it('has the checksum ready when its input is complete', async () => {
    const [input, output] = [new InMemoryDROP('i', 'i'), new InMemoryDROP('o', 'o')];
    const app = new CRCStreamApp('c', 'c');
    input.addStreamingConsumer(app);
    app.addOutput(output);
    await settled([output], async () => {
      await input.write('abc');
      expect(app.execStatus).toBe(AppDROPStates.RUNNING);
      await input.write('def');
      input.setCompleted();
    });
    expect(app.execStatus).toBe(AppDROPStates.FINISHED);
    expect(await text(output)).toBe('1404891121');
  });

  it('goes the way of its input', async () => {
    const ends = [
      ['setError', DROPStates.ERROR],
      ['cancel', DROPStates.CANCELLED],
    ] as const;
    for (const [end, state] of ends) {
      const [input, output] = [new InMemoryDROP('i', 'i'), new InMemoryDROP('o', 'o')];
      const app = new CRCStreamApp('c', 'c');
      input.addStreamingConsumer(app);
      app.addOutput(output);
      await input.write('abc');
      await settled([output, app], () => input[end]());
      expect([app.status, output.status]).toEqual([state, state]);
    }
  });

  it('takes one streaming input and nothing else', () => {
    const app = new CRCStreamApp('c', 'c');
    app.addStreamingInput(new NullDROP('a', 'a'));
    expect(() => app.addStreamingInput(new NullDROP('b', 'b'))).toThrow('takes only one');
    expect(() => app.addInput(new NullDROP('b', 'b'))).toThrow('one streaming input');
  });
});

describe('SimpleBranch', () => {
  it.each([
    ['true', DROPStates.COMPLETED, DROPStates.SKIPPED],
    ['false', DROPStates.SKIPPED, DROPStates.COMPLETED],
  ])('goes one way only: %s', async (result, first, second) => {
    const outputs = [new InMemoryDROP('t', 't'), new InMemoryDROP('f', 'f')];
    await ran(new SimpleBranch('b', 'b', { result }), [], outputs);
    expect(outputs.map(({ status }) => status)).toEqual([first, second]);
  });
});

describe('ExternalStoreApp', () => {
  class Archive extends ExternalStoreApp {
    readonly stored = new Map<string, string>();

    protected override async store(uid: string, blocks: AsyncIterable<Buffer>): Promise<void> {
      const all: Buffer[] = [];
      for await (const block of blocks) {
        expect(block.length).toBeLessThanOrEqual(4096);
        all.push(block);
      }
      this.stored.set(uid, String(Buffer.concat(all)));
    }
  }

  it('hands its only input over in blocks', async () => {
    const archive = new Archive('a', 'a');
    const content = 'x'.repeat(10_000);
    await ran(archive, [await filled('i', content)], []);
    expect(archive.stored).toEqual(new Map([['i', content]]));
  });

  it('refuses outputs and containers', async () => {
    await expect(ran(new Archive('a', 'a'), [await filled('i', '')])).rejects.toThrow('no outputs');
    const box = new ContainerDROP('b', 'b');
    box.setCompleted();
    await expect(ran(new Archive('a', 'a'), [box], [])).rejects.toThrow('container');
  });
});

describe('FunctionApp', () => {
  it('hands values over as they are, and sets the result', async () => {
    const given = { deep: [1] };
    const input = new InMemoryDROP('i', 'i');
    input.setValue(given);
    input.setCompleted();
    const func = async (value: object, bytes: Buffer): Promise<unknown[]> => [value, String(bytes)];
    const [output] = await ran(new FunctionApp('f', 'f', { func }), [input, await filled('j', 'bytes')]);
    expect((output as InMemoryDROP).value).toEqual([given, 'bytes']);
    expect(((output as InMemoryDROP).value as unknown[])[0]).toBe(given);
  });

  it('gives each of several outputs an item', async () => {
    const outputs = [new InMemoryDROP('a', 'a'), new InMemoryDROP('b', 'b')];
    await ran(new FunctionApp('f', 'f', { func: () => new Set([1, 'two']) }), [], outputs);
    expect(outputs.map(({ value }) => value)).toEqual([1, 'two']);
  });

  it.each([
    [() => [1], 'gave 1 items for 2'],
    [() => [1, 2, 3], 'gave more items for 2'],
    [(): unknown => new Array(1e9).keys(), 'gave more items for 2'],
    [() => 3, 'gave a number for 2'],
  ])('fails when the items are not as many', async (func, message) => {
    const outputs = [new InMemoryDROP('a', 'a'), new InMemoryDROP('b', 'b')];
    await expect(ran(new FunctionApp('f', 'f', { func }), [], outputs)).rejects.toThrow(message);
  });

  it('writes into files: text as it is, other values pickled', async () => {
    const [text1] = await ran(
      new FunctionApp('f', 'f', { func: () => 'text' }),
      [],
      [new FileDROP('t', 't')],
    );
    expect(String(await allDropContents(text1!))).toBe('text');
    const [value] = await ran(new FunctionApp('f', 'f', { func: () => [1] }), [], [new FileDROP('v', 'v')]);
    expect(await loadPickle(value!)).toEqual([1]);
    await Promise.all([text1!, value!].map((drop) => drop.delete()));
  });

  it('keeps the very error its function threw, and needs a function', async () => {
    const error = new RangeError('mine');
    const func = (): never => {
      throw error;
    };
    await expect(ran(new FunctionApp('f', 'f', { func }), [])).rejects.toBe(error);
    expect(() => new FunctionApp('f', 'f', { func_name: 'x' })).toThrow('"func" must be a function');
  });
});
