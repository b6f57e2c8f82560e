import { describe, expect, it } from 'vitest';
import { compute, ComputeError, delayed, TaskError } from '../../src/index.js';
import { deferred, rejection, turn, unhandledDuring } from './watching.js';

const revocable = Proxy.revocable({}, {});
revocable.revoke();
const throwing = (): never => {
  throw new Error('trap');
};
const trapped = new Proxy({}, { get: throwing, has: throwing, getPrototypeOf: throwing, ownKeys: throwing });
const withMessage = (message: unknown): Error =>
  Object.defineProperty(new Error('x'), 'message', { value: message });

const THROWN: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['a text', 'text'],
  ['an empty text', ''],
  ['a number', 0],
  ['NaN', NaN],
  ['a bigint', 1n],
  ['a symbol', Symbol('s')],
  ['a function', (): number => 1],
  ['a plain object', { a: 1 }],
  ['an object without a prototype', Object.create(null)],
  ['an object whose toString throws', { toString: throwing }],
  ['an error without a message', new TypeError()],
  ['an error with a symbol for a message', withMessage(Symbol('m'))],
  ['an error with an object for a message', withMessage({})],
  ['an error whose message throws', Object.defineProperty(new Error('x'), 'message', { get: throwing })],
  ['an error whose name throws', Object.defineProperty(new Error(''), 'name', { get: throwing })],
  ['an error that is frozen', Object.freeze(new Error('frozen'))],
  ['a proxy', new Proxy(new Error('target'), {})],
  ['a proxy that throws at everything', trapped],
  ['a proxy that was revoked', revocable.proxy],
  ['a lazy value', delayed(1)],
  ['an AggregateError', new AggregateError([1], 'many')],
];

describe.each(THROWN)('a task may throw %s', (_, thrown) => {
  it.each<readonly [string, () => unknown]>([
    [
      'at once',
      () => {
        throw thrown;
      },
    ],
    [
      'later',
      async () => {
        await Promise.resolve();
        throw thrown;
      },
    ],
  ])('%s: it is the cause of a TaskError, and nothing is unhandled', async (__, task) => {
    let error: unknown;
    const unhandled = await unhandledDuring(async () => {
      error = await rejection(compute(delayed(task, { key: 'k' })()));
    });
    expect(unhandled.length).toBe(0);
    expect(error).toBeInstanceOf(TaskError);
    expect(Object.is((error as TaskError).cause, thrown)).toBe(true);
    expect((error as TaskError).key).toBe('k');
    expect(typeof (error as TaskError).message).toBe('string');
  });
});

describe('a task that fails after another one may throw anything as well', () => {
  it.each(THROWN)('%s', async (_, thrown) => {
    const bothRun = deferred();
    const first = delayed(
      async () => {
        await bothRun.promise;
        throw new Error('first');
      },
      { key: 'first' },
    );
    const second = delayed(
      async () => {
        bothRun.resolve();
        await turn();
        throw thrown;
      },
      { key: 'second' },
    );
    const error = (await rejection(compute([first(), second()]))) as ComputeError;
    expect(error).toBeInstanceOf(ComputeError);
    expect(error.errors.map(({ key }) => key)).toEqual(['first', 'second']);
    expect(Object.is(error.errors[1]!.cause, thrown)).toBe(true);
  });
});
