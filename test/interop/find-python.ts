import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const given = process.env['DROPGRAPH_PYTHON'];
const candidates = given === undefined ? [path.resolve('.venv/bin/python')] : [given];
const found = candidates.find((python) => existsSync(python) || python === given);

/** Why there is no Python to speak with; undefined where there is one. */
export const whySkipped: string | undefined = reason();

/** A Python with zerorpc, pyzmq, msgpack and NumPy; empty where there is none. */
export const python: string = whySkipped === undefined ? (found ?? '') : '';

function reason(): string | undefined {
  if (found === undefined)
    return 'there is no .venv: run `npm run test:interop`, or name a Python in DROPGRAPH_PYTHON';
  const asked = spawnSync(found, ['-W', 'ignore', '-c', 'import zerorpc, zmq, msgpack, numpy'], {
    encoding: 'utf8',
  });
  if (asked.status === 0) return undefined;
  const why = asked.error === undefined ? asked.stderr.trim().split('\n').at(-1) : asked.error.message;
  return `${found} has not all of zerorpc, pyzmq, msgpack and numpy: ${why}`;
}
