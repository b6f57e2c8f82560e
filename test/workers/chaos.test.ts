import { expect, it } from 'vitest';
import { runUnderFire, Victims } from './chaos.js';
import { describeOnWorkers } from './places.js';

describeOnWorkers((name, pool) => {
  it('with workers killed at random, results are right, nothing is lost, nothing delivered runs again', async () => {
    const victims = new Victims();
    let kills = 0;
    try {
      for (let seed = 1; seed <= (name === 'threads' ? 20 : 5); seed++) {
        const { kills: killed, ...faults } = await runUnderFire(pool, victims, {
          tasks: 2000,
          kills: 5,
          seed,
          counts: name === 'threads',
        });
        kills += killed;
        expect(faults, `seed ${seed}`).toEqual({ wrong: 0, lost: 0, repeated: 0 });
        expect(pool.size).toBeLessThanOrEqual(2);
      }
      expect(kills).toBeGreaterThan(10);
      await pool.close();
      expect(victims.alive).toEqual([]);
    } finally {
      victims.restore();
    }
  });
});
