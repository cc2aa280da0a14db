/** What `npm test` runs: programs of node_modules/.bin, each on one core but for the last ones. */

export interface Step {
  name: string;
  command: readonly [program: string, ...args: string[]];
  /** Where vitest leaves what it counted; a step without is a gate and counts as one. */
  report?: string;
  /** Takes both cores. */
  alone?: true;
}

const CACHE = '.cache';
/** Where vite.config.ts has the coverage put. */
export const COVERAGE = `${CACHE}/coverage`;

/** The name of the step that counts coverage. */
export const MONEY = 'tests: money';

interface Tests {
  projects: readonly string[];
  args?: readonly string[];
  alone?: true;
}

export function tests(name: string, { projects, args = [], alone }: Tests): Step {
  const report = `${CACHE}/tests/${name.replaceAll(/\W+/g, '-')}.json`;
  return {
    name: `tests: ${name}`,
    command: [
      'vitest',
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      ...['--maxWorkers', alone === true ? '2' : '1', ...args],
      ...['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
    ],
    report,
    ...(alone === true && { alone }),
  };
}

/** The longest first, so that no core idles at the end. */
export const steps: readonly Step[] = [
  // With coverage: a branch that decides about money and is taken by no test fails too.
  tests('money', { projects: ['money'], args: ['--coverage.enabled'] }),
  tests('client 1', { projects: ['client'], args: ['--shard', '1/2'] }),
  tests('client 2', { projects: ['client'], args: ['--shard', '2/2'] }),
  tests('unit', { projects: ['unit'] }),
  tests('repo', { projects: ['repo'] }),
  {
    name: 'types (tsc)',
    command: ['tsc', '--incremental', '--tsBuildInfoFile', `${CACHE}/types.tsbuildinfo`, '-p', '.'],
  },
  // Types, unused code and hooks; eslint has what oxlint has no rule for.
  { name: 'lint (oxlint)', command: ['oxlint', '--deny-warnings', '--threads', '1'] },
  {
    name: 'format (prettier)',
    command: [
      'prettier',
      ...['--check', '--log-level', 'warn'],
      ...['--cache', '--cache-location', `${CACHE}/prettier`, '.'],
    ],
  },
  { name: 'lint (eslint)', command: ['eslint', '--max-warnings', '0', '.'] },
  { name: 'build', command: ['tsx', 'server/commands/build.ts', '--if-stale'] },
  {
    name: 'boundaries (dependency-cruiser)',
    command: [
      'depcruise',
      ...['--config', '.dependency-cruiser.cjs', 'client', 'server', 'shared', 'test'],
    ],
  },
  { name: 'dead code (knip)', command: ['knip', '--no-progress'] },
  tests('browser', { projects: ['e2e'], alone: true }),
];
