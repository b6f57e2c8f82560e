/** A property descriptor whose value may be anything, and has to be looked at. */
export interface OwnProperty {
  readonly value?: unknown;
  readonly get?: () => unknown;
  readonly set?: (value: unknown) => void;
  readonly writable?: boolean;
  readonly enumerable: boolean;
  readonly configurable: boolean;
}

/** The own property of an object that is known to have it. */
export function ownProperty(holder: object, key: PropertyKey): OwnProperty {
  return Object.getOwnPropertyDescriptor(holder, key) as OwnProperty;
}
