import { InputFiredAppDROP } from './input-fired-app-drop.js';

/**
 * An application that runs once all of its inputs are complete (`dlg.apps.app_base.BarrierAppDROP`); or once
 * `n_effective_inputs` of them are, where that is given.
 *
 * @category Drops
 * @example
 * ```ts
 * import { BarrierAppDROP, InMemoryDROP } from 'dropgraph/drop';
 *
 * class Shout extends BarrierAppDROP {
 *   run(): void {
 *     const [input] = this.inputs as InMemoryDROP[];
 *     const [output] = this.outputs as InMemoryDROP[];
 *     output?.setValue(String(input?.value).toUpperCase());
 *   }
 * }
 *
 * const text = new InMemoryDROP('text', 'text');
 * const shout = new Shout('shout', 'shout');
 * const loud = new InMemoryDROP('loud', 'loud');
 * text.addConsumer(shout);
 * shout.addOutput(loud);
 *
 * text.setValue('hello');
 * text.setCompleted();
 * loud.value; // => 'HELLO'
 * ```
 */
export abstract class BarrierAppDROP extends InputFiredAppDROP {
  protected override get needsInputCount(): boolean {
    return false;
  }
}
