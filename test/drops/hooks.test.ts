import { describe, expect, it } from 'vitest';
import { AbstractDROP, BarrierAppDROP, NullDROP } from '../../src/drops/index.js';
import type { EventHandler } from '../../src/events/index.js';
import { DROPStates } from '../../src/protocol/index.js';
import { ReproducibilityFlags } from '../../src/reproducibility/index.js';

describe('what subclasses and listeners are told', () => {
  it('a BarrierAppDROP runs when its input is complete, and dropReproComplete gets the data of it then', () => {
    class Curious extends BarrierAppDROP {
      readonly told: unknown[] = [];

      run(): void {
        this.told.push('run');
      }

      override dropReproComplete(uid: string, reprodata: unknown): void {
        this.told.push([uid, reprodata]);
      }
    }
    const input = new NullDROP('A', 'A');
    input.reproducibilityLevel = ReproducibilityFlags.RERUN;
    const app = new Curious('B', 'B');
    input.addConsumer(app);
    input.setCompleted();
    const data = { status: DROPStates.COMPLETED };
    expect(app.told).toEqual(['run', ['A', { data, merkleroot: input.merkleroot }]]);
    expect(input.merkleroot).toMatch(/^[0-9a-f]{64}$/);
  });

  it('completedrop commits, and an EventHandler is told of the data each time', () => {
    const drop = new AbstractDROP('A', 'A');
    drop.reproducibilityLevel = ReproducibilityFlags.RERUN;
    const told: unknown[] = [];
    const handler: EventHandler = { handleEvent: (event) => void told.push(event['reprodata']) };
    drop.subscribe(handler, 'reproducibility');
    expect(drop.merkleroot).toBeNull();
    drop.completedrop();
    expect(drop.merkleroot).not.toBeNull();
    drop.completedrop();
    const data = { data: { status: DROPStates.INITIALIZED }, merkleroot: drop.merkleroot };
    expect(told).toEqual([data, data]);
  });

  it('handleInterest does nothing unless a subclass takes it up', () => {
    class Watching extends AbstractDROP {
      readonly heard: unknown[] = [];

      override handleInterest(drop: AbstractDROP): void {
        drop.subscribe(({ type }) => this.heard.push(type), 'status');
      }
    }
    const [other, idle, watching] = [
      new AbstractDROP('A', 'A'),
      new AbstractDROP('B', 'B'),
      new Watching('C', 'C'),
    ];
    idle.handleInterest(other);
    watching.handleInterest(other);
    other.setCompleted();
    expect([idle.status, watching.heard]).toEqual([DROPStates.INITIALIZED, ['status']]);
  });
});
