/** A backup that is put back: the biggest double-refund machine there is. */
import type { Mutant } from '../mutant.ts';

const RESTORE = 'server/storage/restore.ts';
const STATES = ".where('state', 'in', ['proposed', 'ready', 'not_sent', 'absent']),";

export const restoringMutants: readonly Mutant[] = [
  {
    name: 'restored-file-not-noticed',
    what: 'A copy that does not say that it is one is taken for the desk’s own file.',
    changes: [
      {
        file: RESTORE,
        find: 'const isBehind = givenOut(connection) < highWater;',
        put: 'const isBehind = false;',
      },
    ],
    gate: 'simulation',
    only: ['restore'],
  },
  {
    name: 'restored-ready-is-sent',
    what: 'What a restored copy holds as not sent yet is sent.',
    changes: [
      { file: RESTORE, find: STATES, put: ".where('state', 'in', ['proposed', 'absent'])," },
    ],
    gate: 'simulation',
    only: ['restore'],
  },
  {
    name: 'restored-proposal-stays',
    what: 'A proposal of a restored copy, which may have been sent since, can be approved.',
    changes: [
      {
        file: RESTORE,
        find: STATES,
        put: ".where('state', 'in', ['ready', 'not_sent', 'absent']),",
      },
    ],
    gate: 'simulation',
    only: ['restore'],
  },
  {
    name: 'restored-counts-go-on',
    what: 'What a restored copy had counted against a refund goes on counting.',
    changes: [{ file: RESTORE, find: '    countAnew(connection, at);\n', put: '' }],
    gate: 'desk',
    only: ['counted'],
  },
];
