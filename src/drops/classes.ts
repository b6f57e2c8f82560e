import type { AbstractDROP } from './abstract-drop.js';
import { ContainerDROP } from './container-drop.js';
import { DirectoryDROP } from './directory-drop.js';
import type { DropOptions } from './drop-options.js';
import { EnvironmentVarDROP } from './environment-var-drop.js';
import { FileDROP } from './file-drop.js';
import { JsonDROP } from './json-drop.js';
import { InMemoryDROP, PythonObjectDROP, SharedMemoryDROP } from './memory-drop.js';
import { EndDROP, NullDROP } from './null-drop.js';
import { ParameterSetDROP } from './parameter-set-drop.js';
import { RDBMSDrop } from './rdbms-drop.js';
import { S3DROP } from './s3-drop.js';

/** A class drops are made of. @category Drops */
export type DropClass = new (oid: string, uid: string, options?: DropOptions) => AbstractDROP;

/** Each class with the modules of DALiuGE it was found in, the present one first. */
const PLACES: readonly (readonly [dropClass: DropClass, name: string, ...modules: string[]])[] = [
  [InMemoryDROP, 'InMemoryDROP', 'dlg.data.drops.memory', 'dlg.data.drops', 'dlg.drop'],
  [SharedMemoryDROP, 'SharedMemoryDROP', 'dlg.data.drops.memory', 'dlg.data.drops', 'dlg.drop'],
  [PythonObjectDROP, 'PythonObjectDROP', 'dlg.data.drops.memory', 'dlg.data.drops'],
  [FileDROP, 'FileDROP', 'dlg.data.drops.file', 'dlg.data.drops', 'dlg.drop'],
  [DirectoryDROP, 'DirectoryDROP', 'dlg.data.drops.directory', 'dlg.data.drops', 'dlg.drop'],
  [DirectoryDROP, 'DirectoryContainer', 'dlg.data.drops.directorycontainer', 'dlg.data.drops', 'dlg.drop'],
  [NullDROP, 'NullDROP', 'dlg.data.drops.data_base', 'dlg.data.drops', 'dlg.drop'],
  [EndDROP, 'EndDROP', 'dlg.data.drops.data_base', 'dlg.data.drops', 'dlg.drop'],
  [JsonDROP, 'JsonDROP', 'dlg.data.drops.json_drop', 'dlg.data.drops', 'dlg.json_drop', 'dlg.drop'],
  [
    ParameterSetDROP,
    'ParameterSetDROP',
    'dlg.data.drops.parset_drop',
    'dlg.data.drops',
    'dlg.parset_drop',
    'dlg.drop',
  ],
  [
    EnvironmentVarDROP,
    'EnvironmentVarDROP',
    'dlg.data.drops.environmentvar_drop',
    'dlg.data.drops',
    'dlg.environmentvar_drop',
    'dlg.drop',
  ],
  [RDBMSDrop, 'RDBMSDrop', 'dlg.data.drops.rdbms', 'dlg.data.drops', 'dlg.drop'],
  [S3DROP, 'S3DROP', 'dlg.data.drops.s3_drop', 'dlg.data.drops', 'dlg.s3_drop', 'dlg.drop'],
  [ContainerDROP, 'ContainerDROP', 'dlg.data.drops.container', 'dlg.data.drops', 'dlg.drop'],
];

/**
 * The classes of data and containers by the names dropspecs have for them (`dropclass`): those of every version of
 * DALiuGE, and those that begin with `dfms.`, as it was called before.
 *
 * @category Drops
 */
export const DROP_CLASSES: ReadonlyMap<string, DropClass> = new Map(
  PLACES.flatMap(([dropClass, name, ...modules]) =>
    modules.flatMap((module): [string, DropClass][] => [
      [`${module}.${name}`, dropClass],
      [`${module.replace(/^dlg\./, 'dfms.')}.${name}`, dropClass],
    ]),
  ),
);

/**
 * The classes of data by their kind of storage, which older dropspecs name instead of a class, in lower case. Where
 * nothing is named it is `file`.
 *
 * @category Drops
 */
export const STORAGE_CLASSES: ReadonlyMap<string, DropClass> = new Map<string, DropClass>([
  ['memory', InMemoryDROP],
  ['sharedmemory', SharedMemoryDROP],
  ['file', FileDROP],
  ['null', NullDROP],
  ['end', EndDROP],
  ['json', JsonDROP],
  ['parameterset', ParameterSetDROP],
  ['environmentvariables', EnvironmentVarDROP],
  ['s3', S3DROP],
]);
