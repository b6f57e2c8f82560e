import { Deserializer, Serializer } from 'node:v8';

/**
 * A message for another process. Node's own way, also the one of its channel, would give views on one buffer buffers of
 * their own, and make all buffers parts of the message; V8's keeps them as they are.
 *
 * @throws Error where something in it cannot be sent, such as shared memory.
 */
export function toBytes(message: unknown): Buffer {
  const serializer = new Serializer();
  serializer.writeHeader();
  serializer.writeValue(message);
  return serializer.releaseBuffer();
}

/** What {@link toBytes} was given. */
export function fromBytes(bytes: Uint8Array): unknown {
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}
