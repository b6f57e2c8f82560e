import type { DropGraph } from '../dropspec/index.js';
import { InvalidGraphError, type GraphProblem } from '../errors/index.js';
import { EXIT, UsageError } from './exit-codes.js';
import { isModule } from './load-module.js';
import { printable, type Output } from './output.js';
import { nameOf, readGraph } from './read-input.js';

/** The options of `dropgraph validate`. */
export interface ValidateFlags {
  readonly json?: boolean;
}

/** Checks a graph file and prints every problem, or what the graph consists of. */
export async function validateCommand(file: string, flags: ValidateFlags, output: Output): Promise<number> {
  if (isModule(file)) {
    throw new UsageError(
      `validate takes a graph, and ${file} is a module; check its graph with ` +
        `dropgraph graph ${file} | dropgraph validate -`,
    );
  }
  const problems: GraphProblem[] = [];
  let graph: DropGraph | undefined;
  try {
    graph = await readGraph(file);
  } catch (error) {
    if (!(error instanceof InvalidGraphError)) throw error;
    problems.push(...error.problems);
  }
  const told = graph === undefined ? undefined : countsOf(graph);
  await output.write(flags.json ? [asJson(told, problems)] : asText(nameOf(file), told, problems));
  return told === undefined ? EXIT.failed : EXIT.success;
}

interface Counts {
  readonly drops: number;
  /** Number of drops by category. */
  readonly categories: Readonly<Record<string, number>>;
  readonly roots: number;
  readonly leaves: number;
}

function countsOf(graph: DropGraph): Counts {
  const categories = new Map<string, number>();
  for (const { categoryType } of graph) categories.set(categoryType, (categories.get(categoryType) ?? 0) + 1);
  const { size, roots, leaves } = graph;
  return {
    drops: size,
    categories: Object.fromEntries(categories),
    roots: roots.length,
    leaves: leaves.length,
  };
}

function asJson(counts: Counts | undefined, problems: readonly GraphProblem[]): string {
  return `${JSON.stringify({ valid: counts !== undefined, ...counts, problems }, null, 2)}\n`;
}

function* asText(
  name: string,
  counts: Counts | undefined,
  problems: readonly GraphProblem[],
): Generator<string, void, undefined> {
  if (counts === undefined) {
    yield `${name} is not valid: ${counted(problems.length, 'problem')}\n`;
    for (const { oid, path, message } of problems) {
      yield printable(`  ${oid}${path === '' ? '' : ` at ${path}`}: ${message}\n`);
    }
    return;
  }
  const kinds = Object.entries(counts.categories).map(([category, count]) => `${String(count)} ${category}`);
  const parts = [counted(counts.drops, 'drop'), ...kinds, counted(counts.roots, 'root')];
  const leaves = `${String(counts.leaves)} ${counts.leaves === 1 ? 'leaf' : 'leaves'}`;
  yield `${name} is valid: ${[...parts, leaves].join(', ')}\n`;
}

function counted(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? '' : 's'}`;
}
