import type { PictureNode } from './picture.js';

/** How a node is painted. All fills are light: the text on them is always dark, on any page. */
export interface Paint {
  readonly fill: string;
  readonly line: string;
  readonly dash: 'solid' | 'dashed' | 'dotted';
  /** Instead of the one fill, where a format can: the share of each of several, 1 in all. */
  readonly stripes?: readonly { readonly fill: string; readonly share: number }[];
}

/** What one node says by its colour, and says again in words, for colours alone are not for everybody. */
export interface NodeLook {
  readonly paint: Paint;
  /** Stands below the label; empty where the label says it. */
  readonly note: string;
}

/** What the colours of a picture mean. */
export interface Legend {
  readonly title: string;
  readonly entries: readonly LegendEntry[];
}

/** One of the colours and its meaning. */
export interface LegendEntry {
  readonly label: string;
  readonly paint: Paint;
}

/** The looks of all nodes, and what is to be said about them. */
export interface Looks {
  readonly looks: readonly NodeLook[];
  /** Undefined where the labels say what the colours do. */
  readonly legend: Legend | undefined;
}

/** A paint with a solid line. */
export function solid(fill: string, line: string): Paint {
  return { fill, line, dash: 'solid' };
}

/** Data, given or made, where colours tell nothing of it. */
export const PLAIN: Paint = solid('#f6f8fa', '#7d8997');
/** What colours could tell something of, if it had run. */
export const UNKNOWN: Paint = { fill: '#f6f8fa', line: '#7d8997', dash: 'dotted' };

/** Colours of the rest of a picture; edges and titles can be seen on white and on black. */
export const INK = {
  text: '#1f2a36',
  /** Of notes, on fills. */
  note: '#3d4854',
  edge: '#8a95a1',
  title: '#727d89',
  noteSize: 9,
  font: 'Helvetica,Arial,sans-serif',
} as const;

/** Width of the border: what was asked for stands out. */
export function widthOf({ asked }: PictureNode): number {
  return asked ? 3 : 1;
}
