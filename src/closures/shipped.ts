/** Where a value stands in a {@link Packed}: from 0 on the node of that number, below 0 the raw value at `~slot`. */
export type Slot = number;

/** One own property: a data property has `value`, an accessor `get` or `set`. */
export interface PackedProperty {
  /** A text, or the slot of a symbol. */
  readonly key: string | Slot;
  readonly value?: Slot;
  readonly get?: Slot;
  readonly set?: Slot;
  /** 1 writable, 2 enumerable, 4 configurable; absent where all three hold. */
  readonly flags?: number;
}

/** What every node of an object may have on top of what its kind says. */
export interface PackedObject {
  /** The prototype, where it is not the usual one of the kind. */
  readonly proto?: Slot;
  readonly props?: readonly PackedProperty[];
  /** 1 cannot be extended, 2 sealed, 3 frozen. */
  readonly integrity?: number;
}

/** A function or class as source and captured variables. */
export interface PackedFunction extends PackedObject {
  readonly kind: 'function';
  readonly form: 'expression' | 'method' | 'class';
  readonly code: string;
  readonly strict: boolean;
  readonly name: string;
  readonly captures: readonly (readonly [name: string, value: Slot])[];
  /** Class it extends. */
  readonly base?: Slot;
  /** Names that a class needs before it can be made. */
  readonly early: readonly string[];
  /** Own properties of `fn.prototype`: of functions used as constructors, of classes whose methods were replaced. */
  readonly methods?: readonly PackedProperty[];
  /** Prototype of `fn.prototype`, where a function inherits the old way. */
  readonly inherits?: Slot;
  /** Where the source stood, for stack traces and relative imports; lines and columns from 0. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Whether the source has `import()`. */
  readonly imports: boolean;
  /** The function itself, in the thread it came from. */
  readonly origin: string;
}

/** A value that structured clone would lose, lame or refuse. */
export type PackedNode =
  | (PackedObject & { readonly kind: 'object' })
  | (PackedObject & { readonly kind: 'array'; readonly items: readonly (Slot | null)[] })
  | (PackedObject & { readonly kind: 'map'; readonly entries: readonly (readonly [Slot, Slot])[] })
  | (PackedObject & { readonly kind: 'set'; readonly items: readonly Slot[] })
  | (PackedObject & { readonly kind: 'error'; readonly type: string })
  /** A Date, RegExp, typed array... as structured clone gives it, with what it loses. */
  | (PackedObject & { readonly kind: 'like'; readonly value: Slot })
  /** Made by calling a global class: URL, URLSearchParams, DOMException. */
  | (PackedObject & { readonly kind: 'made'; readonly by: string; readonly args: readonly string[] })
  | PackedFunction
  | { readonly kind: 'symbol'; readonly registered?: string; readonly wellKnown?: string }
  /** Something every JavaScript has, or Node: `Math.max`, `node:fs` `promises.readFile`. */
  | { readonly kind: 'known'; readonly module?: string; readonly path: readonly PropertyKey[] }
  /** Something a module exports; `from` is the file that names it. */
  | {
      readonly kind: 'import';
      readonly specifier: string;
      readonly from: string;
      readonly path: readonly string[];
      readonly require: boolean;
    }
  /** The `import()` or `require` of a file; `root` is the folder that Vite takes `/` for. */
  | { readonly kind: 'loader'; readonly from: string; readonly require: boolean; readonly root?: string }
  | { readonly kind: 'prototype'; readonly of: Slot }
  /** What a function gives for these arguments: it may look into plain objects, but call no function before all is there. */
  | { readonly kind: 'remade'; readonly by: Slot; readonly args: readonly Slot[] }
  /** A function or class that goes back to the thread it came from. */
  | { readonly kind: 'home'; readonly origin: string };

/** The field that tells what was packed from any other value. */
export const PACKED = 'dropgraph:packed';

/** A value that had to be described, node by node. Made of plain data: every transport with structured clone takes it. */
export interface Packed {
  readonly [PACKED]: 1;
  readonly nodes: readonly PackedNode[];
  readonly raw: readonly unknown[];
  readonly root: Slot;
}

/** How a function crosses: as the export of a module, as part of Node or JavaScript, or as its source. */
export type ShippedBy = 'module' | 'builtin' | 'source';

/** A function, ready for any thread or process. Plain data. */
export interface ShippedFunction {
  /** What errors call it. */
  readonly name: string;
  readonly by: ShippedBy;
  readonly packed: Packed;
}

/** Whether a value was packed, and has to be unpacked; whatever else {@link packValue} gave is the value itself. */
export function isPacked(value: unknown): value is Packed {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, PACKED);
}
