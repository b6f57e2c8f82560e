/**
 * What of a run must be the same for two runs to count as the same (`dlg.common.reproducibility`); the numbers travel
 * in graphs, as `rmode`.
 *
 * @category Reproducibility
 */
export const ReproducibilityFlags = {
  ALL: -1,
  NOTHING: 0,
  RERUN: 1,
  REPEAT: 2,
  RECOMPUTE: 4,
  REPRODUCE: 5,
  REPLICATE_SCI: 6,
  REPLICATE_COMP: 7,
  REPLICATE_TOTAL: 8,
  EXPERIMENTAL: 9,
} as const;

/** One of the numbers of {@link ReproducibilityFlags:var}. @category Reproducibility */
export type ReproducibilityFlags = (typeof ReproducibilityFlags)[keyof typeof ReproducibilityFlags];

/** The levels that `ALL` stands for, in their order. @category Reproducibility */
export const REPRODUCIBILITY_MODES = [
  'RERUN',
  'REPEAT',
  'RECOMPUTE',
  'REPRODUCE',
  'REPLICATE_SCI',
  'REPLICATE_COMP',
  'REPLICATE_TOTAL',
] as const;

/** Name of a level that has data of its own. @category Reproducibility */
export type ReproducibilityMode = (typeof REPRODUCIBILITY_MODES)[number];

const BY_NUMBER = new Map<unknown, ReproducibilityFlags>(
  Object.values(ReproducibilityFlags).map((flag) => [flag, flag]),
);

/**
 * Reads the `rmode` of a graph: a number, a numeric text, a name, or a name behind `Reproducibility.`; what is none of
 * these is the fallback.
 *
 * @category Reproducibility
 * @example
 * ```ts
 * readReproducibilityFlag('5'); // => 5
 * readReproducibilityFlag('Reproducibility.RERUN'); // => 1
 * readReproducibilityFlag(undefined); // => 0
 * ```
 */
export function readReproducibilityFlag(
  rmode: unknown,
  fallback: ReproducibilityFlags = ReproducibilityFlags.NOTHING,
): ReproducibilityFlags {
  if (typeof rmode !== 'string') return BY_NUMBER.get(rmode) ?? fallback;
  if (/^-?\d+$/.test(rmode)) return BY_NUMBER.get(Number(rmode)) ?? fallback;
  const name = rmode.replace(/^Reproducibility\./, '');
  return Object.hasOwn(ReproducibilityFlags, name)
    ? ReproducibilityFlags[name as keyof typeof ReproducibilityFlags]
    : fallback;
}

/**
 * Checks the level a program sets.
 *
 * @category Reproducibility
 * @throws TypeError for what is not one of the numbers of {@link ReproducibilityFlags:var}.
 */
export function checkReproducibilityFlag(level: unknown): ReproducibilityFlags {
  const flag = BY_NUMBER.get(level);
  if (flag !== undefined) return flag;
  const valid = Object.entries(ReproducibilityFlags).map(([name, number]) => `${name} (${String(number)})`);
  throw new TypeError(
    `The level of reproducibility must be one of ${valid.join(', ')}, got ${String(level)}`,
  );
}
