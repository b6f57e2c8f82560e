import Tinypool from 'tinypool';
import * as tasks from './tasks.mjs';

export const { busy, noop, sum } = tasks;
export const make = (length) => Tinypool.move(tasks.make(length));
