import type { Copy } from '../copy.ts';
import type { trustKo } from '../ko/trust.ts';

export const trustEn: Copy<typeof trustKo> = {
  title: 'Trust',
  lead: 'How the part that handles money was checked and what was not, exactly as the last runs left it.',
  loading: 'Loading the results',
  failed: 'The results could not be loaded',
  empty: {
    title: 'No result is kept',
    text: 'Nothing was run on this build. There is no ground to trust it yet.',
  },
  version: 'Version',
  engine: 'Engine',
  engineWhy:
    'The fingerprint of the code that handles money, as it runs. A result with another one is from an earlier build.',
  summary: {
    label: 'At a glance',
    current: 'Run on this build',
    older: 'Run on an earlier build',
    notRun: 'Not run',
    violations: 'Promises broken',
    survivors: 'Faults not caught',
  },
  alarm: {
    title: 'A result must not be passed over',
    text: 'Handle no money with this build before you have looked at: {{names}}. Tell a manager or the makers.',
  },
  states: {
    current: 'Run on this build',
    older: 'Run on an earlier build',
    'not-run': 'Not run',
  },
  proofs: {
    simulation: {
      title: 'Simulation',
      shows:
        "One number (the seed) mixes staff, Toss, network, clock, disk and crashes at random and runs the real code. Whether the money is right is judged by Toss's books, not by ours.",
    },
    mutants: {
      title: 'Faults planted on purpose',
      shows:
        'Faults that mishandle money are built in one at a time, to see whether the checks catch them. If even one survives, those checks cannot be trusted.',
    },
    model: {
      title: 'Every order of events',
      shows:
        'Follows everything that can happen to one operation, in every order: lost, late and doubled answers, and two people pressing at once.',
    },
    kills: {
      title: 'Killed processes',
      shows:
        'The real process is ended with kill -9 while money moves, and started again: is anything lost or sent twice, and how soon does it work again.',
    },
    'power-cut': {
      title: 'Power cuts',
      shows:
        'Whatever had not safely reached the disk is thrown away before the restart: is every operation that was accepted still there.',
    },
    disk: {
      title: 'Disk errors',
      shows: 'Whether money is handled correctly when the disk is full or a write fails.',
    },
    answers: {
      title: "Toss's answers",
      shows:
        'Each answer that Toss can give is fed in: error codes, cut, late and odd ones. None may be read as done or as failed wrongly.',
    },
    'tax-series': {
      title: 'Tax split',
      shows:
        'Whether the tax parts add up over any series of refunds, and exactly 0 won is left at the end.',
    },
    branches: {
      title: 'Branches of the code',
      shows: 'Whether the tests took every branch of the code that handles money.',
    },
  },
  notRun: 'No result is kept. Until it is run, this shows nothing.',
  older:
    'This result is from other code than this build. Only a new run tells whether it holds now.',
  kept: 'No promise broken',
  broken: 'Promises broken: {{count}}',
  survived: 'Faults not caught: {{count}}',
  at: 'Run at',
  seed: 'Seed',
  machine: 'Machine',
  command: 'Run it again',
  commandFirst: 'Run it',
  commandOf: 'the command of {{proof}}',
  figuresOf: 'Figures of {{proof}}',
  unit: { ms: '{{n}} ms', seconds: '{{n}} s', percent: '{{n}} %', won: '₩{{n}}' },
  rows: {
    open: '{{taken}} of {{total}} rows of the table of states taken',
    caption: 'How often each row of the table of states was taken',
    from: 'From',
    cause: 'Cause',
    to: 'To',
    hits: 'Times',
    never: 'never taken',
  },
  kills: {
    open: '{{total}} moments of a kill',
    caption: 'At which moment the process was killed, and how often',
    point: 'Moment',
    hits: 'Times',
    never: 'never killed here',
  },
  mutants: {
    open: '{{killed}} of {{total}} planted faults caught',
    caption: 'The planted faults and what caught them',
    what: 'What it does wrong',
    killedBy: 'Caught by',
    after: 'after {{n}}',
    survived: 'not caught',
  },
  limits: {
    title: 'What cannot be shown here',
    lead: 'None of these checks tells anything about the following.',
    items: {
      toss: "Toss's real network and servers. Every result here was made with the built-in sandbox.",
      nodes: 'Two desks at once. Only one desk can run on one set of data.',
      disk: 'An operating system or disk that lies about having written (fsync).',
      people: 'Staff who lie about their evidence. Only who wrote it is kept.',
      delay:
        'A request that arrives later than the settle time, at a Toss that does not refuse a repeated refund number. If it had been sent again, it could refund twice.',
    },
  },
  figures: {
    schedules: 'Schedules',
    violations: 'Promises broken',
    perSecondPerCore: 'Schedules a second and core',
    processes: 'Processes',
    refunds: 'Refunds',
    faults: 'Faults caused',
    kills: 'Kills',
    restores: 'Backups restored',
    mutants: 'Planted faults',
    killed: 'Caught',
    states: 'States',
    models: 'Models',
    edges: 'Steps followed',
    rows: 'Rows of the table',
    rowsReached: 'Rows taken',
    mutantsNoticed: 'Caught',
    cycles: 'Kills and restarts',
    cuts: 'Power cuts',
    acts: 'Acts of staff',
    sends: 'Sent to Toss',
    sentAgain: 'Sent again',
    lost: 'Operations lost',
    lostWithFull: 'Operations lost',
    doubled: 'Operations doubled',
    untrue: 'Records that were untrue',
    integrityErrors: 'Damaged databases',
    cutsWithNormal: 'Cuts with safe writes off',
    lostWithNormal: 'Lost with safe writes off',
    servingP50Ms: 'Serving again (median)',
    servingP99Ms: 'Serving again (99 in 100)',
    servingMaxMs: 'Serving again (slowest)',
    troubles: 'Disk troubles',
    notRun: 'Could not be run here',
    longestRecoveryMs: 'Recovery (slowest)',
    answers: 'Answers read',
    random: 'Made-up answers',
    systematic: 'Answers made one by one',
    readings: 'Readings',
    series: 'Series of refunds',
    exhaustedUpToWon: 'Every amount up to',
    splits: 'Ways to split',
    allocations: 'Allocations',
    branches: 'Branches',
    covered: 'Branches taken',
    files: 'Files',
    seconds: 'Time taken',
  },
};
