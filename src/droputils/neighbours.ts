import { AppDROP, type AbstractDROP } from '../drops/index.js';

/** What a drop waits for: the inputs of an application, the producers of data. @category Droputils */
export function getUpstreamObjects(drop: AbstractDROP): AbstractDROP[] {
  return drop instanceof AppDROP ? [...drop.inputs, ...drop.streamingInputs] : [...drop.producers];
}

/** What waits for a drop: the outputs of an application, the consumers of data. @category Droputils */
export function getDownstreamObjects(drop: AbstractDROP): AbstractDROP[] {
  return drop instanceof AppDROP ? [...drop.outputs] : [...drop.consumers, ...drop.streamingConsumers];
}
