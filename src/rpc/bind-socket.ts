import { setTimeout as wait } from 'node:timers/promises';
import { messageOf, RPCError } from '../errors/index.js';

/** What a socket of ZeroMQ can do before it listens. */
interface Bindable {
  bind(endpoint: string): Promise<void>;
  close(): void;
}

/** Milliseconds after which a taken port is tried again: a socket that was closed lets go of its own a little later. */
const AGAIN: readonly number[] = [20, 100];

/**
 * Binds a socket; one that cannot be bound is closed.
 *
 * @throws RPCError that names the endpoint.
 */
export async function bindSocket(socket: Bindable, endpoint: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await socket.bind(endpoint);
      return;
    } catch (error) {
      const pause = (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? AGAIN[tries] : undefined;
      if (pause !== undefined) {
        await wait(pause);
        continue;
      }
      socket.close();
      throw new RPCError(`Nothing can listen at ${endpoint}: ${messageOf(error)}`, { cause: error });
    }
  }
}
