/** The measured process: one job from argv, one outcome into a file. */
import { writeFileSync } from 'node:fs';
import type { Job, Outcome } from '../protocol.js';
import { measure } from './measure.js';

const job = JSON.parse(process.argv[2] ?? '') as Job;
const outcome = await measure(job).catch(failure);
writeFileSync(job.resultFile, JSON.stringify(outcome));
// Do not wait for whatever an engine left running.
process.exit();

function failure(error: unknown): Outcome {
  const overflow = error instanceof RangeError && error.message.includes('call stack');
  if (!overflow) console.error(error);
  return { status: 'failed', reason: overflow ? 'stack overflow' : firstLine(error) };
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0]!.slice(0, 80);
}
