import { Int32List } from '../basics/index.js';
import type { KeptResults } from '../executor/index.js';
import { holdsLazy, taskGraph, Template, type Expansion, type TaskGraph } from '../graph/index.js';
import { Compilation } from './compilation.js';
import { isLazy, originalOf, prepareContainer } from './record.js';
import { RecordedNames } from './recorded-names.js';
import { isNode, type RecordedNode } from './recorded-node.js';

/**
 * Takes results of tasks that are lazy themselves, and adds what they need to the graph that is running. Nodes that the
 * graph has already are its own: they do not run twice.
 */
export class Expander {
  /** The graph of one run; it grows in place. */
  readonly graph: TaskGraph;
  #compilation: Compilation | undefined;
  #outputs: OutputList | undefined;
  /** As long as somebody holds a lazy value, some task may give it again: until then its result is kept. */
  readonly #held: FinalizationRegistry<() => void> = new FinalizationRegistry((release) => release());

  constructor(graph: TaskGraph) {
    this.graph = taskGraph(graph, graph.names); // another run of the same graph starts from what was compiled
  }

  readonly expand = (result: unknown, results: KeptResults): Expansion | undefined => {
    if (isNode(result)) return { tasks: this.#expand([result], results), build: ([value]) => value };
    if (typeof result === 'function') {
      const original: unknown = originalOf(result);
      return original === result ? undefined : { tasks: [], build: () => original };
    }
    if (!holdsLazy(result, isLazy, 'the result')) return undefined;
    const template = prepareContainer(result, 'the result');
    if (!(template instanceof Template)) return undefined;
    const tasks = this.#expand(template.lazies as readonly RecordedNode[], results);
    return { tasks, build: (values) => template.build((lazy) => values[lazy]) };
  };

  /** Makes lazy values results that are asked for, in a graph that is running. */
  addOutputs(nodes: readonly RecordedNode[], results: KeptResults): number[] {
    const tasks = this.#add(nodes, results);
    const outputs = (this.#outputs ??= new OutputList(this.graph.outputs));
    for (const task of tasks) outputs.add(task);
    Object.assign(this.graph, { outputs: outputs.toArray() });
    return tasks;
  }

  #expand(nodes: readonly RecordedNode[], results: KeptResults): number[] {
    const tasks = this.#add(nodes, results);
    const kept = new WeakRef(results); // the registry must not keep what it is to free
    nodes.forEach((node, at) => this.#held.register(node, () => kept.deref()?.release(tasks[at]!)));
    return tasks;
  }

  /** The tasks that some lazy values are in the graph; those it has not yet are added. */
  #add(nodes: readonly RecordedNode[], results: KeptResults): number[] {
    const compilation = (this.#compilation ??= this.#goOn());
    const tasks = compilation.add(nodes, (task) => results.isUsable(task));
    Object.assign(this.graph, compilation.columns(this.graph.outputs));
    return tasks;
  }

  #goOn(): Compilation {
    const { graph } = this;
    const compilation = new Compilation({ graph });
    const loaded = graph.names instanceof RecordedNames ? undefined : graph.names;
    const names = new RecordedNames(graph, compilation.calls, loaded);
    Object.assign(graph, { names });
    return compilation;
  }
}

/** Tasks whose results are asked for, each once; one more costs the same however many there are. */
class OutputList {
  readonly #tasks: Set<number>;
  readonly #list: Int32List;

  constructor(outputs: Int32Array) {
    this.#tasks = new Set(outputs);
    this.#list = new Int32List(outputs.length);
    for (const task of outputs) this.#list.push(task);
  }

  add(task: number): void {
    if (this.#tasks.has(task)) return;
    this.#tasks.add(task);
    this.#list.push(task);
  }

  toArray(): Int32Array {
    return this.#list.toArray();
  }
}
