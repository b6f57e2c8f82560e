import { BarrierAppDROP } from '../drops/index.js';
import { loadPickle, savePickle } from '../droputils/index.js';
import { firstAndRest, sequence } from './arrays/index.js';
import { onlyInput, someOutputs } from './data-links.js';
import { outputPorts } from './ports.js';

/** Name of the output, or of its port, that gets what is not picked. */
const REST = 'rest_array';

/**
 * Writes the first item of the pickled list or array of its input, pickled, to each output but the one called
 * `rest_array`, which gets the others (`dlg.apps.simple.PickOne`).
 *
 * @category Applications
 */
export class PickOne extends BarrierAppDROP {
  override async run(): Promise<void> {
    someOutputs(this);
    const [first, rest] = firstAndRest(sequence(await loadPickle(onlyInput(this))));
    const ports = new Map(outputPorts(this).map(({ drop, port }) => [drop, port]));
    for (const [output, port] of ports) {
      await savePickle(output, output.name === REST || port === REST ? rest : first);
    }
  }
}
