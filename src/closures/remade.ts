/** How a function is made again elsewhere: by calling an export of a module. */
export interface Recipe {
  /** URL of the module, the same in every thread and process. */
  readonly module: string;
  readonly export: string;
  /** Functions, and values that structured clone takes. */
  readonly args: readonly unknown[];
}

/** Property of functions that are made again instead of sent: gives the {@link Recipe}. */
export const RECIPE: unique symbol = Symbol('how a function is made again in another thread');

/** How a function is made again; undefined for most. */
export function recipeOf(fn: object): Recipe | undefined {
  return Object.hasOwn(fn, RECIPE) ? (fn as { readonly [RECIPE]?: () => Recipe })[RECIPE]?.() : undefined;
}
