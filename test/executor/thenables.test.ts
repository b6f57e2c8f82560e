import { describe, expect, it } from 'vitest';
import { compute, delayed, TaskError } from '../../src/index.js';
import { rejection, settles, turn, unhandledDuring } from './watching.js';

type Callback = (value: unknown) => void;

const oops = new Error('oops');
const thenable = (then: (done: Callback, fail: Callback) => void): unknown => ({ then });
const callsItself = (): unknown => {
  const promise = Promise.resolve('native');
  return Object.assign(promise, {
    then: (done: Callback): void => {
      done('own then');
      done('own then');
    },
  });
};

const GOOD: readonly (readonly [string, () => unknown, unknown])[] = [
  ['a promise', () => Promise.resolve(1), 1],
  ['one that calls back at once', () => thenable((done) => done(1)), 1],
  ['one that calls back twice', () => thenable((done) => (done(1), done(2))), 1],
  ['one that calls back later, twice', () => thenable((done) => setImmediate(() => (done(1), done(2)))), 1],
  ['one that succeeds, then fails', () => thenable((done, fail) => (done(1), fail(oops))), 1],
  [
    'one that succeeds, then throws',
    () =>
      thenable((done) => {
        done(1);
        throw oops;
      }),
    1,
  ],
  ['a function with then', () => Object.assign(() => 0, { then: (done: Callback) => done(1) }), 1],
  ['one that gives another', () => thenable((done) => done(Promise.resolve(1))), 1],
  ['one on the prototype', () => Object.create({ then: (done: Callback) => done(1) }) as unknown, 1],
  ['a promise with a `then` of its own that calls back twice', callsItself, 'own then'],
];

const BAD: readonly (readonly [string, () => unknown])[] = [
  ['a promise', () => Promise.reject(oops)],
  ['one that fails at once', () => thenable((_, fail) => fail(oops))],
  ['one that fails twice', () => thenable((_, fail) => (fail(oops), fail(new Error('again'))))],
  [
    'one that throws in then',
    () =>
      thenable(() => {
        throw oops;
      }),
  ],
  [
    'one whose then cannot be read',
    () =>
      Object.defineProperty({}, 'then', {
        get: () => {
          throw oops;
        },
      }),
  ],
];

/** Two of the same beside each other, and a task after them: a count that is off shows. */
async function around(make: () => unknown): Promise<unknown> {
  const task = delayed(make);
  const after = delayed((...all: unknown[]) => all);
  const others = Array.from({ length: 5 }, (_, at) => delayed(() => turn().then(() => at))());
  return settles(compute([after(task(), task()), ...others], { concurrency: 2 }));
}

describe('a task may return a thenable', () => {
  it.each(GOOD)('%s', async (_, make, value) => {
    let result: unknown;
    expect(
      await unhandledDuring(async () => {
        result = await around(make);
      }),
    ).toEqual([]);
    expect(result).toEqual([[value, value], 0, 1, 2, 3, 4]);
  });

  it.each(BAD)('that fails: %s', async (_, make) => {
    let error: unknown;
    expect(
      await unhandledDuring(async () => {
        error = await rejection(compute(delayed(make)()));
      }),
    ).toEqual([]);
    expect(error).toBeInstanceOf(TaskError);
    expect(error).toMatchObject({ cause: oops });
  });
});
