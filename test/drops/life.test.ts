import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { AbstractDROP, AppDROP, ContainerDROP, InMemoryDROP, NullDROP } from '../../src/drops/index.js';
import { DropStateError, InvalidDropError, InvalidRelationshipError } from '../../src/errors/index.js';
import { AppDROPStates, DROPPhases, DROPStates, ExecutionMode } from '../../src/protocol/index.js';
import { Doing, watch } from './graphs.js';

describe('the life of a drop', () => {
  it('tells A -> B -> C in the order DALiuGE does, within the call that completes A', () => {
    const a = new NullDROP('A', 'A');
    const b = new Doing('B');
    const c = new NullDROP('C', 'C');
    a.addConsumer(b);
    b.addOutput(c);
    const log: string[] = [];
    watch(log, a, b, c);
    a.setCompleted();
    expect(log).toEqual([
      'A.status=COMPLETED',
      'B.execStatus=RUNNING',
      'B.execStatus=FINISHED',
      'B.status=COMPLETED',
      'C.status=COMPLETED',
      'C.dropCompleted',
      'C.reproducibility',
      'B.producerFinished',
      'B.reproducibility',
      'A.dropCompleted',
      'A.reproducibility',
    ]);
  });

  it('is shown in one line, not with all that hangs on it', () => {
    expect(inspect({ drop: new NullDROP('A', 'A') })).toBe('{ drop: NullDROP "A" INITIALIZED }');
  });

  it('says in every event whose it is', () => {
    const drop = new NullDROP('o', 'u', {
      name: 'n',
      lg_key: -3,
      dlg_session: { sessionId: 's' },
    });
    const events: unknown[] = [];
    drop.subscribe((event) => events.push({ ...event }), 'dropCompleted');
    drop.setCompleted();
    const own = { oid: 'o', uid: 'u', session_id: 's', name: 'n', lg_key: -3 };
    expect(events).toEqual([{ type: 'dropCompleted', status: DROPStates.COMPLETED, ...own }]);
  });

  it('completes a chain of 100,000 drops within one call, whatever the depth', () => {
    const first = new NullDROP('d0', 'd0');
    let last = first;
    for (let at = 1; at <= 50_000; at++) {
      const app = new Doing(`a${String(at)}`);
      last.addConsumer(app);
      last = new NullDROP(`d${String(at)}`, `d${String(at)}`);
      app.addOutput(last);
    }
    first.setCompleted();
    expect(last.status).toBe(DROPStates.COMPLETED);
  });

  it.each(['setError', 'skip'] as const)('passes %s down a chain of 100,000 drops', (how) => {
    const first = new NullDROP('d0', 'd0');
    let last = first;
    let app = new Doing('none');
    for (let at = 1; at <= 50_000; at++) {
      app = new Doing(`a${String(at)}`);
      last.addConsumer(app);
      last = new NullDROP(`d${String(at)}`, `d${String(at)}`);
      app.addOutput(last);
    }
    first[how]();
    first.skip();
    if (how === 'skip') first.setCompleted(); // this is how consumers hear that it was skipped
    const end = how === 'skip' ? 'SKIPPED' : 'ERROR';
    expect([last.status, app.execStatus]).toEqual([DROPStates[end], AppDROPStates[end]]);
  });

  it('takes every other step of a wide and deep graph though one listener throws, and throws that', () => {
    const first = new NullDROP('d0', 'd0');
    let last = first;
    for (let at = 1; at <= 500; at++) {
      const app = new Doing(`a${String(at)}`);
      last.addConsumer(app);
      last = new NullDROP(`d${String(at)}`, `d${String(at)}`);
      app.addOutput(last);
    }
    const side = new Doing('side', () => {}, { n_effective_inputs: 2 });
    first.addConsumer(side);
    expect(() => {
      first.setCompleted();
    }).toThrow(/"side": waits for 2 inputs/);
    expect(last.status).toBe(DROPStates.COMPLETED);
  });

  it.each(['EXPIRED', 'DELETED', 'ERROR'] as const)('does not complete from %s', (state) => {
    const drop = new NullDROP('A', 'A');
    drop.status = DROPStates[state];
    expect(() => {
      drop.setCompleted();
    }).toThrow(DropStateError);
  });

  it('fires dropCompleted once, whatever comes after', () => {
    const drop = new NullDROP('A', 'A');
    const log: string[] = [];
    watch(log, drop);
    drop.setCompleted();
    drop.setCompleted();
    drop.setError();
    drop.cancel();
    drop.skip();
    expect(log).toEqual(['A.status=COMPLETED', 'A.dropCompleted', 'A.reproducibility']);
    expect(drop.status).toBe(DROPStates.COMPLETED);
  });

  it('is in ERROR once, and keeps what was thrown', () => {
    const drop = new NullDROP('A', 'A');
    const log: string[] = [];
    watch(log, drop);
    drop.setError(new Error('first'));
    drop.setError(new Error('second'));
    expect(log).toEqual(['A.status=ERROR', 'A.dropCompleted', 'A.reproducibility']);
    expect(drop.error).toEqual(new Error('first'));
  });

  it('tells consumers once that it was skipped', () => {
    const drop = new NullDROP('A', 'A');
    const log: string[] = [];
    watch(log, drop);
    drop.skip();
    drop.setCompleted();
    drop.setCompleted();
    expect(log).toEqual(['A.status=SKIPPED', 'A.reproducibility', 'A.dropCompleted']);
  });

  it('tells consumers that it was cancelled, once: they are cancelled, and their outputs', () => {
    const a = new NullDROP('A', 'A');
    const b = new Doing('B');
    const c = new NullDROP('C', 'C');
    a.addConsumer(b);
    b.addOutput(c);
    const log: string[] = [];
    watch(log, a);
    a.cancel();
    a.cancel();
    expect([a.status, b.status, c.status]).toEqual(Array(3).fill(DROPStates.CANCELLED));
    expect(b.execStatus).toBe(AppDROPStates.CANCELLED);
    expect(log).toEqual(['A.status=CANCELLED', 'A.dropCompleted', 'A.reproducibility']);
    a.setCompleted();
    expect(a.status).toBe(DROPStates.CANCELLED);
  });

  it('leaves what is finished when the rest is cancelled', () => {
    const a = new NullDROP('A', 'A');
    const b = new Doing('B');
    const c = new NullDROP('C', 'C', { executionMode: ExecutionMode.EXTERNAL });
    const d = new Doing('D');
    const e = new NullDROP('E', 'E');
    a.addConsumer(b);
    b.addOutput(c);
    c.addConsumer(d);
    d.addOutput(e);
    a.setCompleted();
    for (const drop of [a, b, c, d, e]) drop.cancel();
    const { COMPLETED, CANCELLED } = DROPStates;
    expect([a, b, c, d, e].map((drop) => drop.status)).toEqual([
      COMPLETED,
      COMPLETED,
      COMPLETED,
      CANCELLED,
      CANCELLED,
    ]);
    expect([b.execStatus, d.execStatus]).toEqual([AppDROPStates.FINISHED, AppDROPStates.CANCELLED]);
  });

  it('does not start its consumers in EXTERNAL mode', () => {
    const a = new NullDROP('A', 'A', { executionMode: ExecutionMode.EXTERNAL });
    const b = new Doing('B');
    const c = new NullDROP('C', 'C');
    a.addConsumer(b);
    b.addOutput(c);
    a.setCompleted();
    expect(b.execStatus).toBe(AppDROPStates.NOT_RUN);
    b.dropCompleted('A', DROPStates.COMPLETED);
    expect([b.execStatus, c.status]).toEqual([AppDROPStates.FINISHED, DROPStates.COMPLETED]);
  });
});

describe('the producers of a drop', () => {
  function withProducers(count: number, options = {}): { out: NullDROP; apps: Doing[] } {
    const out = new NullDROP('out', 'out', options);
    const apps = Array.from({ length: count }, (_, at) => new Doing(`p${String(at)}`));
    for (const app of apps) app.addOutput(out);
    return { out, apps };
  }

  it('complete it together: after the last of five', async () => {
    const { out, apps } = withProducers(5);
    for (const app of apps) {
      expect(out.status).toBe(DROPStates.INITIALIZED);
      await app.execute();
    }
    expect(out.status).toBe(DROPStates.COMPLETED);
  });

  it('put it into ERROR when one of them failed, with its error', () => {
    const { out, apps } = withProducers(2);
    const cause = new Error('broken');
    apps[0]!.error = cause;
    out.producerFinished('p0', DROPStates.ERROR);
    out.producerFinished('p1', DROPStates.COMPLETED);
    expect([out.status, out.error]).toEqual([DROPStates.ERROR, cause]);
  });

  it('count once each: a second report, and one of a stranger, are errors', () => {
    const { out } = withProducers(2);
    out.producerFinished('p0', DROPStates.COMPLETED);
    expect(() => {
      out.producerFinished('p0', DROPStates.COMPLETED);
    }).toThrow(/"p0" has finished, but that has reported before/);
    expect(() => {
      out.producerFinished('x', DROPStates.COMPLETED);
    }).toThrow(/none of its producers/);
    expect(out.status).toBe(DROPStates.INITIALIZED);
  });

  it.each([
    ['skip skip', true, 'SKIPPED'],
    ['run skip', true, 'COMPLETED'],
    ['skip run', true, 'COMPLETED'],
    ['fail skip', true, 'ERROR'],
    ['skip fail', true, 'ERROR'],
    ['run run', true, 'COMPLETED'],
    ['run skip', undefined, 'SKIPPED'],
    ['skip run', undefined, 'SKIPPED'],
    ['skip run', 'false', 'SKIPPED'],
  ] as const)('%s with block_skip %s: the drop and its consumer hear %s', async (acts, block_skip, end) => {
    const { out, apps } = withProducers(2, block_skip === undefined ? {} : { block_skip });
    const after = new Doing('after');
    out.addConsumer(after);
    for (const [at, act] of acts.split(' ').entries()) {
      const app = apps[at]!;
      expect(after.execStatus).toBe(AppDROPStates.NOT_RUN);
      if (act === 'skip') app.skip();
      else if (act === 'run') await app.execute();
      else {
        app.execStatus = AppDROPStates.ERROR;
        out.producerFinished(app.uid, DROPStates.ERROR);
      }
    }
    expect(out.status).toBe(DROPStates[end]);
    expect(after.execStatus).toBe(AppDROPStates[end === 'COMPLETED' ? 'FINISHED' : end]);
  });
});

describe('links', () => {
  it('stand on both sides, once, and are copies', () => {
    const a = new InMemoryDROP('A', 'A');
    const b = new Doing('B');
    a.addConsumer(b);
    b.addInput(a);
    a.addConsumer(b);
    expect([a.consumers, b.inputs]).toEqual([[b], [a]]);
    a.consumers.pop();
    expect(a.consumers).toHaveLength(1);
    const c = new InMemoryDROP('C', 'C');
    c.addProducer(b);
    b.addOutput(c);
    let finished = 0;
    c.producerFinished = (): void => void finished++;
    a.setCompleted();
    expect([c.producers, b.outputs, finished]).toEqual([[b], [c], 1]);
  });

  it('may join two drops of the same uid to one application', () => {
    const a = new InMemoryDROP('A', 'A');
    const c = new InMemoryDROP('A', 'A');
    const b = new Doing('B');
    b.addInput(a);
    b.addOutput(c);
    a.setCompleted();
    expect(c.status).toBe(DROPStates.COMPLETED);
  });

  it('are either normal or streaming', () => {
    const a = new InMemoryDROP('A', 'A');
    const [normal, streaming] = [new AppDROP('N', 'N'), new AppDROP('S', 'S')];
    a.addConsumer(normal);
    a.addStreamingConsumer(streaming);
    expect(() => {
      a.addStreamingConsumer(normal);
    }).toThrow(InvalidRelationshipError);
    expect(() => {
      a.addConsumer(streaming);
    }).toThrow(InvalidRelationshipError);
    expect(() => {
      streaming.addInput(a);
    }).toThrow(InvalidRelationshipError);
    expect([normal.streamingInputs, streaming.inputs]).toEqual([[], []]);
  });

  it('leave nothing behind when the other side refuses', () => {
    const a = new InMemoryDROP('A', 'A');
    expect(() => {
      a.addStreamingConsumer(new Doing('B'));
    }).toThrow(/takes no streams/);
    expect(a.streamingConsumers).toEqual([]);
  });

  it('do not make an application fill itself', () => {
    const app = new Doing('B');
    expect(() => {
      app.addOutput(app);
    }).toThrow(InvalidRelationshipError);
  });

  it('stay quick with very many consumers', () => {
    const a = new InMemoryDROP('A', 'A');
    for (let at = 0; at < 5000; at++) a.addConsumer(new Doing(String(at)));
    a.addConsumer(new Doing('17'));
    expect(a.consumers).toHaveLength(5000);
  });

  it('give the nodes of the consumers, streaming ones last', () => {
    const a = new InMemoryDROP('A', 'A');
    a.addStreamingConsumer(new AppDROP('S', 'S', { node: 'n2' }));
    a.addConsumer(new AppDROP('N', 'N', { node: 'n1' }));
    expect(a.getConsumersNodes()).toEqual(['n1', 'n2']);
  });
});

describe('a container', () => {
  it('has its children once, each with it as parent', () => {
    const box = new ContainerDROP('box', 'box');
    const part = new InMemoryDROP('part', 'part');
    part.parent = box;
    box.addChild(part);
    part.parent = null;
    expect([box.children, part.parent]).toEqual([[part], box]);
  });

  it('is never in itself, however deep', () => {
    const [outer, middle, inner] = ['o', 'm', 'i'].map((uid) => new ContainerDROP(uid, uid)) as [
      ContainerDROP,
      ContainerDROP,
      ContainerDROP,
    ];
    outer.addChild(middle);
    middle.addChild(inner);
    for (const container of [outer, middle, inner]) {
      expect(() => {
        inner.addChild(container);
      }).toThrow(InvalidRelationshipError);
    }
    expect(() => {
      outer.parent = inner;
    }).toThrow(InvalidRelationshipError);
    expect(outer.parent).toBeNull();
  });

  it('exists as long as a child does, and deletes them', async () => {
    const box = new ContainerDROP('box', 'box');
    expect(await box.exists()).toBe(true);
    const part = new InMemoryDROP('part', 'part', { pydata: { type: 'int', value: 3 } });
    box.addChild(part);
    expect(await box.exists()).toBe(true);
    await box.delete();
    expect([await box.exists(), await part.exists()]).toEqual([false, false]);
  });

  it('has no bytes, and says so', async () => {
    const box = new ContainerDROP('box', 'box');
    await expect(box.write('x')).rejects.toThrow(/container without bytes/);
    expect(() => box.dataURL).toThrow(/container without bytes/);
    box.setCompleted();
    await expect(box.open()).rejects.toThrow(/container without bytes/);
    expect(box.status).toBe(DROPStates.COMPLETED);
  });

  it('expires with its last child', () => {
    const box = new ContainerDROP('box', 'box');
    expect(box.expirationDate).toBe(-1);
    const [short, long] = [5, 50].map((lifespan) => new NullDROP('x', String(lifespan), { lifespan }));
    box.addChild(long!);
    box.addChild(short!);
    expect(box.expirationDate).toBe(long!.expirationDate);
  });

  it('never expires while one of its children never does', () => {
    const box = new ContainerDROP('box', 'box', { lifespan: 5 });
    box.addChild(new NullDROP('short', 'short', { lifespan: 5 }));
    box.addChild(new NullDROP('kept', 'kept'));
    expect(box.expirationDate).toBe(-1);
  });
});

describe('options of a drop', () => {
  it('have their defaults', () => {
    const drop = new AbstractDROP('A', 'A');
    expect([drop.phase, drop.targetPhase, drop.executionMode]).toEqual([
      DROPPhases.PLASMA,
      DROPPhases.GAS,
      ExecutionMode.DROP,
    ]);
    expect([drop.persist, drop.expireAfterUse, drop.expirationDate, drop.expectedSize]).toEqual([
      false,
      false,
      -1,
      -1,
    ]);
    expect([drop.size, drop.merkleroot, drop.parent, drop.name, drop.lg_key]).toEqual([
      null,
      null,
      null,
      '',
      '',
    ]);
  });

  it('may be text', () => {
    const drop = new AbstractDROP('A', 'A', { persist: '0', lifespan: '2.5', expectedSize: '10' });
    expect([drop.persist, drop.expectedSize]).toEqual([false, 10]);
    expect(drop.expirationDate).toBeCloseTo(Date.now() / 1000 + 2.5, 0);
    expect(new AbstractDROP('A', 'A', { expireAfterUse: 'false' }).expireAfterUse).toBe(false);
  });

  it.each([
    [{ persist: 'maybe' }, /"persist"/],
    [{ lifespan: 'long' }, /"lifespan" must be a number/],
    [{ expectedSize: 'big' }, /"expectedSize" must be a whole number/],
    [{ lifespan: 3, expireAfterUse: false }, /both lifespan and expireAfterUse/],
  ])('are errors when wrong: %j', (options, message) => {
    expect(() => new AbstractDROP('A', 'A', options)).toThrow(InvalidDropError);
    expect(() => new AbstractDROP('A', 'A', options)).toThrow(message);
  });

  it('keep persisted data', () => {
    expect(new AbstractDROP('A', 'A', { persist: true, expireAfterUse: true }).expireAfterUse).toBe(false);
    expect(new InMemoryDROP('A', 'A').expireAfterUse).toBe(true);
    expect(new InMemoryDROP('A', 'A', { persist: '1' }).expireAfterUse).toBe(false);
  });

  it('give data in memory a lifespan', () => {
    const drop = new InMemoryDROP('A', 'A', { lifespan: 5 });
    expect(drop.expireAfterUse).toBe(false);
    expect(drop.expirationDate).toBeGreaterThan(Date.now() / 1000);
  });

  it.each([
    ['A', 'A'],
    ['2022-01-01_-1_0', '-1_0'],
    ['2024-10-30T12_0140555b-x_0', '0140_0'],
    ['a_bcdef', 'bcde'],
    ['a_b_c_d', 'b_c_d'],
  ])('make of the uid %s the short key %s', (uid, key) => {
    expect(new AbstractDROP('A', uid).humanKey).toBe(key);
  });

  it('that mean nothing to drops are parameters', () => {
    const options = { name: 'n', colour: 'red', consumers: ['B'] };
    expect(new AbstractDROP('A', 'A', options).parameters).toEqual({ colour: 'red', consumers: ['B'] });
  });

  it('reach initialize, with variables filled in', () => {
    process.env['DLG_TEST_COLOUR'] = 'blue';
    let seen: unknown;
    class Painted extends AbstractDROP {
      protected override initialize(options: { colour?: unknown }): void {
        seen = options.colour;
      }
    }
    void new Painted('A', 'A', { colour: '$DLG_TEST_COLOUR' });
    delete process.env['DLG_TEST_COLOUR'];
    expect(seen).toBe('blue');
  });
});
