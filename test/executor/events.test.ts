import { describe, expect, it } from 'vitest';
import { AppDROPStates, delayed, DROPStates, runGraph, type DropEvent } from '../../src/index.js';
import { app, data, given } from '../dropspec/drops.js';
import { deferred, gathered, inShort, recordEvents, rejection, settles, start, turn } from './watching.js';

const { COMPLETED, ERROR, CANCELLED } = DROPStates;
const inc = (key: string): ((x: unknown) => unknown) =>
  delayed((x: number) => x + 1, { key, name: `name of ${key}` }) as never;

describe('the events of a drop', () => {
  it('come in the order of the DROP model', async () => {
    const session = await start(inc('b')(inc('a')(1)));
    const events = recordEvents(session);
    await session.results();
    const ofTask = (key: string): string[] => [
      `${key}.app execStatus ${AppDROPStates.RUNNING}`,
      `${key}.app execStatus ${AppDROPStates.FINISHED}`,
      `${key}.app status ${COMPLETED}`,
      `${key} status ${COMPLETED}`,
      `${key} dropCompleted ${COMPLETED}`,
      `${key} reproducibility`,
      `${key}.app producerFinished ${COMPLETED}`,
      `${key}.app reproducibility`,
    ];
    expect(events.map(inShort)).toEqual([...ofTask('a'), ...ofTask('b')]);
  });

  it('carry oid, uid, session, name and key, and nothing beyond their kind', async () => {
    const session = await start(inc('a')(1));
    const events = recordEvents(session);
    await session.results();
    const common = { session_id: session.sessionId, name: 'name of a', lg_key: '' };
    const ofApp = { ...common, oid: 'a.app', uid: 'a.app' };
    expect(events[0]).toEqual({ type: 'execStatus', ...ofApp, execStatus: 1 });
    expect(events[2]).toEqual({ type: 'status', ...ofApp, status: 2 });
    expect(events[4]).toEqual({ type: 'dropCompleted', ...common, oid: 'a', uid: 'a', status: 2 });
    expect(events[6]).toEqual({ type: 'producerFinished', ...ofApp, status: 2, execStatus: 2 });
    const reprodata = { data: {}, merkleroot: null };
    expect(events[7]).toEqual({ type: 'reproducibility', ...ofApp, reprodata });
  });

  it('of data that was given are those of its end alone', async () => {
    const session = await start(delayed(5, { key: 'five' }));
    const events = recordEvents(session);
    await session.results();
    expect(events.map(inShort)).toEqual([
      `five status ${COMPLETED}`,
      `five dropCompleted ${COMPLETED}`,
      'five reproducibility',
    ]);
  });

  it('of a failed task end in error, as do those of what needed it, which never ran', async () => {
    const fail = delayed(
      () => {
        throw new Error('no');
      },
      { key: 'a' },
    )();
    const session = await start(inc('b')(fail));
    const events = recordEvents(session);
    await rejection(session.results());
    const ended = (key: string): string[] => [
      `${key}.app execStatus ${AppDROPStates.ERROR}`,
      `${key}.app status ${ERROR}`,
      `${key} status ${ERROR}`,
      `${key} dropCompleted ${ERROR}`,
      `${key} reproducibility`,
      `${key}.app producerFinished ${ERROR}`,
      `${key}.app reproducibility`,
    ];
    expect(events.map(inShort)).toEqual([
      `a.app execStatus ${AppDROPStates.RUNNING}`,
      ...ended('a'),
      ...ended('b'),
    ]);
  });

  it('of a cancelled task tell everybody downstream', async () => {
    const session = await start(inc('b')(delayed(() => new Promise(() => undefined), { key: 'a' })()));
    const events = recordEvents(session);
    void session.run();
    await turn();
    session.cancel();
    await session.finished;
    const cancelled = (key: string): string[] => [
      `${key}.app execStatus ${AppDROPStates.CANCELLED}`,
      `${key}.app status ${CANCELLED}`,
      `${key} status ${CANCELLED}`,
      `${key} dropCompleted ${CANCELLED}`,
      `${key} reproducibility`,
      `${key}.app producerFinished ${CANCELLED}`,
      `${key}.app reproducibility`,
    ];
    expect(events.map(inShort)).toEqual([
      `a.app execStatus ${AppDROPStates.RUNNING}`,
      ...cancelled('a'),
      ...cancelled('b'),
    ]);
  });

  it('of several outputs of one application are those of each', async () => {
    const graph = [given('x', 1), app('f', { inputs: ['x'], outputs: ['y', 'z'] }), data('y'), data('z')];
    const session = await runGraph(graph, { functions: { f: (x: number) => [x, x] } });
    const completed = recordEvents(session);
    await session.results();
    const oids = completed.filter(({ type }) => type === 'dropCompleted').map(({ oid }) => oid);
    expect(oids).toEqual(['x', 'y', 'z']);
  });
});

describe('the ways to listen', () => {
  const graph = (): unknown => {
    const late = delayed(async (x: number) => turn().then(() => x), { key: 'late' });
    const c = inc('c');
    return [c(late(1)), inc('d')(inc('e')(2))];
  };

  it('give the same sequence: onEvent, subscribe, for await, twice', async () => {
    const heard: DropEvent[] = [];
    const session = await start(graph(), { onEvent: (event) => heard.push(event) });
    const subscribed = recordEvents(session);
    const [one, two] = await settles(Promise.all([gathered(session.events()), gathered(session)]));
    expect(heard.length).toBe(32);
    expect(subscribed).toEqual(heard);
    expect(one).toEqual(heard);
    expect(two).toEqual(heard);
  });

  it('may begin late: from then on everything is heard', async () => {
    const gate = deferred<number>();
    const heard: DropEvent[] = [];
    const session = await start(inc('b')(delayed(() => gate.promise, { key: 'a' })()), {
      onEvent: (event) => heard.push(event),
    });
    await turn();
    const late = recordEvents(session);
    const looped = gathered(session);
    expect(heard.map(inShort)).toEqual(['a.app execStatus 1']);
    gate.resolve(1);
    await session.finished;
    expect(late).toEqual(heard.slice(1));
    expect(await looped).toEqual(late);
  });

  it('may begin after the end: a loop ends at once', async () => {
    const session = await start(inc('a')(1));
    await session.results();
    expect(await settles(gathered(session), 'the loop')).toEqual([]);
    expect(recordEvents(session)).toEqual([]);
  });

  it('may end early: by unsubscribing, and by leaving the loop', async () => {
    const session = await start(inc('b')(inc('a')(1)));
    const heard: DropEvent[] = [];
    const stop = session.subscribe((event) => {
      heard.push(event);
      stop();
    });
    const others = recordEvents(session);
    const looped: DropEvent[] = [];
    for await (const event of session) {
      looped.push(event);
      if (event.type === 'dropCompleted') break;
    }
    await session.results();
    expect(heard).toHaveLength(1);
    expect(looped.map(inShort)).toEqual(others.slice(0, 5).map(inShort));
    expect(others).toHaveLength(16);
  });

  it('tell a loop of events that came before it asked', async () => {
    const session = await start(inc('a')(1));
    const events = session.events();
    await session.results();
    expect(await gathered(events)).toHaveLength(8);
  });

  it('do not hear a listener added twice twice, nor one added by a listener in its first event', async () => {
    const session = await start(inc('a')(1));
    let calls = 0;
    const listener = (): void => void calls++;
    session.subscribe(listener);
    session.subscribe(listener);
    await session.results();
    expect(calls).toBe(8);
  });
});
