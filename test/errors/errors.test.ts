import { describe, expect, it } from 'vitest';
import * as dropgraph from '../../src/index.js';
import {
  LostRemoteError,
  messageOf,
  RemoteError,
  RPCError,
  RPCTimeoutError,
} from '../../src/errors/index.js';
import { DROPLinkType, DROPRel } from '../../src/protocol/index.js';

const task = { key: 'k', taskName: 'load', path: ['k', 'end'], callSite: 'file.ts:1:2' };
const cause = new RangeError('cause');
const problem = { oid: 'x', path: 'inputs[0]', message: 'is wrong' };
const taskError = new dropgraph.TaskError(task, cause);

const ERRORS = [
  [taskError, 'TaskError', 'DLG_ERR_TASK', cause],
  [new dropgraph.ComputeError([taskError, taskError]), 'ComputeError', 'DLG_ERR_COMPUTE', taskError],
  [new dropgraph.CancelledError(cause, 1, 2), 'CancelledError', 'DLG_ERR_CANCELLED', cause],
  [new dropgraph.InvalidGraphError([problem]), 'InvalidGraphError', 'DLG_ERR_GRAPH_INVALID', undefined],
  [new dropgraph.CycleError([problem], ['a', 'a']), 'CycleError', 'DLG_ERR_GRAPH_CYCLE', undefined],
  [
    new dropgraph.KeyConflictError('k', ['f', 'g'], ['a:1:1', 'b:2:2']),
    'KeyConflictError',
    'DLG_ERR_KEY_CONFLICT',
    undefined,
  ],
  [
    new dropgraph.SerializationError('k: argument 0', 'a symbol', 'pass a text'),
    'SerializationError',
    'DLG_ERR_SERIALIZATION',
    undefined,
  ],
  [new dropgraph.ListenerError('status', cause), 'ListenerError', 'DLG_ERR_LISTENER', cause],
  [new dropgraph.SessionError('no'), 'SessionError', 'DLG_ERR_SESSION', undefined],
  [new dropgraph.InvalidDropError('a', 'is wrong'), 'InvalidDropError', 'DLG_ERR_DROP', undefined],
  [new dropgraph.DropStateError('a', 'is complete'), 'DropStateError', 'DLG_ERR_DROP', undefined],
  [
    new dropgraph.InvalidRelationshipError(new DROPRel('a', DROPLinkType.OUTPUT, 'a'), 'is itself'),
    'InvalidRelationshipError',
    'DLG_ERR_RELATIONSHIP',
    undefined,
  ],
  [new dropgraph.StorageError('no', { cause }), 'StorageError', 'DLG_ERR_STORAGE', cause],
  [new dropgraph.CodecError('no', { cause }), 'CodecError', 'DLG_ERR_CODEC', cause],
  [new dropgraph.AppError('no', { cause }), 'AppError', 'DLG_ERR_APP', cause],
  [new dropgraph.HostError('no', { cause }), 'HostError', 'DLG_ERR_HOST', cause],
  [new dropgraph.MissingError('no', { cause }), 'MissingError', 'DLG_ERR_MISSING', cause],
  [new dropgraph.ItemError(3, true, cause), 'ItemError', 'DLG_ERR_ITEM', cause],
  [new dropgraph.MutationError('f', 'its input'), 'MutationError', 'DLG_ERR_MUTATION', undefined],
  [new dropgraph.WorkerError('no'), 'WorkerError', 'DLG_ERR_WORKER', undefined],
  [
    new dropgraph.NotShippableError([
      { subject: 'f', path: '', fault: 'NATIVE', what: 'native', fix: 'wrap it' },
    ]),
    'NotShippableError',
    'DLG_ERR_SERIALIZATION',
    undefined,
  ],
  [new RPCError('no', { cause }), 'RPCError', 'DLG_ERR_RPC', cause],
  [
    new RemoteError('add', { name: 'ValueError', message: 'no', traceback: '' }),
    'RemoteError',
    'DLG_ERR_RPC',
    undefined,
  ],
  [new RPCTimeoutError('no'), 'RPCTimeoutError', 'DLG_ERR_RPC', undefined],
  [new LostRemoteError('no'), 'LostRemoteError', 'DLG_ERR_RPC', undefined],
] as const;

describe.each(ERRORS)('%s', (error, name, code, itsCause) => {
  it('is a DropgraphError with its name, its code and its cause', () => {
    expect(error).toBeInstanceOf(dropgraph.DropgraphError);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(name);
    expect(error.code).toBe(code);
    expect(error.cause).toBe(itsCause);
    expect(Object.keys(dropgraph.ERROR_CODES)).toContain(code);
    expect(error.stack).toContain(error.message.split('\n')[0]);
  });
});

describe('the catalogue of codes', () => {
  it('has an error for each code, and a code for each error', () => {
    expect(new Set(ERRORS.map(([, , code]) => code))).toEqual(new Set(Object.keys(dropgraph.ERROR_CODES)));
  });
});

describe('the family of graph errors', () => {
  it.each([ERRORS[3][0], ERRORS[4][0], ERRORS[5][0]])('%s is a GraphError', (error) => {
    expect(error).toBeInstanceOf(dropgraph.GraphError);
  });

  it('has a CycleError that is an InvalidGraphError', () => {
    expect(ERRORS[4][0]).toBeInstanceOf(dropgraph.InvalidGraphError);
  });
});

describe('messageOf', () => {
  const throwing = (): never => {
    throw new Error('trap');
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();

  it.each<readonly [string, unknown, string | RegExp]>([
    ['an error', new Error('text'), 'text'],
    ['an error without a message', new TypeError(), 'TypeError'],
    ['undefined', undefined, 'undefined'],
    ['a text', 'text', 'text'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['an object without a prototype', Object.create(null), /cannot be shown/],
    [
      'an error whose message throws',
      Object.defineProperty(new Error(), 'message', { get: throwing }),
      /cannot be shown/,
    ],
    ['an error with a symbol for a message', Object.assign(new Error(), { message: Symbol('m') }), /./],
    ['a revoked proxy', revoked.proxy, /cannot be shown/],
  ])('is a text for %s', (_, thrown, text) => {
    const message = messageOf(thrown);
    expect(typeof message).toBe('string');
    expect(message).toMatch(text);
  });
});
