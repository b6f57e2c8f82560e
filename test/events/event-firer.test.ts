import { describe, expect, it } from 'vitest';
import { Event, EventFirer, type EventListener } from '../../src/events/index.js';

class Firer extends EventFirer {
  fire(type: string, fields?: Readonly<Record<string, unknown>>): void {
    this.fireEvent(type, fields);
  }
}

describe('an EventFirer', () => {
  it('tells the listeners of the type first, then those of all, each in the order they came', () => {
    const firer = new Firer();
    const heard: string[] = [];
    firer.subscribe(() => heard.push('all 1'));
    firer.subscribe(() => heard.push('typed 1'), 'status');
    firer.subscribe({ handleEvent: () => void heard.push('all 2') }, '');
    firer.subscribe({ handleEvent: () => void heard.push('typed 2') }, 'status');
    firer.subscribe(() => heard.push('other'), 'open');
    firer.fire('status');
    expect(heard).toEqual(['typed 1', 'typed 2', 'all 1', 'all 2']);
  });

  it('gives all the one event, with its fields', () => {
    const firer = new Firer();
    const events: Event[] = [];
    firer.subscribe((event) => events.push(event));
    firer.subscribe((event) => events.push(event));
    firer.fire('status', { status: 2, type: 'not this' });
    expect(events[0]).toBe(events[1]);
    expect(events[0]).toBeInstanceOf(Event);
    expect({ ...events[0] }).toEqual({ type: 'status', status: 2 });
  });

  it('delivers twice to who subscribed twice, and removes one at a time', () => {
    const firer = new Firer();
    let calls = 0;
    const listener = (): void => void calls++;
    firer.subscribe(listener);
    firer.subscribe(listener);
    firer.fire('x');
    expect(calls).toBe(2);
    firer.unsubscribe(listener);
    firer.fire('x');
    expect(calls).toBe(3);
  });

  it.each<readonly [string | undefined, string | undefined, number]>([
    [undefined, undefined, 0],
    ['', undefined, 0],
    ['x', 'x', 0],
    ['x', undefined, 1],
    [undefined, 'x', 1],
    ['x', 'y', 1],
  ])('subscribed under %j and unsubscribed under %j: heard %i times', (under, from, times) => {
    const firer = new Firer();
    let calls = 0;
    const listener = (): void => void calls++;
    firer.subscribe(listener, under);
    firer.unsubscribe(listener, from);
    firer.fire('x');
    expect(calls).toBe(times);
  });

  it('is silent about who was never subscribed', () => {
    expect(() => new Firer().unsubscribe(() => undefined)).not.toThrow();
  });

  it('delivers to those who were there when it fired', () => {
    const firer = new Firer();
    const heard: string[] = [];
    const second: EventListener = () => void heard.push('second');
    firer.subscribe(() => {
      heard.push('first');
      firer.unsubscribe(second);
      firer.subscribe(() => void heard.push('late'));
    });
    firer.subscribe(second);
    firer.fire('x');
    expect(heard).toEqual(['first', 'second']);
  });

  it('stops at a listener that throws, and its error reaches the one who fired', () => {
    const firer = new Firer();
    const heard: string[] = [];
    firer.subscribe(() => heard.push('before'));
    firer.subscribe(() => {
      throw new Error('oops');
    });
    firer.subscribe(() => heard.push('after'));
    expect(() => firer.fire('x')).toThrow('oops');
    expect(heard).toEqual(['before']);
  });

  it.each(['all events', '__proto__', 'constructor'])('takes %s as a type like any other', (type) => {
    const firer = new Firer();
    let calls = 0;
    firer.subscribe(() => void calls++, type);
    firer.fire('x');
    expect(calls).toBe(0);
    firer.fire(type);
    expect(calls).toBe(1);
  });
});
