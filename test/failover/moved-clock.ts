/** Desks whose clock is moved from outside, by a file with milliseconds. */
import type { PlantedFault } from '../support/bundle-with-faults.ts';

/** The variable with the path of that file. */
export const MOVED_CLOCK = 'TEST_MOVED_CLOCK';

export const movedClock: readonly PlantedFault[] = [
  {
    file: 'server/clock.ts',
    find: 'nowMs: () => Date.now(),',
    put: `nowMs: () => {
      const { existsSync, readFileSync } = process.getBuiltinModule('node:fs');
      const file = process.env.${MOVED_CLOCK};
      return Date.now() + (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0);
    },`,
  },
  {
    file: 'server/clock.ts',
    find: 'nowIso: () => new Date().toISOString(),',
    put: 'nowIso: () => new Date(systemClock.nowMs()).toISOString(),',
  },
];
