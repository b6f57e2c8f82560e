import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';
import { compute, TaskError } from '../../src/index.js';

/** What a call throws; the test fails when it throws nothing. */
export function thrownBy(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

/** The TaskError that computing a value ends in; the test fails when it ends well, or in another way. */
export async function taskErrorOf(value: unknown): Promise<TaskError> {
  const error: unknown = await compute(value).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TaskError);
  return error as TaskError;
}

/** Message of what a computation's failed task threw. */
export async function causeOf(value: unknown): Promise<string> {
  const { cause } = await taskErrorOf(value);
  expect(cause).toBeInstanceOf(Error);
  return (cause as Error).message;
}

/** The `line:column` at which a marked piece of code stands in a file: `/* marker *\/` right before it. */
export function placeOf(file: string, marker: string): string {
  const comment = `/* ${marker} */ `;
  const lines = readFileSync(file, 'utf8').split('\n');
  const line = lines.findIndex((text) => text.includes(comment));
  if (line < 0) throw new Error(`${file} has no ${comment}`);
  return `${file}:${line + 1}:${lines[line]!.indexOf(comment) + comment.length + 1}`;
}

/** Path of a file beside the tests of this folder. */
export function fixture(name: string): string {
  return path.join(path.dirname(fileURLToPath(import.meta.url)), 'fixtures', name);
}

/** Runs a fixture in a process of its own and gives what it printed, as JSON. */
export function runFixture(name: string, ...nodeOptions: string[]): unknown {
  const child = spawnSync(process.execPath, [...nodeOptions, fixture(name)], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
    maxBuffer: 1 << 26,
  });
  expect(child.stderr).toBe('');
  expect(child.status).toBe(0);
  return JSON.parse(child.stdout);
}

/** A log of names and a function that writes to it and gives the name back. */
export function journal(): {
  readonly log: string[];
  readonly note: (name: string, ...rest: unknown[]) => string;
} {
  const log: string[] = [];
  const note = (name: string): string => {
    log.push(name);
    return name;
  };
  return { log, note };
}

/** Resolves after the timers of this turn of the event loop. */
export function later<T>(value: T, turns = 1): Promise<T> {
  return new Promise((resolve) => {
    const step = (left: number): void => void (left === 0 ? resolve(value) : setImmediate(step, left - 1));
    step(turns);
  });
}
