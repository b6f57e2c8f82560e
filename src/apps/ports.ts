import type { AppDROP, DataDROP } from '../drops/index.js';

/** A drop and the name of the application's port it is linked to; null without a name. */
export interface PortLink {
  readonly port: string | null;
  readonly drop: DataDROP;
}

/** The inputs of an application in the order of its links; a drop linked to two ports is there twice. */
export function inputPorts(app: AppDROP): PortLink[] {
  return portLinks(app, 'inputs', 'input', app.inputs);
}

/** The outputs of an application in the order of its links. */
export function outputPorts(app: AppDROP): PortLink[] {
  return portLinks(app, 'outputs', 'output', app.outputs);
}

function portLinks(
  app: AppDROP,
  relation: string,
  direction: string,
  drops: readonly DataDROP[],
): PortLink[] {
  const ports = new Map<string, Set<string>>();
  const note = (oid: string, port: unknown): void => {
    if (typeof port !== 'string' || port === '') return;
    const names = ports.get(oid) ?? new Set();
    ports.set(oid, names.add(port));
  };
  for (const link of listOf(app.parameters[relation])) {
    if (isRecord(link)) for (const [oid, port] of Object.entries(link)) note(oid, port);
  }
  for (const port of app.ports) {
    if (isRecord(port) && port['direction'] === direction) note(String(port['oid']), port['name']);
  }
  return drops.flatMap((drop): PortLink[] => {
    const names = ports.get(drop.oid) ?? ports.get(drop.uid);
    return names === undefined ? [{ port: null, drop }] : Array.from(names, (port) => ({ port, drop }));
  });
}

/** A field of `applicationArgs`, or of the older `nodeAttributes`. */
export interface GraphArgument {
  readonly name: string;
  readonly value: unknown;
  /** Its type in the words of the graph editor: String, Integer, Json ... */
  readonly type: string;
  readonly positional: boolean;
  /** How the content of a drop becomes its value, where it says so. */
  readonly encoding: string | undefined;
  /** Whether it is a port: its value then comes from a drop, if one is linked to it. */
  readonly port: boolean;
}

/** The arguments that stand in the graph for an application, without the typed parameters of its class. */
export function graphArguments(
  app: AppDROP,
  relation: 'applicationArgs' | 'nodeAttributes',
): GraphArgument[] {
  const fields = app.parameters[relation];
  if (!isRecord(fields)) return [];
  return Object.entries(fields).flatMap(([name, given]): GraphArgument[] => {
    if (hasParam(app, name)) return [];
    const field: Readonly<Record<string, unknown>> = isRecord(given) ? given : { value: given };
    const usage = textOf(field['usage']);
    return [
      {
        name,
        value: field['value'],
        type: textOf(field['type']),
        positional: field['positional'] === true || field['positional'] === 'true',
        encoding: textOf(field['encoding']) || undefined,
        port: usage !== '' && usage !== 'NoPort',
      },
    ];
  });
}

function hasParam(app: AppDROP, name: string): boolean {
  for (
    let of: object | null = app.constructor;
    of !== null;
    of = Object.getPrototypeOf(of) as object | null
  ) {
    if (Object.hasOwn(of, 'params') && Object.hasOwn((of as { params: object }).params, name)) return true;
  }
  return false;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
