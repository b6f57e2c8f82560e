import { randomUUID } from 'node:crypto';

/** This thread, among all threads and processes. */
const realm: string = randomUUID();

let last = 0;
const origins = new WeakMap<object, string>();
const natives = new Map<string, WeakRef<object>>();
const forget = new FinalizationRegistry<string>((origin) => natives.delete(origin));

/** The name of this thread: what {@link packValue} takes as `home` in the threads that answer to it. */
export function realmId(): string {
  return realm;
}

/** Where a function or class was made: here, or where it was unpacked from. */
export function originOf(fn: object): string {
  let origin = origins.get(fn);
  if (origin === undefined) {
    origin = `${realm}/${String(++last)}`;
    origins.set(fn, origin);
    natives.set(origin, new WeakRef(fn));
    forget.register(fn, origin);
  }
  return origin;
}

/** Notes that a function was rebuilt from one of another thread. */
export function setOrigin(fn: object, origin: string): void {
  origins.set(fn, origin);
}

/** Whether a function was rebuilt here from one of the thread named. */
export function cameFrom(fn: object, home: string): string | undefined {
  const origin = origins.get(fn);
  return origin !== undefined && home !== realm && origin.startsWith(`${home}/`) ? origin : undefined;
}

/** Whether a function was rebuilt here from one of any other thread. */
export function isRebuilt(fn: object): boolean {
  const origin = origins.get(fn);
  return origin !== undefined && !origin.startsWith(`${realm}/`);
}

/** The function of this thread that goes by that name; undefined where it is another's, or gone. */
export function nativeOf(origin: string): object | undefined {
  return natives.get(origin)?.deref();
}
