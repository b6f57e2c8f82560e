import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { InvalidGraphError } from '../errors/index.js';
import { DropGraph } from './drop-graph.js';
import type { KnownClasses } from './known-classes.js';
import { loadFunctions } from './load.js';
import type { Envelope } from './envelope.js';
import { readDrops } from './read-drops.js';
import { readSpecs } from './spec-list.js';

/**
 * Makes a graph of what a text or a list holds; all its problems are told at once. If all of its drops are functions
 * and their data it becomes tasks, else a graph of drops.
 */
export function readGraph(envelope: Envelope, classes: KnownClasses): E.Either<InvalidGraphError, DropGraph> {
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
