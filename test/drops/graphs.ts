import { BarrierAppDROP, type AbstractDROP, type DataDROP, type DropOptions } from '../../src/drops/index.js';
import type { Event } from '../../src/events/index.js';
import { AppDROPStates, DROPStates } from '../../src/protocol/index.js';

/** All the bytes of a complete drop. */
export async function contents(drop: DataDROP, block = 65536): Promise<Buffer> {
  const descriptor = await drop.open();
  const pieces: Buffer[] = [];
  for (let piece = await drop.read(descriptor, block); piece.length > 0;) {
    pieces.push(Buffer.from(piece));
    piece = await drop.read(descriptor, block);
  }
  await drop.close(descriptor);
  return Buffer.concat(pieces);
}

/** Waits until all drops have come to an end. */
export async function ended(...drops: readonly AbstractDROP[]): Promise<void> {
  const { INITIALIZED, WRITING } = DROPStates;
  const isOpen = (drop: AbstractDROP): boolean => drop.status === INITIALIZED || drop.status === WRITING;
  await Promise.all(
    drops.map(
      (drop) =>
        new Promise<void>((resolve) => {
          if (!isOpen(drop)) resolve();
          drop.subscribe(() => {
            if (!isOpen(drop)) resolve();
          }, 'status');
        }),
    ),
  );
}

/** Writes down the events of drops, as `A.status=COMPLETED`. */
export function watch(log: string[], ...drops: readonly AbstractDROP[]): void {
  for (const drop of drops) {
    drop.subscribe((event) => {
      log.push(`${drop.uid}.${event.type}${stateOf(event)}`);
    });
  }
}

function stateOf(event: Event): string {
  if (event.type === 'status') return `=${nameOf(DROPStates, event['status'])}`;
  return event.type === 'execStatus' ? `=${nameOf(AppDROPStates, event['execStatus'])}` : '';
}

function nameOf(states: Readonly<Record<string, number>>, state: unknown): string {
  return Object.keys(states).find((name) => states[name] === state) ?? '?';
}

/** An application that does what it is told. */
export class Doing extends BarrierAppDROP {
  readonly #work: (app: Doing) => void | Promise<void>;

  constructor(uid: string, work: (app: Doing) => void | Promise<void> = () => {}, options: DropOptions = {}) {
    super(uid, uid, options);
    this.#work = work;
  }

  run(): void | Promise<void> {
    return this.#work(this);
  }
}

/** Copies all inputs, in order, to all outputs. */
export function copying(uid: string, options?: DropOptions): Doing {
  return new Doing(
    uid,
    async ({ inputs, outputs }) => {
      for (const input of inputs) {
        const bytes = await contents(input);
        for (const output of outputs) await output.write(bytes);
      }
    },
    options,
  );
}

/** Writes the sum of the checksums of the inputs that are complete. */
export function summing(uid: string, options?: DropOptions): Doing {
  return new Doing(
    uid,
    async ({ inputs, outputs }) => {
      const sums = inputs.filter((input) => input.isCompleted()).map((input) => input.checksum ?? 0);
      await outputs[0]?.write(String(sums.reduce((sum, one) => sum + one, 0)));
    },
    options,
  );
}
