import { describe, expect, it } from 'vitest';
import {
  CancelledError,
  compute,
  delayed,
  SessionStates,
  taskContext,
  type Session,
} from '../../src/index.js';
import {
  deferred,
  hang,
  rejection,
  settles,
  start,
  turn,
  unhandledDuring,
  until,
  type Deferred,
} from './watching.js';

const hanging = delayed(hang, { key: 'hanging' });
const reason = new Error('enough');

/** Every drop of a session is done, failed or cancelled. */
function expectSettled(session: Session): void {
  for (const { status, execStatus = 2 } of Object.values(session.graphStatus())) {
    expect([2, 3, 6]).toContain(status);
    expect([2, 3, 4]).toContain(execStatus);
  }
}

describe('cancel()', () => {
  it('before the start: no task is called', async () => {
    let calls = 0;
    const session = await start(delayed(() => ++calls)());
    session.cancel(reason);
    expect(session.state).toBe(SessionStates.CANCELLED);
    expect(await rejection(session.results())).toMatchObject({ name: 'CancelledError', cause: reason });
    await settles(session.run());
    await turn();
    expect(calls).toBe(0);
    expectSettled(session);
  });

  it('between run() and the first task: no task is called', async () => {
    let calls = 0;
    const session = await start(delayed(() => ++calls)());
    const ended = session.run();
    session.cancel(reason);
    await settles(ended);
    await turn();
    expect(calls).toBe(0);
    expect(await rejection(session.results())).toMatchObject({ cause: reason });
  });

  it('while tasks hang for ever ends the run, and aborts their signal with the reason', async () => {
    const signals: AbortSignal[] = [];
    const task = delayed(() => {
      signals.push(taskContext().signal);
      return hang();
    });
    const session = await start([task(), task(), task()]);
    await until(() => signals.length === 3);
    session.cancel(reason);
    const error = (await rejection(session.results())) as CancelledError;
    expect(error).toBeInstanceOf(CancelledError);
    expect(error.code).toBe('DLG_ERR_CANCELLED');
    expect(error.cause).toBe(reason);
    expect(error.message).toContain('0 of 3');
    expect(signals.map((signal) => signal.reason as unknown)).toEqual([reason, reason, reason]);
    expectSettled(session);
  });

  it('from inside a task: what it returns or throws is ignored, and nothing more starts', async () => {
    const endings: readonly (() => unknown)[] = [
      () => 1,
      () => Promise.resolve(1),
      () => Promise.reject(new Error('late')),
      () => delayed(2),
      () => {
        throw new Error('late');
      },
    ];
    for (const ending of endings) {
      const unhandled = await unhandledDuring(async () => {
        let calls = 0;
        const sessions: Session[] = [];
        const cancels = delayed(
          () => {
            sessions[0]!.cancel(reason);
            return ending();
          },
          { key: 'cancels' },
        );
        const next = delayed((x: unknown) => [x, ++calls]);
        const session = await start([next(cancels()), next(1)]);
        sessions.push(session);
        expect(await rejection(session.results())).toMatchObject({ name: 'CancelledError', cause: reason });
        await turn();
        expect(calls).toBe(0);
        expect(session.graphStatus()['cancels']!.status).toBe(6);
        expectSettled(session);
      });
      expect(unhandled).toEqual([]);
    }
  });

  it('twice: the first reason counts', async () => {
    const session = await start(hanging());
    session.cancel(reason);
    session.cancel('again');
    expect(await rejection(session.results())).toMatchObject({ cause: reason });
  });

  it('after the end changes nothing, well or failed', async () => {
    const well = await start(delayed(() => 1)());
    await well.results();
    well.cancel();
    expect([...(await well.results()).values()]).toEqual([1]);
    expect(well.state).toBe(SessionStates.FINISHED);
    const failed = await start(delayed(() => Promise.reject(reason))());
    await rejection(failed.results());
    failed.cancel();
    expect(await rejection(failed.results())).toMatchObject({ name: 'TaskError', cause: reason });
  });

  it('without a reason gives an AbortError as the cause', async () => {
    const session = await start(hanging());
    session.cancel();
    expect(await rejection(session.results())).toMatchObject({ cause: { name: 'AbortError' } });
  });

  it('ignores what tasks give or throw later', async () => {
    const gates = [deferred<number>(), deferred<number>()];
    const unhandled = await unhandledDuring(async () => {
      let begun = 0;
      const task = (gate: Deferred<number>): unknown => delayed(() => (begun++, gate.promise))();
      const session = await start(gates.map(task));
      await until(() => begun === 2);
      session.cancel(reason);
      await settles(session.finished);
      gates[0]!.resolve(1);
      gates[1]!.reject(new Error('late'));
      await turn();
      expect(session.failures).toEqual([]);
      expect(session.error).toMatchObject({ cause: reason });
      expectSettled(session);
    });
    expect(unhandled).toEqual([]);
  });

  it('takes any reason', async () => {
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    for (const strange of [null, 0, '', Object.create(null), Symbol('s'), revoked.proxy] as unknown[]) {
      const session = await start(hanging());
      await turn();
      session.cancel(strange);
      const error = (await rejection(session.results())) as CancelledError;
      expect(error).toBeInstanceOf(CancelledError);
      expect(Object.is(error.cause, strange)).toBe(true);
    }
  });

  it('reaches what a task expanded into', async () => {
    let signal: AbortSignal | undefined;
    const inner = delayed(() => {
      signal = taskContext().signal;
      return hang();
    });
    const session = await start(delayed(() => [inner()])());
    await until(() => signal !== undefined);
    session.cancel(reason);
    await rejection(session.results());
    await turn();
    expect(signal?.reason).toBe(reason);
  });
});

describe('a run that is cancelled', () => {
  it('counts only the tasks that were completed', async () => {
    const session = await start([delayed(() => 1)(), hanging()]);
    await until(() => session.done === 1);
    session.cancel();
    expect(((await rejection(session.results())) as Error).message).toContain('after 1 of 2 tasks');
  });

  it('leaves nothing unhandled when nobody asks for the results', async () => {
    const unhandled = await unhandledDuring(async () => {
      const session = await start(hanging());
      await turn();
      session.cancel();
      await settles(session.finished);
      await rejection(compute(hanging(), { signal: AbortSignal.abort(reason) }));
    });
    expect(unhandled).toEqual([]);
  });
});
