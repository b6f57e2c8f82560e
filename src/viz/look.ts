import type { NodeKind } from './outline.js';
import type { PictureNode } from './picture.js';

/** How nodes of a kind look. Shapes and borders tell them apart without the colours, too. */
export interface Look {
  readonly fill: string;
  readonly line: string;
  /** Width of the border. */
  readonly width: number;
}

/** A look of its own for each kind of node, and one for what was asked for. */
export type LookName = NodeKind | 'result';

/** Looks by name; the names stand in Mermaid pictures as classes. */
export const LOOKS: Readonly<Record<LookName, Look>> = {
  task: { fill: '#dfeaf5', line: '#5f7f9f', width: 1 },
  data: { fill: '#f6f8fa', line: '#7d8997', width: 1 },
  constant: { fill: '#f7edd3', line: '#a5884c', width: 1 },
  result: { fill: '#bfe3cb', line: '#24633f', width: 2.5 },
};

/** Colours of the rest of a picture; the edges can be seen on white and on black. */
export const INK = {
  text: '#1f2a36',
  edge: '#8a95a1',
  faint: '#5d6874',
  font: 'Helvetica,Arial,sans-serif',
} as const;

/** Name of the look of a node. */
export function lookOf({ kind, asked }: PictureNode): LookName {
  return asked ? 'result' : kind;
}
