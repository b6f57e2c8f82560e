import { ThreadWorker } from 'poolifier';
import * as tasks from './tasks.mjs';

const { busy, noop, make, sum } = tasks;
export default new ThreadWorker({ busy, noop, make, sum });
