import { describe, expect, it } from 'vitest';
import { delayed, ListenerError, SessionStates, type DropEvent, type RunOptions } from '../../src/index.js';
import {
  gathered,
  inShort,
  recordEvents,
  rejection,
  settles,
  start,
  turn,
  unhandledDuring,
} from './watching.js';

const inc = (key: string): ((x: unknown) => unknown) => delayed((x: number) => x + 1, { key }) as never;
const oops = new Error('listener');
const fail = (): never => {
  throw oops;
};

describe('a listener that throws', () => {
  it.each<readonly [string, (event: DropEvent) => boolean]>([
    ['at the first event', () => true],
    ['when an application has finished', (event) => event.type === 'execStatus' && event.execStatus === 2],
    ['when data is complete', (event) => event.type === 'dropCompleted'],
    ['at the very last event', (event) => inShort(event) === 'b.app producerFinished 2'],
  ])('ends the run with a ListenerError: %s', async (_, when) => {
    const onEvent: RunOptions['onEvent'] = (event) => void (when(event) && fail());
    const session = await start(inc('b')(inc('a')(1)), { onEvent });
    const error = (await rejection(session.results())) as ListenerError;
    expect(error).toBeInstanceOf(ListenerError);
    expect(error).toMatchObject({ cause: oops, code: 'DLG_ERR_LISTENER' });
    expect(error.message).toContain('listener');
    expect(session.state).toBe(SessionStates.FAILED);
  });

  it('ends a run with a task that hangs', async () => {
    const session = await start([delayed(() => new Promise(() => undefined))(), inc('a')(1)]);
    session.subscribe((event) => void (event.type === 'dropCompleted' && fail()));
    expect(await rejection(session.results())).toBeInstanceOf(ListenerError);
  });

  it('that listens to one drop ends the run as well', async () => {
    const session = await start(inc('b')(inc('a')(1)));
    session.drop('a').subscribe(fail, 'dropCompleted');
    expect(await rejection(session.results())).toMatchObject({ name: 'ListenerError', cause: oops });
  });

  it('may throw anything', async () => {
    for (const thrown of [undefined, null, 'text', Object.create(null), Symbol('s')] as unknown[]) {
      const onEvent = (): void => {
        throw thrown;
      };
      const error = (await rejection((await start(inc('a')(1), { onEvent })).results())) as ListenerError;
      expect(error).toBeInstanceOf(ListenerError);
      expect(error.cause).toBe(thrown);
    }
  });

  it('leaves no drop behind in between, no task unaware and no rejection unhandled', async () => {
    let signal: AbortSignal | undefined;
    const { taskContext } = await import('../../src/index.js');
    const hanging = delayed(
      () => {
        signal = taskContext().signal;
        return new Promise(() => undefined);
      },
      { key: 'h' },
    );
    const unhandled = await unhandledDuring(async () => {
      const session = await start([hanging(), inc('b')(inc('a')(1))]);
      session.subscribe((event) => void (event.type === 'dropCompleted' && fail()));
      await settles(session.finished);
      const states = Object.values(session.graphStatus()).map(({ status }) => status);
      expect(states.every((status) => status === 2 || status === 6)).toBe(true);
    });
    expect(signal?.aborted).toBe(true);
    expect(unhandled).toEqual([]);
  });

  it('does not keep its loop neighbours from the rest of the events', async () => {
    const session = await start(inc('b')(inc('a')(1)));
    session.subscribe(fail);
    const states = new Map<string, number>();
    for (const event of await settles(gathered(session)))
      if (event.type === 'status') states.set(event.oid, event.status);
    const told = Object.fromEntries(states);
    const real = Object.fromEntries(
      Object.entries(session.graphStatus()).map(([oid, { status }]) => [oid, status]),
    );
    expect(told).toEqual(real);
  });

  it('that throws after the run was cancelled changes nothing more', async () => {
    const session = await start(delayed(() => new Promise(() => undefined))());
    void session.run();
    await turn();
    session.subscribe(fail);
    session.cancel('enough');
    expect(await rejection(session.results())).toMatchObject({ name: 'CancelledError', cause: 'enough' });
  });
});

describe('a listener that cancels', () => {
  const runs = [0, 1, 2, 3, 4, 5, 6, 9, 11];

  it.each(runs)('at event %i: all listeners hear the same, each drop in its order', async (when) => {
    const session = await start([inc('b')(inc('a')(1)), inc('c')(1)]);
    let count = 0;
    session.subscribe(() => void (count++ === when && session.cancel('enough')));
    const heard = recordEvents(session);
    const [looped, error] = await Promise.all([gathered(session), rejection(session.results())]);
    expect(error).toMatchObject({ name: 'CancelledError', cause: 'enough' });
    expect(looped.map(inShort)).toEqual(heard.map(inShort));
    const last = new Map<string, number>();
    for (const event of heard) if (event.type === 'execStatus') last.set(event.oid, event.execStatus);
    for (const [oid, execStatus] of last) expect(session.graphStatus()[oid]!.execStatus).toBe(execStatus);
  });

  it('when it hears that a task begins keeps the task from beginning', async () => {
    const called: string[] = [];
    const task = (key: string): unknown => delayed(() => void called.push(key), { key })();
    const session = await start([task('a'), task('b')]);
    session.subscribe((event) => void (inShort(event) === 'b.app execStatus 1' && session.cancel()));
    await rejection(session.results());
    await turn();
    expect(called).toEqual(['a']);
  });
});
