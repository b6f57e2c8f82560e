/** Drops by their uids, in the order they were added. @category Droputils */
export type DropMap<D> = ReadonlyMap<string, D>;

/** Matches `%i0`, `%o12`, `%i[uid]`: the longest number counts. */
export const PATH_PLACEHOLDER: RegExp = /%([io])(?:(\d+)|\[([^\]]*)\])/;
/** Matches `%iDataURL0`, `%oDataURL[uid]`. */
export const DATAURL_PLACEHOLDER: RegExp = /%([io])DataURL(?:(\d+)|\[([^\]]*)\])/;

/** The drop a placeholder stands for; undefined when there is none. */
export function dropOfPlaceholder<D>(
  placeholder: string,
  inputs: DropMap<D>,
  outputs: DropMap<D>,
): D | undefined {
  const [, side, index, uid] =
    DATAURL_PLACEHOLDER.exec(placeholder) ?? PATH_PLACEHOLDER.exec(placeholder) ?? [];
  const drops = side === 'i' ? inputs : outputs;
  return uid === undefined ? [...drops.values()][Number(index)] : drops.get(uid);
}

/**
 * Puts paths into a command: `%i0` is the path of the first input, `%o0` of the first output, `%i[uid]` and
 * `%o[uid]` are those of the drops with these uids. What stands for no drop stays as it is.
 *
 * The paths are put in as they are: where a shell reads the command, see `BashShellApp`, which quotes them.
 *
 * @category Droputils
 * @example
 * ```ts
 * import { replacePathPlaceholders } from 'dropgraph/droputils';
 *
 * const inputs = new Map([['a', { path: '/in/a' }]]);
 * replacePathPlaceholders('cp %i0 %o[b]', inputs, new Map([['b', { path: '/out/b' }]])); // => 'cp /in/a /out/b'
 * ```
 */
export function replacePathPlaceholders(
  cmd: string,
  inputs: ReadonlyMap<string, { readonly path: string }>,
  outputs: ReadonlyMap<string, { readonly path: string }>,
): string {
  return cmd.replace(
    new RegExp(PATH_PLACEHOLDER, 'g'),
    (placeholder) => dropOfPlaceholder(placeholder, inputs, outputs)?.path ?? placeholder,
  );
}

/**
 * The same as {@link replacePathPlaceholders} for dataURLs: `%iDataURL0`, `%oDataURL0`, `%iDataURL[uid]`,
 * `%oDataURL[uid]`.
 *
 * @category Droputils
 */
export function replaceDataurlPlaceholders(
  cmd: string,
  inputs: ReadonlyMap<string, { readonly dataURL: string }>,
  outputs: ReadonlyMap<string, { readonly dataURL: string }>,
): string {
  return cmd.replace(
    new RegExp(DATAURL_PLACEHOLDER, 'g'),
    (placeholder) => dropOfPlaceholder(placeholder, inputs, outputs)?.dataURL ?? placeholder,
  );
}
