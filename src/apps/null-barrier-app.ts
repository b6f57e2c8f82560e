import { BarrierAppDROP } from '../drops/index.js';

/** Waits for all of its inputs, and does nothing (`dlg.apps.simple.NullBarrierApp`). @category Applications */
export class NullBarrierApp extends BarrierAppDROP {
  override run(): void {}
}
