/** Restoring a backup, the greatest risk of double refunds. */
import type { Mutant } from '../mutant.ts';

const RESTORE = 'server/storage/restore.ts';
const RESTORES = 'export function quarantineRestored(storage, highWater) {';
const STATES = ".where('state', 'in', ['proposed', 'ready', 'not_sent', 'absent'])";

export const restoringMutants: readonly Mutant[] = [
  {
    name: 'restored-file-not-noticed',
    what: 'A copy that does not say that it is one is taken for the desk’s own file.',
    whatKo: '복원한 백업이라는 표시가 없으면 원래 파일로 여겨요.',
    changes: [
      {
        file: RESTORE,
        after: RESTORES,
        find: 'const isBehind = (yield* givenOut()) < highWater;',
        put: 'const isBehind = false;',
      },
    ],
    gate: 'tests',
    only: ['test/storage/restore.test.ts'],
  },
  {
    name: 'restored-ready-is-sent',
    what: 'What a restored copy holds as not sent yet is sent.',
    whatKo: '복원한 백업에 아직 보내지 않았다고 적힌 처리를 보내요.',
    changes: [
      { file: RESTORE, find: STATES, put: ".where('state', 'in', ['proposed', 'absent'])" },
    ],
    gate: 'simulation',
    only: ['restore'],
  },
  {
    name: 'restored-proposal-stays',
    what: 'A proposal of a restored copy, which may have been sent since, can be approved.',
    whatKo: '그사이 나갔을지도 모르는, 복구한 백업의 확인 요청을 승인할 수 있어요.',
    changes: [
      {
        file: RESTORE,
        find: STATES,
        put: ".where('state', 'in', ['ready', 'not_sent', 'absent'])",
      },
    ],
    gate: 'tests',
    only: ['test/storage/restore.test.ts'],
  },
  {
    name: 'restored-counts-go-on',
    what: 'What a restored copy had counted against a refund goes on counting.',
    whatKo: '복원한 백업이 환불을 두고 세어 둔 조회 횟수를 이어서 세요.',
    changes: [{ file: RESTORE, find: '    yield* countAnew(at, storage.time.now());\n', put: '' }],
    gate: 'tests',
    only: ['test/storage/restore.test.ts'],
  },
];
