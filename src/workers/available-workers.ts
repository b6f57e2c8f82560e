import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Processors that this process may use: also a container's share of them, which Node does not look at. */
export function availableWorkers(): number {
  return Math.max(1, Math.min(availableParallelism(), share() ?? Infinity));
}

/** Processors' worth of time that the control group may use; undefined where it has no limit. */
function share(): number | undefined {
  try {
    const [quota, period] = readFileSync('/sys/fs/cgroup/cpu.max', 'utf8').split(' ');
    return quota === 'max' ? undefined : Math.ceil(Number(quota) / Number(period));
  } catch {
    return undefined; // no control groups here, or those of the first version
  }
}
