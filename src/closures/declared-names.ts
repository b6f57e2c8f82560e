import type { AnyNode, Identifier, Pattern } from 'acorn';

/** The names that a block, function or class declares. */
export interface Scope {
  readonly up: Scope | undefined;
  readonly names: Set<string>;
}

/** A scope inside another. */
export function scope(up: Scope | undefined): Scope {
  return { up, names: new Set() };
}

/** Whether a name is declared between here and the root of the tree. */
export function declared(name: string, from: Scope): boolean {
  for (let at: Scope | undefined = from; at !== undefined; at = at.up) if (at.names.has(name)) return true;
  return false;
}

/** Declares the names of a pattern. */
export function declare(pattern: Pattern | Identifier, into: Scope): void {
  switch (pattern.type) {
    case 'Identifier':
      into.names.add(pattern.name);
      return;
    case 'AssignmentPattern':
      return declare(pattern.left, into);
    case 'RestElement':
      return declare(pattern.argument, into);
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) declare(element, into);
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        declare(property.type === 'RestElement' ? property.argument : property.value, into);
      }
      return;
    default:
  }
}

/** What a block declares for itself. */
export function declareBlock(body: readonly AnyNode[], into: Scope): void {
  for (const node of body) {
    if (node.type === 'VariableDeclaration') for (const { id } of node.declarations) declare(id, into);
    else if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration')
      into.names.add(node.id?.name ?? '');
    else if (node.type === 'SwitchCase') declareBlock(node.consequent, into);
    else if (node.type === 'LabeledStatement') declareBlock([node.body], into);
  }
}

/** Every `var` of a function, however deep its block. */
export function declareVars(node: AnyNode, into: Scope): void {
  if (/Function|Class/.test(node.type)) return;
  if (node.type === 'VariableDeclaration' && node.kind === 'var') {
    for (const { id } of node.declarations) declare(id, into);
  }
  for (const child of childrenOf(node)) declareVars(child, into);
}

/** The nodes right below a node. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === 'type') continue;
    for (const part of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(part)) children.push(part);
    }
  }
  return children;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
