/** The steps of `npm test`: programs of node_modules/.bin. */

export interface Step {
  name: string;
  command: readonly [program: string, ...args: string[]];
  /** The file of vitest's report; a step without one is a gate and counts as one. */
  report?: string;
  /** Workers of vitest; one by default. */
  workers?: number;
}

const CACHE = '.cache';
/** The folder of the coverage, as in vite.config.ts. */
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

/** A configuration in a nested folder would otherwise be applied there. */
export const LINT = ['oxlint', '--deny-warnings', '--disable-nested-config'] as const;

export const houseRules: Step = {
  name: 'house rules',
  command: ['tsx', 'test/repo/house-rules.ts'],
};

/** The longest first, so that no core idles at the end. */
export const steps: readonly Step[] = [
  // It waits for most of its time, so it costs least beside the others.
  tests('browser', { projects: ['e2e'] }),
  // With coverage: an untaken branch of a file that decides about money fails too. Two workers,
  // because coverage needs a run as a whole.
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
