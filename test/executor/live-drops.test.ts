import { describe, expect, it } from 'vitest';
import { FunctionApp } from '../../src/apps/index.js';
import { InMemoryDROP, type AbstractDROP, type AppDROP } from '../../src/drops/index.js';
import { delayed, DropStateError, runGraph, SessionError } from '../../src/index.js';
import { app, data, given } from '../dropspec/drops.js';
import { deferred, recordEvents, rejection, settles, start, turn } from './watching.js';

const add = delayed((a: number, b: number) => a + b, { name: 'add' });

/** The oids of a drop's neighbours, by the names of the properties. */
function lines(session: Awaited<ReturnType<typeof start>>): (oid: string) => Record<string, string[]> {
  const oids = (drops: readonly AbstractDROP[]): string[] => drops.map(({ oid }) => oid);
  return (oid): Record<string, string[]> => {
    const drop = session.drop(oid);
    if ('execStatus' in drop) return { inputs: oids(drop.inputs), outputs: oids(drop.outputs) };
    return { producers: oids(drop.producers), consumers: oids(drop.consumers) };
  };
}

describe('a live drop', () => {
  it('is the same object each time it is looked at, from wherever', async () => {
    const session = await start(add.with({ key: 'b' })(add.with({ key: 'a' })(1, 2), 3));
    const [a, b] = [session.drop('a.app') as AppDROP, session.drop('b') as InMemoryDROP];
    expect(session.drop('a.app')).toBe(a);
    expect((b.producers[0] as AppDROP).inputs[0]!.producers[0]).toBe(a);
    expect(a.outputs[0]).toBe(session.drop('a'));
    expect(a.outputs[0]!.consumers[0]).toBe(b.producers[0]);
  });

  it('knows its neighbours, each once', async () => {
    const top = add.with({ key: 'top' })(1, 2);
    const session = await start(add.with({ key: 'c' })(add.with({ key: 'b' })(top, top), top));
    const of = lines(session);
    expect(of('top.app')).toEqual({ inputs: [], outputs: ['top'] });
    expect(of('top')).toEqual({ producers: ['top.app'], consumers: ['b.app', 'c.app'] });
    expect(of('b.app')).toEqual({ inputs: ['top'], outputs: ['b'] });
    expect(of('c.app')).toEqual({ inputs: ['b', 'top'], outputs: ['c'] });
    expect(of('c')).toEqual({ producers: ['c.app'], consumers: [] });
  });

  it('of a loaded graph knows the neighbours its dropspecs name: several outputs, none, unused inputs', async () => {
    const graph = [
      given('x', 1),
      app('f', { inputs: ['x'], outputs: ['y', 'z'] }),
      data('y'),
      data('z'),
      app('g', { func_name: 'end', args: [], inputs: ['y', 'z'] }),
    ];
    const session = await runGraph(graph, { functions: { f: () => [1, 2], end: () => undefined } });
    const of = lines(session);
    expect(of('x')).toEqual({ producers: [], consumers: ['f'] });
    expect(of('f')).toEqual({ inputs: ['x'], outputs: ['y', 'z'] });
    expect(of('z')).toEqual({ producers: ['f'], consumers: ['g'] });
    expect(of('g')).toEqual({ inputs: ['y', 'z'], outputs: [] });
    await session.results();
  });

  it('tells name, uid and session', async () => {
    const session = await start(add.with({ key: 'a', name: 'plus' })(1, 2));
    expect(session.drop('a')).toMatchObject({
      oid: 'a',
      uid: 'a',
      name: 'plus',
      sessionId: session.sessionId,
    });
  });

  it('tells its present state at any time', async () => {
    const gate = deferred<number>();
    const session = await start(delayed(() => gate.promise, { key: 'a' })());
    const [running, filled] = [session.drop('a.app') as AppDROP, session.drop('a') as InMemoryDROP];
    const look = (): number[] => [running.execStatus, running.status, filled.status];
    expect(look()).toEqual([0, 0, 0]);
    await turn();
    expect(look()).toEqual([1, 0, 0]);
    gate.resolve(1);
    await session.finished;
    expect(look()).toEqual([2, 2, 2]);
  });

  it('gives its value once it is complete, if it was asked for; an undefined one too', async () => {
    const first = add.with({ key: 'a' })(1, 2);
    const nothing = delayed(() => undefined, { key: 'nothing' })();
    const session = await start([add.with({ key: 'b' })(first, 1), nothing]);
    const drop = session.drop('b') as InMemoryDROP;
    expect(() => drop.value).toThrow(SessionError);
    await session.results();
    expect(drop.value).toBe(4);
    expect((session.drop('nothing') as InMemoryDROP).value).toBeUndefined();
    expect(() => (session.drop('a') as InMemoryDROP).value).toThrow(/let go after its last use/);
  });

  it('has no value after a failure', async () => {
    const session = await start(delayed(() => Promise.reject(new Error('no')), { key: 'a' })());
    await rejection(session.results());
    expect(() => (session.drop('a') as InMemoryDROP).value).toThrow(SessionError);
  });

  it('tells its listeners of its own events alone, typed ones first', async () => {
    const session = await start(add.with({ key: 'b' })(add.with({ key: 'a' })(1, 2), 3));
    const heard: string[] = [];
    const drop = session.drop('a');
    drop.subscribe((event) => void heard.push(`all ${event.type} ${event['uid'] as string}`));
    drop.subscribe(
      { handleEvent: (event) => void heard.push(`status ${event['status'] as number}`) },
      'status',
    );
    await settles(session.results());
    expect(heard).toEqual(['status 2', 'all status a', 'all dropCompleted a', 'all reproducibility a']);
  });

  it('hears nothing any more once unsubscribed', async () => {
    const session = await start(add.with({ key: 'a' })(1, 2));
    let calls = 0;
    const listener = (): void => void calls++;
    session.drop('a').subscribe(listener);
    session.drop('a').unsubscribe(listener);
    const others = recordEvents(session);
    await session.results();
    expect(calls).toBe(0);
    expect(others.length).toBeGreaterThan(0);
  });

  it('is a FunctionApp or an InMemoryDROP, whose bytes can be read', async () => {
    const session = await start(delayed(() => 'text', { key: 'a' })());
    const [running, filled] = [session.drop('a.app'), session.drop('a')];
    expect(running).toBeInstanceOf(FunctionApp);
    expect(filled).toBeInstanceOf(InMemoryDROP);
    await session.results();
    const data = filled as InMemoryDROP;
    const reader = await data.open();
    expect(String(await data.read(reader))).toBe('text');
    expect(await data.read(reader)).toHaveLength(0);
    await data.close(reader);
  });

  it('is driven by its session: it cannot be written, run, cancelled or completed by hand', async () => {
    const gate = deferred<number>();
    const session = await start(delayed(() => gate.promise, { key: 'a' })());
    const [running, filled] = [session.drop('a.app') as FunctionApp, session.drop('a') as InMemoryDROP];
    expect(() => filled.setValue(1)).toThrow(DropStateError);
    expect(() => filled.setCompleted()).toThrow(DropStateError);
    await expect(filled.write('x')).rejects.toThrow(DropStateError);
    await expect(running.execute()).rejects.toThrow(/driven by its session/);
    for (const drop of [running, filled]) {
      expect(() => drop.cancel()).toThrow(/driven by its session/);
      expect(() => drop.skip()).toThrow(/driven by its session/);
      expect(() => (drop.status = 2)).toThrow(/driven by its session/);
    }
    gate.resolve(1);
    expect([...(await session.results()).values()]).toEqual([1]);
  });

  it.each(['gone', '', '__proto__', 'a.app.app'])(
    'that is not in the graph is a SessionError: %j',
    async (uid) => {
      const session = await start(add.with({ key: 'a' })(1, 2));
      expect(() => session.drop(uid)).toThrow(SessionError);
      expect(() => session.drop(uid)).toThrow(JSON.stringify(uid));
    },
  );
});
