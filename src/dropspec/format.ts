import { z } from 'zod';
import { policySchema, triesSchema, type PolicyDropspec } from './policy.js';

/** Class of the applications that run a function. */
export const FUNCTION_APP = 'dropgraph.apps.FunctionApp';
/** Class of the data drops between them. */
export const MEMORY_DROP = 'dlg.data.drops.memory.InMemoryDROP';

/** Ending of the oid of the application that fills a data drop, in the dropspecs written here. */
export const APP_SUFFIX = '.app';

/** A link as DALiuGE writes it: the oid of the other drop, or `{ oid: port name }`. @category Dropspecs */
export type DropspecLink = string | Readonly<Record<string, string | null>>;

/** Fields every dropspec has. Others may stand beside them: they are kept, and mean nothing to the executor. */
interface DropspecBase {
  /** Name of the drop, unique in its graph. */
  readonly oid: string;
  /** Dotted name of the class that implements the drop. */
  readonly dropclass: string;
  /** Label; need not be unique. */
  readonly name?: string | undefined;
  readonly [field: string]: unknown;
}

/** An application drop that runs a function. @category Dropspecs */
export interface AppDropspec extends DropspecBase {
  readonly categoryType: 'Application';
  /** Name of the function, looked up in `options.functions` and among dropgraph's own operations. */
  readonly func_name: string;
  /** Source of the function, at the first of its applications; runs only with `allowCode`. */
  readonly func_code?: string | undefined;
  /** URL of the module that exports the function, with `#name` of the export; imported only with `allowCode`. */
  readonly func_module?: string | undefined;
  /** Whether the first argument is passed as `this`. */
  readonly method?: boolean | undefined;
  /** How many items the result must have. */
  readonly nout?: number | undefined;
  /** How often the function is tried in all, as for any application of DALiuGE's; default 1. */
  readonly n_tries?: number | undefined;
  /** How the function is run, where that is not as usual. */
  readonly policy?: PolicyDropspec | undefined;
  /** The arguments in the encoding of dropgraph's values; without it they are the inputs in order. */
  readonly args?: readonly unknown[] | undefined;
  readonly inputs?: readonly DropspecLink[] | undefined;
  readonly outputs?: readonly DropspecLink[] | undefined;
}

/** A data drop in memory. @category Dropspecs */
export interface DataDropspec extends DropspecBase {
  readonly categoryType: 'Data';
  /** Data that is there from the start, in the encoding of dropgraph's values. */
  readonly pydata?: { readonly type: 'json'; readonly value: unknown } | undefined;
  /** Whether the data is kept after its last use: results that were asked for are. */
  readonly persist?: boolean | undefined;
  readonly producers?: readonly DropspecLink[] | undefined;
  readonly consumers?: readonly DropspecLink[] | undefined;
}

/** A drop of a graph of functions. @category Dropspecs */
export type FunctionDropspec = AppDropspec | DataDropspec;

/**
 * A drop of any of DALiuGE's classes; its fields are up to the class. It is linked by `inputs`, `streamingInputs` and
 * `outputs`, or `producers`, `consumers` and `streamingConsumers`, and by `children` and `parent`.
 *
 * @category Dropspecs
 */
export interface OtherDropspec extends DropspecBase {
  readonly categoryType: 'Application' | 'Data' | 'Container' | 'Socket';
}

/** One drop of a graph in DALiuGE's JSON format. @category Dropspecs */
export type Dropspec = FunctionDropspec | OtherDropspec;

const text = z.string('must be a text');
const oid = text.min(1, 'must not be empty');

/** Whether a value is a link. By hand, because a schema for records leaves out a drop that is called `__proto__`. */
export function isLink(value: unknown): value is DropspecLink {
  if (typeof value === 'string') return value !== '';
  if (typeof value !== 'object' || value === null) return false;
  const ports = Object.values(value) as unknown[];
  return ports.length === 1 && (ports[0] === null || typeof ports[0] === 'string');
}

const link = z.custom<DropspecLink>(isLink, 'must be an oid or { oid: port name }');
const links = z.array(link, 'must be a list of links').optional();

const base = { oid, dropclass: oid, name: text.optional() };

/** Schema of an application that runs a function. */
export const appDropspec: z.ZodType<AppDropspec> = z.looseObject({
  ...base,
  categoryType: z.literal('Application'),
  func_name: oid,
  func_code: text.optional(),
  func_module: text.optional(),
  method: z.boolean('must be true or false').optional(),
  nout: z.number('must be a number').int('must be whole').nonnegative('must not be negative').optional(),
  n_tries: triesSchema,
  policy: policySchema,
  args: z.array(z.unknown(), 'must be a list').optional(),
  inputs: links,
  outputs: links,
});

/** Schema of a data drop in memory. */
export const dataDropspec: z.ZodType<DataDropspec> = z.looseObject({
  ...base,
  categoryType: z.literal('Data'),
  pydata: z
    .looseObject(
      { type: z.literal('json', 'must be "json"'), value: z.unknown() },
      'must be { type: "json", value }',
    )
    .optional(),
  persist: z.boolean('must be true or false').optional(),
  producers: links,
  consumers: links,
});
