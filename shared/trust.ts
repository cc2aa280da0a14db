/** What was proved about this build's money engine, by which run, and what was not run. */

/** The proofs; each is a command that anybody can run. */
export const proofs = [
  'simulation',
  'mutants',
  'model',
  'kills',
  'power-cut',
  'disk',
  'answers',
  'tax-series',
  'branches',
] as const;
export type Proof = (typeof proofs)[number];

/** How often a transition of the table was taken. */
export interface RowHits {
  from: string;
  cause: string;
  to: string;
  hits: number;
}

/** A point at which the process was killed, and how often. */
export interface KillHits {
  point: string;
  hits: number;
}

/** A fault planted in the engine, and the test that found it. */
export interface MutantResult {
  name: string;
  /** What the mutant does wrong, one English sentence. */
  what: string;
  /** The same in Korean. */
  whatKo: string;
  /** The gate that found it; `null`: it survived. */
  killedBy: string | null;
  /** Schedules, states or cases until it was found; `null` where that has no meaning. */
  after: number | null;
}

/** The last run of one proof, as stored in `test/results/<proof>.json`. */
export interface ProofResult {
  proof: Proof;
  /** When the run ended, ISO UTC. */
  at: string;
  /** The command that runs it again. */
  command: string;
  seed: string | null;
  /** CPU, cores and Node's version. */
  machine: string;
  /** Fingerprint of the engine that was run. */
  engine: string;
  /** Broken guarantees; anything but 0 is an alarm. */
  violations: number;
  /** Named figures, such as `schedules`; seconds and counts are numbers. */
  figures: Record<string, number>;
  rows?: RowHits[] | undefined;
  kills?: KillHits[] | undefined;
  mutants?: MutantResult[] | undefined;
}

/** `current`: run on exactly this engine. `older`: on another one. `not-run`: no result. */
export type ProofState = 'current' | 'older' | 'not-run';

export interface Trust {
  version: string;
  engine: string;
  proofs: { proof: Proof; state: ProofState; result: ProofResult | null }[];
}
