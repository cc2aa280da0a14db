/**
 * What `npm run test:proofs` runs, each proof with its size. The tests listed here are left out of
 * `npm test`; vite.config.ts reads the list too.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sizes } from './sizes.ts';

export interface ProofPlan {
  name: string;
  /** In words; the numbers themselves are in the tests. */
  size: string;
  /** Test files, relative to the project's folder. */
  tests: readonly string[];
  /** Files, and folders with all of their code, that they read without importing or naming them. */
  reads?: readonly string[];
  /** Run instead of the tests; it covers every unit test. */
  script?: string;
  /** Needs the desk as `npm run build` makes it, with the client's files. */
  built?: true;
  /**
   * Two proofs without it run at a time. `waits`: sleeps for most of its time, and runs beside
   * them. `processes`: starts and kills desks; two of these run at a time. `alone`: measures times
   * or opens pages on both cores.
   */
  runs?: 'waits' | 'processes' | 'alone';
  env?: Readonly<Record<string, string>>;
}

const told = (count: number) => count.toLocaleString('en-US');

/** Each is an attack that worked once. */
const attacks = readdirSync(join(import.meta.dirname, '../attacks'))
  .filter((name) => name.endsWith('.test.ts'))
  .toSorted()
  .map((name) => `test/attacks/${name}`);

/** The longest of those that run beside others come first. */
export const proofPlans: readonly ProofPlan[] = [
  {
    name: 'mutants',
    size: 'every mutant, 4,000 schedules to survive',
    tests: ['test/mutants/every-mutant.test.ts', 'test/mutants/gates.test.ts'],
  },
  {
    name: 'simulation',
    size: `${told(sizes.schedules)} schedules by v1, ${told(sizes.schedulesByV2)} by v2, hundreds on PostgreSQL beside`,
    tests: ['test/simulation/simulation.test.ts'],
  },
  {
    name: 'fuzz',
    size: 'thousands of broken and of fitting requests',
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
    name: 'on-postgres',
    size: 'every test of the server, on PostgreSQL',
    tests: [],
    script: 'test/long/on-postgres.ts',
    reads: ['test'],
  },
  {
    name: 'model',
    size: 'every interleaving of the small worlds, and planted faults',
    tests: ['test/model/model.test.ts'],
  },
  {
    name: 'answers',
    size: `${told(sizes.answers)} spoilt answers, and each that is listed`,
    tests: ['test/toss/answer-fuzz.test.ts'],
  },
  {
    name: 'tax-series',
    size: 'thousands of series, every refund of small payments',
    tests: ['test/shared/tax-split-series.test.ts'],
  },
  {
    name: 'canary',
    size: 'one desk with a marked key, everything logged',
    tests: ['test/canary/canary-key.test.ts'],
  },
  {
    name: 'tamperings',
    size: 'a thousand tamperings of the audit log, by each way in turn',
    tests: ['test/audit/tampering.test.ts'],
    reads: ['docs/audit.md'],
  },
  {
    name: 'forged-callbacks',
    size: 'ten thousand callbacks from five hundred addresses',
    tests: ['test/payments/forged-callbacks.test.ts'],
  },
  {
    name: 'authorization',
    size: 'every route and everybody',
    tests: ['test/authorization/authorization.test.ts'],
  },
  {
    name: 'operating',
    size: 'upgrades, copies, changed secrets and commands about accounts, by processes',
    tests: [
      'test/operating/changing-secrets.test.ts',
      'test/operating/nightly-copies.test.ts',
      'test/operating/upgrade.test.ts',
      'test/staff/account-commands.test.ts',
    ],
    runs: 'waits',
  },
  {
    name: 'regexes',
    size: 'every regular expression, by the texts that make one slow',
    tests: ['test/repo/regexes.test.ts'],
    reads: ['client', 'server', 'shared'],
  },
  {
    name: 'attacks',
    size: 'each attack that once worked, of strangers and of colleagues',
    tests: attacks,
    runs: 'waits',
  },
  {
    name: 'measuring',
    size: 'every bench and a long proof in small',
    tests: ['test/bench/tiny-shop.test.ts', 'test/bench/seed.test.ts', 'test/long/command.test.ts'],
  },
  {
    name: 'planting',
    size: 'each fault in sources that were rewritten, a change in each part of a proof',
    tests: ['test/mutants/places.test.ts', 'test/proofs/fingerprint.test.ts'],
  },
  {
    name: 'sign-in-times',
    size: 'a refused sign-in for every sort of account, in at most 40 rounds',
    tests: ['test/staff/sign-in-times.test.ts'],
    runs: 'alone',
  },
  {
    name: 'stops',
    size: `${told(sizes.stops)} stand-stills of 12 desks at once`,
    tests: ['test/process/stop-loop.test.ts'],
    runs: 'processes',
  },
  {
    name: 'kills',
    size: `${told(sizes.kills)} kills, chosen moments, a takeover, a bulk run and imports killed again and again, webhooks with their receiver, a push`,
    tests: [
      'test/process/kill-loop.test.ts',
      'test/process/kill-moments.test.ts',
      'test/process/takeover.test.ts',
      'test/bulk-refunds/bulk-kills.test.ts',
      'test/webhooks/webhook-kills.test.ts',
      'test/push/push-kills.test.ts',
      'test/settlement/settlement-kills.test.ts',
    ],
    built: true,
    runs: 'processes',
  },
  {
    name: 'failover',
    size: 'three desks and two databases: each of them killed, paused or cut off once',
    tests: ['test/failover/failover.test.ts'],
    runs: 'processes',
  },
  {
    name: 'disk',
    size: 'every trouble of the disk',
    tests: ['test/process/disk.test.ts'],
    runs: 'processes',
  },
  {
    name: 'power-cut',
    size: `${told(sizes.powerCuts)} power cuts`,
    tests: ['test/process/power-cut.test.ts'],
    runs: 'processes',
  },
  {
    name: 'hostile-texts',
    size: 'every payload on every screen',
    tests: ['test/e2e/hostile-texts.test.ts'],
    built: true,
    runs: 'alone',
  },
  {
    name: 'screens',
    size: 'every screen in 5 looks, every component in 3',
    tests: ['test/e2e/screens.test.ts', 'test/e2e/components.test.ts'],
    built: true,
    runs: 'alone',
    env: { LOOKS: 'all' },
  },
  {
    name: 'branches',
    size: 'every branch of the files that decide about money',
    tests: [],
    script: 'test/long/branches.ts',
    runs: 'alone',
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
export const moneyFolders = [
  'audit',
  'bulk-refunds',
  'operations',
  'payments',
  'shared',
  'storage',
  'toss',
];
