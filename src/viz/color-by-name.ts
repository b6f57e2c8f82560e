import { PLAIN, solid, type Looks, type Paint } from './paint.js';
import type { Picture } from './picture.js';

/** Told apart by everybody as far as eight colours can be: they differ in lightness, too. */
const PALETTE: readonly Paint[] = [
  solid('#cfe2f5', '#4d7196'),
  solid('#f8ddb4', '#97702c'),
  solid('#c4e8dc', '#3d7f6b'),
  solid('#f5cfd6', '#98505f'),
  solid('#f4efb8', '#857d2c'),
  solid('#dcd3f0', '#6a589c'),
  solid('#b5d6e0', '#3c7080'),
  solid('#e3d5c8', '#7d634b'),
];

/** A colour for each name, in the order they appear. The label says the name, so no legend has to. */
export function colorByName({ nodes }: Picture): Looks {
  const paints = new Map<string, Paint>();
  const looks = nodes.map(({ kind, name }) => {
    if (kind !== 'task') return { paint: PLAIN, note: '' };
    const paint = paints.get(name) ?? PALETTE[paints.size % PALETTE.length]!;
    paints.set(name, paint);
    return { paint, note: '' };
  });
  return { looks, legend: undefined };
}
