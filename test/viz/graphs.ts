import { delayed, type Delayed } from '../../src/index.js';

const load = delayed((path: unknown) => path, { name: 'load' });
const clean = delayed((data: unknown) => data, { name: 'clean' });
const join = delayed((...parts: unknown[]) => parts, { name: 'join' });

/** A diamond on a constant; keys given, so that its picture is the same in every run. */
export function diamond(): Delayed<unknown> {
  const scale = delayed(5, { key: 'scale' });
  const source = load.with({ key: 'source' })('data.csv');
  const left = clean.with({ key: 'left', name: 'left' });
  const right = delayed((data: unknown, by: number) => [data, by], { key: 'right', name: 'right' });
  return join.with({ key: 'join' })(left(source), right(source, scale));
}

/** Loads and cleans `parts` parts and joins them, ten at a time. */
export function mapReduce(parts: number): Delayed<unknown> {
  let level: Delayed<unknown>[] = Array.from({ length: parts }, (_, part) => clean(load(part)));
  while (level.length > 1) {
    const groups = Array.from({ length: Math.ceil(level.length / 10) }, (_, at) => at * 10);
    level = groups.map((at) => join(...level.slice(at, at + 10)));
  }
  return level[0] ?? load(0);
}

/** A chain of `steps` steps that all use one model. */
export function training(steps: number): Delayed<unknown> {
  const model = delayed({}, { name: 'model' });
  const step = delayed((state: unknown, ..._: unknown[]) => state, { name: 'step' });
  let state: Delayed<unknown> = load('state');
  for (let at = 0; at < steps; at++) state = step(state, model);
  return state;
}

/** Tasks without inputs, one for each name. */
export function named(...names: string[]): Delayed<unknown>[] {
  return names.map((name) => delayed(() => name, { name })());
}
