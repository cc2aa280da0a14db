/** What was shown about this build's money engine, by which run, and what was not run. */

/** The proofs, each a command of its own that anybody can run again. */
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

/** How often a row of the table of transitions was taken. */
export interface RowHits {
  from: string;
  cause: string;
  to: string;
  hits: number;
}

/** A moment at which the process was killed, and how often. */
export interface KillHits {
  point: string;
  hits: number;
}

/** A fault that was built into the engine on purpose, and what noticed it. */
export interface MutantResult {
  name: string;
  /** What the mutant does wrong, one English sentence. */
  what: string;
  /** The same in Korean. */
  whatKo: string;
  /** The gate that killed it; `null`: it survived. */
  killedBy: string | null;
  /** Schedules, states or cases until it was noticed; `null` where that has no meaning. */
  after: number | null;
}

/** The last run of one proof, as `test/results/<proof>.json` keeps it. */
export interface ProofResult {
  proof: Proof;
  /** When the run ended, ISO UTC. */
  at: string;
  /** What runs it again. */
  command: string;
  seed: string | null;
  /** CPU, cores and Node's version. */
  machine: string;
  /** Fingerprint of the engine's code that was run. */
  engine: string;
  /** How often a promise was broken; anything but 0 is an alarm. */
  violations: number;
  /** Named figures, such as `schedules`; seconds and counts are numbers. */
  figures: Record<string, number>;
  rows?: RowHits[] | undefined;
  kills?: KillHits[] | undefined;
  mutants?: MutantResult[] | undefined;
}

/** `current`: run on exactly this engine; `older`: on another one; `not-run`: no result is kept. */
export type ProofState = 'current' | 'older' | 'not-run';

/** The trust page's data. */
export interface Trust {
  version: string;
  engine: string;
  proofs: { proof: Proof; state: ProofState; result: ProofResult | null }[];
}
