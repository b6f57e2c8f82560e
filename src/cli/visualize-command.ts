import type { VisualizeOptions } from '../delayed/index.js';
import { EXIT, UsageError } from './exit-codes.js';
import type { Output } from './output.js';
import { readInput } from './read-input.js';

/** The options of `dropgraph visualize`. */
export interface VisualizeFlags extends Omit<VisualizeOptions, 'file'> {
  readonly export?: string;
  readonly output?: string;
}

/** Draws what a module or a graph file would run. */
export async function visualizeCommand(file: string, flags: VisualizeFlags, output: Output): Promise<number> {
  const { export: exported, output: target, ...options } = flags;
  if (target === undefined) output.reserve();
  const { value, library } = await readInput(file, exported);
  try {
    const picture = await library.visualize(value, {
      ...options,
      ...(target !== undefined && { file: target }),
    });
    if (target === undefined) await output.write([picture.endsWith('\n') ? picture : `${picture}\n`]);
  } catch (error) {
    // what the options say is the user's typing: of the file, whose name tells no format, or of a number
    if (error instanceof TypeError && /\bvisualize\b/.test(error.message))
      throw new UsageError(error.message);
    throw error;
  }
  return EXIT.success;
}
