import fs, { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { parse as parseJs } from 'acorn';
import * as acorn from 'acorn';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import TinyQueue from 'tinyqueue';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import greet, { countStatements, fileOf, settings, Shape, triple } from './local.js';
import * as local from './local.js';
import { send, type Case } from './case.js';

const kept = { triple, join: path.join };

/** What functions import. */
export const moduleCases: readonly Case[] = [
  {
    name: 'a named import from Node',
    make: () =>
      send(
        (file: string) => readFileSync(file, 'utf8').length > 0,
        process.execPath.replace(/.*/, '/dev/null'),
      ),
    gives: false,
  },
  {
    name: 'a default import from Node',
    make: () => send((file: string) => fs.existsSync(file), '/dev/null'),
  },
  {
    name: 'a namespace import from Node',
    make: () => send((file: string) => path.basename(file), '/a/b.txt'),
  },
  {
    name: 'a part of a namespace from Node',
    make: () => send((file: string) => path.posix.dirname(file), '/a/b.txt'),
  },
  {
    name: 'a module of Node as an argument',
    make: () => send((module: typeof path) => module.basename('/a/b.txt'), path),
    except: ['vitest'], // a Proxy there
  },
  { name: 'an import from Node as a value', make: () => send(() => typeof promisify(setTimeout)) },
  { name: 'a function of Node itself', make: () => send(path.basename, '/a/b.txt') },
  { name: 'a global function itself', make: () => send(Math.max, 3, 4) },
  {
    name: 'a named import from a package',
    make: () => send((code: string) => parseJs(code, { ecmaVersion: 2022 }).body.length, 'a; b'),
  },
  {
    name: 'a namespace import from a package',
    make: () => send((code: string) => acorn.parse(code, { ecmaVersion: 2022 }).type, 'a'),
  },
  { name: 'a package as a value', make: () => send(() => typeof Object.keys(acorn).length) },
  {
    name: 'a default import from an ESM-only package',
    make: () => send(() => new TinyQueue([3, 1, 2]).pop()),
  },
  {
    name: 'an import from a package with two builds',
    make: () => send((text: string) => parseYaml(text) as unknown, 'a: 1'),
  },
  { name: 'an import from a folder of a package', make: () => send((x: number) => pipe(x, (n) => n + 1), 1) },
  { name: 'a namespace from a folder of a package', make: () => send(() => O.isSome(O.some(1))) },
  {
    name: 'a large namespace object of a package',
    make: () => send((x: unknown) => z.number().safeParse(x).success, 'no'),
  },
  { name: 'a function of a package itself', make: () => send(parseYaml, 'b: 2') },
  { name: 'a named import from a file', make: () => send((x: number) => triple(x), 2) },
  { name: 'a default import from a file', make: () => send((name: string) => greet(name), 'you') },
  {
    name: 'a namespace import from a file',
    make: () => send((x: number) => local.triple(x) + local.settings.depth, 2),
  },
  { name: 'an object from a file', make: () => send(() => [settings.depth, settings.names]) },
  { name: 'a function from a file that imports from Node', make: () => send(fileOf, '/x/y') },
  { name: 'a function from a file that imports a package', make: () => send(countStatements, 'a; b; c') },
  {
    name: 'a class from a file as a value',
    make: () => send((Type: typeof Shape) => new Type(2).describe(), Shape),
  },
  {
    name: 'functions of Node in an object',
    make: () => send((x: number) => [kept.triple(x), kept.join('a', 'b')], 2),
  },
  { name: 'import() of Node', make: () => send(async () => (await import('node:path')).basename('/a/b')) },
  { name: 'import() of a package', make: () => send(async () => typeof (await import('acorn')).parse) },
  { name: 'process and its environment', make: () => send(() => typeof process.env['PATH']) },
  {
    name: 'a whole module of your own as a value',
    make: () => send(() => Object.keys(local).length),
    refused: 'NAMESPACE',
    except: ['tslab', 'tsx', 'vitest'],
  },
];
