/**
 * The short label of a drop, made from its uid as DALiuGE does: `2024-10-30T12_0140555b-77_0` gives `0140_0`,
 * `a_bcdef` gives `bcde`, and a uid without underscores stays as it is.
 */
export function humanKeyOf(uid: string): string {
  const [first = '', second, ...rest] = uid.split('_');
  if (second === undefined) return first;
  const short = second.slice(0, 4);
  return rest.length === 0 ? short : `${short}_${rest.join('_')}`;
}
