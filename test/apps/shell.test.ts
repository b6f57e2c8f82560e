import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  BashCommand,
  commandLine,
  fillIn,
  ProcessGroup,
  shellWord,
  Tail,
  type CommandParts,
} from '../../src/apps/shell/index.js';

const owner = { uid: 'u', sessionId: '' };
const NASTY = `a b'"\\$HOME;\`id\` $(id) *\n#`;

describe('fillIn', () => {
  it.each([
    ['outside quotes', 'printf %%s %i0'],
    ['in double quotes', 'printf %%s "%i0"'],
    ['in single quotes', "printf %%s '%i0'"],
    ['in a command in double quotes', 'printf %%s "$(printf %%s %i0)"'],
    ['in double quotes of a command in double quotes', 'printf %%s "$(printf %%s "%i0")"'],
    ['behind an escaped quote', 'true \\"; printf %%s %i0'],
    ['behind a subshell', '(true; echo ")" >/dev/null); printf %%s "%i0"'],
  ])('puts in a text as it is, %s', (_, command) => {
    const filled = fillIn(command.replaceAll('%%', '%'), /%i0/, () => NASTY);
    expect(execFileSync('/bin/bash', ['-c', filled]).toString()).toBe(NASTY);
  });

  it('leaves what has no text', () => {
    expect(fillIn('%i0 %i1 \\', /%i\d/, (found) => (found === '%i1' ? 'x' : undefined))).toBe('%i0 x \\');
  });

  it('quotes only what needs it', () => {
    expect(shellWord('/data/a-b_c.d')).toBe('/data/a-b_c.d');
    expect(shellWord('')).toBe("''");
  });
});

describe('commandLine', () => {
  const parts: CommandParts = {
    command: 'run',
    commandLineArguments: '',
    args: [],
    argumentPrefix: '--',
    paramValueSeparator: ' ',
    inputRedirection: '',
    outputRedirection: '',
  };
  const arg = (name: string, value: unknown, positional = false): CommandParts['args'][number] => ({
    name,
    value,
    positional,
  });

  it('puts positional arguments first, then the named ones', () => {
    const args = [arg('size', 3), arg('v', true), arg('file', 'a.txt', true), arg('none', null)];
    expect(commandLine({ ...parts, args })).toBe('run a.txt --size 3 -v True');
  });

  it('writes names and values as it is told', () => {
    const args = [arg('if', '%i0'), arg('bs', 1024)];
    const told = { ...parts, command: 'dd', argumentPrefix: ' ', paramValueSeparator: '=', args };
    expect(commandLine(told)).toBe('dd if=%i0 bs=1024');
    expect(commandLine({ ...parts, argumentPrefix: '-', paramValueSeparator: '=', args })).toBe(
      'run -if=%i0 -bs=1024',
    );
  });

  it('puts an argument where the command names it, and leaves variables to the shell', () => {
    const command = 'run {size} ${size} {other} | tail';
    expect(commandLine({ ...parts, command, args: [arg('size', 3)] })).toBe('run 3 ${size} {other} | tail');
  });

  it('takes command_line_arguments when there are no others', () => {
    expect(commandLine({ ...parts, commandLineArguments: '-l x' })).toBe('run -l x');
    expect(commandLine({ ...parts, commandLineArguments: '-l x', args: [arg('a', 1)] })).toBe('run -a 1');
  });

  it('redirects output and input', () => {
    expect(commandLine({ ...parts, outputRedirection: '%o0' })).toBe('run > %o0');
    const line = commandLine({ ...parts, command: 'cat; cat | tr a b', inputRedirection: '/dev/null' });
    expect(execFileSync('/bin/bash', ['-c', line]).toString()).toBe('');
  });
});

describe('Tail', () => {
  it('keeps all of what is short', () => {
    const tail = new Tail(8);
    for (const text of ['ab', '', 'cdef', 'gh']) tail.push(Buffer.from(text));
    expect(String(tail)).toBe('abcdefgh');
    expect(String(new Tail(8))).toBe('');
  });

  it('keeps the end of what is long, in pieces of any size', () => {
    const text = Array.from({ length: 50 }, (_, at) => String.fromCharCode(97 + (at % 26))).join('');
    for (const size of [1, 3, 8, 9, 50]) {
      const tail = new Tail(8);
      for (let at = 0; at < text.length; at += size) tail.push(Buffer.from(text.slice(at, at + size)));
      expect(String(tail)).toBe(`[42 bytes before this]\n${text.slice(-8)}`);
    }
  });

  it('does not begin in the middle of a character', () => {
    const tail = new Tail(4);
    tail.push(Buffer.from('ééé'));
    tail.push(Buffer.from('x'));
    expect(String(tail)).toBe('[4 bytes before this]\néx');
  });
});

describe('BashCommand', () => {
  it('keeps the end of long outputs', async () => {
    const { stdout, stderr } = await new BashCommand('yes | head -c 1000000; echo e >&2', owner).result();
    expect(stdout).toMatch(/^\[934464 bytes before this\]\n(y\n)+$/);
    expect(stderr).toBe('e\n');
  });

  it('says how the command failed and what it said', async () => {
    await expect(new BashCommand('echo no >&2; exit 3', owner).result()).rejects.toThrow(
      'the command `echo no >&2; exit 3` ended with exit code 3:\nno',
    );
    await expect(new BashCommand('kill -9 $$', owner).result()).rejects.toThrow('was ended by SIGKILL');
    expect(() => new BashCommand('a\0b', owner)).toThrow('NUL');
    expect(() => new BashCommand('x'.repeat(500_000), owner)).toThrow('cannot be started');
    await expect(new BashCommand('true', { ...owner, cwd: '/not/there' }).result()).rejects.toThrow(
      '/not/there',
    );
  });

  it('waits for output of processes the command has left behind, and ends those without output', async () => {
    const { stdout } = await new BashCommand(
      'sleep 1000 >&- 2>&- & echo $!; (sleep 0.2; echo late) &',
      owner,
    ).result();
    const [pid, late] = stdout.split('\n');
    expect(late).toBe('late');
    expect(isRunning(Number(pid))).toBe(false);
  });

  it('leaves nothing of the group when it is aborted', async () => {
    const control = new AbortController();
    // the grandchild ignores a polite request
    const command = new BashCommand(
      `bash -c 'trap "" TERM; echo $$; sleep 1000' & wait`,
      {
        ...owner,
        signal: control.signal,
      },
      { stdout: 'pipe' },
    );
    const pid = await new Promise<number>((resolve) =>
      command.stdout?.once('data', (chunk: Buffer) => resolve(Number(chunk.toString()))),
    );
    command.stdout?.resume();
    expect(isRunning(pid)).toBe(true);
    control.abort(new Error('enough'));
    await expect(command.result()).rejects.toThrow('enough');
    expect(isRunning(pid)).toBe(false);
  });

  it('is not started when it was aborted before', () => {
    const signal = AbortSignal.abort(new Error('before'));
    expect(() => new BashCommand('true', { ...owner, signal })).toThrow('before');
  });
});

describe('ProcessGroup', () => {
  it('says what to install when the program is not there', async () => {
    const group = new ProcessGroup('/not/here', [], { env: {}, stdio: 'ignore', missing: 'install it' });
    await expect(group.ended).rejects.toThrow('install it');
  });
});

/** Whether a process runs; one that ended and was not fetched by its parent does not. */
function isRunning(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)])
      .toString()
      .startsWith('Z');
  } catch {
    return false;
  }
}
