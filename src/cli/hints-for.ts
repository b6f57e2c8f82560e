import { messageOf } from '../errors/index.js';

/** What an error of the library asks for, and the option of the command line that gives it. */
const HINTS: readonly (readonly [asked: RegExp, hint: string])[] = [
  [
    /\{ functions: /,
    '--functions <module> gives a graph the functions that a module exports, by their names.',
  ],
  [
    /allowCode: true/,
    '--allow-code runs the code and the commands that the graph itself carries. They can do anything you can, ' +
      'so allow it only for graphs of people you trust.',
  ],
  [
    /allow paths outside/,
    '--allow-outside lets the graph read and write files outside of the directory of the run. ' +
      'Allow it only for graphs of people you trust.',
  ],
];

/** What the library says of its options, in words of the command line. */
export function hintsFor(error: unknown): readonly string[] {
  const message = messageOf(error);
  return HINTS.filter(([asked]) => asked.test(message)).map(([, hint]) => hint);
}
