import type { PlantedFault } from '../support/bundle-with-faults.ts';

/**
 * What has to notice a mutant: the simulation; the real transport against raw sockets; a real desk
 * over HTTP; power cuts of the real process; or the tests of one file.
 */
export type GateName = 'simulation' | 'wire' | 'desk' | 'power-cut' | 'tests';

/** A fault that is built into the engine on purpose, never into the product. */
export interface Mutant {
  /** Lower-case words with hyphens. */
  name: string;
  /** What it does wrong, in one English sentence. */
  what: string;
  /** The same in Korean, for the trust page. */
  whatKo: string;
  /** Where two guards hold the same promise, both are changed: one alone would hide the other. */
  changes: readonly PlantedFault[];
  gate: GateName;
  /**
   * Where it shows: schedules that lean this way, a drill's cases, or the files of tests; without
   * it all schedules and cases are run.
   */
  only?: readonly string[];
}
