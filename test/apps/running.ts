import { DROPWaiterCtx } from '../../src/droputils/index.js';
import { InMemoryDROP, type AppDROP, type DataDROP, type InputFiredAppDROP } from '../../src/drops/index.js';
import { DROPStates } from '../../src/protocol/index.js';

const ENDS = [DROPStates.COMPLETED, DROPStates.ERROR, DROPStates.CANCELLED, DROPStates.SKIPPED];

/** Waits until drops have come to whatever end. */
export async function settled(drops: readonly (DataDROP | AppDROP)[], start: () => unknown): Promise<void> {
  await new DROPWaiterCtx(drops, { timeout: 50_000, expectedStates: ENDS }).run(
    async () => void (await start()),
  );
}

/** A complete drop in memory that holds bytes or text. */
export async function filled(uid: string, content: Uint8Array | string): Promise<InMemoryDROP> {
  const drop = new InMemoryDROP(uid, uid);
  await drop.write(content);
  drop.setCompleted();
  return drop;
}

/** Runs an application on inputs that are complete, and gives its outputs; throws what it failed with. */
export async function ran(
  app: InputFiredAppDROP,
  inputs: readonly DataDROP[],
  outputs: readonly DataDROP[] = [new InMemoryDROP('out', 'out')],
): Promise<readonly DataDROP[]> {
  for (const input of inputs) app.addInput(input);
  for (const output of outputs) app.addOutput(output);
  await settled([app, ...outputs], () => app.execute());
  if (app.status === DROPStates.ERROR) throw app.error;
  return outputs;
}
