import { readFileSync } from 'node:fs';

/** One `exports` entry of package.json that has types. */
export interface Entry {
  /** As users import it: `dropgraph` or `dropgraph/drop`. */
  readonly name: string;
  /** Path of its declarations, from the root of the repository. */
  readonly types: string;
}

interface Manifest {
  readonly name: string;
  readonly exports: Record<string, string | null | { readonly types?: string }>;
}

/** The public doors, in the order of package.json. */
export function entries(): Entry[] {
  const { name, exports } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  return Object.entries(exports).flatMap(([path, target]) =>
    typeof target === 'object' && target?.types !== undefined
      ? [{ name: name + path.slice(1), types: target.types.replace(/^\.\//, '') }]
      : [],
  );
}
