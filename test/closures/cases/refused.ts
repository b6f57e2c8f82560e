import { createServer } from 'node:net';
import { EventEmitter } from 'node:events';
import { send, type Case } from './case.js';

let counter = 0;
export let noted = 0;
const emitter = new EventEmitter();
const timer = setTimeout(() => undefined, 0);
clearTimeout(timer);

/** What must be refused before anything runs, and how it is told. */
export const refusedCases: readonly Case[] = [
  {
    name: 'assigns a captured variable',
    make: () => send(() => ++counter),
    refused: 'WRITE',
    says: 'captured `counter`',
  },
  {
    name: 'assigns an exported variable',
    make: () =>
      send(() => {
        noted = 1;
      }),
    refused: 'WRITE',
  },
  {
    name: 'assigns by destructuring',
    make: () => {
      let a = 0;
      const use = (): number => a;
      void use;
      return send(() => {
        [a] = [1];
        return a;
      });
    },
    refused: 'WRITE',
    says: 'captured `a`',
  },
  {
    name: 'assigns in a loop head',
    make: () => {
      let at = 0;
      const use = (): number => at;
      void use;
      return send(() => {
        for (at of [1]);
      });
    },
    refused: 'WRITE',
  },
  {
    name: 'a helper assigns',
    make: () => {
      const bump = (): number => ++counter;
      return send(() => bump());
    },
    refused: 'WRITE',
    says: 'captured `bump` → captured `counter`',
  },
  { name: 'the this around it', make: () => ({ fn: new Outer().arrow() }), refused: 'THIS' },
  {
    name: 'the arguments around it',
    make: () => ({
      fn: (function (_a: number) {
        return () => arguments.length;
      })(1),
    }),
    refused: 'ARGUMENTS',
  },
  { name: 'super of an object', make: () => send(child.hello), refused: 'SUPER' },
  {
    name: 'new.target around it',
    make: () => ({ fn: new (Outer2 as unknown as new () => { arrow: () => unknown })().arrow }),
    refused: 'NEW_TARGET',
  },
  { name: 'a bound function', make: () => send(Math.max.bind(null, 1), 2), refused: 'BOUND' },
  {
    name: 'a captured bound function',
    make: () => {
      const bound = emitter.emit.bind(emitter);
      return send(() => bound('x'));
    },
    refused: 'BOUND',
    says: 'captured `bound`',
  },
  {
    name: 'a Proxy',
    make: () => {
      const proxy = new Proxy({}, {});
      return send(() => proxy);
    },
    refused: 'PROXY',
    says: 'captured `proxy`',
  },
  {
    name: 'a Proxy of a function',
    make: () => {
      const proxy = new Proxy(() => 1, {});
      return send(() => proxy());
    },
    refused: 'PROXY',
  },
  {
    name: 'a Promise',
    make: () => {
      const promise = Promise.resolve(1);
      return send(async () => promise);
    },
    refused: 'PROMISE',
  },
  {
    name: 'a WeakMap',
    make: () => {
      const cache = new WeakMap();
      return send(() => cache.has({}));
    },
    refused: 'WEAK',
    says: 'a WeakMap',
  },
  {
    name: 'a WeakRef',
    make: () => {
      const ref = new WeakRef({});
      return send(() => ref.deref());
    },
    refused: 'WEAK',
  },
  {
    name: 'a generator that runs',
    make: () => {
      const steps = (function* () {
        yield 1;
      })();
      return send(() => steps.next());
    },
    refused: 'ITERATOR',
  },
  {
    name: 'an iterator of a Map',
    make: () => {
      const keys = new Map().keys();
      return send(() => [...keys]);
    },
    refused: 'ITERATOR',
  },
  {
    name: 'a symbol of its own',
    make: () => {
      const key = Symbol('mine');
      return send(() => ({ [key]: 1 }));
    },
    refused: 'SYMBOL',
    says: 'Symbol.for("mine")',
  },
  {
    name: 'a server',
    make: () => {
      const server = createServer();
      return send(() => server.listening);
    },
    refused: 'INTERNAL',
    says: 'captured `server` is a Server',
  },
  { name: 'an EventEmitter', make: () => send(() => emitter.listenerCount('x')), refused: 'INTERNAL' },
  { name: 'a timer', make: () => send(() => timer.hasRef()), refused: 'INTERNAL', says: 'a Timeout' },
  {
    name: 'an AbortController',
    make: () => {
      const abort = new AbortController();
      return send(() => abort.signal.aborted);
    },
    refused: 'INTERNAL',
  },
  { name: 'direct eval', make: () => send(() => eval('1 + 1') as number), refused: 'EVAL' },
  {
    name: 'deep inside an argument',
    make: () => send((x: unknown) => x, { user: { socket: createServer() } }),
    refused: 'INTERNAL',
    says: 'argument 0 → .user.socket is a Server',
  },
  {
    name: 'a function in an argument that assigns',
    make: () => send((x: unknown) => x, [{ f: () => ++counter }]),
    refused: 'WRITE',
    says: 'argument 0 → [0].f → captured `counter`',
  },
  {
    name: 'a thenable',
    make: () => {
      const late = {
        then: (done: (x: number) => void) => {
          done(1);
        },
      };
      return send(() => late);
    },
    refused: 'PROMISE',
  },
];

class Outer {
  readonly word = 'x';

  arrow(): () => string {
    return () => this.word;
  }
}

function Outer2(this: { arrow: () => unknown }): void {
  this.arrow = () => new.target;
}

const child = {
  __proto__: { hello: (): string => 'parent' },
  hello(): string {
    return (super['hello' as never] as () => string)();
  },
};
