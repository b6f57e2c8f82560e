import type { AppDropspec } from './format.js';

/**
 * Which inputs the arguments of an application are, if it does not say: one for each link of its own, and for each
 * port where one drop is linked to several; then those that only the data declares.
 *
 * @param inputs - places in `specs` of the data it uses.
 * @returns places in `inputs`.
 */
export function inputArguments(
  spec: AppDropspec,
  inputs: Int32Array,
  specs: readonly { readonly oid: string }[],
): number[] {
  const places = new Map(Array.from(inputs, (data, at) => [specs[data]!.oid, at]));
  const seen = new Set<string>();
  const args: number[] = [];
  for (const link of spec.inputs ?? []) {
    const [oid, port] = typeof link === 'string' ? [link, null] : Object.entries(link)[0]!;
    const id = JSON.stringify([oid, port]);
    if (!seen.has(id)) args.push(places.get(oid)!);
    seen.add(id);
  }
  const listed = new Set(args);
  return [...args, ...[...inputs.keys()].filter((at) => !listed.has(at))];
}
