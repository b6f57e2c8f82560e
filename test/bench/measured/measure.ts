import { performance } from 'node:perf_hooks';
import type { Measurement, Outcome } from '../protocol.js';
import type { Engine } from './engine.js';
import { watchPeakMemory } from './peak-memory.js';
import { referenceValue } from './reference-value.js';
import { makeShape } from './shapes.js';
import { WARM_UP_SIZE, WARM_UPS } from './warm-up.js';

/** Warms up, then times ONE graph: what a user pays who builds one graph and runs it, JIT and GC included. */
export async function measure({ engine: name, shape: shapeName, n }: Measurement): Promise<Outcome> {
  const { engine } = (await import(`../engines/${name}.js`)) as { engine: Engine };
  const small = makeShape(shapeName, Math.min(n, WARM_UP_SIZE));
  for (let i = 0; i < WARM_UPS; i++) await engine.run(engine.build(small, ignore), ignore);

  const shape = makeShape(shapeName, n);
  const expected = referenceValue(shape);
  // No forced collection here: a full one drops optimized code whose object shapes have no instance alive just
  // then, which undoes the warm-up (2-5x at 1e4 and 1e5) for engines made of classes and not for those made of closures.
  const peak = watchPeakMemory();

  const phasesMs: Record<string, number> = {};
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  let last = start;
  const mark = (phase: string): void => {
    const now = performance.now();
    phasesMs[phase] = now - last;
    last = now;
  };
  const built = engine.build(shape, mark);
  mark('build');
  const value = await engine.run(built, mark);
  mark('run');
  const { user, system } = process.cpuUsage(cpuBefore);

  if (value !== expected) {
    return { status: 'failed', wrongResult: true, reason: `wrong result: ${value}, expected ${expected}` };
  }
  return {
    status: 'ok',
    tasks: shape.tasks,
    totalMs: last - start,
    cpuMs: (user + system) / 1000,
    phasesMs,
    peakBytes: peak(),
  };
}

const ignore = (): void => {};
