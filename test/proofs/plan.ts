/**
 * What `npm run test:proofs` runs, each proof with its size. The tests named here are left out of
 * `npm test`, which vite.config.ts reads here too.
 */

export interface ProofPlan {
  name: string;
  /** In words; the numbers themselves are in the tests. */
  size: string;
  /** Test files from the project's folder. */
  tests: readonly string[];
  /** Run instead of them; its subject is every unit test. */
  script?: string;
  /** Needs the desk as `npm run build` makes it, with the browser's files. */
  built?: true;
  /** Measures times, kills processes or draws pages on both cores: nothing runs beside it. */
  alone?: true;
  env?: Readonly<Record<string, string>>;
}

/** The longest of those that run two at a time come first. */
export const proofPlans: readonly ProofPlan[] = [
  {
    name: 'mutants',
    size: 'every mutant, 4,000 schedules to survive',
    tests: ['test/mutants/every-mutant.test.ts', 'test/mutants/gates.test.ts'],
  },
  {
    name: 'simulation',
    size: '10,000 schedules',
    tests: ['test/simulation/simulation.test.ts'],
  },
  {
    name: 'fuzz',
    size: '15,000 requests',
    tests: [
      'test/fuzz/broken-requests.test.ts',
      'test/fuzz/fitting-requests.test.ts',
      'test/fuzz/malformed-bytes.test.ts',
    ],
  },
  {
    name: 'soak',
    size: '2 minutes of work',
    tests: ['test/soak/soak.test.ts'],
  },
  {
    name: 'model',
    size: 'every interleaving of the small worlds, 23 planted faults',
    tests: ['test/model/model.test.ts'],
  },
  {
    name: 'answers',
    size: '50,000 spoilt answers, and 55,580 that are listed',
    tests: ['test/toss/answer-fuzz.test.ts'],
  },
  {
    name: 'tax-series',
    size: '20,000 series, every refund of up to 24 won',
    tests: ['test/shared/tax-split-series.test.ts'],
  },
  {
    name: 'canary',
    size: 'one desk with a marked key, everything logged',
    tests: ['test/canary/canary-key.test.ts'],
  },
  {
    name: 'power-cut',
    size: '5 power cuts',
    tests: ['test/process/power-cut.test.ts'],
    alone: true,
  },
  {
    name: 'disk',
    size: 'every trouble of the disk',
    tests: ['test/process/disk.test.ts'],
    alone: true,
  },
  {
    name: 'kills',
    size: '30 kills, 3 chosen moments, a bulk run killed 3 times',
    tests: [
      'test/process/kill-loop.test.ts',
      'test/process/kill-moments.test.ts',
      'test/bulk-refunds/bulk-kills.test.ts',
    ],
    built: true,
    alone: true,
  },
  {
    name: 'hostile-texts',
    size: '200 payloads on every screen',
    tests: ['test/e2e/hostile-texts.test.ts'],
    built: true,
    alone: true,
  },
  {
    name: 'screens',
    size: 'every screen in 5 looks',
    tests: ['test/e2e/screens.test.ts'],
    built: true,
    alone: true,
    env: { LOOKS: 'all' },
  },
  {
    name: 'branches',
    size: 'every branch of the files that decide about money',
    tests: [],
    script: 'test/long/branches.ts',
    alone: true,
  },
];

const testsOf = (built: boolean) =>
  proofPlans.filter((plan) => (plan.built ?? false) === built).flatMap(({ tests }) => tests);

/** By the project of vite.config.ts that runs them. */
export const proofTests = { proofs: testsOf(false), 'proofs-built': testsOf(true) };

/**
 * The folders of test/ whose tests take every branch of the files that decide about money.
 * vite.config.ts lists those files, and counts coverage over these tests alone.
 */
export const moneyFolders = ['audit', 'operations', 'payments', 'shared', 'storage', 'toss'];
