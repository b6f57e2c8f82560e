import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, messageOf } from '../../errors/index.js';
import { commandEnvironment, describeExit, ProcessGroup, Tail, type CommandOwner } from '../shell/index.js';
import { CHILD_PROGRAM } from './child-program.js';
import { body, frame, FrameReader } from './frames.js';

/** Bytes of the function's own output that an error message may show. */
const KEPT = 4_000;

/** How the content of a drop is made an argument, or a result the content of a drop. */
export interface PythonPort {
  readonly uid: string;
  readonly oid: string;
  /** Name of the port, which may be that of an argument. */
  readonly name: string | null;
  readonly encoding: string;
}

/** An input of the function. */
export interface PythonInput extends PythonPort {
  /** Whether it may fill an argument that has another name. */
  readonly argument: boolean;
  /** The argument itself: a path or a dataURL. */
  readonly text?: string | undefined;
}

/** A parameter that stands in the graph. */
export interface PythonValue {
  readonly value: unknown;
  readonly type: string;
  /** Whether it is a port: blank, it then says nothing. */
  readonly port: boolean;
}

/** What is to be called, and with what. */
export interface PythonRequest {
  /** `module.function` or the name of a built-in function. */
  readonly name: string;
  /** The function itself, instead of a name. */
  readonly code: { readonly source: string } | { readonly pickle: string } | null;
  /** Names of arguments and the uids of the drops that fill them: an object, or its text. */
  readonly mapping: unknown;
  /** Values of arguments that nothing else fills: an object, or its text. */
  readonly defaults: unknown;
  readonly values: Readonly<Record<string, PythonValue>>;
  readonly inputs: readonly PythonInput[];
  readonly outputs: readonly PythonPort[];
}

/** Where the contents come from and go to, and who is told what the function prints. */
export interface PythonStreams {
  /** Content of an input that has no `text`. */
  read(input: PythonInput): AsyncIterable<Buffer>;
  /** Takes a piece of the content of an output. */
  write(output: PythonPort, chunk: Buffer): Promise<void>;
  /** Takes a line of what the function printed. */
  print(line: string): void;
}

/** The arguments a function was called with, as JSON can say them. */
export interface PythonArguments {
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly args?: PythonArguments;
  readonly error?: { readonly type: string; readonly message: string; readonly traceback: string | null };
}

/**
 * Calls a Python function in a process of its own.
 *
 * @throws MissingError without `python3`; AppError when the function raised, with its traceback, or the process died.
 */
export async function callPython(
  request: PythonRequest,
  owner: CommandOwner,
  streams: PythonStreams,
): Promise<PythonArguments> {
  const group = new ProcessGroup('python3', ['-c', CHILD_PROGRAM], {
    env: { ...commandEnvironment(owner), PYTHONIOENCODING: 'utf-8' },
    cwd: owner.cwd,
    signal: owner.signal,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    missing:
      'a Python function needs python3, which is not here; install Python 3.8 or newer, and put it on the PATH',
  });
  const [, stdout, stderr, requests, answers] = group.child.stdio;
  const said = new Tail(KEPT);
  stderr?.on('data', (chunk: Buffer) => said.push(chunk));
  for (const stream of [stdout, stderr]) {
    createInterface({ input: stream as Readable }).on('line', (line) => streams.print(line));
  }
  const sent = settled(pipeline(send(request, streams), requests as Writable));
  const received = settled(receive(request, new FrameReader(answers as Readable), streams));
  const [sending, receiving] = await Promise.all([sent, received]);
  if (receiving.error !== undefined) group.kill('SIGKILL'); // nobody would read what it still has to say
  const exit = await group.ended;
  if (receiving.error !== undefined) throw receiving.error;
  const what = request.name === '' ? 'the Python function' : `the Python function ${request.name}`;
  const { value: answer } = receiving;
  if (answer?.error !== undefined) throw new AppError(`${what} ${describe(answer.error)}`);
  if (answer?.args !== undefined) return answer.args;
  if (sending.error !== undefined && !isBrokenPipe(sending.error)) throw sending.error;
  const last = said.toString().trim();
  throw new AppError(
    `${what} gave no result: python3 ${describeExit(exit)}${last === '' ? '' : `:\n${last}`}`,
  );
}

async function* send(request: PythonRequest, streams: PythonStreams): AsyncIterable<Buffer> {
  yield* frame(Buffer.from(JSON.stringify(request)));
  for (const input of request.inputs) if (input.text === undefined) yield* body(streams.read(input));
}

/** The answer, its contents handed on; undefined when the process ended before it was whole. */
async function receive(
  request: PythonRequest,
  reader: FrameReader,
  streams: PythonStreams,
): Promise<Answer | undefined> {
  const header = await reader.frame();
  if (header === undefined) return undefined;
  const answer = JSON.parse(header.toString()) as Answer;
  if (answer.error !== undefined) return answer;
  for (const output of request.outputs) {
    for (;;) {
      const chunk = await reader.frame();
      if (chunk === undefined) return undefined;
      if (chunk.length === 0) break;
      await streams.write(output, chunk);
    }
  }
  return answer;
}

function describe({ type, message, traceback }: NonNullable<Answer['error']>): string {
  return traceback === null ? message : `raised ${type}: ${message}\n${traceback.trim()}`;
}

interface Settled<T> {
  readonly value?: T;
  readonly error?: Error;
}

/** Both directions must come to an end before either is judged. */
async function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await promise };
  } catch (error) {
    return { error: error instanceof Error ? error : new AppError(messageOf(error)) };
  }
}

function isBrokenPipe(error: Error): boolean {
  const { code }: NodeJS.ErrnoException = error;
  return code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
