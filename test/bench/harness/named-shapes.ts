import { shapeNames, type ShapeName } from '../catalogue.js';

/** The shapes that some words of a command line name. */
export function namedShapes(words: readonly string[]): ShapeName[] {
  return words.map((word) => {
    const shape = shapeNames.find((name) => name === word);
    if (shape === undefined) throw new Error(`no shape "${word}"; there are ${shapeNames.join(', ')}`);
    return shape;
  });
}
