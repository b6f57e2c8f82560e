import { describe, expect, it } from 'vitest';
import { CopyApp, GenericScatterApp, HelloWorldApp } from '../../src/apps/index.js';
import { allDropContents, savePickle } from '../../src/droputils/index.js';
import { InMemoryDROP, NullDROP } from '../../src/drops/index.js';
import { AppDROPStates, DROPStates } from '../../src/protocol/index.js';
import { settled } from './running.js';

const memory = (uid: string): InMemoryDROP => new InMemoryDROP(uid, uid);

describe('a pipeline of built-in applications', () => {
  it('greets four people in parallel, each from a part of the list', async () => {
    const people = ['Ada', 'Bob', 'Cleo', 'Dan'];
    const list = memory('list');
    const scatter = new GenericScatterApp('scatter', 'scatter', { num_of_copies: people.length });
    list.addConsumer(scatter);
    const greetings = people.map((_, at) => {
      const part = memory(`part${at}`);
      const hello = new HelloWorldApp(`hello${at}`, `hello${at}`);
      const greeting = memory(`greeting${at}`);
      scatter.addOutput(part);
      part.addConsumer(hello);
      hello.addOutput(greeting);
      return greeting;
    });
    await savePickle(list, people);
    await settled(greetings, () => list.setCompleted());
    const texts = await Promise.all(greetings.map(async (drop) => String(await allDropContents(drop))));
    expect(texts).toEqual(people.map((person) => `Hello, ${person}`));
  });

  it('whose input is in ERROR has application and output in ERROR, with the same error', async () => {
    const [input, output] = [memory('in'), new NullDROP('out', 'out')];
    const copy = new CopyApp('copy', 'copy');
    copy.addInput(input);
    copy.addOutput(output);
    const cause = new Error('no data');
    await settled([copy, output], () => input.setError(cause));
    expect([input.status, copy.status, output.status]).toEqual([
      DROPStates.ERROR,
      DROPStates.ERROR,
      DROPStates.ERROR,
    ]);
    expect([copy.execStatus, copy.error, output.error]).toEqual([AppDROPStates.ERROR, cause, cause]);
  });
});
