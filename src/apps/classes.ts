import type { AppDROP, DropOptions } from '../drops/index.js';
import { MissingError } from '../errors/index.js';
import { AverageArraysApp } from './average-arrays-app.js';
import { BashShellApp } from './bash-shell-app.js';
import { Branch, SimpleBranch } from './branch-apps.js';
import { CopyApp } from './copy-app.js';
import { CRCApp } from './crc-app.js';
import { CRCStreamApp } from './crc-stream-app.js';
import { FunctionApp } from './function-app.js';
import { ArrayGatherApp, DictGatherApp, GenericGatherApp, GenericNpyGatherApp } from './gather-apps.js';
import { HelloWorldApp } from './hello-world-app.js';
import { ListAppendThrashingApp } from './list-append-thrashing-app.js';
import { NullBarrierApp } from './null-barrier-app.js';
import { PickOne } from './pick-one.js';
import { PyFuncApp } from './pyfunc-app.js';
import { RandomArrayApp } from './random-array-app.js';
import { GenericNpyScatterApp, GenericScatterApp } from './scatter-apps.js';
import { SleepAndCopyApp, SleepApp } from './sleep-app.js';
import { SocketListenerApp } from './socket-listener-app.js';
import {
  StreamingInputBashApp,
  StreamingInputOutputBashApp,
  StreamingOutputBashApp,
} from './streaming-bash-apps.js';
import { UrlRetrieveApp } from './url-retrieve-app.js';

/** A class applications are made of. @category Applications */
export type AppClass = new (oid: string, uid: string, options?: DropOptions) => AppDROP;

/** The applications of each module of DALiuGE, by name. */
const MODULES: Readonly<Record<string, Readonly<Record<string, AppClass>>>> = {
  'dlg.apps.simple': {
    ArrayGatherApp,
    AverageArraysApp,
    Branch,
    CopyApp,
    DictGatherApp,
    GenericGatherApp,
    GenericNpyGatherApp,
    GenericNpyScatterApp,
    GenericScatterApp,
    HelloWorldApp,
    ListAppendThrashingApp,
    NullBarrierApp,
    PickOne,
    RandomArrayApp,
    SimpleBranch,
    SleepAndCopyApp,
    SleepApp,
    UrlRetrieveApp,
  },
  'dlg.apps.bash_shell_app': {
    BashShellApp,
    StreamingInputBashApp,
    StreamingInputOutputBashApp,
    StreamingOutputBashApp,
  },
  'dlg.apps.branch': { Branch, SimpleBranch },
  'dlg.apps.crc': { CRCApp, CRCStreamApp },
  'dlg.apps.pyfunc': { PyFuncApp },
  'dlg.apps.socket_listener': { SocketListenerApp },
  // what delayed() of DALiuGE makes of a list
  'dlg.dask_emulation': { _Listifier: ArrayGatherApp },
  'dropgraph.apps': { FunctionApp },
};

/**
 * The classes of applications by the names dropspecs have for them (`dropclass`), also with the `dfms.` of older ones.
 *
 * @category Applications
 */
export const APP_CLASSES: ReadonlyMap<string, AppClass> = new Map(
  Object.entries(MODULES).flatMap(([module, classes]) =>
    Object.entries(classes).flatMap(([name, appClass]): [string, AppClass][] => [
      [`${module}.${name}`, appClass],
      [`${module.replace(/^dlg\./, 'dfms.')}.${name}`, appClass],
    ]),
  ),
);

/** The applications of a dropspec without class whose category is a socket. @category Applications */
export const SOCKET_CLASS: AppClass = SocketListenerApp;

/** Modules and classes of DALiuGE that are not here, and what there is instead. */
const UNAVAILABLE: Readonly<Record<string, string>> = {
  'dlg.apps.scp': 'copy with scp in a BashShellApp',
  'dlg.apps.mpi': 'run mpirun in a BashShellApp',
  'dlg.apps.dockerapp': 'run docker in a BashShellApp',
  'dlg.apps.dynlib': 'call a program in a BashShellApp, or ctypes in a PyFuncApp',
  'dlg.apps.archiving': 'write a subclass of ExternalStoreApp',
  'dlg.apps.plasma': 'use data in memory',
  'dlg.apps.subgraph': 'deploy the graph in it by itself',
  'dlg.apps.constructs': 'it only stands in palettes and has nothing to run',
  'dlg.apps.simple.DALiuGEApp': 'it only stands in palettes and has nothing to run',
  'dlg.apps.simple.PythonApp': 'it only stands in palettes and has nothing to run',
  'dlg.apps.pyfunc.PyMemberApp': 'it only stands in palettes and has nothing to run',
  'dlg.dask_emulation.ResultTransmitter': 'results are read from the session',
};

/**
 * For an application of DALiuGE that is not here: why, or what there is instead. Undefined for any other name.
 *
 * @category Applications
 */
export function reasonAgainst(name: string): string | undefined {
  if (APP_CLASSES.has(name)) return undefined;
  const present = name.replace(/^dfms\./, 'dlg.');
  const place = [present, present.slice(0, present.lastIndexOf('.'))].find((key) =>
    Object.hasOwn(UNAVAILABLE, key),
  );
  if (place === undefined) return undefined;
  return `The application class "${name}" is not available here: ${UNAVAILABLE[place] ?? ''}`;
}

/**
 * The class with the name a dropspec has for it.
 *
 * @throws MissingError when there is none here: says what there is instead, if something is.
 * @category Applications
 * @example
 * ```ts
 * import { appClassNamed, CopyApp } from 'dropgraph/apps';
 *
 * appClassNamed('dlg.apps.simple.CopyApp') === CopyApp; // => true
 * ```
 */
export function appClassNamed(name: string): AppClass {
  const found = APP_CLASSES.get(name);
  if (found !== undefined) return found;
  throw new MissingError(reasonAgainst(name) ?? `The application class "${name}" is not known here`);
}
