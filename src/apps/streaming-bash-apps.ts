import { BarrierAppDROP, type AppDROP, type DataDROP, type DropOptions } from '../drops/index.js';
import { AppError, InvalidDropError } from '../errors/index.js';
import { AppDROPStates } from '../protocol/index.js';
import { BASH_PARAMS, bashCommandLine, commandOwner, requireCommand } from './bash-command-line.js';
import { onlyOutput } from './data-links.js';
import { EVERYTHING, requireCode, type AppPermissions, type RunsCode } from './permissions.js';
import {
  BashCommand,
  channelAt,
  openPipe,
  openTcp,
  rejectedBy,
  together,
  type CommandOwner,
  type IncomingChannel,
  type OutgoingChannel,
} from './shell/index.js';
import { StreamApp } from './stream-app.js';

/**
 * Runs a command of bash whose standard output is the input of another one while both run
 * (`dlg.apps.bash_shell_app.StreamingOutputBashApp`). Its output holds where it is to be read: `pipe://path`, or
 * `tcp://host:port` when reader and writer are on different nodes. Otherwise as {@link BashShellApp}.
 *
 * @category Applications
 */
export class StreamingOutputBashApp extends BarrierAppDROP implements RunsCode {
  static override readonly params: typeof BarrierAppDROP.params = BASH_PARAMS;
  declare readonly command: string;
  permissions: AppPermissions = EVERYTHING;

  protected override initialize(options: DropOptions): void {
    super.initialize(options);
    requireCommand(this, options);
  }

  override async run(): Promise<void> {
    await runStreaming(this, undefined, onlyOutput(this), this.signal);
  }
}

/**
 * Runs a command of bash whose standard input is the output of a {@link StreamingOutputBashApp}, while both run
 * (`dlg.apps.bash_shell_app.StreamingInputBashApp`). It has one streaming input. Otherwise as {@link BashShellApp}.
 *
 * @category Applications
 */
export class StreamingInputBashApp extends StreamApp implements RunsCode {
  static override readonly params: typeof StreamApp.params = BASH_PARAMS;
  declare readonly command: string;
  permissions: AppPermissions = EVERYTHING;
  readonly #inputFailed: AbortController = new AbortController();
  #inputIsWhole!: () => void;
  readonly #inputWhole: Promise<void> = new Promise((resolve) => (this.#inputIsWhole = resolve));

  protected override initialize(options: DropOptions): void {
    super.initialize(options);
    requireCommand(this, options);
  }

  /** The first thing that is written says where the input is. */
  override dataWritten(_uid: string, data: Uint8Array): void {
    if (this.execStatus !== AppDROPStates.NOT_RUN) return;
    const address = Buffer.from(data).toString();
    const signal = AbortSignal.any([this.signal, this.#inputFailed.signal]);
    this.begin(async () => {
      await runStreaming(this, channelAt(address), this.streamedOutput(), signal);
      await Promise.race([this.#inputWhole, rejectedBy(signal)]);
    });
  }

  protected override inputEnded(uid: string, well: boolean): void {
    if (well) this.#inputIsWhole();
    else this.#inputFailed.abort(new AppError(`its input "${uid}" failed`));
    if (this.execStatus !== AppDROPStates.NOT_RUN) return;
    this.begin(async () => {
      this.#inputFailed.signal.throwIfAborted();
      throw new AppError(`its input "${uid}" ended without saying where to read from`);
    });
  }

  /** Where its own output goes; undefined when the command writes its outputs itself. */
  protected streamedOutput(): DataDROP | undefined {
    return undefined;
  }
}

/**
 * Both: reads the output of another command, and is read by another, while all of them run
 * (`dlg.apps.bash_shell_app.StreamingInputOutputBashApp`).
 *
 * @category Applications
 */
export class StreamingInputOutputBashApp extends StreamingInputBashApp {
  protected override streamedOutput(): DataDROP {
    return onlyOutput(this);
  }
}

async function runStreaming(
  app: AppDROP & RunsCode,
  input: IncomingChannel | undefined,
  output: DataDROP | undefined,
  signal: AbortSignal,
): Promise<void> {
  requireCode(app, 'a command');
  const line = bashCommandLine(app);
  const owner = await commandOwner(app);
  if (output === undefined) {
    await runCommand(line, { ...owner, signal }, input, undefined);
    return;
  }
  const reader = readerOf(app, output);
  const readerFailed = new AbortController();
  const watch = (): void => {
    const ended = reader.execStatus === AppDROPStates.ERROR || reader.execStatus === AppDROPStates.CANCELLED;
    if (ended) readerFailed.abort(new AppError(`"${reader.uid}", which reads its output, has failed`));
  };
  const either = AbortSignal.any([signal, readerFailed.signal]);
  const channel = await (reader.node === app.node ? openPipe() : openTcp(either));
  reader.subscribe(watch, 'execStatus');
  try {
    watch();
    await output.write(channel.address);
    await runCommand(line, { ...owner, signal: either }, input, channel);
  } finally {
    reader.unsubscribe(watch, 'execStatus');
    await channel.close();
  }
}

async function runCommand(
  line: string,
  owner: CommandOwner & { readonly signal: AbortSignal },
  input: IncomingChannel | undefined,
  output: OutgoingChannel | undefined,
): Promise<void> {
  await together(owner.signal, (signal) => {
    const ends = { stdin: input?.stdin, stdout: output?.stdout };
    const command = new BashCommand(line, { ...owner, signal }, ends);
    return [command.result(), input?.receive(command, signal), output?.send(command, signal)];
  });
}

function readerOf(app: AppDROP, output: DataDROP): AppDROP {
  const [reader, ...others] = output.streamingConsumers;
  if (reader !== undefined && others.length === 0) return reader;
  throw new InvalidDropError(
    app.uid,
    `streams to "${output.uid}", which needs exactly one streaming consumer and has ${output.streamingConsumers.length}`,
  );
}
