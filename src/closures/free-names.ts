import type { AnyNode, Class, Function as FunctionNode } from 'acorn';
import {
  childrenOf,
  declare,
  declareBlock,
  declared,
  declareVars,
  scope,
  type Scope,
} from './declared-names.js';

/** How a function uses a name that it does not declare itself. */
export interface NameUse {
  /** Members read as `name.member`. */
  readonly members: Set<string>;
  /** Used in any other way than reading members: passed on, called, indexed. */
  whole: boolean;
  /** Assigned; the worker would change its own copy. */
  written: boolean;
  /** A member is assigned as `name.member = value`. */
  memberWritten: boolean;
  /** `typeof name`: the name may be missing. */
  guarded: boolean;
  /** Needed while a class is defined, before any of its methods runs. */
  early: boolean;
}

/** What a function refers to beyond itself. */
export interface Uses {
  readonly names: Map<string, NameUse>;
  /** `this`, `arguments`, `new.target` of the surroundings (an arrow function), `super` of the object it was made for. */
  readonly outer: Set<'this' | 'arguments' | 'new.target' | 'super' | 'eval' | 'with'>;
  /** Private names of a class around it. */
  readonly privates: Set<string>;
  readonly metas: { readonly start: number; readonly end: number; readonly member: string | undefined }[];
  imports: boolean;
}

/** Where in the tree a node stands. */
interface Place {
  readonly scope: Scope;
  /** Inside a function that has a `this` of its own. */
  readonly ownThis: boolean;
  /** Inside a method whose `super` is known. */
  readonly ownSuper: boolean;
  readonly privates: ReadonlySet<string>;
  /** Inside what runs while the class is defined. */
  readonly early: boolean;
}

/** Finds what the function, class or method at the root of a tree refers to. */
export function usesOf(root: AnyNode & (FunctionNode | Class)): Uses {
  const walk = new NameWalk();
  const place: Place = {
    scope: scope(undefined),
    ownThis: false,
    ownSuper: false,
    privates: new Set(),
    early: false,
  };
  if (root.type === 'ClassDeclaration' || root.type === 'ClassExpression') walk.rootClass(root, place);
  else walk.visit(root, place);
  return walk.uses;
}

class NameWalk {
  readonly uses: Uses = {
    names: new Map(),
    outer: new Set(),
    privates: new Set(),
    metas: [],
    imports: false,
  };

  /** A class that is rebuilt: its base comes as a value, and so do its public static fields. */
  rootClass(node: Class, place: Place): void {
    const inside = this.#classPlace(node, place);
    for (const member of node.body.body) {
      if (member.type === 'PropertyDefinition' && member.static && member.key.type !== 'PrivateIdentifier') {
        if (member.computed) this.visit(member.key, { ...inside, early: true });
      } else {
        this.#member(member, inside, true);
      }
    }
  }

  visit(node: AnyNode, place: Place): void {
    switch (node.type) {
      case 'Identifier':
        return this.#read(node.name, place).whole(true);
      case 'PrivateIdentifier':
        if (!place.privates.has(node.name)) this.uses.privates.add(node.name);
        return;
      case 'ThisExpression':
        if (!place.ownThis) this.uses.outer.add('this');
        return;
      case 'Super':
        if (!place.ownSuper) this.uses.outer.add('super');
        return;
      case 'MetaProperty':
        if (node.meta.name === 'import')
          this.uses.metas.push({ start: node.start, end: node.end, member: undefined });
        else if (!place.ownThis) this.uses.outer.add('new.target');
        return;
      case 'MemberExpression':
        return this.#memberExpression(node, place, false);
      case 'CallExpression':
        if (
          node.callee.type === 'Identifier' &&
          node.callee.name === 'eval' &&
          !declared('eval', place.scope)
        )
          this.uses.outer.add('eval');
        return this.#children(node, place);
      case 'WithStatement':
        this.uses.outer.add('with');
        return this.#children(node, place);
      case 'ImportExpression':
        this.uses.imports = true;
        return this.#children(node, place);
      case 'UnaryExpression':
        if (node.operator === 'typeof' && node.argument.type === 'Identifier')
          return this.#read(node.argument.name, place).guarded();
        return this.visit(node.argument, place);
      case 'AssignmentExpression':
        this.#target(node.left, place);
        return this.visit(node.right, place);
      case 'UpdateExpression':
        return this.#target(node.argument, place);
      case 'Property':
      case 'MethodDefinition':
      case 'PropertyDefinition':
        return this.#member(node, place, false);
      case 'LabeledStatement':
        return this.visit(node.body, place);
      case 'BreakStatement':
      case 'ContinueStatement':
        return;
      case 'VariableDeclarator':
        this.#pattern(node.id, place);
        if (node.init) this.visit(node.init, place);
        return;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#function(node, place);
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.#class(node, place);
      case 'BlockStatement':
      case 'StaticBlock':
        return this.#block(node.body, place);
      case 'SwitchStatement':
        this.visit(node.discriminant, place);
        return this.#block(node.cases, place);
      case 'CatchClause': {
        const inner = { ...place, scope: scope(place.scope) };
        if (node.param) {
          declare(node.param, inner.scope);
          this.#pattern(node.param, inner);
        }
        return this.visit(node.body, inner);
      }
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#loop(node, place);
      default:
        return this.#children(node, place);
    }
  }

  #children(node: AnyNode, place: Place): void {
    for (const child of childrenOf(node)) this.visit(child, place);
  }

  #block(body: readonly AnyNode[], place: Place): void {
    const inner = { ...place, scope: scope(place.scope) };
    declareBlock(body, inner.scope);
    for (const statement of body) this.visit(statement, inner);
  }

  #loop(node: AnyNode & { type: 'ForStatement' | 'ForInStatement' | 'ForOfStatement' }, place: Place): void {
    const inner = { ...place, scope: scope(place.scope) };
    const head = node.type === 'ForStatement' ? node.init : node.left;
    if (head?.type === 'VariableDeclaration') {
      declareBlock([head], inner.scope);
      this.visit(head, inner);
    } else if (head && node.type !== 'ForStatement') {
      this.#target(head, inner);
    } else if (head) {
      this.visit(head, inner);
    }
    for (const child of childrenOf(node)) if (child !== head) this.visit(child, inner);
  }

  #function(node: FunctionNode, place: Place): void {
    const arrow = node.type === 'ArrowFunctionExpression';
    const names = scope(place.scope);
    if (node.type === 'FunctionExpression' && node.id) names.names.add(node.id.name);
    if (!arrow) names.names.add('arguments');
    const inner: Place = {
      scope: names,
      ownThis: arrow ? place.ownThis : true,
      ownSuper: arrow ? place.ownSuper : false,
      privates: place.privates,
      early: false,
    };
    this.#body(node, inner);
  }

  #body(node: FunctionNode, inner: Place): void {
    for (const param of node.params) declare(param, inner.scope);
    for (const param of node.params) this.#pattern(param, inner);
    if (node.body.type === 'BlockStatement') {
      declareVars(node.body, inner.scope);
      this.#block(node.body.body, inner);
    } else {
      this.visit(node.body, inner);
    }
  }

  #classPlace(node: Class, place: Place): Place {
    const names = scope(place.scope);
    if (node.id) names.names.add(node.id.name);
    const privates = new Set(place.privates);
    for (const member of node.body.body) {
      if (member.type !== 'StaticBlock' && member.key.type === 'PrivateIdentifier')
        privates.add(member.key.name);
    }
    return { ...place, scope: names, privates };
  }

  #class(node: Class, place: Place): void {
    const inside = this.#classPlace(node, place);
    if (node.superClass) this.visit(node.superClass, inside);
    for (const member of node.body.body) this.#member(member, inside, false);
  }

  /** A member of a class or of an object literal. `root` is the class that is rebuilt. */
  #member(node: AnyNode, place: Place, root: boolean): void {
    if (node.type === 'StaticBlock') {
      const inner = { ...place, scope: scope(place.scope), ownThis: true, ownSuper: true, early: root };
      for (const statement of node.body) declareVars(statement, inner.scope);
      return this.#block(node.body, inner);
    }
    if (node.type === 'Property') {
      if (node.computed) this.visit(node.key, place);
      return this.#valueOf(node.value, node.method || node.kind !== 'init', place);
    }
    if (node.type !== 'MethodDefinition' && node.type !== 'PropertyDefinition')
      return this.visit(node, place);
    if (node.computed) this.visit(node.key, { ...place, early: root });
    if (!node.value) return;
    if (node.type === 'MethodDefinition') return this.#valueOf(node.value, true, place);
    this.visit(node.value, {
      ...place,
      ownThis: true,
      ownSuper: true,
      early: root && node.static,
    });
  }

  #valueOf(value: AnyNode, method: boolean, place: Place): void {
    if (!method || value.type !== 'FunctionExpression') return this.visit(value, place);
    const names = scope(place.scope);
    names.names.add('arguments');
    this.#body(value, {
      scope: names,
      ownThis: true,
      ownSuper: true,
      privates: place.privates,
      early: false,
    });
  }

  #memberExpression(node: AnyNode & { type: 'MemberExpression' }, place: Place, written: boolean): void {
    const { object, property } = node;
    if (object.type === 'MetaProperty' && object.meta.name === 'import' && property.type === 'Identifier') {
      const member = node.computed || written ? undefined : property.name;
      this.uses.metas.push({ start: object.start, end: object.end, member });
      return;
    }
    if (object.type === 'Identifier' && !node.computed && property.type === 'Identifier') {
      this.#read(object.name, place).member(property.name, written);
      return;
    }
    this.visit(object, place);
    if (node.computed || property.type === 'PrivateIdentifier') this.visit(property, place);
  }

  /** What is assigned to: names, members, patterns of them. */
  #target(node: AnyNode, place: Place): void {
    if (node.type === 'Identifier') return this.#read(node.name, place).written();
    if (node.type === 'MemberExpression') return this.#memberExpression(node, place, true);
    this.#patternParts(node, place, (part) => {
      this.#target(part, place);
    });
  }

  /** What is declared: only the default values and computed keys refer to anything. */
  #pattern(node: AnyNode, place: Place): void {
    if (node.type === 'Identifier') return;
    this.#patternParts(node, place, (part) => {
      this.#pattern(part, place);
    });
  }

  #patternParts(node: AnyNode, place: Place, each: (part: AnyNode) => void): void {
    switch (node.type) {
      case 'AssignmentPattern':
        each(node.left);
        return this.visit(node.right, place);
      case 'RestElement':
        return each(node.argument);
      case 'ArrayPattern':
        for (const element of node.elements) if (element) each(element);
        return;
      case 'ObjectPattern':
        for (const property of node.properties) {
          if (property.type === 'RestElement') {
            each(property.argument);
          } else {
            if (property.computed) this.visit(property.key, place);
            each(property.value);
          }
        }
        return;
      default:
        return this.visit(node, place);
    }
  }

  /** Notes the use of a name, unless it is declared inside. */
  #read(name: string, place: Place): Noted {
    if (declared(name, place.scope)) return UNNOTED;
    if (name === 'arguments') {
      this.uses.outer.add('arguments');
      return UNNOTED;
    }
    let use = this.uses.names.get(name);
    if (use === undefined) {
      use = {
        members: new Set(),
        whole: false,
        written: false,
        memberWritten: false,
        guarded: false,
        early: false,
      };
      this.uses.names.set(name, use);
    }
    if (place.early) use.early = true;
    return new Noted(use);
  }
}

class Noted {
  readonly #use: NameUse | undefined;

  constructor(use: NameUse | undefined) {
    this.#use = use;
  }

  whole(value: boolean): void {
    if (this.#use) this.#use.whole = value;
  }

  guarded(): void {
    if (this.#use) this.#use.guarded = true;
  }

  written(): void {
    if (this.#use) this.#use.written = true;
  }

  member(name: string, written: boolean): void {
    if (!this.#use) return;
    this.#use.members.add(name);
    if (written) this.#use.memberWritten = true;
  }
}

const UNNOTED = new Noted(undefined);
