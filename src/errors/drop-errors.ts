import { DROPLinkType, type DROPRel } from '../protocol/index.js';
import { DropgraphError } from './dropgraph-error.js';

/** A DROP was made with wrong options (`InvalidDropException`). @category Errors */
export class InvalidDropError extends DropgraphError {
  readonly #uid: string;

  constructor(uid: string, message: string, options?: ErrorOptions) {
    super('DLG_ERR_DROP', `Drop "${uid}": ${message}`, options);
    this.#uid = uid;
  }

  /** The drop that is wrong. */
  get uid(): string {
    return this.#uid;
  }
}

/** A DROP was asked for something its state does not allow: to be written when complete, read before. @category Errors */
export class DropStateError extends InvalidDropError {}

/** Two DROPs cannot be related like this (`InvalidRelationshipException`). @category Errors */
export class InvalidRelationshipError extends DropgraphError {
  readonly #rel: DROPRel;

  constructor(rel: DROPRel, message: string) {
    super('DLG_ERR_RELATIONSHIP', `"${rel.lhs}" cannot be ${nameOf(rel.rel)} of "${rel.rhs}": ${message}`);
    this.#rel = rel;
  }

  get rel(): DROPRel {
    return this.#rel;
  }
}

/** The content of a DROP cannot be read, written, committed or deleted; the message names its place. @category Errors */
export class StorageError extends DropgraphError {
  constructor(message: string, options?: ErrorOptions) {
    super('DLG_ERR_STORAGE', message, options);
  }
}

/** Bytes are not in the form they should be, or a value cannot be written in it. @category Errors */
export class CodecError extends DropgraphError {
  constructor(message: string, options?: ErrorOptions) {
    super('DLG_ERR_CODEC', message, options);
  }
}

/** A built-in application failed; the message says what it was asked to do and what came of it. @category Errors */
export class AppError extends DropgraphError {
  constructor(message: string, options?: ErrorOptions) {
    super('DLG_ERR_APP', message, options);
  }
}

/** The machine, its network, a process or a module does not give what was asked for. @category Errors */
export class HostError extends DropgraphError {
  constructor(message: string, options?: ErrorOptions) {
    super('DLG_ERR_HOST', message, options);
  }
}

/** Something optional is not installed here; the message says what to install. @category Errors */
export class MissingError extends DropgraphError {
  constructor(message: string, options?: ErrorOptions) {
    super('DLG_ERR_MISSING', message, options);
  }
}

function nameOf(type: DROPLinkType): string {
  return Object.entries(DROPLinkType).find(([, number]) => number === type)?.[0] ?? String(type);
}
