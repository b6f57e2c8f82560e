import { BarrierAppDROP, type DropOptions, type MerkleData } from '../drops/index.js';
import { EVERYTHING, type AppPermissions, type RunsCode } from './permissions.js';
import { callFunction, PYTHON_PARAMS, requireFunction, resultOutputs } from './python-call.js';
import type { PythonArguments } from './python/index.js';

/**
 * Calls a Python function once all inputs are complete (`dlg.apps.pyfunc.PyFuncApp`), in a `python3` of its own.
 *
 * `func_name` is `module.function` or the name of a built-in function; `func_code` the source of the function instead,
 * or a function that DALiuGE has pickled. An argument is the content of the input at the port of its name (or that
 * `func_arg_mapping` names for it, or else the next input), or the value of its name in `applicationArgs`, or that in
 * `func_defaults`. Contents are read and written in the `encoding` of the port, `input_parser` and `output_parser`
 * if it has none: pickle (the default), dill, eval (a Python literal), npy, utf-8, raw and binary (bytes), or path
 * and dataurl, which give the function the place of the drop and leave reading and writing to it.
 *
 * An input that was skipped, or failed and may (`input_error_threshold`), is as if it were not linked.
 *
 * With one output the result goes there; with several it must have an item for each. What the function prints goes
 * to the log.
 *
 * @category Applications
 */
export class PyFuncApp extends BarrierAppDROP implements RunsCode {
  static override readonly params: typeof BarrierAppDROP.params = PYTHON_PARAMS;
  permissions: AppPermissions = EVERYTHING;
  #arguments: PythonArguments | undefined;

  protected override initialize(options: DropOptions): void {
    super.initialize(options);
    requireFunction(this, options);
  }

  override async run(): Promise<void> {
    this.#arguments = await callFunction(this, resultOutputs(this), ({ drop }, chunk) => drop.write(chunk));
  }

  /** The arguments the function was called with, as far as JSON can say them. */
  override generateRecomputeData(): MerkleData {
    return this.#arguments === undefined ? {} : { args: this.#arguments };
  }
}
