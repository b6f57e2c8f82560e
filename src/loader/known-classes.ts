import { APP_CLASSES, reasonAgainst as reasonAgainstApp, SOCKET_CLASS } from '../apps/index.js';
import { ContainerDROP, DROP_CLASSES, EnvironmentVarDROP, STORAGE_CLASSES } from '../drops/index.js';
import type { ClassKind, KnownClasses } from '../dropspec/index.js';

/** Classes of data of DALiuGE that are not here, and what there is instead; by their last name. */
const UNAVAILABLE: Readonly<Record<string, string>> = {
  NgasDROP:
    'there is no client of NGAS; data can lie in a FileDROP or an S3DROP, or be fetched by an UrlRetrieveApp',
  PlasmaDROP: 'use a SharedMemoryDROP',
  PlasmaFlightDROP: 'use a SharedMemoryDROP',
};

/** The classes of `dropgraph/drop` and `dropgraph/apps`, as graphs may name them. */
export const KNOWN_CLASSES: KnownClasses = {
  kindOf(dropclass) {
    if (APP_CLASSES.has(dropclass)) return 'Application';
    return dataKindOf(dropclass);
  },
  reasonAgainst(dropclass) {
    const name = /^(?:dlg|dfms)\..*?([^.]+)$/.exec(dropclass)?.[1] ?? '';
    if (Object.hasOwn(UNAVAILABLE, name)) {
      return `The data class "${dropclass}" is not available here: ${UNAVAILABLE[name] ?? ''}`;
    }
    return reasonAgainstApp(dropclass);
  },
  storage: new Map(
    Array.from(STORAGE_CLASSES, ([storage, dropclass]) => [storage, nameOf(dropclass, DROP_CLASSES)]),
  ),
  container: nameOf(ContainerDROP, DROP_CLASSES),
  socket: nameOf(SOCKET_CLASS, APP_CLASSES),
};

function dataKindOf(name: string): ClassKind | undefined {
  const dropclass = DROP_CLASSES.get(name);
  if (dropclass === undefined) return undefined;
  if (dropclass === EnvironmentVarDROP) return 'Store';
  const isContainer =
    dropclass === ContainerDROP || ContainerDROP.prototype.isPrototypeOf(dropclass.prototype as object);
  return isContainer ? 'Container' : 'Data';
}

/** The present name of a class, which is the first in its table. */
function nameOf<T>(dropclass: T, classes: ReadonlyMap<string, T>): string {
  for (const [name, known] of classes) if (known === dropclass) return name;
  throw new TypeError('a class that stands for others is in no table');
}
