import type { PackedNode, ShippedFunction } from '../closures/index.js';

/** Whether a function captures objects as they are: there it can keep something, or find something changed. */
export function capturesObjects({ packed: { raw } }: ShippedFunction): boolean {
  return raw.some((value) => typeof value === 'object' && value !== null);
}

/** Whether a part of a function has nothing of its own that could change: a class has, and so has whatever has fields. */
export function isStateless(node: PackedNode): boolean {
  if (node.kind !== 'function') return node.kind === 'known' || node.kind === 'symbol';
  return node.form !== 'class' && node.props === undefined && node.methods === undefined;
}
