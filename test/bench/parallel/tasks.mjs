/** What the workers of all pools do. */
export function busy(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
  return ms;
}

export function noop(x) {
  return x;
}

export function make(length) {
  const array = new Float64Array(length);
  for (let at = 0; at < length; at++) array[at] = at;
  return array;
}

export function sum(array) {
  let total = 0;
  for (let at = 0; at < array.length; at++) total += array[at];
  return total;
}
