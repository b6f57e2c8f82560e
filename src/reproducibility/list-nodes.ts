import { Int32List } from '../basics/index.js';
import { InvalidGraphError, type GraphProblem } from '../errors/index.js';
import { blockGraph, type BlockGraph } from './block-graph.js';
import { PORTS, type LogicalNode } from './logical-data.js';

/** A logical graph, as EAGLE writes it: of its fields these count. @category Reproducibility */
export interface LogicalGraph {
  /** Nodes, each with an `id`, or with the `key` of older graphs. */
  readonly nodeDataArray: readonly Readonly<Record<string, unknown>>[];
  /** Links between nodes by these. */
  readonly linkDataArray: readonly { readonly from: string | number; readonly to: string | number }[];
  readonly reprodata?: unknown;
}

/** The nodes of a logical graph, and the graph that its links make of them. */
export interface NodeList {
  readonly graph: BlockGraph;
  readonly items: readonly LogicalNode[];
}

/**
 * Takes the nodes of a logical graph and their links.
 *
 * @throws InvalidGraphError for nodes that are none, and links to nodes that are not there.
 */
export function listNodes(given: LogicalGraph): NodeList {
  const { nodeDataArray: nodes, linkDataArray: links } = Object(given) as {
    readonly nodeDataArray?: unknown;
    readonly linkDataArray?: unknown;
  };
  if (!Array.isArray(nodes) || !Array.isArray(links)) {
    const message = 'must be a logical graph, with the lists nodeDataArray and linkDataArray';
    throw new InvalidGraphError([{ oid: 'graph', path: '', message }]);
  }
  const problems: GraphProblem[] = [];
  const places = new Map<string, number>();
  nodes.forEach((node: unknown, place) => {
    const id = readNode(node, place, problems);
    if (places.has(id)) {
      problems.push({
        oid: id,
        path: 'id',
        message: `is taken: node #${String(place)} has that of an earlier one`,
      });
    }
    places.set(id, place);
  });
  const edges = { from: new Int32List(links.length), to: new Int32List(links.length) };
  links.forEach((link: unknown, at) => {
    for (const end of ['from', 'to'] as const) {
      const id = (Object(link) as Readonly<Record<string, unknown>>)[end];
      const place = isId(id) ? places.get(String(id)) : undefined;
      if (place !== undefined) edges[end].push(place);
      else {
        const message = isId(id)
          ? `leads to "${String(id)}", which is not in the graph`
          : 'must be the id of a node';
        problems.push({ oid: 'graph', path: `linkDataArray[${String(at)}].${end}`, message });
      }
    }
  });
  if (problems.length > 0) throw new InvalidGraphError(problems);
  return { graph: blockGraph([...places.keys()], edges), items: nodes as readonly LogicalNode[] };
}

/** Checks what of a node is read, and gives its id. */
function readNode(node: unknown, place: number, problems: GraphProblem[]): string {
  const fields = Object(node) as LogicalNode;
  const id = fields['id'] ?? fields['key'];
  const oid = isId(id) ? String(id) : `#${String(place)}`;
  if (!isId(id))
    problems.push({ oid, path: 'id', message: 'must be the id of the node, a text or a number' });
  for (const name of PORTS) {
    const ports = fields[name];
    if (ports === undefined || ports === null || Array.isArray(ports)) continue;
    problems.push({ oid, path: name, message: 'must be a list of ports' });
  }
  return oid;
}

function isId(id: unknown): id is string | number {
  return (typeof id === 'string' && id !== '') || typeof id === 'number';
}
