/** What the drops of a class are. A store holds named values and produces nothing. */
export type ClassKind = 'Application' | 'Data' | 'Container' | 'Store';

/**
 * The classes that graphs may name. Dropspecs are only text: what there is to make drops of is known to those who
 * make them.
 */
export interface KnownClasses {
  /** What the drops of a class are; undefined for a class that is not here. */
  kindOf(dropclass: string): ClassKind | undefined;
  /** For a class of DALiuGE that is not here: why not, or what to use instead. */
  reasonAgainst(dropclass: string): string | undefined;
  /** Names of classes of data by their kind of storage in lower case, which older dropspecs have instead. */
  readonly storage: ReadonlyMap<string, string>;
  /** Name of the class of containers, where a dropspec does not say it. */
  readonly container: string;
  /** Name of the only class of sockets. */
  readonly socket: string;
}
