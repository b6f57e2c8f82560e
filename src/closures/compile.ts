import { constants, Script } from 'node:vm';
import { BASE_NAME } from './facts.js';
import { ownProperty } from './own-property.js';
import type { PackedFunction } from './shipped.js';

/** A function that is there, and whose captured variables still have to be set. */
export interface Compiled {
  /** Makes the function; a class needs its base, and its early names, by now. */
  make(base?: unknown): unknown;
  /** Sets captured variables: all of them, or some. */
  set(values: Readonly<Record<string, unknown>>): void;
}

type Factory = () => Compiled;

/** Above this many sources the oldest are forgotten. */
const REMEMBERED = 5000;
const factories = new Map<string, Factory>();

/** Compiles the source, so that stack traces name the file and line it came from. Compiled once, however often made. */
export function compile(node: PackedFunction): Compiled {
  const names = node.captures.map(([name]) => name).join(', ');
  const key = JSON.stringify([
    names,
    node.strict,
    node.form,
    node.file,
    node.line,
    node.column,
    node.imports,
    node.code,
  ]);
  let factory = factories.get(key);
  if (factory === undefined) {
    factory = build(node, names);
    if (factories.size >= REMEMBERED) factories.delete(factories.keys().next().value!);
    factories.set(key, factory);
  }
  return factory();
}

function build(node: PackedFunction, names: string): Factory {
  const { form, code, file, line, column, imports } = node;
  const [before, after] = form === 'method' ? ['({', '\n})'] : ['(', '\n)'];
  const script = (strict: boolean): Factory => {
    // all on one line with the source, whose lines and columns stay those of its file
    const head =
      `(function () {${strict ? '"use strict";' : ''}${names === '' ? '' : `let ${names};`}` +
      `return { make(${BASE_NAME}) { return ${before}`;
    const tail = `${after} }, set(__dropgraph_values) {${names === '' ? '' : `({${names}} = __dropgraph_values)`}} }})`;
    return new Script(head + code + tail, {
      filename: file === '' ? `dropgraph:${node.name === '' ? 'function' : node.name}` : file,
      lineOffset: line,
      columnOffset: column - head.length,
      ...(imports && { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }),
    }).runInThisContext() as Factory;
  };
  if (!node.strict || form === 'class') return script(node.strict);
  try {
    return script(true);
  } catch (error) {
    // an arrow or a method of sloppy code, which does not show
    if (error instanceof Error && error.name === 'SyntaxError') return script(false);
    throw error;
  }
}

/** The function in what a source evaluates to. */
export function functionIn(made: unknown, form: PackedFunction['form']): object {
  if (form !== 'method') return made as object;
  const holder = made as object;
  const { value, get, set } = ownProperty(holder, Reflect.ownKeys(holder)[0]!);
  return (value ?? get ?? set) as object;
}
