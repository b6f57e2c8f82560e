import {
  gather,
  linksOf,
  plainFunction,
  TaskGraphBuilder,
  type AnyFunction,
  type TaskGraph,
} from '../graph/index.js';
import { int32s } from '../basics/index.js';
import { KIND } from './link-fields.js';
import { LoadedNames } from './loaded-names.js';
import { soleOutput, type CheckedDrops } from './read-drops.js';

const NONE = -1;

/** Stands for what an application does, in a graph that is only looked at. */
const runs: AnyFunction = () => {
  throw new TypeError('This graph is made of drops; it cannot be run as tasks');
};

/**
 * The columns of a graph of drops, for drawing: its tasks and what they need. An application with its only output is
 * one task, any other drop is one by itself; labels are the names of drops, or those of their classes.
 */
export function columnsOf(checked: CheckedDrops): TaskGraph {
  const { specs, kinds, order, links } = checked;
  const builder = new TaskGraphBuilder();
  const names = new LoadedNames(specs);
  const tasks = int32s(specs.length).fill(NONE);
  const isNeeded = new Uint8Array(specs.length);
  for (const need of links.needs.items) isNeeded[need] = 1;
  const leaves: number[] = [];
  for (const drop of order) {
    if (tasks[drop] === NONE) {
      const isApp = kinds[drop] === KIND.APP;
      const output = isApp ? soleOutput(checked, drop) : undefined;
      const needs = linksOf(links.needs, drop);
      // an empty text is drawn as the label
      if (!isApp && needs.length === 0) builder.pushConstant('');
      for (const need of needs) builder.pushResult(tasks[need]!);
      const fn = isApp ? runs : needs.length === 0 ? undefined : gather;
      tasks[drop] = builder.add(plainFunction(labelOf(specs[drop]!), fn));
      if (output !== undefined) tasks[output] = tasks[drop];
      if (isApp) names.add(drop, output);
      else names.add(undefined, drop);
    }
    if (isNeeded[drop] === 0) leaves.push(tasks[drop]!);
  }
  return builder.build(leaves, () => names);
}

function labelOf({
  name,
  dropclass,
}: {
  readonly name?: string | undefined;
  readonly dropclass: string;
}): string {
  return name === undefined || name === null || name === ''
    ? dropclass.slice(dropclass.lastIndexOf('.') + 1)
    : name;
}
