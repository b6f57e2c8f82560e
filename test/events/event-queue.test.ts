import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../src/events/index.js';
import { gathered, settles, turn } from '../executor/watching.js';

describe('an EventQueue', () => {
  it('gives what came before it was asked, and ends when it is closed', async () => {
    const queue = new EventQueue<number>();
    queue.push(1);
    queue.push(2);
    queue.close();
    queue.push(3);
    expect(await settles(gathered(queue), 'the queue')).toEqual([1, 2]);
    expect(await queue.next()).toEqual({ done: true, value: undefined });
  });

  it('wakes who waits, at an item and at the end', async () => {
    const queue = new EventQueue<number>();
    const items = gathered(queue);
    for (let item = 0; item < 5; item++) {
      await turn();
      queue.push(item);
    }
    await turn();
    queue.close();
    expect(await settles(items, 'the queue')).toEqual([0, 1, 2, 3, 4]);
  });

  it('keeps nothing once its loop was left', async () => {
    const queue = new EventQueue<number>();
    queue.push(1);
    for await (const item of queue) if (item === 1) break;
    queue.push(2);
    expect(await queue.next()).toEqual({ done: true, value: undefined });
  });

  it('takes 300,000 items that wait', async () => {
    const queue = new EventQueue<number>();
    for (let item = 0; item < 3e5; item++) queue.push(item);
    queue.close();
    expect((await settles(gathered(queue), 'the queue')).length).toBe(3e5);
  });

  it('answers two questions at once, in order', async () => {
    const queue = new EventQueue<number>();
    const answers = Promise.all([queue.next(), queue.next()]);
    await turn();
    queue.push(1);
    await turn();
    queue.push(2);
    expect((await settles(answers, 'the queue')).map(({ value }) => value)).toEqual([1, 2]);
  });

  it('ends a question that waits when it is left', async () => {
    const queue = new EventQueue<number>();
    const waiting = queue.next();
    await turn();
    await queue.return();
    expect(await settles(waiting, 'the queue')).toEqual({ done: true, value: undefined });
  });
});
