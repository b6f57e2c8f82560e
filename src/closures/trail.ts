/** One step from the thing that was to be sent to the part of it that cannot be. */
export interface Trail {
  readonly up: Trail | undefined;
  /** A property, an item, a captured variable, or words such as `its prototype`. */
  readonly step: PropertyKey;
  readonly kind: 'root' | 'captured' | 'property' | 'item' | 'words';
}

export function rootTrail(name: string): Trail {
  return { up: undefined, step: name, kind: 'root' };
}

/** The way as text, without its root: `captured \`db\` → .pool[0]`. */
export function trailText(trail: Trail): string {
  if (trail.up === undefined) return '';
  const before = trailText(trail.up);
  const joined = trail.kind === 'property' || trail.kind === 'item';
  const glued = joined && (trail.up.kind === 'property' || trail.up.kind === 'item');
  return `${before}${before === '' || glued ? '' : ' → '}${stepText(trail)}`;
}

export function rootOf(trail: Trail): string {
  return trail.up === undefined ? String(trail.step) : rootOf(trail.up);
}

function stepText({ step, kind }: Trail): string {
  if (kind === 'words') return String(step);
  if (kind === 'captured') return `captured \`${String(step)}\``;
  if (kind === 'item' || typeof step === 'symbol') return `[${String(step)}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(String(step))
    ? `.${String(step)}`
    : `[${JSON.stringify(step)}]`;
}
