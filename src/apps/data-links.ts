import { DataDROP, InputFiredAppDROP, type AbstractDROP, type AppDROP } from '../drops/index.js';
import { InvalidDropError } from '../errors/index.js';
import { DROPStates } from '../protocol/index.js';

const { COMPLETED, ERROR, CANCELLED, SKIPPED } = DROPStates;

/** How inputs end that an application may run without: behind a branch, or where some may fail. */
const WITHOUT_DATA: ReadonlySet<DROPStates> = new Set([ERROR, CANCELLED, SKIPPED]);

/**
 * The inputs of an application that have data, in order. Not those that were skipped, or failed and may
 * (`input_error_threshold`), nor those that it does not wait for (`n_effective_inputs`).
 */
export function filledInputs(app: AppDROP): DataDROP[] {
  return app.inputs.filter((input) => hasData(app, input));
}

/** Whether an input has data for an application, or should: if it is not complete, reading it says so. */
export function hasData(app: AppDROP, { status }: AbstractDROP): boolean {
  const needsAll = !(app instanceof InputFiredAppDROP) || app.n_effective_inputs === -1;
  return needsAll ? !WITHOUT_DATA.has(status) : status === COMPLETED;
}

/** The {@link filledInputs}, all of them data that can be read. */
export function dataInputs(app: AppDROP): DataDROP[] {
  return filledInputs(app).map((drop) => data(app, drop, 'read'));
}

/** The outputs of an application, in order; all of them data that can be written. */
export function dataOutputs(app: AppDROP): DataDROP[] {
  return app.outputs.map((drop) => data(app, drop, 'written'));
}

/** The only input of an application that has data. */
export function onlyInput(app: AppDROP): DataDROP {
  return only(app, dataInputs(app), 'input', app.inputs.length);
}

/** The only output of an application. */
export function onlyOutput(app: AppDROP): DataDROP {
  return only(app, dataOutputs(app), 'output', app.outputs.length);
}

/** The outputs of an application, which has one at least. */
export function someOutputs(app: AppDROP): DataDROP[] {
  const outputs = dataOutputs(app);
  if (outputs.length > 0) return outputs;
  throw new InvalidDropError(app.uid, 'has no output to write to; give it one');
}

/** Writes the same to several drops. */
export async function writeAll(outputs: readonly DataDROP[], data: Buffer): Promise<void> {
  for (const output of outputs) await output.write(data);
}

function data(app: AppDROP, drop: AbstractDROP, use: string): DataDROP {
  if (drop instanceof DataDROP) return drop;
  throw new InvalidDropError(app.uid, `is linked to "${drop.uid}", which is no data that can be ${use}`);
}

function only(app: AppDROP, drops: readonly DataDROP[], what: string, linked: number): DataDROP {
  const [drop] = drops;
  if (drop !== undefined && drops.length === 1) return drop;
  const others = linked === drops.length ? '' : `; ${linked - drops.length} without data`;
  throw new InvalidDropError(app.uid, `takes exactly one ${what}, and has ${drops.length}${others}`);
}
