import { messageOf, RPCError } from '../errors/index.js';

/** What a socket of ZeroMQ can do before it listens. */
interface Bindable {
  bind(endpoint: string): Promise<void>;
  close(): void;
}

/**
 * Binds a socket; one that cannot be bound is closed.
 *
 * @throws RPCError that names the endpoint.
 */
export async function bindSocket(socket: Bindable, endpoint: string): Promise<void> {
  try {
    await socket.bind(endpoint);
  } catch (error) {
    socket.close();
    throw new RPCError(`Nothing can listen at ${endpoint}: ${messageOf(error)}`, { cause: error });
  }
}
