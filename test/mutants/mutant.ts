import type { PlantedFault } from '../support/bundle-with-faults.ts';

/**
 * What has to detect a mutant: the simulation; the real transport against raw sockets; a real desk
 * over HTTP; power cuts of the real process; or the tests of one file.
 */
export type GateName = 'simulation' | 'wire' | 'desk' | 'power-cut' | 'tests';

/** A fault that is planted in the engine for a test, never in the product. */
export interface Mutant {
  /** Lower-case words with hyphens. */
  name: string;
  /** What it does wrong, in one English sentence. */
  what: string;
  /** The same in Korean, for the trust page. */
  whatKo: string;
  /** Where two checks guard the same promise, both are changed: one alone would hide the other. */
  changes: readonly PlantedFault[];
  gate: GateName;
  /**
   * Where it shows: schedules with these focuses, a drill's cases, or test files; without it all
   * schedules and cases are run.
   */
  only?: readonly string[];
}
