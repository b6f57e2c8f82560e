import type * as zeromq from 'zeromq';
import { MissingError } from '../errors/index.js';

/** The optional package, as it is imported. @internal */
export type ZeroMQ = typeof zeromq;

let loading: Promise<ZeroMQ> | undefined;

/**
 * The package for ZeroMQ, loaded when it is first needed.
 *
 * @internal
 * @throws MissingError when it is not installed.
 */
export function loadZeroMQ(): Promise<ZeroMQ> {
  loading ??= import('zeromq').catch((error: unknown) => {
    loading = undefined;
    throw new MissingError('RPC and remote events need the package zeromq: npm install zeromq', {
      cause: error,
    });
  });
  return loading;
}
