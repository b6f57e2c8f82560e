/** Objects and functions of the language that hold the functions anybody would pass on by themselves. */
const HOLDERS = [
  ...[
    'Array',
    'ArrayBuffer',
    'BigInt',
    'Boolean',
    'DataView',
    'Date',
    'Error',
    'Function',
    'Intl',
    'JSON',
    'Map',
  ],
  ...[
    'Math',
    'Number',
    'Object',
    'Promise',
    'Reflect',
    'RegExp',
    'Set',
    'String',
    'Symbol',
    'WeakMap',
    'WeakSet',
  ],
  ...['AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'],
  ...[
    'BigInt64Array',
    'BigUint64Array',
    'Float32Array',
    'Float64Array',
    'Int8Array',
    'Int16Array',
    'Int32Array',
  ],
  ...['Uint8Array', 'Uint8ClampedArray', 'Uint16Array', 'Uint32Array'],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent'],
  ...['isFinite', 'isNaN', 'parseFloat', 'parseInt'],
];

let names: ReadonlyMap<unknown, string> | undefined;

/** The name of a function that is part of the language, such as `Math.max`: they have no source to be told by. */
export function builtinName(fn: object): string | undefined {
  names ??= collect();
  return names.get(fn);
}

/** Whether the engine does not tell the source of a function: one of its own, or one that `bind` made. */
export function isNative(fn: object): boolean {
  return /\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(fn));
}

function collect(): Map<unknown, string> {
  const found = new Map<unknown, string>();
  const add = (value: unknown, name: string): void => {
    // what somebody put in its place is not the function of the language
    if (typeof value === 'function' && !found.has(value) && isNative(value)) found.set(value, name);
  };
  const addMembers = (holder: unknown, prefix: string): void => {
    if (holder === undefined) return;
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(holder)))
      add(value, `${prefix}.${name}`);
  };
  const holders = HOLDERS.map((name) => [name, (globalThis as Record<string, unknown>)[name]] as const);
  for (const [name, holder] of holders) add(holder, name);
  for (const [name, holder] of holders) {
    addMembers(holder, name);
    addMembers((holder as { prototype?: unknown }).prototype, `${name}.prototype`);
  }
  return found;
}
