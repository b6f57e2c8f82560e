import { Op, type Shape } from './shapes.js';

/** How an engine writes one call of each task function. */
export interface NodeMaker<Node> {
  leaf(value: number): Node;
  leafAsync(value: number): Node;
  next(a: Node): Node;
  add(a: Node, b: Node): Node;
  mix(a: Node, b: Node, c: Node): Node;
  sum(list: Node[]): Node;
}

/** The loop a user would write, shared so that it costs every engine the same. Returns the last node. */
export function buildNodes<Node>(shape: Shape, make: NodeMaker<Node>): Node {
  const { tasks, ops, starts, args } = shape;
  const nodes: Node[] = [];
  for (let i = 0; i < tasks; i++) {
    const at = starts[i]!;
    switch (ops[i] as Op) {
      case Op.leaf:
        nodes.push(make.leaf(args[at]!));
        break;
      case Op.leafAsync:
        nodes.push(make.leafAsync(args[at]!));
        break;
      case Op.next:
        nodes.push(make.next(nodes[args[at]!]!));
        break;
      case Op.add:
        nodes.push(make.add(nodes[args[at]!]!, nodes[args[at + 1]!]!));
        break;
      case Op.mix:
        nodes.push(make.mix(nodes[args[at]!]!, nodes[args[at + 1]!]!, nodes[args[at + 2]!]!));
        break;
      case Op.sum:
        nodes.push(make.sum(pickNodes(nodes, args, at, starts[i + 1]!)));
    }
  }
  return nodes.at(-1)!;
}

function pickNodes<Node>(nodes: readonly Node[], args: Int32Array, from: number, to: number): Node[] {
  const list: Node[] = [];
  for (let k = from; k < to; k++) list.push(nodes[args[k]!]!);
  return list;
}
