/**
 * Something a pickle speaks of before it is known what it will be: a dict is a plain object only if all of its keys
 * turn out to be texts, an array gets its items after it was referred to. Once the whole pickle is read, every
 * container has these replaced by their values.
 */
export abstract class Unfinished {
  /** What it is in the end: the same at every call. */
  abstract get value(): unknown;

  /** Fills the value, where it is a container. */
  fill(): void {
    // most have nothing in them
  }
}

/** What a thing read from a pickle is in the end. */
export function finished(thing: unknown): unknown {
  return thing instanceof Unfinished ? thing.value : thing;
}

/** A dict: its keys and values in turn. */
export class UnfinishedDict extends Unfinished {
  readonly #items: unknown[] = [];
  #texts = true;
  #value: Record<string, unknown> | Map<unknown, unknown> | undefined;

  set(key: unknown, item: unknown): void {
    this.#texts &&= typeof key === 'string';
    this.#items.push(key, item);
  }

  override get value(): Record<string, unknown> | Map<unknown, unknown> {
    return (this.#value ??= this.#texts ? {} : new Map());
  }

  override fill(): void {
    const value = this.value;
    for (let at = 0; at < this.#items.length; at += 2) {
      const key = finished(this.#items[at]);
      const item = finished(this.#items[at + 1]);
      if (value instanceof Map) value.set(key, item);
      else if (key === '__proto__') {
        // assigning it would change the prototype; as a property of its own it is a key like any other
        Object.defineProperty(value, key, {
          value: item,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      } else value[key as string] = item;
    }
  }
}
