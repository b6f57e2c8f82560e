/** Whether a value has a `path`, as drops that are files do. @category Droputils */
export function hasPath<T>(value: T): value is T & { readonly path: string } {
  return typeof value === 'object' && value !== null && 'path' in value && typeof value.path === 'string';
}
