type Listener = (reason: unknown) => void;

interface Fan {
  readonly listeners: Set<Listener>;
  readonly tell: () => void;
}

const fans = new WeakMap<AbortSignal, Fan>();

/**
 * Calls back when a signal is aborted, until the function it gives is called. However many wait for one signal, it has
 * one listener: a program may give the same to a thousand runs, and Node.js warns of a leak beyond ten.
 */
export function onAbort(signal: AbortSignal, listener: Listener): () => void {
  const fan = fans.get(signal) ?? newFan(signal);
  fan.listeners.add(listener);
  return () => {
    fan.listeners.delete(listener);
    if (fan.listeners.size > 0 || fans.get(signal) !== fan) return;
    fans.delete(signal);
    signal.removeEventListener('abort', fan.tell);
  };
}

function newFan(signal: AbortSignal): Fan {
  const listeners = new Set<Listener>();
  const tell = (): void => {
    fans.delete(signal);
    for (const listener of listeners) listener(signal.reason);
  };
  const fan = { listeners, tell };
  fans.set(signal, fan);
  signal.addEventListener('abort', tell, { once: true });
  return fan;
}
