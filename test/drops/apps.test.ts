import { describe, expect, it, vi } from 'vitest';
import {
  BranchAppDROP,
  InMemoryDROP,
  InputFiredAppDROP,
  NullDROP,
  type DropOptions,
} from '../../src/drops/index.js';
import { DropStateError, InvalidDropError } from '../../src/errors/index.js';
import { AppDROPStates, DROPStates } from '../../src/protocol/index.js';
import { contents, Doing, ended, summing } from './graphs.js';

const { NOT_RUN, RUNNING, FINISHED, ERROR, CANCELLED, SKIPPED } = AppDROPStates;

class Fired extends InputFiredAppDROP {
  ran = 0;

  run(): void {
    this.ran++;
  }
}

function inputsOf(app: InputFiredAppDROP, count: number): NullDROP[] {
  const inputs = Array.from({ length: count }, (_, at) => new NullDROP(`i${String(at)}`, `i${String(at)}`));
  for (const input of inputs) app.addInput(input);
  return inputs;
}

describe('an application fired by its inputs', () => {
  it.each([
    [{}, /lacks n_effective_inputs/],
    [{ n_effective_inputs: 0 }, /at least 1, or -1/],
    [{ n_effective_inputs: -2 }, /at least -1, got -2/],
    [{ n_effective_inputs: 'x' }, /whole number/],
    [{ n_effective_inputs: 1, n_tries: 0 }, /"n_tries" must be at least 1/],
    [{ n_effective_inputs: 1, input_error_threshold: 101 }, /from 0 to 100/],
    [{ n_effective_inputs: 1, input_error_threshold: -1 }, /from 0 to 100/],
  ])('refuses %j', (options, message) => {
    expect(() => new Fired('B', 'B', options)).toThrow(InvalidDropError);
    expect(() => new Fired('B', 'B', options)).toThrow(message);
  });

  it('runs when 2 of 4 inputs are complete, and not again', () => {
    for (const app of [
      new Fired('B', 'B', { n_effective_inputs: 2 }),
      new (class extends Doing {
        ran = 0;
        override run(): void {
          this.ran++;
        }
      })('B', undefined, { n_effective_inputs: '2' }),
    ]) {
      const inputs = inputsOf(app, 4);
      const runs = inputs.map((input) => {
        input.setCompleted();
        return app.ran;
      });
      expect(runs).toEqual([0, 1, 1, 1]);
    }
  });

  it('waits for all of its inputs with -1', () => {
    const app = new Fired('B', 'B', { n_effective_inputs: -1 });
    const runs = inputsOf(app, 3).map((input) => {
      input.setCompleted();
      return app.ran;
    });
    expect(runs).toEqual([0, 0, 1]);
  });

  it('that waits for more inputs than it has fails the one who completes an input', () => {
    const app = new Fired('B', 'B', { n_effective_inputs: 2 });
    const [input] = inputsOf(app, 1);
    expect(() => {
      input!.setCompleted();
    }).toThrow(/waits for 2 inputs, but has only 1/);
  });

  it('does not take an input that has not ended', () => {
    const app = new Fired('B', 'B', { n_effective_inputs: 1 });
    inputsOf(app, 1);
    expect(() => {
      app.dropCompleted('i0', DROPStates.WRITING);
    }).toThrow(/"i0" has ended, but it is WRITING/);
  });

  it.each<readonly [string, DropOptions, keyof typeof AppDROPStates]>([
    ['CC', {}, 'FINISHED'],
    ['CS', {}, 'FINISHED'],
    ['SC', {}, 'FINISHED'],
    ['SS', {}, 'SKIPPED'],
    ['CE', {}, 'ERROR'],
    ['CE', { input_error_threshold: 50 }, 'FINISHED'],
    ['EE', { input_error_threshold: 99 }, 'ERROR'],
    ['EE', { input_error_threshold: 100 }, 'FINISHED'],
    ['ES', {}, 'ERROR'],
    ['SE', {}, 'ERROR'],
    ['ES', { input_error_threshold: 50 }, 'FINISHED'],
    ['CCE', { input_error_threshold: 33 }, 'FINISHED'],
    ['CCE', { input_error_threshold: 32 }, 'ERROR'],
    ['CX', {}, 'CANCELLED'],
    ['XE', {}, 'ERROR'],
    ['CS', { block_skip: true }, 'FINISHED'],
    ['SS', { block_skip: true }, 'SKIPPED'],
    ['CS', { block_skip: false }, 'SKIPPED'],
    ['SC', { block_skip: '0' }, 'SKIPPED'],
    ['SE', { block_skip: false, input_error_threshold: 50 }, 'SKIPPED'],
    ['CC', { block_skip: false }, 'FINISHED'],
  ])('with inputs %s and %j is %s', (ends, options, end) => {
    const app = new Doing('B', undefined, options);
    const output = new NullDROP('C', 'C');
    app.addOutput(output);
    for (const [at, input] of inputsOf(app, ends.length).entries()) {
      expect(app.execStatus).toBe(NOT_RUN);
      if (ends[at] === 'C') input.setCompleted();
      else if (ends[at] === 'E') input.setError();
      else if (ends[at] === 'X') input.cancel();
      else {
        input.skip();
        input.setCompleted();
      }
    }
    const state = DROPStates[end === 'FINISHED' ? 'COMPLETED' : (end as keyof typeof DROPStates)];
    expect([app.execStatus, app.status, output.status]).toEqual([AppDROPStates[end], state, state]);
  });

  it('has the error of its input', () => {
    const app = new Doing('B');
    const [input] = inputsOf(app, 1);
    input!.setError(new Error('root'));
    expect(app.error).toEqual(new Error('root'));
  });

  it('may fail as often as it is tried less one, and what it wrote then is gone', async () => {
    for (const [n_tries, end] of [
      [1, ERROR],
      [2, FINISHED],
    ] as const) {
      let tries = 0;
      const app = new Doing(
        'B',
        async ({ outputs }) => {
          await outputs[0]!.write(`try ${String(++tries)}`);
          if (tries === 1) throw new Error('not yet');
        },
        { n_tries },
      );
      const output = new InMemoryDROP('C', 'C');
      app.addOutput(output);
      await app.execute();
      expect([app.execStatus, tries]).toEqual([end, n_tries]);
      if (end === FINISHED) {
        expect((await contents(output)).toString()).toBe('try 2');
        expect([output.size, output.checksum]).toEqual([5, output.checksum]);
      } else expect([output.status, app.error]).toEqual([DROPStates.ERROR, new Error('not yet')]);
    }
  });

  it('is started by its runner, and not run when it was cancelled meanwhile', async () => {
    const app = new Doing('B', () => expect.unreachable());
    const [input] = inputsOf(app, 1);
    const waiting: InputFiredAppDROP[] = [];
    app.runner = (ready): void => void waiting.push(ready);
    input!.setCompleted();
    expect([waiting, app.execStatus]).toEqual([[app], NOT_RUN]);
    app.cancel();
    await waiting[0]!.execute();
    expect(app.execStatus).toBe(CANCELLED);
  });

  it('runs once', async () => {
    const app = new Doing('B');
    await app.execute();
    await expect(app.execute()).rejects.toThrow(DropStateError);
    const busy = new Doing('C', () => Promise.resolve());
    const running = busy.execute();
    await expect(busy.execute()).rejects.toThrow(DropStateError);
    await running;
    expect(busy.execStatus).toBe(FINISHED);
  });

  it('that is cancelled while it runs has its signal aborted, tells its outputs, and reports nothing later', async () => {
    const app = new Doing('B', async ({ signal }) => {
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
      });
    });
    const output = new InMemoryDROP('C', 'C');
    app.addOutput(output);
    const running = app.execute();
    expect(app.execStatus).toBe(RUNNING);
    app.cancel();
    expect([app.execStatus, output.status, app.signal.aborted]).toEqual([
      CANCELLED,
      DROPStates.CANCELLED,
      true,
    ]);
    await running;
    expect([app.execStatus, app.status]).toEqual([CANCELLED, DROPStates.CANCELLED]);
  });

  it('that is cancelled and comes to its end all the same stays cancelled', async () => {
    let finish = (): void => {};
    const app = new Doing('B', () => new Promise((resolve) => (finish = resolve)));
    const running = app.execute();
    app.cancel();
    finish();
    await running;
    expect([app.execStatus, app.status]).toEqual([CANCELLED, DROPStates.CANCELLED]);
  });

  it('that has finished is neither cancelled nor skipped', async () => {
    const app = new Doing('B');
    const output = new NullDROP('C', 'C');
    app.addOutput(output);
    await app.execute();
    app.cancel();
    app.skip();
    expect([app.execStatus, app.status, output.status]).toEqual([
      FINISHED,
      DROPStates.COMPLETED,
      DROPStates.COMPLETED,
    ]);
  });

  it('that is skipped with block_skip says so in both states', () => {
    const app = new Doing('B', undefined, { block_skip: true });
    const [input] = inputsOf(app, 1);
    input!.skip();
    input!.setCompleted();
    expect([app.execStatus, app.status]).toEqual([SKIPPED, DROPStates.SKIPPED]);
  });

  it('has no data', () => {
    expect(() => new Doing('B').dataURL).toThrow(/an application and has no data of its own/);
  });
});

describe('errors of listeners', () => {
  const throwing = (app: Doing): void => {
    app.subscribe(() => {
      throw new Error('from the listener');
    }, 'producerFinished');
  };

  it('come out of execute', async () => {
    const app = new Doing('B');
    throwing(app);
    await expect(app.execute()).rejects.toThrow('from the listener');
  });

  it('are warnings of asyncExecute, which errors of run are not', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const failing = new Doing('B', () => {
      throw new Error('from run');
    });
    await failing.asyncExecute();
    expect(warn).not.toHaveBeenCalled();
    expect([failing.execStatus, failing.error]).toEqual([ERROR, new Error('from run')]);
    const app = new Doing('C');
    throwing(app);
    await app.asyncExecute();
    expect(warn.mock.calls[0]?.[0]).toBe('Drop "C": from the listener');
    warn.mockRestore();
  });
});

describe('failures of branches', () => {
  // A -> B1..3 -> C1..3 -> D -> E
  async function run(failing: number): Promise<{ c: InMemoryDROP[]; d: Doing; e: InMemoryDROP }> {
    const a = new InMemoryDROP('A', 'A');
    const d = summing('D', { input_error_threshold: 33 });
    const e = new InMemoryDROP('E', 'E');
    d.addOutput(e);
    const c = [0, 1, 2].map((at) => {
      const b = new Doing(`B${String(at)}`, async ({ outputs }) => {
        if (at < failing) throw new Error('broken');
        await outputs[0]!.write(`data ${String(at)}`);
      });
      const drop = new InMemoryDROP(`C${String(at)}`, `C${String(at)}`);
      a.addConsumer(b);
      b.addOutput(drop);
      drop.addConsumer(d);
      return drop;
    });
    await a.write('x');
    a.setCompleted();
    await ended(e);
    return { c, d, e };
  }

  it('one of three, within the threshold: the rest is summed', async () => {
    const { c, d, e } = await run(1);
    expect([c[0]!.status, d.execStatus]).toEqual([DROPStates.ERROR, FINISHED]);
    expect(Number(await contents(e))).toBe(c[1]!.checksum! + c[2]!.checksum!);
  });

  it('two of three: all that follows is in ERROR', async () => {
    const { d, e } = await run(2);
    expect([d.execStatus, d.status, e.status]).toEqual([ERROR, DROPStates.ERROR, DROPStates.ERROR]);
    expect(e.error).toEqual(new Error('broken'));
  });

  it('none: the sum of all', async () => {
    const { c, e } = await run(0);
    expect(Number(await contents(e))).toBe(c.reduce((sum, drop) => sum + drop.checksum!, 0));
  });
});

describe('a pipeline', () => {
  it('of grep, sort and rev gives what the shell does', async () => {
    const lines = (uid: string, work: (lines: string[]) => string[]): Doing =>
      new Doing(uid, async ({ inputs, outputs }) => {
        const text = (await contents(inputs[0]!)).toString().trimEnd().split('\n');
        await outputs[0]!.write(`${work(text).join('\n')}\n`);
      });
    const apps = [
      lines('grep', (all) => all.filter((line) => line.includes('a'))),
      lines('sort', (all) => all.toSorted()),
      lines('rev', (all) => all.map((line) => [...line].reverse().join(''))),
    ];
    const drops = ['a', 'b', 'c', 'd'].map((uid) => new InMemoryDROP(uid, uid));
    apps.forEach((app, at) => {
      drops[at]!.addConsumer(app);
      app.addOutput(drops[at + 1]!);
    });
    await drops[0]!.write('first we have an a here\nand another one\nnoone knows me\n');
    drops[0]!.setCompleted();
    await ended(drops[3]!);
    expect((await contents(drops[3]!)).toString()).toBe('eno rehtona dna\nereh a na evah ew tsrif\n');
  });

  it('with two outputs fills both', async () => {
    const [numbers, even, odd] = ['A', 'C', 'D'].map((uid) => new InMemoryDROP(uid, uid)) as [
      InMemoryDROP,
      InMemoryDROP,
      InMemoryDROP,
    ];
    const app = new Doing('B', async ({ inputs, outputs }) => {
      for (const byte of await contents(inputs[0]!)) await outputs[byte % 2]!.write(Buffer.from([byte]));
    });
    numbers.addConsumer(app);
    app.addOutput(even);
    app.addOutput(odd);
    await numbers.write(Buffer.from([1, 2, 3, 4, 5]));
    numbers.setCompleted();
    await ended(even, odd);
    expect([[...(await contents(even))], [...(await contents(odd))]]).toEqual([
      [2, 4],
      [1, 3, 5],
    ]);
  });
});

describe('a branch', () => {
  class Branch extends BranchAppDROP {
    readonly #way: () => boolean | Promise<boolean>;

    constructor(uid: string, way: () => boolean | Promise<boolean>) {
      super(uid, uid);
      this.#way = way;
    }

    condition(): boolean | Promise<boolean> {
      return this.#way();
    }
  }

  function branch(way: () => boolean | Promise<boolean>): {
    app: Branch;
    yes: InMemoryDROP;
    no: InMemoryDROP;
  } {
    const app = new Branch('branch', way);
    const [yes, no] = [new InMemoryDROP('yes', 'yes'), new InMemoryDROP('no', 'no')];
    app.addOutput(yes);
    app.addOutput(no);
    return { app, yes, no };
  }

  it.each([
    [true, 0],
    [false, 0],
    [true, 1],
    [false, 3],
    [true, 7],
  ])('that is %s goes one way, and the other is skipped to its end, over %i levels', async (way, levels) => {
    const { app, yes, no } = branch(() => way);
    const follow = (drop: InMemoryDROP): (InMemoryDROP | Doing)[] => {
      const line: (InMemoryDROP | Doing)[] = [drop];
      let last = drop;
      for (let at = 0; at < levels; at++) {
        const next = new Doing(`${last.uid}>`);
        last.addConsumer(next);
        last = new InMemoryDROP(`${last.uid}${String(at)}`, `${last.uid}${String(at)}`);
        next.addOutput(last);
        line.push(next, last);
      }
      return line;
    };
    const lines = [follow(yes), follow(no)];
    await app.execute();
    const [taken, left] = way ? lines : lines.toReversed();
    expect(app.execStatus).toBe(FINISHED);
    expect(new Set(taken!.map((drop) => drop.status))).toEqual(new Set([DROPStates.COMPLETED]));
    expect(new Set(left!.map((drop) => drop.status))).toEqual(new Set([DROPStates.SKIPPED]));
    const apps = left!.filter((drop) => drop instanceof Doing);
    expect(apps.every((skipped) => skipped.execStatus === SKIPPED)).toBe(true);
  });

  it('may decide later', async () => {
    const { app, yes, no } = branch(() => Promise.resolve(false));
    await app.execute();
    expect([yes.status, no.status]).toEqual([DROPStates.SKIPPED, DROPStates.COMPLETED]);
  });

  it('whose two ways meet again runs what follows', async () => {
    const { app, yes, no } = branch(() => true);
    const join = new Doing('join');
    const end = new NullDROP('end', 'end');
    yes.addConsumer(join);
    no.addConsumer(join);
    join.addOutput(end);
    await app.execute();
    expect([join.execStatus, end.status]).toEqual([FINISHED, DROPStates.COMPLETED]);
  });

  it('that fails is not asked where to go: both outputs are in ERROR', async () => {
    const { app, yes, no } = branch(() => expect.unreachable());
    app.run = (): void => {
      throw new Error('broken');
    };
    await app.execute();
    expect([app.execStatus, yes.status, no.status]).toEqual([ERROR, DROPStates.ERROR, DROPStates.ERROR]);
  });

  it.each([1, 3])('with %i outputs is an error, and in ERROR', async (count) => {
    const app = new Branch('branch', () => true);
    const outputs = Array.from({ length: count }, (_, at) => new NullDROP(String(at), String(at)));
    for (const output of outputs) app.addOutput(output);
    await expect(app.execute()).rejects.toThrow(InvalidDropError);
    expect([app.execStatus, outputs[0]!.status]).toEqual([ERROR, DROPStates.ERROR]);
  });
});
