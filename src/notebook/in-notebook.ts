/** Where something is drawn: one place in the output of a cell. */
export interface TslabDisplay {
  html(text: string): void;
  svg(text: string): void;
}

/** The module `tslab` as cells import it. */
export interface TslabModule {
  readonly display: TslabDisplay;
  /** A display whose later drawings replace the first one. */
  newDisplay(): TslabDisplay;
  readonly versions: { readonly tslab: string };
}

/** The `require` of the cells. */
export interface TslabRequire {
  (id: 'tslab'): TslabModule;
  readonly cache: Readonly<Record<string, { readonly exports: unknown } | undefined>>;
}

/** The `require` that tslab leaves in the global scope of its kernel; undefined elsewhere, worker threads included. */
export function tslabRequire(): TslabRequire | undefined {
  const { __tslab__: host } = globalThis as { readonly __tslab__?: { readonly require?: TslabRequire } };
  return typeof host?.require === 'function' ? host.require : undefined;
}

/** The module `tslab`: the kernel hands it out, so nothing has to be installed. `caller` needs it, says the error. */
export function tslab(caller: string): TslabModule {
  const require = tslabRequire();
  if (require === undefined) {
    throw new TypeError(
      `${caller} draws in a cell of a tslab notebook, and this program runs outside of one`,
    );
  }
  return require('tslab');
}

/**
 * Whether this program is a cell of a Jupyter notebook with the tslab kernel.
 *
 * @category Notebook
 * @example
 * ```ts
 * import { inNotebook } from 'dropgraph/notebook';
 *
 * inNotebook(); // => false
 * ```
 */
export function inNotebook(): boolean {
  return tslabRequire() !== undefined;
}
