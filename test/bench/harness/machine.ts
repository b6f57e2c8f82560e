import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

const require = createRequire(import.meta.url);

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly os: string;
  readonly node: string;
  readonly v8: string;
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Nothing that names the machine or its user: the description is meant to be published.
 *
 * @param alsoUsed - versions of what is no package of npm.
 */
export function describeMachine(alsoUsed: Readonly<Record<string, string>> = {}): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    os: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    v8: process.versions.v8,
    versions: {
      ...Object.fromEntries(['dropgraph', 'p-graph', 'effect'].map((name) => [name, versionOf(name)])),
      ...alsoUsed,
    },
  };
}

export const machineLine = (m: Machine): string =>
  `${m.cpu}, ${m.cores} cores, ${m.memoryGiB} GiB; ${m.os}; Node ${m.node} (V8 ${m.v8}); ` +
  Object.entries(m.versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');

/** One-minute load average; zeros on Windows, where there is none. */
export const load = (): number => Math.round((loadavg()[0] ?? 0) * 100) / 100;

function versionOf(name: string): string {
  const { version } = require(`${name}/package.json`) as { version: string };
  return version;
}
