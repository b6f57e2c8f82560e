import workerpool from 'workerpool';
import * as tasks from './tasks.mjs';

const { busy, noop, sum } = tasks;
workerpool.worker({
  busy,
  noop,
  sum,
  make: (length) => {
    const array = tasks.make(length);
    return new workerpool.Transfer(array, [array.buffer]);
  },
});
