import type { AppDROP, ContainerDROP, DataDROP, DirectoryDROP, FileDROP } from '../drops/index.js';

type PublicName = keyof DataDROP | keyof AppDROP | keyof ContainerDROP | keyof FileDROP | keyof DirectoryDROP;

/**
 * What others may read of a drop. A list, because to JavaScript what is protected in TypeScript is as open as the rest;
 * links to other drops are not in it, as drops cannot be sent.
 */
const PROPERTIES: readonly PublicName[] = [
  'uid',
  'oid',
  'type',
  'name',
  'lg_key',
  'humanKey',
  'sessionId',
  'status',
  'execStatus',
  'phase',
  'targetPhase',
  'executionMode',
  'node',
  'dataIsland',
  'ports',
  'persist',
  'expireAfterUse',
  'expectedSize',
  'expirationDate',
  'blockSkip',
  'parameters',
  'size',
  'checksum',
  'checksumType',
  'dataURL',
  'path',
  'dirname',
];

/** What others may call on a drop. */
const METHODS: readonly PublicName[] = [
  'open',
  'read',
  'close',
  'write',
  'exists',
  'delete',
  'isBeingRead',
  'isCompleted',
  'incrRefCount',
  'decrRefCount',
  'setCompleted',
  'setError',
  'skip',
  'cancel',
  'dataWritten',
  'getConsumersNodes',
];

export const PUBLIC_PROPERTIES: ReadonlySet<string> = new Set<string>(PROPERTIES);
export const PUBLIC_METHODS: ReadonlySet<string> = new Set<string>(METHODS);
