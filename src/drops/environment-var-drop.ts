import { InvalidDropError } from '../errors/index.js';
import { FixedStore } from '../storage/index.js';
import { AbstractDROP } from './abstract-drop.js';
import type { KeyValueStore } from './environment.js';

/** Keys of a dropspec that are about the drop, not variables it holds. */
const INTERNAL = new Set([
  'dropclass',
  'category',
  'storage',
  'fields',
  'streaming',
  'persist',
  'rank',
  'loop_ctx',
  'weight',
  'iid',
  'consumers',
  'config_data',
  'mode',
  'group_end',
  'applicationArgs',
  'reprodata',
]);

/**
 * Holds named values for other drops: one whose producers include a store called `env` finds `$env.name` in its
 * parameters replaced by the value. The values are the options of this drop; it produces no data.
 *
 * @category Drops
 * @example
 * ```ts
 * import { AbstractDROP, EnvironmentVarDROP } from 'dropgraph/drop';
 *
 * const env = new EnvironmentVarDROP('env', 'env', { name: 'env', depth: 3 });
 * const drop = new AbstractDROP('A', 'A', { layers: '$env.depth' });
 * drop.addProducer(env);
 * drop.autofillEnvironmentVariables();
 * drop.parameters['layers']; // => 3
 * ```
 */
export class EnvironmentVarDROP extends AbstractDROP implements KeyValueStore {
  /** `config://host/pid/uid` */
  get dataURL(): string {
    return new FixedStore(this.uid, Buffer.alloc(0)).url;
  }

  /**
   * A value of this store, else the variable of this process by that name; null when there is neither. A graph from
   * elsewhere could send secrets of the environment away: in its session only `DLG_*` are read, unless the session
   * allows all.
   */
  get(name: string): unknown {
    const isFree = this.session === undefined || this.session.allowEnvironment === true;
    return this.#own(name) ?? (isFree || name.startsWith('DLG_') ? process.env[name] : null) ?? null;
  }

  /** Values of this store; null for those it has not. */
  getMultiple(names: readonly string[]): unknown[] {
    return names.map((name) => this.#own(name));
  }

  /** @throws InvalidDropError always: the values are fixed by the graph. */
  set(name: string, _value: unknown): never {
    throw new InvalidDropError(this.uid, `holds fixed values, so "${name}" cannot be set`);
  }

  #own(name: string): unknown {
    if (INTERNAL.has(name) || !Object.hasOwn(this.parameters, name)) return null;
    return this.parameters[name];
  }
}
