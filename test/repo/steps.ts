/** What `npm test` runs: programs of node_modules/.bin. */

export interface Step {
  name: string;
  command: readonly [program: string, ...args: string[]];
  /** Where vitest leaves what it counted; a step without is a gate and counts as one. */
  report?: string;
  /** Of vitest; one where nothing is said. */
  workers?: number;
}

const CACHE = '.cache';
/** Where vite.config.ts has the coverage put. */
export const COVERAGE = `${CACHE}/coverage`;

/** The name of the step that counts coverage. */
export const MONEY = 'tests: money';

interface Tests {
  projects: readonly string[];
  args?: readonly string[];
  workers?: number;
}

export function tests(name: string, { projects, args = [], workers = 1 }: Tests): Step {
  const report = `${CACHE}/tests/${name.replaceAll(/\W+/g, '-')}.json`;
  return {
    name: `tests: ${name}`,
    command: [
      'vitest',
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      ...args,
      ...['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
    ],
    report,
    workers,
  };
}

/** Settings in a folder of their own would be obeyed there. */
export const LINT = ['oxlint', '--deny-warnings', '--disable-nested-config'] as const;

export const houseRules: Step = {
  name: 'house rules',
  command: ['tsx', 'test/repo/house-rules.ts'],
};

/** The longest first, so that no core idles at the end. */
export const steps: readonly Step[] = [
  // It waits for most of its time, so that it costs least beside the others.
  tests('browser', { projects: ['e2e'] }),
  // With coverage: a branch that decides about money and is taken by no test fails too.
  // By two, because coverage is of a run as a whole.
  tests('money', { projects: ['money'], args: ['--coverage.enabled'], workers: 2 }),
  tests('client 1', { projects: ['client'], args: ['--shard', '1/2'] }),
  tests('client 2', { projects: ['client'], args: ['--shard', '2/2'] }),
  tests('unit 1', { projects: ['unit'], args: ['--shard', '1/2'] }),
  tests('unit 2', { projects: ['unit'], args: ['--shard', '2/2'] }),
  tests('repo', { projects: ['repo'] }),
  {
    name: 'types and lint (oxlint)',
    command: [...LINT, '--type-check', '--threads', '1'],
  },
  { name: 'format (oxfmt)', command: ['oxfmt', '--check', '--threads', '1'] },
  houseRules,
  { name: 'build', command: ['tsx', 'server/commands/build.ts', '--if-stale'] },
  {
    name: 'boundaries (dependency-cruiser)',
    command: [
      'depcruise',
      ...['--config', '.dependency-cruiser.cjs', 'client', 'server', 'shared', 'test'],
    ],
  },
  { name: 'dead code (knip)', command: ['knip', '--no-progress'] },
];
