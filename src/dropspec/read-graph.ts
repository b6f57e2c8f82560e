import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { InvalidGraphError } from '../errors/index.js';
import { DropGraph } from './drop-graph.js';
import type { KnownClasses } from './known-classes.js';
import { loadFunctions } from './load.js';
import { readDrops } from './read-drops.js';
import { readEnvelope } from './read-text.js';
import { readSpecs } from './spec-list.js';

/**
 * Reads a graph from a list of dropspecs, JSON text or NDJSON text; all its problems are told at once. If all of its
 * drops are functions and their data it becomes tasks, else a graph of drops.
 */
export function readGraph(input: unknown, classes: KnownClasses): E.Either<InvalidGraphError, DropGraph> {
  const envelope = readEnvelope(input);
  const functions = readSpecs(envelope, classes);
  return functions === undefined
    ? pipe(
        readDrops(envelope, classes),
        E.map((drops) => new DropGraph({ kind: 'drops', drops })),
      )
    : pipe(
        loadFunctions(functions),
        E.map((loaded) => new DropGraph({ kind: 'functions', ...loaded })),
      );
}
