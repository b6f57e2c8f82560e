import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HostError } from '../../src/errors/index.js';
import { ExistingProcess, recordFromPs } from '../../src/host/index.js';
import { processRecord } from '../../src/host/process-record.js';

const started: ChildProcess[] = [];

afterEach(() => {
  vi.restoreAllMocks();
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function start(...command: [string, ...string[]]): ChildProcess & { readonly pid: number } {
  const [file, ...args] = command;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  return child as ChildProcess & { readonly pid: number };
}

/** A process that is not a child of this one: its parent starts it, says its id, and is what the script says next. */
async function grandchild(
  parentThen: string,
): Promise<{ readonly pid: number; readonly parent: ChildProcess }> {
  const parent = start('/bin/bash', '-c', `sleep 1000 >/dev/null & echo $!; ${parentThen}`);
  const [line] = (await once(createInterface(parent.stdout!), 'line')) as [string];
  return { pid: Number(line), parent };
}

function stateOf(pid: number): string {
  return String(execFileSync('ps', ['-o', 'stat=', '-p', String(pid)])).trim();
}

describe('ExistingProcess', () => {
  it('polls null while the process is there, and 0 once it is gone', async () => {
    const child = start('sleep', '1000');
    const existing = new ExistingProcess(child.pid);
    expect(existing.pid).toBe(child.pid);
    expect([existing.poll(), existing.poll(), existing.finished]).toEqual([null, null, false]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect([existing.poll(), existing.finished, existing.poll()]).toEqual([0, true, 0]);
  });

  it('ends and waits for a process that is not a child of this one', async () => {
    const { pid } = await grandchild('wait');
    const existing = new ExistingProcess(pid);
    expect(existing.poll()).toBe(null);
    existing.terminate();
    expect(await existing.wait()).toBe(0);
    expect(existing.finished).toBe(true);
  });

  it('kills a process that does not listen', async () => {
    const child = start('/bin/bash', '-c', `trap '' TERM; echo ready; while true; do sleep 0.1; done`);
    await once(child.stdout!, 'data');
    const existing = new ExistingProcess(child.pid);
    existing.terminate();
    expect(existing.poll()).toBe(null);
    const exit = once(child, 'exit');
    existing.kill();
    await existing.wait();
    expect(await exit).toEqual([null, 'SIGKILL']);
  });

  it('leaves a stopped process stopped', async () => {
    const child = start('sleep', '1000');
    child.kill('SIGSTOP');
    await vi.waitUntil(() => stateOf(child.pid).startsWith('T'));
    const existing = new ExistingProcess(child.pid);
    expect(existing.poll()).toBe(null);
    expect(stateOf(child.pid)).toMatch(/^T/);
  });

  it('takes a process that has ended for gone, also while its parent has not fetched it', async () => {
    // the parent becomes another program, which knows nothing of its child
    const { pid, parent } = await grandchild('exec sleep 1000');
    const existing = new ExistingProcess(pid);
    await vi.waitUntil(() => execFileSync('ps', ['-o', 'comm=', '-p', String(parent.pid)]).includes('sleep'));
    existing.kill();
    expect(await existing.wait()).toBe(0);
    expect(stateOf(pid)).toMatch(/^Z/);
  });

  it('does not take a later process of the same id for it, and does not end that', async () => {
    const child = start('sleep', '1000');
    let looks = 0;
    vi.resetModules();
    vi.doMock('../../src/host/process-record.js', () => ({
      processRecord: () => ({ isDead: false, started: `at ${String(looks++)}` }),
    }));
    const mocked = await import('../../src/host/existing-process.js');
    vi.doUnmock('../../src/host/process-record.js');
    const earlier = new mocked.ExistingProcess(child.pid);
    earlier.kill();
    expect([earlier.finished, earlier.poll()]).toEqual([true, 0]);
    expect(new ExistingProcess(child.pid).poll()).toBe(null);
  });

  it('waits until its signal says otherwise, and leaves the process alone', async () => {
    const child = start('sleep', '1000');
    const existing = new ExistingProcess(child.pid);
    const controller = new AbortController();
    const waiting = existing.wait({ signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(existing.wait({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(existing.poll()).toBe(null);
    await expect(existing.wait({ singal: controller.signal } as object)).rejects.toThrow(
      /"singal".*valid options: signal/,
    );
  });

  it('is gone where there was none, and then ends nothing', async () => {
    const child = start('true');
    await once(child, 'exit');
    const existing = new ExistingProcess(child.pid);
    existing.terminate();
    existing.kill();
    expect(await existing.wait()).toBe(0);
  });

  it('sees processes of others, and says when they may not be ended', () => {
    vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
    });
    const existing = new ExistingProcess(process.pid);
    expect(existing.poll()).toBe(null);
    expect(() => existing.terminate()).toThrow(HostError);
    expect(() => existing.kill()).toThrow(
      `cannot send SIGKILL to process ${String(process.pid)}: kill EPERM`,
    );
  });

  it.each([0, -1, 1.5, NaN, 2 ** 31, '1'])('refuses the id %j, which may stand for many processes', (pid) => {
    expect(() => new ExistingProcess(pid as number)).toThrow(RangeError);
  });

  it('says on Windows that it needs signals', () => {
    vi.spyOn(process, 'platform', 'get').mockReturnValue('win32');
    expect(() => new ExistingProcess(process.pid)).toThrow(/Windows/);
  });
});

describe('the record of a process', () => {
  it('tells from ps what it tells from /proc', async () => {
    const child = start('sleep', '1000');
    expect(recordFromPs(child.pid)).toMatchObject({
      isDead: false,
      started: expect.stringMatching(/\d\d:\d\d:\d\d/),
    });
    expect(recordFromPs(child.pid)).toEqual(recordFromPs(child.pid));
    expect(processRecord(child.pid)).toMatchObject({ isDead: false });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect([recordFromPs(child.pid), processRecord(child.pid)]).toEqual([undefined, undefined]);
  });
});
