import { parentPort } from 'node:worker_threads';
import * as tasks from './tasks.mjs';

parentPort.on('message', ([id, name, value]) => {
  const result = tasks[name](value);
  parentPort.postMessage([id, result], ArrayBuffer.isView(result) ? [result.buffer] : []);
});
