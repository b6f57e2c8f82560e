import { describe, expect, it } from 'vitest';
import { InMemoryDROP, NullDROP } from '../../src/drops/index.js';
import { AppDROPStates, DROPStates } from '../../src/protocol/index.js';
import { Doing, ended, watch } from './graphs.js';
import { turn } from './random-graph.js';

const { COMPLETED, ERROR, CANCELLED, SKIPPED, EXPIRED } = DROPStates;

/** A drop with two producers and a consumer. */
function produced(): { out: InMemoryDROP; skipping: Doing; other: Doing; after: Doing } {
  const out = new InMemoryDROP('out', 'out');
  const [skipping, other, after] = [new Doing('P'), new Doing('Q'), new Doing('after')];
  skipping.addOutput(out);
  other.addOutput(out);
  out.addConsumer(after);
  return { out, skipping, other, after };
}

describe('a drop that came to its end before its producers', () => {
  it.each(['setError', 'cancel'] as const)(
    'skipped by one of them, tells its consumer so when the other one ends with %s',
    (how) => {
      const { out, skipping, other, after } = produced();
      skipping.skip();
      expect([out.status, after.status]).toEqual([SKIPPED, DROPStates.INITIALIZED]);
      other[how]();
      expect([out.status, after.status]).toEqual([SKIPPED, SKIPPED]);
    },
  );

  it('skipped while the last write is under way, tells its consumer', async () => {
    const { out, after } = produced();
    void out.write('late').catch(() => undefined);
    out.producerFinished('P', COMPLETED);
    out.producerFinished('Q', COMPLETED);
    out.skip();
    await ended(after);
    expect([out.status, after.status]).toEqual([SKIPPED, SKIPPED]);
  });

  it.each([
    ['in ERROR', ERROR],
    ['EXPIRED', EXPIRED],
    ['DELETED', DROPStates.DELETED],
  ])('%s, stays so, and its producer ends as if nothing was', async (_, state) => {
    const out = new NullDROP('out', 'out');
    const app = new Doing('P');
    app.addOutput(out);
    out.status = state;
    const log: string[] = [];
    watch(log, app);
    await app.execute();
    expect(log).toEqual([
      'P.execStatus=RUNNING',
      'P.execStatus=FINISHED',
      'P.status=COMPLETED',
      'P.producerFinished',
      'P.reproducibility',
    ]);
    expect(out.status).toBe(state);
  });
});

describe('an application that is put into ERROR from outside', () => {
  it('before it ran, does not run, and its outputs are in ERROR with it', async () => {
    const cause = new Error('no place');
    const ran: string[] = [];
    const input = new NullDROP('in', 'in');
    const app = new Doing('P', () => void ran.push('run'));
    const out = new NullDROP('out', 'out');
    input.addConsumer(app);
    app.addOutput(out);
    const log: string[] = [];
    watch(log, app);
    app.setError(cause);
    app.setError(new Error('again'));
    input.setCompleted();
    await app.execute();
    expect(log).toEqual(['P.execStatus=ERROR', 'P.status=ERROR', 'P.producerFinished', 'P.reproducibility']);
    expect([ran, app.error, out.status, out.error]).toEqual([[], cause, ERROR, cause]);
  });

  it('while it runs, has its signal aborted, and reports nothing later', async () => {
    let aborted = false;
    const app = new Doing('P', async ({ signal }) => {
      await turn();
      ({ aborted } = signal);
    });
    const out = new NullDROP('out', 'out');
    app.addOutput(out);
    const log: string[] = [];
    watch(log, app);
    const running = app.execute();
    app.setError(new Error('enough'));
    await running;
    expect(aborted).toBe(true);
    expect(log).toEqual([
      'P.execStatus=RUNNING',
      'P.execStatus=ERROR',
      'P.status=ERROR',
      'P.producerFinished',
      'P.reproducibility',
    ]);
    expect(out.error).toEqual(new Error('enough'));
  });

  it('after it has finished, stays finished', async () => {
    const app = new Doing('P');
    await app.execute();
    app.setError(new Error('late'));
    expect([app.status, app.execStatus, app.error]).toEqual([COMPLETED, AppDROPStates.FINISHED, undefined]);
  });

  it('after it was cancelled, stays cancelled', () => {
    const app = new Doing('P');
    app.cancel();
    app.setError(new Error('late'));
    expect([app.status, app.error]).toEqual([CANCELLED, undefined]);
  });
});

describe('an application whose write failed and who does not mind', () => {
  it('has finished all the same; its output is in ERROR, and so is who needs it', async () => {
    class Broken extends InMemoryDROP {
      protected override makeStore(): never {
        throw new Error('disk gone');
      }
    }
    const out = new Broken('out', 'out');
    const after = new Doing('after');
    const app = new Doing('P', async ({ outputs }) => {
      await outputs[0]!.write('x').catch(() => undefined);
    });
    app.addOutput(out);
    out.addConsumer(after);
    await app.execute();
    expect([app.status, out.status, after.status]).toEqual([COMPLETED, ERROR, ERROR]);
    expect(after.error).toEqual(new Error('disk gone'));
  });
});
