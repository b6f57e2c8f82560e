import type { z } from 'zod';
import type { GraphProblem } from '../errors/index.js';
import { appDropspec, dataDropspec, FUNCTION_APP, MEMORY_DROP, type FunctionDropspec } from './format.js';
import { shown } from './shown.js';

/** What runs here, by category; the names of categories are not case-sensitive. */
const CATEGORIES = new Map<string, Category>([
  ['application', { name: 'Application', schema: appDropspec, dropclass: FUNCTION_APP }],
  ['app', { name: 'Application', schema: appDropspec, dropclass: FUNCTION_APP }],
  ['data', { name: 'Data', schema: dataDropspec, dropclass: MEMORY_DROP }],
]);

interface Category {
  readonly name: FunctionDropspec['categoryType'];
  readonly schema: z.ZodType<FunctionDropspec>;
  readonly dropclass: string;
}

/** The category of a drop as it is written here; undefined for one that does not run here. */
export function categoryOf(categoryType: unknown): Category | undefined {
  return typeof categoryType === 'string' ? CATEGORIES.get(categoryType.toLowerCase()) : undefined;
}

/** Checks one drop of a graph of functions; adds what is wrong to `problems` and gives the dropspec if nothing is. */
export function checkDropspec(
  spec: unknown,
  position: number,
  problems: GraphProblem[],
): FunctionDropspec | undefined {
  const place = `#${String(position)}`;
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    problems.push({ oid: place, path: '', message: `must be a drop (an object), got ${shown(spec)}` });
    return undefined;
  }
  const { oid, categoryType, dropclass } = spec as Record<string, unknown>;
  const name = typeof oid === 'string' && oid !== '' ? oid : place;
  const category = categoryOf(categoryType);
  if (category === undefined) {
    const got = categoryType === undefined ? 'is missing' : `${shown(categoryType)} is unknown`;
    problems.push({
      oid: name,
      path: 'categoryType',
      message: `${got}; what runs here is "Application", "Data", "Container" and "Socket"`,
    });
    return undefined;
  }
  const drop = categoryType === category.name ? spec : { ...spec, categoryType: category.name };
  const parsed = category.schema.safeParse(drop);
  const faults = parsed.success ? [] : parsed.error.issues;
  // of a class that is unknown nothing more can be said than its name and what every drop has
  const known = dropclass === undefined || dropclass === category.dropclass;
  if (!known) {
    const message = `unknown class ${shown(dropclass)}; the class that runs here is "${category.dropclass}"`;
    problems.push({ oid: name, path: 'dropclass', message });
  }
  for (const { path, message } of faults) {
    if (known || path[0] === 'oid') problems.push({ oid: name, path: pathText(path), message });
  }
  return parsed.success && known ? (drop as FunctionDropspec) : undefined;
}

/**
 * Whether a drop plainly is as `writeDropspecs` makes them. Asking the schema takes ten times as long, so it is
 * left to drops that need it; what passes here passes there.
 */
export function isSimple(spec: unknown): spec is FunctionDropspec {
  if (typeof spec !== 'object' || spec === null) return false;
  // one function a kind: asking drops of many shapes for fields they do not have is what takes the time
  const { categoryType } = spec as Record<string, unknown>;
  if (categoryType === 'Application') return isSimpleApp(spec as Record<string, unknown>);
  return categoryType === 'Data' && isSimpleData(spec as Record<string, unknown>);
}

function isSimpleApp(app: Record<string, unknown>): boolean {
  return (
    app['dropclass'] === FUNCTION_APP &&
    isName(app['oid']) &&
    isName(app['func_name']) &&
    (app['name'] === undefined || typeof app['name'] === 'string') &&
    areOids(app['inputs']) &&
    areOids(app['outputs']) &&
    (app['args'] === undefined || Array.isArray(app['args'])) &&
    app['func_code'] === undefined &&
    app['func_module'] === undefined &&
    app['method'] === undefined &&
    app['nout'] === undefined &&
    app['n_tries'] === undefined &&
    app['policy'] === undefined
  );
}

function isSimpleData(data: Record<string, unknown>): boolean {
  return (
    data['dropclass'] === MEMORY_DROP &&
    isName(data['oid']) &&
    (data['name'] === undefined || typeof data['name'] === 'string') &&
    areOids(data['producers']) &&
    areOids(data['consumers']) &&
    (data['persist'] === undefined || typeof data['persist'] === 'boolean') &&
    data['pydata'] === undefined
  );
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function areOids(links: unknown): boolean {
  if (links === undefined) return true;
  if (!Array.isArray(links)) return false;
  for (let at = 0; at < links.length; at++)
    if (typeof links[at] !== 'string' || links[at] === '') return false;
  return true;
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
