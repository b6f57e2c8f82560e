// A module of the user: what it exports goes by value.
import { basename } from 'node:path';
import { parse } from 'acorn';

const factor = 3;

export const triple = (x: number): number => x * factor;

export function fileOf(path: string): string {
  return basename(path);
}

export function countStatements(source: string): number {
  return parse(source, { ecmaVersion: 2022 }).body.length;
}

export class Shape {
  readonly sides: number;

  constructor(sides: number) {
    this.sides = sides;
  }

  describe(): string {
    return `${String(this.sides)} sides, ${String(triple(this.sides))} tripled`;
  }
}

export const settings = { depth: 2, names: ['a', 'b'] };

export default function greet(name: string): string {
  return `hello ${name}`;
}
