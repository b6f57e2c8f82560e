import { colorByDuration, colorByOrder } from './color-by-scale.js';
import { colorByName } from './color-by-name.js';
import { colorByState } from './color-by-state.js';
import type { Legend, Looks, NodeLook } from './paint.js';
import type { Picture, PictureNode } from './picture.js';

/** What the colours of a picture can tell. */
export const COLORS = ['name', 'state', 'order', 'duration'] as const;

/** One of the things that the colours of a picture can tell. */
export type Color = (typeof COLORS)[number];

/** A node with its look. */
export interface PaintedNode extends PictureNode, NodeLook {
  /** The node this one repeats, to spare the picture a long edge. */
  readonly copyOf?: number;
}

/** A picture with its colours. */
export interface PaintedPicture extends Picture {
  readonly nodes: readonly PaintedNode[];
  readonly legend: Legend | undefined;
}

const WAYS: Readonly<Record<Color, (picture: Picture) => Looks>> = {
  name: colorByName,
  state: colorByState,
  order: colorByOrder,
  duration: colorByDuration,
};

/** Gives a picture its colours. */
export function paint(picture: Picture, color: Color): PaintedPicture {
  const { looks, legend } = WAYS[color](picture);
  const nodes = picture.nodes.map((node, place) => ({ ...node, ...looks[place]! }));
  return { ...picture, nodes, legend };
}
