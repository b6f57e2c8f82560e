import type { DropOptions, DropSession } from '../drops/index.js';
import { LINK_FIELDS, type OtherDropspec } from '../dropspec/index.js';

/** What no graph may say: who the drop is and its class are given otherwise, and these are not for outsiders to set. */
const NEVER = new Set([
  'oid',
  'uid',
  'dropclass',
  'Application',
  'appclass',
  'dataclass',
  'data',
  'Data',
  'dlg_session',
  'dlg_session_id',
  'func',
  '__proto__',
]);

/** What is said of the drop itself, not of an argument that happens to have the name. */
const OF_THE_DROP = new Set([
  ...LINK_FIELDS.map(({ name }) => name),
  'applicationArgs',
  'categoryType',
  'executionMode',
  'fields',
  'humanReadableKey',
  'island',
  'lg_key',
  'name',
  'node',
  'nodeAttributes',
  'ports',
  'reprodata',
  'targetPhase',
]);

const PORTS = new Set<unknown>(['InputPort', 'OutputPort', 'InputOutput']);

/**
 * The options a drop is made with: the fields of its dropspec, and as if they stood there the values of its
 * `applicationArgs`, which come first in rank, and those of the older `nodeAttributes`, which come last.
 */
export function optionsOf(spec: OtherDropspec, session: DropSession): DropOptions {
  const options: Record<string, unknown> = {};
  addValues(options, spec['nodeAttributes']);
  for (const [name, value] of Object.entries(spec)) if (!NEVER.has(name)) options[name] = value;
  addValues(options, spec['applicationArgs']);
  return { ...options, dlg_session: session };
}

/** The value of a port comes from the drop that is linked to it. */
function addValues(options: Record<string, unknown>, fields: unknown): void {
  if (typeof fields !== 'object' || fields === null) return;
  for (const [name, field] of Object.entries(fields)) {
    if (NEVER.has(name) || OF_THE_DROP.has(name) || typeof field !== 'object' || field === null) continue;
    const { value, usage } = field as { readonly value?: unknown; readonly usage?: unknown };
    if (value !== undefined && !PORTS.has(usage)) options[name] = value;
  }
}
