import {
  BarrierAppDROP,
  FileDROP,
  InMemoryDROP,
  type DataDROP,
  type DropOptions,
} from '../../src/drops/index.js';
import type { EventFirer, EventListener } from '../../src/events/index.js';

/** An application that does nothing; it runs when its inputs are complete. */
export class Idle extends BarrierAppDROP {
  run(): void {
    // nothing to do
  }
}

/** An application that runs until it is told to finish. */
export class Patient extends BarrierAppDROP {
  finish: () => void = () => undefined;

  run(): Promise<void> {
    return new Promise((resolve) => (this.finish = resolve));
  }
}

export function memory(uid = 'a', options: DropOptions = {}): InMemoryDROP {
  return new InMemoryDROP(uid, uid, options);
}

export function file(directory: string, uid = 'a', options: DropOptions = {}): FileDROP {
  return new FileDROP(uid, uid, { filepath: `${directory}/${uid}`, ...options });
}

/** Writes a byte and completes. */
export async function fill<T extends DataDROP>(drop: T, content = 'x'): Promise<T> {
  await drop.write(content);
  drop.setCompleted();
  return drop;
}

/** The subscriptions to a drop made from now on and not ended, kept as the drop itself would keep them. */
export function subscriptions(drop: EventFirer): readonly [EventListener, string | undefined][] {
  const list: [EventListener, string | undefined][] = [];
  const subscribe = drop.subscribe.bind(drop);
  const unsubscribe = drop.unsubscribe.bind(drop);
  drop.subscribe = (listener, type) => {
    list.push([listener, type]);
    subscribe(listener, type);
  };
  drop.unsubscribe = (listener, type) => {
    const at = list.findIndex(([one, its]) => one === listener && its === type);
    if (at !== -1) list.splice(at, 1);
    unsubscribe(listener, type);
  };
  return list;
}
