import { asksForAll, pick, type Told } from './stage-data.js';
import type { HashedMode } from './modes.js';

/** A node of a logical graph, as it was given. */
export type LogicalNode = Readonly<Record<string, unknown>>;

/** Lists of ports; of some nodes some are missing. */
export const PORTS: readonly string[] = ['inputPorts', 'outputPorts', 'inputLocalPorts', 'outputLocalPorts'];

/** Fields that every node may have. */
const OF_ALL = [
  'execution_time',
  'num_cpus',
  'inputApplicationName',
  'inputApplicationType',
  'data_volume',
] as const;

const PLASMA = ['plasma_path', 'object_id'] as const;

/** Fields by category. */
const OF_CATEGORY: ReadonlyMap<unknown, readonly string[]> = new Map<unknown, readonly string[]>([
  ['File', ['check_filepath_exists']],
  ['Plasma', PLASMA],
  ['PlasmaFlight', [...PLASMA, 'flight_path']],
  ['MKN', ['m', 'k', 'n']],
  ['Scatter', ['num_of_copies', 'scatter_axis']],
  ['Gather', ['num_of_inputs', 'gather_axis']],
  ['Loop', ['num_of_iter']],
  ['GroupBy', ['group_key', 'group_axis']],
  ['Branch', ['dropclass']],
  ['PythonApp', ['dropclass']],
  ['DALiuGEApp', ['dropclass']],
  ['Component', ['dropclass']],
  ['BashShellApp', ['Arg01']],
  ['Mpi', ['num_of_procs']],
  ['Docker', ['image', 'command', 'user', 'ensureUserAndSwitch', 'removeContainer', 'additionalBindings']],
  ['DynlibApp', ['libpath']],
  ['DynlibProcApp', ['libpath']],
]);

/** What the template of a node tells: what it is, and how many ports it has. */
export function lgtData(node: LogicalNode, mode: HashedMode): Told {
  if (mode === 'NOTHING') return new Map();
  const told = pick(node, ['categoryType', 'category']);
  if (mode === 'REPRODUCE') return told;
  for (const [name, ports] of pick(node, PORTS)) told.set(name, (ports as readonly unknown[]).length);
  return told;
}

/** What the node itself tells: the values that were filled in. */
export function lgData(node: LogicalNode, mode: HashedMode): Told {
  if (mode === 'NOTHING' || mode === 'RERUN' || mode === 'REPRODUCE' || mode === 'REPLICATE_SCI') {
    return new Map();
  }
  const args = valuesOf(node['applicationArgs']);
  const values = Object.fromEntries([...valuesOf(node['fields']), ...args]);
  const names = [...OF_ALL, ...(OF_CATEGORY.get(node['category']) ?? [])];
  if (!asksForAll(mode)) return pick(values, names);
  if (node['category'] === 'File') names.push('filepath', 'dirname');
  return pick(values, [...names, ...args.keys()]);
}

/** The values of fields by name: of a list of fields that say theirs, or of an object of fields. */
function valuesOf(fields: unknown): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  const entries = Object.entries(Object(fields) as Readonly<Record<string, unknown>>);
  for (const [key, field] of entries) {
    const { name, value } = Object(field) as { readonly name?: unknown; readonly value?: unknown };
    if (!Array.isArray(fields)) values.set(key, value);
    else if (typeof name === 'string') values.set(name, value);
  }
  return values;
}
