import { argumentsOf, Template, type TaskColumns, type TaskFunction } from '../graph/index.js';

/** Calls the function of a task with the values of its arguments. */
export function callFunction(
  graph: TaskColumns,
  task: number,
  { fn: target, method }: TaskFunction,
  values: readonly unknown[],
): unknown {
  const { offsets, refs, constants } = graph;
  const fn = target as (...args: unknown[]) => unknown;
  const start = offsets[task]!;
  const count = offsets[task + 1]! - start;
  if (!method && count > 0 && count <= 3) {
    // one ref an argument, unless there is a template; almost all calls are like this and need no list of arguments
    const first = refs[start]!;
    const a = first >= 0 ? values[first] : constants[~first];
    const second = count > 1 ? refs[start + 1]! : first;
    const b = second >= 0 ? values[second] : constants[~second];
    const third = count > 2 ? refs[start + 2]! : first;
    const c = third >= 0 ? values[third] : constants[~third];
    if (!(a instanceof Template || b instanceof Template || c instanceof Template)) {
      return count === 1 ? fn(a) : count === 2 ? fn(a, b) : fn(a, b, c);
    }
  }
  const args = argumentsOf(graph, task, (input) => values[input]);
  return method ? fn.call(...(args as [unknown, ...unknown[]])) : fn(...args);
}
