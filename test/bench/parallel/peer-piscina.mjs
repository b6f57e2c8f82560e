import Piscina from 'piscina';
import * as tasks from './tasks.mjs';

export const { busy, noop, sum } = tasks;
export const make = (length) => Piscina.move(tasks.make(length));
