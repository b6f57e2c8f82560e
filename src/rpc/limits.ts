import { z } from 'zod';

/** Longest time a timer of Node takes. */
const LONGEST_TIME = 2 ** 31 - 1;
const message = 'must be a positive integer';

/** A number of milliseconds to wait. */
export const milliseconds: z.ZodInt = z
  .int(message)
  .min(1, message)
  .max(LONGEST_TIME, 'must be less than 2^31');

/** A number of things. */
export const count: z.ZodInt = z.int(message).min(1, message);

interface SharedOptions {
  readonly heartbeat: z.ZodDefault<z.ZodInt>;
  readonly maxMessageSize: z.ZodDefault<z.ZodInt>;
}

/** Options of both sides of ZeroRPC. */
export const sharedOptions: SharedOptions = {
  heartbeat: milliseconds.default(5000),
  maxMessageSize: count.default(128 * 2 ** 20),
};

interface ServerOptions extends SharedOptions {
  readonly name: z.ZodDefault<z.ZodString>;
  readonly maxCalls: z.ZodDefault<z.ZodInt>;
}

/** Options of servers. */
export const serverOptions: ServerOptions = {
  name: z.string('must be a string').default('dropgraph'),
  maxCalls: count.default(1000),
  ...sharedOptions,
};
