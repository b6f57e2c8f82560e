import { BranchAppDROP, boolParam, type DataDROP, type DropOptions } from '../drops/index.js';
import { copyDropContents, savePickle } from '../droputils/index.js';
import { InvalidDropError } from '../errors/index.js';
import { hasData } from './data-links.js';
import { EVERYTHING, type AppPermissions, type RunsCode } from './permissions.js';
import { graphArguments, inputPorts, outputPorts } from './ports.js';
import { callFunction, PYTHON_PARAMS, requireFunction } from './python-call.js';

/**
 * Goes on with its first output, or skips it and goes on with its second, as `result` says; the first if it does not
 * (`dlg.apps.simple.SimpleBranch`).
 *
 * @category Applications
 */
export class SimpleBranch extends BranchAppDROP {
  static override readonly params: typeof BranchAppDROP.params = { result: boolParam(true) };
  declare readonly result: boolean;

  override condition(): boolean {
    return this.result;
  }
}

/**
 * Calls a Python function as {@link PyFuncApp} does, and goes on with the output at the port `true` or `false`, as
 * its result is (`dlg.apps.simple.Branch`); without such ports the first output stands for true. That output gets a
 * copy of the input at port `x`, or of the only one; without inputs, the pickled argument `x` of the graph.
 *
 * @category Applications
 */
export class Branch extends BranchAppDROP implements RunsCode {
  static override readonly params: typeof BranchAppDROP.params = PYTHON_PARAMS;
  permissions: AppPermissions = EVERYTHING;

  protected override initialize(options: DropOptions): void {
    super.initialize(options);
    requireFunction(this, options);
  }

  /** Whether the result of the function is true, as Python has it. */
  override async condition(): Promise<boolean> {
    let answer = '';
    const output = { uid: this.uid, oid: this.oid, name: null, encoding: 'truth' };
    await callFunction(this, [output], async (_, chunk) => (answer += chunk.toString()));
    return answer === 'true';
  }

  protected override async afterRun(): Promise<void> {
    const met = await this.condition();
    const outputs = outputPorts(this);
    const at = (port: string, otherwise: number): DataDROP =>
      (outputs.find((link) => link.port === port)?.drop ?? this.outputs[otherwise])!;
    const ways = [at('true', 0), at('false', 1)];
    if (ways[0] === ways[1]) throw new InvalidDropError(this.uid, 'goes the same way for true and for false');
    await this.#fill(ways[met ? 0 : 1]!);
    ways[met ? 1 : 0]!.skip();
  }

  async #fill(output: DataDROP): Promise<void> {
    const inputs = inputPorts(this).filter(({ drop }) => hasData(this, drop));
    const input = inputs.find(({ port }) => port === 'x') ?? inputs[0];
    if (input !== undefined) {
      await copyDropContents(input.drop, output);
      return;
    }
    const x = graphArguments(this, 'applicationArgs').find(({ name }) => name === 'x');
    if (x !== undefined) await savePickle(output, x.value);
  }
}
