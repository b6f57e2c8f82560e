import { encodeData } from '../codecs/index.js';
import {
  boolParam,
  stringParam,
  type AppDROP,
  type DataDROP,
  type DropOptions,
  type DropParam,
} from '../drops/index.js';
import { hasPath, heldValue, readDrop } from '../droputils/index.js';
import { InvalidDropError } from '../errors/index.js';
import { commandOwner } from './bash-command-line.js';
import { libraryLogger } from '../basics/index.js';
import { hasData } from './data-links.js';
import { requireCode, type RunsCode } from './permissions.js';
import { graphArguments, inputPorts, outputPorts, type PortLink } from './ports.js';
import {
  callPython,
  type PythonArguments,
  type PythonInput,
  type PythonPort,
  type PythonRequest,
  type PythonValue,
} from './python/index.js';

const asGiven: DropParam<unknown> = { fallback: null, parse: (value) => value };

/** The typed parameters of the applications that call a Python function. */
export const PYTHON_PARAMS: Readonly<Record<string, DropParam<unknown>>> = {
  func_name: stringParam(''),
  func_code: stringParam(''),
  func_arg_mapping: asGiven,
  func_defaults: asGiven,
  input_parser: stringParam(''),
  output_parser: stringParam(''),
  // as graphs said it before there were parsers: false for Python literals
  pickle: boolParam(true),
};

/** Encodings of contents; `raw` and `binary` are bytes as they are. */
const CONTENTS = new Set(['pickle', 'dill', 'eval', 'npy', 'utf-8', 'raw', 'binary']);
/** Encodings that give a function the place of a drop instead of its content. */
const PLACES = new Set(['path', 'dataurl']);

/** @throws InvalidDropError when there is neither a name nor code; called while the application is made. */
export function requireFunction(app: AppDROP, options: DropOptions): void {
  const given = ['func_name', 'func_code'].map(
    (name) => options[name] ?? options.applicationArgs?.[name]?.value,
  );
  if (given.some((text) => typeof text === 'string' && text.trim() !== '')) return;
  throw new InvalidDropError(app.uid, 'has no function to call: give it "func_name" or "func_code"');
}

/** An output of a Python function and the drop it goes to. */
export interface PythonOutput extends PythonPort {
  readonly drop: DataDROP;
}

/** The outputs that take the result of the function; others are filled by the function itself, which gets their path. */
export function resultOutputs(app: AppDROP): PythonOutput[] {
  return portsOf(app, outputPorts(app), 'output_parser').filter(({ encoding }) => !PLACES.has(encoding));
}

/**
 * Calls the Python function of an application.
 *
 * @param outputs - where results go, and in which encoding.
 * @param write - takes the results, piece by piece.
 */
export async function callFunction<T extends PythonPort>(
  app: AppDROP & RunsCode,
  outputs: readonly T[],
  write: (output: T, chunk: Buffer) => Promise<unknown>,
): Promise<PythonArguments> {
  requireCode(app, 'a Python function');
  const inputs = [
    ...portsOf(app, inputPorts(app), 'input_parser')
      .filter(({ drop }) => hasData(app, drop))
      .map((port) => asInput(app, port, true)),
    ...portsOf(app, outputPorts(app), 'output_parser')
      .filter(({ encoding }) => PLACES.has(encoding))
      .map((port) => asInput(app, port, false)),
  ];
  const drops = new Map([...app.inputs, ...app.outputs].map((drop) => [drop.uid, drop]));
  const byUid = new Map(outputs.map((output) => [output.uid, output]));
  const log = libraryLogger().child({ uid: app.uid, session: app.sessionId });
  return callPython(requestOf(app, inputs, outputs), await commandOwner(app), {
    read: (input) => contentOf(drops.get(input.uid)!, input.encoding),
    write: async ({ uid }, chunk) => void (await write(byUid.get(uid)!, chunk)),
    print: (line) => log.info(line),
  });
}

/** The content of a drop; a value that was set in it takes the encoding that is asked for. */
async function* contentOf(drop: DataDROP, encoding: string): AsyncGenerator<Buffer, void> {
  const held = drop.isCompleted() ? heldValue(drop) : undefined;
  if (held === undefined) yield* readDrop(drop);
  else yield encodeData(encoding, held.value);
}

function requestOf(
  app: AppDROP,
  inputs: readonly PythonInput[],
  outputs: readonly PythonPort[],
): PythonRequest {
  const values: Record<string, PythonValue> = {};
  for (const relation of ['nodeAttributes', 'applicationArgs'] as const) {
    for (const { name, value, type, port } of graphArguments(app, relation))
      values[name] = { value, type, port };
  }
  return {
    name: app.param('func_name') as string,
    code: codeOf(app.param('func_code') as string),
    mapping: app.param('func_arg_mapping'),
    defaults: app.param('func_defaults'),
    values,
    inputs,
    outputs: outputs.map(({ uid, oid, name, encoding }) => ({ uid, oid, name, encoding })),
  };
}

/** Code is source, or a pickled function as DALiuGE's delayed() writes it. */
function codeOf(code: string): PythonRequest['code'] {
  if (code.trim() === '') return null;
  const pickled = /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(code) && Buffer.from(code, 'base64')[0] === 0x80;
  return pickled ? { pickle: code } : { source: code };
}

function portsOf(app: AppDROP, links: readonly PortLink[], parser: string): PythonOutput[] {
  const args = [...graphArguments(app, 'nodeAttributes'), ...graphArguments(app, 'applicationArgs')];
  const encodings = new Map(args.map(({ name, encoding }) => [name, encoding]));
  const usual = (app.param(parser) as string) || (app.param('pickle') === false ? 'eval' : 'pickle');
  return links.map(({ port, drop }) => {
    const encoding = ((port === null ? undefined : encodings.get(port)) ?? usual).toLowerCase();
    if (!CONTENTS.has(encoding) && !PLACES.has(encoding)) {
      const valid = [...CONTENTS, ...PLACES].join(', ');
      throw new InvalidDropError(
        app.uid,
        `the encoding of "${port ?? drop.uid}" is ${JSON.stringify(encoding)}; valid ones: ${valid}`,
      );
    }
    return { uid: drop.uid, oid: drop.oid, name: port, encoding, drop };
  });
}

function asInput(app: AppDROP, { drop, ...port }: PythonOutput, argument: boolean): PythonInput {
  if (port.encoding === 'dataurl') return { ...port, argument, text: drop.dataURL };
  if (port.encoding !== 'path') return { ...port, argument };
  if (hasPath(drop)) return { ...port, argument, text: drop.path };
  throw new InvalidDropError(app.uid, `wants the path of "${drop.uid}", which has none: it is no file`);
}
