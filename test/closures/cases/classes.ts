import { Shape } from './local.js';
import { send, type Case } from './case.js';

const unit = 'cm';

class Box {
  static made = 0;
  static readonly sizes = new Map([['s', 1]]);
  readonly side: number;
  private readonly label: string;

  constructor(side: number, label = unit) {
    this.side = side;
    this.label = label;
  }

  static of(side: number): Box {
    return new Box(side);
  }

  get area(): number {
    return this.side ** 2;
  }

  toString(): string {
    return `${String(this.area)} ${this.label}`;
  }
}

class Cube extends Box {
  readonly #faces = 6;

  override get area(): number {
    return super.area * this.#faces;
  }
}

class Tree {
  children: Tree[] = [];
  parent: Tree | undefined;

  add(): Tree {
    const child = new Tree();
    child.parent = this;
    this.children.push(child);
    return child;
  }

  get depth(): number {
    return this.parent === undefined ? 0 : this.parent.depth + 1;
  }
}

class TooSmall extends RangeError {
  readonly least: number;

  constructor(least: number) {
    super(`at least ${String(least)}`);
    this.name = 'TooSmall';
    this.least = least;
  }
}

const Named = <T extends new (...args: never[]) => object>(Base: T, name: string): T =>
  class extends (Base as unknown as new (...args: unknown[]) => object) {
    readonly title = name;
  } as unknown as T;

class Plain {
  readonly value = 1;
}

class Replaced {
  run(): string {
    return 'old';
  }
}
Replaced.prototype.run = () => `new ${unit}`;

class Stack<T> extends Array<T> {
  top(): T | undefined {
    return this[this.length - 1];
  }
}

class Registry extends Map<string, number> {
  total(): number {
    return [...this.values()].reduce((a, b) => a + b, 0);
  }
}

const Level = { low: 1, high: 2, 1: 'low', 2: 'high' } as const;

/** Classes and what is made of them. */
export const classCases: readonly Case[] = [
  { name: 'a class of the file', make: () => send(() => new Box(2).toString()) },
  { name: 'a static method', make: () => send(() => String(Box.of(3))) },
  {
    name: 'a static field as it is now',
    make: () => {
      Box.made = 41;
      return send(() => Box.made + 1);
    },
  },
  { name: 'a static field that is a Map', make: () => send(() => Box.sizes.get('s')) },
  { name: 'a class that extends another, with #private inside', make: () => send(() => String(new Cube(2))) },
  { name: 'super in a class', make: () => send(() => new Cube(3).area) },
  {
    name: 'an instance',
    make: () => {
      const box = new Box(4);
      return send(() => [String(box), box instanceof Box]);
    },
  },
  {
    name: 'an instance as an argument',
    make: () => send((box: Box) => [String(box), box instanceof Box], new Box(5)),
  },
  {
    name: 'a ring of instances',
    make: () => {
      const root = new Tree();
      const leaf = root.add().add();
      return send(() => [leaf.depth, leaf.parent!.children[0] === leaf, root.children.length]);
    },
  },
  { name: 'a class of another file', make: () => send(() => new Shape(4).describe()) },
  {
    name: 'an instance of a class of another file',
    make: () => {
      const shape = new Shape(3);
      return send(() => shape.describe());
    },
  },
  {
    name: 'an error class',
    make: () =>
      send(() => {
        try {
          throw new TooSmall(3);
        } catch (error) {
          return [
            error instanceof TooSmall,
            error instanceof RangeError,
            String(error),
            (error as TooSmall).least,
          ];
        }
      }),
  },
  {
    name: 'a mixin',
    make: () => {
      const Both = Named(Plain, 'both');
      return send(() => ({ ...new Both() }));
    },
  },
  {
    name: 'a class inside the function',
    make: () =>
      send(() => {
        class Inner extends Plain {
          readonly unit = unit;
        }
        return { ...new Inner() };
      }),
  },
  { name: 'a method that was replaced', make: () => send(() => new Replaced().run()) },
  {
    name: 'a subclass of Array',
    make: () => {
      const stack = Stack.from([1, 2, 3]) as Stack<number>;
      return send(() => [stack.top(), stack.length, stack instanceof Stack]);
    },
  },
  {
    name: 'a subclass of Map',
    make: () => {
      const all = new Registry([
        ['a', 1],
        ['b', 2],
      ]);
      return send(() => [all.total(), all instanceof Registry]);
    },
  },
  {
    name: 'a class expression',
    make: () => {
      const Made = class {
        readonly unit = unit;
      };
      return send(() => new Made().unit);
    },
  },
  { name: 'an enum as an object', make: () => send((level: 1 | 2) => Level[level], 2) },
  {
    name: 'instanceof with a captured class',
    make: () => send((box: Box) => box instanceof Box, new Cube0(1)),
  },
  { name: 'a class itself as an argument', make: () => send((Type: typeof Box) => String(new Type(2)), Box) },
  {
    name: 'an accessor of a class, alone on its prototype',
    make: () => send(() => Object.keys(Object.getOwnPropertyDescriptors(Box.prototype)).sort()),
  },
  {
    name: 'an instance that has #private state',
    make: () => {
      const cube = new Cube(2);
      return send(() => cube.area);
    },
    refused: 'PRIVATE',
    says: 'captured `cube` is a Cube',
  },
  {
    name: 'an argument that has #private state',
    make: () => send((all: { cubes: Cube[] }) => all.cubes.length, { cubes: [new Cube(1)] }),
    refused: 'PRIVATE',
    says: 'argument 0 → .cubes[0] is a Cube',
  },
  {
    name: 'a method that needs the #private names of its class',
    make: () => send(Secret.prototype.tell),
    refused: 'PRIVATE',
  },
];

class Cube0 extends Box {}

class Secret {
  #word = 'x';

  tell(): string {
    return this.#word;
  }
}
