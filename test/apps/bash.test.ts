import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BashShellApp,
  runsCode,
  StreamingInputBashApp,
  StreamingInputOutputBashApp,
  StreamingOutputBashApp,
} from '../../src/apps/index.js';
import { allDropContents } from '../../src/droputils/index.js';
import { FileDROP, InMemoryDROP, type DataDROP, type DropOptions } from '../../src/drops/index.js';
import { AppDROPStates, DROPStates } from '../../src/protocol/index.js';
import { filled, ran, settled } from './running.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bash-'));
});
afterAll(() => rm(folder, { recursive: true }));

const file = (uid: string, name = uid): FileDROP => new FileDROP(uid, uid, { filepath: join(folder, name) });

async function filledFile(uid: string, content: string, name = uid): Promise<FileDROP> {
  const drop = file(uid, name);
  await drop.write(content);
  drop.setCompleted();
  return drop;
}

const text = async (drop: DataDROP): Promise<string> => String(await allDropContents(drop));

/** What a command writes to its output. */
async function output(
  command: string,
  options: DropOptions = {},
  inputs: readonly DataDROP[] = [],
): Promise<string> {
  const [drop] = await ran(new BashShellApp('app', 'app', { command, ...options }), inputs, [file('out')]);
  const content = await text(drop!);
  await drop!.delete();
  return content;
}

describe('BashShellApp', () => {
  it('copies a file by the uids of its drops', async () => {
    const content = String.fromCharCode(...Array(256).keys()).repeat(100);
    const a = await filledFile('a', content);
    const [c] = await ran(new BashShellApp('b', 'b', { command: 'cp {a} {c}' }), [a], [file('c')]);
    expect(await text(c!)).toBe(content);
  });

  it.each([`'with single' "and double"`, `it'\\''s`])(
    'leaves quotes as they are written: %s',
    async (quoted) => {
      const command = quoted.startsWith('it') ? `echo -n '${quoted}' > %o0` : `echo -n ${quoted} > %o0`;
      expect(await output(command)).toBe(quoted.startsWith('it') ? "it's" : 'with single and double');
    },
  );

  it('takes paths that a shell would misread', async () => {
    const name = `sp ace's "$HOME" \`x\` ;&`;
    const input = await filledFile('i', 'content', name);
    expect(await output('cat %i0 > %o0; cat "%i0" >> %o0; cat \'%i0\' >> "%o0"', {}, [input])).toBe(
      'content'.repeat(3),
    );
  });

  it('counts drops that have a path apart from the others', async () => {
    const inputs = [await filled('m', 'm'), await filledFile('f', 'f')];
    expect(await output('echo %iDataURL0 $(cat %i0) > %o0', {}, inputs)).toMatch(/^mem:\/\/\S+ f\n$/);
  });

  it('gives the command its drop, its session and DALiuGE', async () => {
    expect(await output('echo $DLG_UID $DLG_SESSION_ID > %o0')).toBe('app\n');
    const session = { sessionId: 's1', directory: join(folder, 'session') };
    const said = await output('echo $DLG_UID $DLG_SESSION_ID ${DLG_ROOT:+root} $PWD > %o0', {
      dlg_session: session,
    });
    expect(said).toBe(`app s1 root ${session.directory}\n`);
  });

  it('makes arguments of those in the graph, and paths of those that are ports', async () => {
    const input = await filledFile('i', 'x');
    const options = {
      inputs: [{ i: 'infile' }],
      applicationArgs: {
        command: { value: 'echo', usage: 'NoPort' },
        infile: { value: '', usage: 'InputPort' },
        other: { value: '', usage: 'InputPort' },
        n: { value: 3, usage: 'NoPort' },
        n_tries: { value: 1 },
        words: { value: '"a  b"', positional: true },
      },
      output_redirection: '%o0',
    };
    const [drop] = await ran(new BashShellApp('app', 'app', options), [input], [file('args')]);
    expect(await text(drop!)).toBe(`a  b --infile ${input.path} -n 3\n`);
  });

  it('runs dd the way old graphs write it', async () => {
    const applicationArgs = {
      if: { value: '%i0' },
      of: { value: '%o0' },
      bs: { value: 4 },
      count: { value: 2 },
    };
    const options = { argumentPrefix: ' ', paramValueSeparator: '=', applicationArgs };
    const input = await filledFile('i', '0123456789');
    expect(await output('dd', options, [input])).toBe('01234567');
  });

  it('fails with what the command said, and its output with it', async () => {
    const app = new BashShellApp('b', 'b', { command: 'echo broken >&2; exit 4' });
    const out = file('bad');
    await expect(ran(app, [], [out])).rejects.toThrow(/exit code 4:\nbroken/);
    expect([app.execStatus, out.status]).toEqual([AppDROPStates.ERROR, DROPStates.ERROR]);
  });

  it('ends its command when it is cancelled', async () => {
    const pipe = join(folder, 'pid');
    execFileSync('mkfifo', [pipe]);
    const app = new BashShellApp('b', 'b', { command: `echo $$ > '${pipe}'; exec sleep 1000` });
    const running = app.execute();
    const pid = Number(await readFile(pipe, 'utf8'));
    expect(process.kill(pid, 0)).toBe(true);
    app.cancel();
    await running;
    expect(app.execStatus).toBe(AppDROPStates.CANCELLED);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('needs a command', () => {
    for (const options of [
      {},
      { command: '' },
      { command: 3 },
      { applicationArgs: { command: { value: ' ' } } },
    ]) {
      expect(() => new BashShellApp('b', 'b', options)).toThrow('has no "command"');
    }
  });

  it('says what it ran, for comparison with other runs', async () => {
    const app = new BashShellApp('b', 'b', { command: 'echo out; echo err >&2' });
    expect(app.generateRecomputeData()).toEqual({ command: app.command });
    await ran(app, [], []);
    expect(app.generateRecomputeData()).toEqual({
      stdout: 'out\n',
      stderr: 'err\n',
      status: 0,
      command: 'echo out; echo err >&2',
    });
    expect(app.generateReplicateSciData()).toEqual(app.generateRerunData());
    expect(app.generateReplicateCompData()).toEqual(app.generateRecomputeData());
    expect(app.generateReplicateTotalData()).toEqual(app.generateRepeatData());
  });

  it('runs nothing without permission, which no option can give', async () => {
    const app = new BashShellApp('b', 'b', { command: 'echo x > %o0', permissions: { code: true } });
    expect(runsCode(app)).toBe(true);
    app.permissions = { code: false };
    await expect(ran(app, [], [file('never')])).rejects.toThrow('allowCode: true');
  });
});

describe('streaming between commands', () => {
  const address = (): InMemoryDROP => new InMemoryDROP('address', 'address');

  /** `echo | ...` in as many applications as there are commands, through drops that hold the addresses. */
  function chain(
    commands: readonly string[],
    nodes: readonly string[] = [],
  ): [StreamingOutputBashApp, FileDROP] {
    const last = commands.length - 1;
    const out = file(`stream-${commands.length}-${nodes.length}`);
    const apps = commands.map((command, at) => {
      const App =
        at === 0 ? StreamingOutputBashApp : at < last ? StreamingInputOutputBashApp : StreamingInputBashApp;
      return new App(`app${at}`, `app${at}`, {
        command,
        ...(nodes[at] !== undefined && { node: nodes[at] }),
      });
    });
    apps.slice(0, -1).forEach((app, at) => {
      const between = new InMemoryDROP(`between${at}`, `between${at}`);
      app.addOutput(between);
      between.addStreamingConsumer(apps[at + 1]!);
    });
    apps[last]!.addOutput(out);
    return [apps[0] as StreamingOutputBashApp, out];
  }

  it.each([
    ['one pipe', ['echo -en "5\\n4\\n3"', 'cat > %o0'], '5\n4\n3'],
    ['two pipes at once', ['echo -en "5\\n10\\n3\\n"', 'cat', 'sort -n > %o0'], '3\n5\n10\n'],
    ['more than fits into a pipe', ['yes | head -c 3000000', 'cat', 'wc -c > %o0'], '3000000\n'],
  ])('goes through %s, and through ports between nodes', async (_, commands, expected) => {
    for (const nodes of [[], commands.map((__, at) => `node${at}`)]) {
      const [first, out] = chain(commands, nodes);
      await settled([out], () => first.execute());
      expect((await text(out)).trimStart()).toBe(expected);
    }
  });

  it('puts the address into the drop between', async () => {
    const [first, between] = [new StreamingOutputBashApp('a', 'a', { command: 'echo 1' }), address()];
    const second = new StreamingInputBashApp('b', 'b', { command: 'cat' });
    first.addOutput(between);
    between.addStreamingConsumer(second);
    await settled([second, between], () => first.execute());
    expect(second.status).toBe(DROPStates.COMPLETED);
    expect(await text(between)).toMatch(/^pipe:\/\/\/.*pipe$/);
  });

  it.each([[[]], [['x', 'y']]])(
    'fails on both sides when the first command fails: nodes %o',
    async (nodes) => {
      const [first, out] = chain(['echo 1; exit 5', 'cat > %o0'], nodes);
      await settled([first, out], () => first.execute());
      expect([first.status, out.status]).toEqual([DROPStates.ERROR, DROPStates.ERROR]);
      expect(String(first.error)).toContain('exit code 5');
    },
  );

  it.each([[[]], [['x', 'y']]])(
    'fails on both sides when the second command fails: nodes %o',
    async (nodes) => {
      const [first, out] = chain(['yes', 'exit 6'], nodes);
      await settled([first, out], () => first.execute());
      expect([first.status, out.status]).toEqual([DROPStates.ERROR, DROPStates.ERROR]);
      expect(String(out.producers[0]?.error)).toContain('exit code 6');
    },
  );

  it('does not wait for a reader that cannot come', async () => {
    const [first, out] = chain(['echo 1', 'cat > %o0']);
    out.producers.forEach((app) => runsCode(app) && (app.permissions = { code: false }));
    await settled([first, out], () => first.execute());
    expect(String(first.error)).toContain('"app1", which reads its output, has failed');
    const [writer, never] = chain(['echo 1', 'cat > %o0']);
    never.producers[0]?.cancel();
    await settled([writer], () => writer.execute());
    expect(String(writer.error)).toContain('"app1", which reads its output, has failed');
    const alone = new StreamingOutputBashApp('a', 'a', { command: 'echo 1' });
    await expect(ran(alone, [])).rejects.toThrow('exactly one streaming consumer and has 0');
  });

  it.each([
    ['file:///etc/passwd', 'not from'],
    ['pipe://relative', 'not from'],
    ['tcp://host:99999', 'not from'],
    ['tcp://127.0.0.1:1', 'ECONNREFUSED'],
  ])('refuses to read from %s', async (place, message) => {
    const [input, app] = [address(), new StreamingInputBashApp('s', 's', { command: 'cat' })];
    input.addStreamingConsumer(app);
    await settled([app], () => input.write(place));
    expect(String(app.error)).toContain(message);
  });

  it('fails when no address comes, and follows an input that is cancelled or fails', async () => {
    for (const [end, state] of [
      ['setCompleted', DROPStates.ERROR],
      ['setError', DROPStates.ERROR],
      ['cancel', DROPStates.CANCELLED],
    ] as const) {
      const [input, app] = [address(), new StreamingInputBashApp('s', 's', { command: 'cat' })];
      input.addStreamingConsumer(app);
      await settled([app], () => input[end]());
      expect(app.status).toBe(state);
    }
  });

  it('stops waiting for a pipe nobody opens when its input fails', async () => {
    const [input, app] = [address(), new StreamingInputBashApp('s', 's', { command: 'cat' })];
    input.addStreamingConsumer(app);
    const pipe = join(folder, 'nobody');
    execFileSync('mkfifo', [pipe]);
    await settled([app], async () => {
      await input.write(`pipe://${pipe}`);
      input.setError(new Error('gone'));
    });
    expect(String(app.error)).toContain('its input "address" failed');
  });
});
