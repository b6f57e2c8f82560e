/** A label of Graphviz with tags in it; texts in it are escaped as in XML. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Attributes of a graph, a node or an edge. */
export type Attributes = Readonly<Record<string, string | number | Html>>;

/** Attributes as Graphviz reads them. */
export function attributes(values: Attributes): string {
  const pairs = Object.entries(values).map(([name, value]) => `${name}=${written(value)}`);
  return `[${pairs.join(', ')}]`;
}

function written(value: string | number | Html): string {
  if (value instanceof Html) return `<${value.text}>`;
  return typeof value === 'number' ? String(value) : quote(value);
}

/** Quotes a text. Graphviz reads backslashes as escapes and `&lt;` as an entity, also between quotes. */
function quote(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
