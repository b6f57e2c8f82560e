import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { delayed, type Delayed, type DelayedOptions, type RunOptions } from '../../src/index.js';

/** A short text that differs whenever the arguments do, in value or in type. */
function digest(...args: unknown[]): string {
  const text = inspect(args, { depth: Infinity, maxArrayLength: Infinity, sorted: true });
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

class Tag {
  static join(this: unknown, ...args: unknown[]): string {
    return digest('join', this, args);
  }
}

/** The functions of random graphs, by the names their dropspecs give them. */
export const FUNCTIONS = {
  mix: (...args: unknown[]): string => digest('mix', args),
  mixLater: async (...args: unknown[]): Promise<string> => Promise.resolve(digest('later', args)),
  pair: (...args: unknown[]): string[] => [digest('first', args), digest('second', args)],
  apply: (fn: (x: unknown) => unknown, arg: unknown): unknown => fn(arg),
  join: Tag.join,
} satisfies RunOptions['functions'];

type Lazy = Delayed<unknown>;
type AnyLazy = (this: unknown, ...args: unknown[]) => Lazy;

const lazy = (fn: unknown, options?: DelayedOptions): AnyLazy => delayed(fn as () => unknown, options);

/** An argument: a value, an earlier node (counted from the end), or a container of arguments. */
type Arg =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'node'; readonly back: number }
  | { readonly kind: 'list' | 'record' | 'map' | 'set' | 'null'; readonly items: readonly Arg[] };

interface Step {
  readonly kind: 'mix' | 'mixLater' | 'pair' | 'apply' | 'method' | 'constant' | 'get';
  readonly args: readonly Arg[];
  readonly pure: boolean;
  readonly keyed: boolean;
  readonly asked: boolean;
}

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(undefined, NaN, Infinity, -Infinity, -0, 2n ** 70n, -1n, '', '__proto__', '$', 'é\u2028🦄'),
  fc.date({ noInvalidDate: false }),
  fc.uint8Array({ maxLength: 4 }),
  fc.float64Array({ maxLength: 3 }),
  fc.dictionary(
    fc.constantFrom('$', 'value', '__proto__', 'constructor', 'a'),
    fc.jsonValue({ maxDepth: 1 }),
  ),
  fc.constantFrom(/a+/giu, new Map<unknown, unknown>([[1, new Set([2])]]), Buffer.from('buffer')),
);

const arg: fc.Arbitrary<Arg> = fc.letrec<{ arg: Arg }>((tie) => ({
  arg: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('node' as const), back: fc.nat(5) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('value' as const), value }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          'list' as const,
          'record' as const,
          'map' as const,
          'set' as const,
          'null' as const,
        ),
        items: fc.array(tie('arg'), { maxLength: 4 }),
      }),
    },
  ),
})).arg;

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('mix', 'mixLater', 'pair', 'apply', 'method', 'constant', 'get'),
  args: fc.array(arg, { maxLength: 4 }),
  pure: fc.boolean(),
  keyed: fc.boolean(),
  asked: fc.boolean(),
});

/** Recipes of graphs: what is recorded is made anew in each run, by `record`. */
export const recipe: fc.Arbitrary<readonly Step[]> = fc.array(step, { minLength: 1, maxLength: 12 });

/** Records a graph; gives the lazy values that are asked for. */
export function record(steps: readonly Step[]): Lazy[] {
  const nodes: Lazy[] = [];
  steps.forEach((step, at) => nodes.push(recordStep(step, at, nodes)));
  const asked = nodes.filter((_, at) => steps[at]!.asked);
  return [...new Set([...asked, nodes.at(-1)!])];
}

function recordStep({ kind, args, pure, keyed }: Step, at: number, nodes: readonly Lazy[]): Lazy {
  const options: DelayedOptions = { pure, ...(keyed && { key: `key ${at}` }) };
  const values = args.map((each) => valueOf(each, nodes));
  switch (kind) {
    case 'mix':
    case 'mixLater':
      return lazy(FUNCTIONS[kind], options)(...values);
    case 'pair':
      return (lazy(FUNCTIONS.pair, { ...options, nout: 2 })(...values) as Delayed<unknown[]>).at(at % 2);
    case 'apply':
      return lazy(FUNCTIONS.apply, options)(FUNCTIONS.mix, values[0]);
    case 'method':
      return lazy(FUNCTIONS.join, options).call(nodes.at(-1) ?? 'nothing', ...values);
    case 'constant':
      return delayed(values, options);
    case 'get':
      return (delayed({ field: values }) as Delayed<{ field: unknown }>).get('field');
  }
}

function valueOf(each: Arg, nodes: readonly Lazy[]): unknown {
  if (each.kind === 'value') return each.value;
  if (each.kind === 'node') return nodes.at(-1 - (each.back % Math.max(nodes.length, 1))) ?? 'no node yet';
  const items = each.items.map((item) => valueOf(item, nodes));
  if (each.kind === 'list') return items;
  if (each.kind === 'set') return new Set(items);
  if (each.kind === 'map') return new Map(items.map((item, at) => [at % 2 === 0 ? item : at, item]));
  const entries = items.map((item, at) => [`field ${at}`, item] as const);
  return each.kind === 'record'
    ? Object.fromEntries(entries)
    : Object.assign(Object.create(null), Object.fromEntries(entries));
}
