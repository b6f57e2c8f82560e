import { BarrierAppDROP, type DropOptions, type MerkleData } from '../drops/index.js';
import { BASH_PARAMS, bashCommandLine, commandOwner, requireCommand } from './bash-command-line.js';
import { EVERYTHING, requireCode, type AppPermissions, type RunsCode } from './permissions.js';
import { BashCommand, type CommandResult } from './shell/index.js';

/**
 * Runs a command of bash once all inputs are complete (`dlg.apps.bash_shell_app.BashShellApp`). The command fails with
 * any exit code but 0; it is ended, with all it has started, when the application is cancelled.
 *
 * In the `command`, `%i0` is the path of the first input, `%o0` of the first output, `%i[uid]` that of the drop with
 * this uid, `{port}` of the one at this port; `%iDataURL0` and so on are the dataURLs of those that have no path.
 * They are quoted as their place in the command needs it. The command finds `DLG_UID`, `DLG_SESSION_ID` and
 * `DLG_ROOT` in its environment, and runs in the folder of the session.
 *
 * `applicationArgs` become arguments of the command: `--name value`, with `argumentPrefix` before the name and
 * `paramValueSeparator` behind it; those that are positional stand first, without a name.
 *
 * @category Applications
 * @example
 * ```ts
 * import { BashShellApp } from 'dropgraph/apps';
 * import { FileDROP } from 'dropgraph/drop';
 * import { allDropContents, DROPWaiterCtx } from 'dropgraph/droputils';
 *
 * const [a, b] = [new FileDROP('a', 'a'), new FileDROP('b', 'b')];
 * const upper = new BashShellApp('upper', 'upper', { command: 'tr a-z A-Z < %i0 > %o0' });
 * upper.addInput(a);
 * upper.addOutput(b);
 * await new DROPWaiterCtx([b], { timeout: 10_000 }).run(async () => {
 *   await a.write(Buffer.from('hello'));
 *   a.setCompleted();
 * });
 * String(await allDropContents(b)); // => 'HELLO'
 * ```
 */
export class BashShellApp extends BarrierAppDROP implements RunsCode {
  static override readonly params: typeof BarrierAppDROP.params = BASH_PARAMS;
  declare readonly command: string;
  permissions: AppPermissions = EVERYTHING;
  #result: CommandResult | undefined;

  protected override initialize(options: DropOptions): void {
    super.initialize(options);
    requireCommand(this, options);
  }

  override async run(): Promise<void> {
    requireCode(this, 'a command');
    this.#result = await new BashCommand(bashCommandLine(this), await commandOwner(this)).result();
  }

  /** The command, and what came of it once it has run. */
  override generateRecomputeData(): MerkleData {
    if (this.#result === undefined) return { command: this.command };
    const { stdout, stderr, status, command } = this.#result;
    return { stdout, stderr, status, command };
  }
}
