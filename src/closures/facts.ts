import { parse, type AnyNode, type Class, type Function as FunctionNode, type Options } from 'acorn';
import { usesOf, type Uses } from './free-names.js';
import type { PackedFunction } from './shipped.js';

/** The name under which a rebuilt class finds the class it extends, and `import.meta`. */
export const BASE_NAME = '__dropgraph_base';
export const META_NAME = '__dropgraph_meta';

/** What the source of a function says; the same for every function made from it. */
export interface Facts extends Uses {
  readonly form: PackedFunction['form'];
  /** The source, as it can be compiled elsewhere. */
  readonly code: string;
  readonly async: boolean;
  /** Offset of what the engine calls the place of the function: a `(`, or its start. */
  readonly anchor: number;
  /** Of a class: the name it extends, where it is a plain one. */
  readonly heritage: string | undefined;
  readonly derived: boolean;
  /** Of a class: its instances have private state. */
  readonly privateInstances: boolean;
  /** Of a class: private static state, which starts anew elsewhere. */
  readonly privateStatics: boolean;
  /** Of a class: source of its methods, by name, static ones as `static name`. */
  readonly methods: ReadonlySet<string>;
}

const OPTIONS: Options = {
  ecmaVersion: 'latest',
  sourceType: 'script',
  allowImportExportEverywhere: true,
  allowReserved: true,
  allowSuperOutsideMethod: true,
  allowAwaitOutsideFunction: false,
  checkPrivateFields: false,
};

/** The ways the text of a function can be part of a program. */
const FORMS = [
  { before: '(', after: '\n)', rootOf: (node: AnyNode): AnyNode => node },
  { before: '(function(){(', after: '\n)})', rootOf: soleStatement },
  { before: '({', after: '\n})', rootOf: soleMember },
  { before: '(class{', after: '\n})', rootOf: soleMember },
] as const;

/** Above this many sources the oldest are forgotten. */
const REMEMBERED = 5000;
const known = new Map<string, Facts | undefined>();

/** Reads the source of a function; undefined where it is no JavaScript that the parser knows, as with native code. */
export function factsOf(source: string): Facts | undefined {
  let facts = known.get(source);
  if (facts === undefined && !known.has(source)) {
    facts = read(source);
    if (known.size >= REMEMBERED) known.delete(known.keys().next().value!);
    known.set(source, facts);
  }
  return facts;
}

function read(source: string): Facts | undefined {
  for (const { before, after, rootOf } of FORMS) {
    let statement: AnyNode | undefined;
    try {
      statement = parse(before + source + after, OPTIONS).body[0];
    } catch {
      continue;
    }
    if (statement?.type !== 'ExpressionStatement') continue;
    const root = rootOf(statement.expression);
    if (isClass(root)) return factsOfClass(root, source, before.length);
    const fn = root.type === 'Property' || root.type === 'MethodDefinition' ? (root.value as AnyNode) : root;
    if (isFunction(fn)) return factsOfFunction(fn, root, source, before.length);
  }
  return undefined;
}

function factsOfFunction(fn: AnyNode & FunctionNode, root: AnyNode, source: string, shift: number): Facts {
  const uses = usesOf(fn);
  const edits = metaEdits(uses);
  const method = root !== fn;
  if (method && (root as AnyNode & { type: 'Property' }).computed) {
    const { key } = root as AnyNode & { type: 'Property' };
    edits.push({ start: key.start, end: key.end, text: '"method"' });
  }
  return {
    ...uses,
    form: method ? 'method' : 'expression',
    code: edited(source, edits, shift),
    async: fn.async,
    anchor: anchorOf(fn, root, source, shift),
    heritage: undefined,
    derived: false,
    privateInstances: false,
    privateStatics: false,
    methods: new Set(),
  };
}

function factsOfClass(root: AnyNode & Class, source: string, shift: number): Facts {
  const uses = usesOf(root);
  const edits = metaEdits(uses);
  const { superClass } = root;
  const derived = superClass != null && !(superClass.type === 'Literal' && superClass.value === null);
  if (derived) edits.push({ start: superClass.start, end: superClass.end, text: BASE_NAME });
  const methods = new Set<string>();
  let privateInstances = false;
  let privateStatics = false;
  for (const member of root.body.body) {
    if (member.type === 'StaticBlock') {
      if (isNameHelper(source.slice(member.start - shift, member.end - shift))) {
        edits.push({ start: member.start, end: member.end, text: '' });
        uses.names.delete('__name');
      }
      continue;
    }
    const isPrivate = member.key.type === 'PrivateIdentifier';
    if (isPrivate && member.static) privateStatics ||= member.type === 'PropertyDefinition';
    else if (isPrivate) privateInstances = true;
    if (member.type === 'MethodDefinition') {
      methods.add(methodSource(source.slice(member.start - shift, member.end - shift), member.static));
    } else if (member.static && !isPrivate && member.value) {
      // its present value comes along; what computed the first one may not be there any more
      edits.push({ start: member.key.end + (member.computed ? 1 : 0), end: member.value.end, text: '' });
    }
  }
  return {
    ...uses,
    form: 'class',
    code: edited(source, edits, shift),
    async: false,
    anchor: 0,
    heritage: superClass?.type === 'Identifier' ? superClass.name : undefined,
    derived,
    privateInstances,
    privateStatics,
    methods,
  };
}

/** The text of a method as its function shows it: without `static`. */
function methodSource(text: string, isStatic: boolean): string {
  return isStatic ? text.replace(/^static\s*/, '') : text;
}

/** esbuild's way of keeping the name of a class. */
function isNameHelper(text: string): boolean {
  return /^static\s*\{\s*__name\(this,\s*"[^"]*"\);?\s*\}$/.test(text);
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function metaEdits({ metas }: Uses): Edit[] {
  return metas.map(({ start, end }) => ({ start, end, text: META_NAME }));
}

/** The source with its edits; lines stay where they are, for stack traces. */
function edited(source: string, edits: Edit[], shift: number): string {
  let text = source;
  for (const edit of edits.sort((a, b) => b.start - a.start)) {
    const start = edit.start - shift;
    const end = edit.end - shift;
    const lines = source.slice(start, end).replace(/[^\n]/g, '');
    text = text.slice(0, start) + edit.text + lines + text.slice(end);
  }
  return text;
}

/** Where the engine says a function is: an arrow and a class at their start, all else at the parenthesis. */
export function anchorOf(fn: FunctionNode, root: AnyNode, source: string, shift = 0): number {
  if (fn.type === 'ArrowFunctionExpression') return fn.start - shift;
  const key = root !== (fn as AnyNode) && 'key' in root ? (root.key as AnyNode) : undefined;
  const from = (fn.id ?? key)?.end ?? fn.start;
  const at = source.indexOf('(', from - shift);
  return at < 0 ? fn.start - shift : at;
}

/** An arrow function with a `new.target` of its surroundings parses only inside of such. */
function soleStatement(node: AnyNode): AnyNode {
  const statement = node.type === 'FunctionExpression' ? node.body.body[0] : undefined;
  return statement?.type === 'ExpressionStatement' ? statement.expression : node;
}

function soleMember(node: AnyNode): AnyNode {
  if (node.type === 'ObjectExpression' && node.properties.length === 1) return node.properties[0]!;
  if (node.type === 'ClassExpression' && node.body.body.length === 1) return node.body.body[0]!;
  return node;
}

function isClass(node: AnyNode): node is AnyNode & Class {
  return node.type === 'ClassExpression' || node.type === 'ClassDeclaration';
}

export function isFunction(node: AnyNode): node is AnyNode & FunctionNode {
  return (
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression' ||
    node.type === 'FunctionDeclaration'
  );
}
