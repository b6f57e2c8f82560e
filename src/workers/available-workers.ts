import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path/posix';

const GROUPS = '/sys/fs/cgroup';

/** Processors that this process may use: also a container's share of them, which Node does not look at. */
export function availableWorkers(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(shareOfGroup() ?? Infinity)));
}

/** Processors' worth of time that control groups of either version leave; undefined where they have no limit. */
function shareOfGroup(): number | undefined {
  const shares = groups()
    .map((group) => ratio(read(`${GROUPS}${group}/cpu.max`)?.split(' ')))
    .concat(ratio([read(`${GROUPS}/cpu/cpu.cfs_quota_us`), read(`${GROUPS}/cpu/cpu.cfs_period_us`)]))
    .filter((share) => share !== undefined);
  return shares.length === 0 ? undefined : Math.min(...shares);
}

/** The control group of this process and those around it, whose limits hold as well. */
function groups(): string[] {
  const own = /^0::(\/.*)$/m.exec(read('/proc/self/cgroup') ?? '')?.[1] ?? '/';
  const found = [''];
  for (let group = own; group !== '/'; group = path.dirname(group)) found.push(group);
  return found;
}

function ratio([quota, period]: readonly (string | undefined)[] = []): number | undefined {
  const share = Number(quota) / Number(period);
  return Number.isFinite(share) && share > 0 ? share : undefined;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined; // no control groups here, or no limit in this one
  }
}
