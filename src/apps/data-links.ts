import { DataDROP, type AbstractDROP, type AppDROP } from '../drops/index.js';
import { InvalidDropError } from '../errors/index.js';

/** The inputs of an application, in order; all of them data that can be read. */
export function dataInputs(app: AppDROP): DataDROP[] {
  return app.inputs.map((drop) => data(app, drop, 'read'));
}

/** The outputs of an application, in order; all of them data that can be written. */
export function dataOutputs(app: AppDROP): DataDROP[] {
  return app.outputs.map((drop) => data(app, drop, 'written'));
}

/** The only input of an application. */
export function onlyInput(app: AppDROP): DataDROP {
  return only(app, dataInputs(app), 'input');
}

/** The only output of an application. */
export function onlyOutput(app: AppDROP): DataDROP {
  return only(app, dataOutputs(app), 'output');
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

function only(app: AppDROP, drops: readonly DataDROP[], what: string): DataDROP {
  const [drop] = drops;
  if (drop !== undefined && drops.length === 1) return drop;
  throw new InvalidDropError(app.uid, `takes exactly one ${what}, and has ${drops.length}`);
}
