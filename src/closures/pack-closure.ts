import { types } from 'node:util';
import type { AnyFunction } from '../graph/index.js';
import { capture, hintOf, importMeta, type Surroundings } from './captures.js';
import { factsOf, META_NAME, type Facts } from './facts.js';
import { knownBuiltin, knownExport, knownGlobal } from './known-values.js';
import { asUrl, exportedAt, inPackage } from './module-table.js';
import { cameFrom, originOf } from './origins.js';
import { ownState } from './own-state.js';
import type { ImportHint, Packing } from './packing.js';
import { isModule, placeOf, type FunctionPlace } from './scopes.js';
import { scriptOf, type Script } from './scripts.js';
import type { PackedNode, Slot } from './shipped.js';
import { recipeOf, type Recipe } from './remade.js';
import type { Trail } from './trail.js';
import { isWorkerGlobal } from './worker-globals.js';

/** What the caller says about a function. */
export interface ClosureOptions {
  /** Values of names the function uses; they win over the variables found. */
  readonly captures?: Readonly<Record<string, unknown>>;
}

/** Functions that capture nothing, with their place: no scope gets a name later. */
const settled = new WeakMap<AnyFunction, FunctionPlace>();
const references = new WeakMap<AnyFunction, PackedNode>();

/** Describes a function or class: as part of JavaScript, Node or a package, else as its source with what it captures. */
export function packClosure(
  packing: Packing,
  fn: AnyFunction,
  trail: Trail,
  hint: ImportHint | undefined,
  { captures = {} }: ClosureOptions = {},
): PackedNode | undefined {
  if (types.isProxy(fn)) {
    return packing.refuse(trail, 'PROXY', 'a Proxy of a function', 'send the function behind it');
  }
  const recipe = recipeOf(fn);
  if (recipe !== undefined) return remade(packing, recipe, trail);
  const origin = packing.home === undefined ? undefined : cameFrom(fn, packing.home);
  if (origin !== undefined) return { kind: 'home', origin };
  const before = references.get(fn) ?? knownGlobal(fn);
  if (before !== undefined) return before;
  const source = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}$/.test(source)) return native(packing, fn, trail, hint);
  const facts = factsOf(source);
  if (facts === undefined) {
    return packing.refuse(
      trail,
      'SOURCE',
      'a function whose source cannot be read alone (decorators, or new syntax)',
      'export it from a module and pass `module`',
    );
  }
  const place = settled.get(fn) ?? placeOf(fn);
  const script = place === undefined || isCell(place) ? undefined : scriptOf(place.scriptId);
  const reference = place === undefined ? undefined : referenceTo(fn, place, script, hint);
  if (reference !== undefined) {
    references.set(fn, reference);
    return reference;
  }
  return bySource({ packing, fn, facts, place, script, trail, captures });
}

function remade(packing: Packing, { module, export: name, args }: Recipe, trail: Trail): PackedNode {
  const by: PackedNode = { kind: 'import', specifier: module, from: module, path: [name], require: false };
  return {
    kind: 'remade',
    by: packing.addNode(by),
    args: args.map((arg) => packing.slotOf(arg, trail)),
  };
}

function native(
  packing: Packing,
  fn: AnyFunction,
  trail: Trail,
  hint: ImportHint | undefined,
): PackedNode | undefined {
  const known = knownBuiltin(fn) ?? hint?.();
  if (known !== undefined) return known;
  const bound = fn.name.startsWith('bound ') || placeOf(fn)?.target === 'bound';
  return bound
    ? packing.refuse(
        trail,
        'BOUND',
        'a bound function',
        'write an arrow function that calls it: (x) => object.method(x)',
      )
    : packing.refuse(
        trail,
        'NATIVE',
        'a native function that no module exports',
        'call it inside, from the module it belongs to',
      );
}

/** A cell of a notebook: its script has no file, and a look at all scripts would take long beside TypeScript itself. */
function isCell(place: FunctionPlace): boolean {
  return '__tslab__' in globalThis && !isModule(place);
}

/** A function of Node or of an installed package goes by name. */
function referenceTo(
  fn: AnyFunction,
  place: FunctionPlace,
  script: Script | undefined,
  hint: ImportHint | undefined,
): PackedNode | undefined {
  if (script === undefined) return knownExport(fn) ?? knownBuiltin(fn);
  if (script.url.startsWith('node:')) return knownBuiltin(fn) ?? hint?.();
  // a package that is linked is not below node_modules; by name it can be had as JavaScript only
  if (!inPackage(script.url)) return /\.[cm]?js$/.test(script.url) ? hint?.(script.id) : undefined;
  const named = knownExport(fn) ?? hint?.(script.id);
  if (named !== undefined || !isModule(place)) return named;
  // nothing names it but its own module, which has to be read for that
  const exported = exportedAt(script, place.line, place.column);
  if (exported === undefined) return undefined;
  const from = asUrl(script.url);
  return { kind: 'import', specifier: from, from, path: [exported], require: false };
}

function bySource(around: Surroundings): PackedNode | undefined {
  const { packing, fn, facts, place, script, trail } = around;
  if (script?.url.startsWith('node:')) {
    return packing.refuse(
      trail,
      'INTERNAL',
      'a function inside of Node',
      'call the function that Node exports',
    );
  }
  if (!refuseOuter(around)) return undefined;
  const captures: [string, Slot][] = [];
  for (const [name, use] of facts.names) {
    const slot = capture(around, name, use);
    if (slot !== undefined) captures.push([name, slot]);
  }
  if (place !== undefined && captures.length === 0 && [...facts.names.keys()].every(isWorkerGlobal)) {
    const scopes = place.scopes.map(({ description }) => ({ description, object: {} }));
    settled.set(fn, { ...place, scopes });
  }
  if (facts.metas.length > 0) captures.push([META_NAME, importMeta(around)]);
  const parent = Object.getPrototypeOf(fn) as object;
  const heritage = facts.heritage;
  const extended = { up: trail, step: 'the class it extends', kind: 'words' } as const;
  const hint = heritage === undefined ? undefined : hintOf(around, heritage, undefined);
  return {
    kind: 'function',
    form: facts.form,
    code: facts.code,
    strict: facts.form === 'class' || (place !== undefined && isModule(place)) || isStrict(fn, facts),
    name: ownName(fn),
    captures,
    ...(facts.derived && { base: packing.slotOf(parent, extended, hint) }),
    ...(!facts.derived && !USUAL.has(parent) && { proto: packing.slotOf(parent, extended, hint) }),
    early: [...facts.names].flatMap(([name, use]) => (use.early ? [name] : [])),
    ...ownState(around),
    file: script === undefined ? '' : script.url,
    line: place?.line ?? 0,
    column:
      place === undefined
        ? 0
        : place.column - (facts.code.lastIndexOf('\n', facts.anchor) < 0 ? facts.anchor : 0),
    imports: facts.imports,
    origin: originOf(fn),
  };
}

/** What functions of every kind inherit from. */
const USUAL: ReadonlySet<unknown> = new Set(
  [
    () => undefined,
    async () => undefined,
    function* () {
      yield;
    },
    async function* () {
      yield;
    },
  ].map((fn) => Object.getPrototypeOf(fn) as unknown),
);

/** What belongs to the surroundings of a function, and is no variable. */
function refuseOuter({ packing, facts, trail }: Surroundings): boolean {
  const before = packing.problems.length;
  const name = 'a function that uses';
  const { outer } = facts;
  if (outer.has('this')) {
    packing.refuse(trail, 'THIS', `${name} the \`this\` around it`, 'copy what it needs into a const first');
  }
  if (outer.has('arguments')) {
    packing.refuse(
      trail,
      'ARGUMENTS',
      `${name} the \`arguments\` around it`,
      'copy them into a const first: [...arguments]',
    );
  }
  if (outer.has('new.target')) {
    packing.refuse(trail, 'NEW_TARGET', `${name} the \`new.target\` around it`, 'copy it into a const first');
  }
  if (outer.has('super')) {
    packing.refuse(
      trail,
      'SUPER',
      'a method that uses `super`, apart from its object',
      'call the other method by name, or send the class',
    );
  }
  if (outer.has('eval') || outer.has('with')) {
    packing.refuse(
      trail,
      'EVAL',
      `${name} eval or \`with\`: what it captures cannot be told`,
      'write it without them',
    );
  }
  for (const hidden of facts.privates) {
    packing.refuse(
      trail,
      'PRIVATE',
      `a method that uses #${hidden} of its class`,
      'send the class, or use its public methods',
    );
  }
  return packing.problems.length === before;
}

function ownName(fn: AnyFunction): string {
  const name: unknown = Object.getOwnPropertyDescriptor(fn, 'name')?.value;
  return typeof name === 'string' ? name : '';
}

/** Sloppy functions have a `caller`; arrows and methods never do, and nearly all code is strict. */
function isStrict(fn: AnyFunction, { form, code }: Facts): boolean {
  return form !== 'expression' || !/^function\b/.test(code) || !Object.hasOwn(fn, 'caller');
}
