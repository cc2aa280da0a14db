/** Several desks on PostgreSQL, of which one leads. */
import type { Mutant } from '../mutant.ts';

const STORAGE_TESTS = 'test/storage/postgres-storage.test.ts';

const byTests = (...only: string[]) => ({ gate: 'tests', only }) as const;

export const leadingMutants: readonly Mutant[] = [
  {
    name: 'no-term',
    what: 'A desk writes on although another one has taken the lead.',
    whatKo: '다른 창구가 주 창구가 된 뒤에도 계속 기록해요.',
    changes: [
      {
        file: 'server/storage/postgres/postgres-storage.ts',
        find: 'state.hasBegun = true;\n requireLead(rows);',
        put: 'state.hasBegun = true;',
      },
    ],
    ...byTests(STORAGE_TESTS),
  },
  {
    name: 'commit-without-standby',
    what: 'A COMMIT that no standby is known to have counts as stored.',
    whatKo: '대기 서버에 남았는지 모르는 기록을 저장된 것으로 여겨요.',
    changes: [
      {
        file: 'server/storage/postgres/connection.ts',
        find: 'if (warnings.length > 0) throw',
        put: 'if (warnings.length > 99) throw',
      },
    ],
    ...byTests(STORAGE_TESTS),
  },
  {
    name: 'term-without-standby',
    what: 'A term that no standby has is taken: one that is promoted would give it again.',
    whatKo: '대기 서버에 없는 임기로 주 창구가 돼요. 같은 임기가 두 번 생길 수 있어요.',
    changes: [
      {
        file: 'server/lead/lead-row.ts',
        find: "if (isWarned) throw new Error('no standby is known to have the new term');",
        put: '',
      },
    ],
    ...byTests('test/lead/lead-row.test.ts'),
  },
  {
    name: 'leads-with-wrong-clock',
    what: 'A desk whose clock has gone wrong keeps the lead.',
    whatKo: '시계가 틀어졌는데도 계속 주 창구로 일해요.',
    changes: [
      {
        file: 'server/lead/hold-lead.ts',
        find: 'clockTrouble(aheadMs);',
        put: 'clockTrouble(0);',
      },
    ],
    ...byTests('test/lead/two-desks.test.ts'),
  },
  {
    name: 'migrates-in-another-term',
    what: 'A desk changes the schema while another one leads and writes.',
    whatKo: '다른 창구가 주 창구로 기록하는 동안 데이터베이스 구조를 바꿔요.',
    changes: [
      {
        file: 'server/storage/postgres/migrate.ts',
        find: 'term === null ? [] : connection.script(LOCK_LEAD)',
        put: '[]',
      },
    ],
    ...byTests('test/storage/postgres-migrate.test.ts'),
  },
  {
    name: 'sends-without-lead',
    what: 'A refund is sent although PostgreSQL does not confirm the lead: a machine that was paused sends it again.',
    whatKo: '주 창구인지 확인되지 않아도 환불을 보내요. 멈췄다 깨어난 창구가 또 보내요.',
    changes: [
      {
        file: 'server/storage/postgres/postgres-storage.ts',
        find: "'a call to Toss was not sent, because the lead is in doubt'); return false;",
        put: "'a call to Toss was not sent, because the lead is in doubt'); return true;",
      },
    ],
    ...byTests('test/lead/send-while-leading.test.ts'),
  },
  {
    name: 'desk-sends-without-lead',
    what: 'A desk on PostgreSQL calls Toss by a line that does not ask for the lead.',
    whatKo: 'PostgreSQL을 쓰는 창구가 주 창구인지 묻지 않는 연결로 토스를 불러요.',
    changes: [
      {
        file: 'server/desk.ts',
        find: 'sendWhileLeading(transport, () => storage.stillLeads())',
        put: 'transport',
      },
    ],
    ...byTests('test/lead/two-desks.test.ts'),
  },
  {
    name: 'creation-told-undone',
    what: 'A desk that loses the lead after it asked Toss for a payment says that nothing was done.',
    whatKo: '토스에 결제를 요청한 뒤 주 창구가 아니게 되면 아무 일도 없었다고 말해요.',
    changes: [
      {
        file: 'server/payments/create-payment.ts',
        find: "error instanceof AppError && problems[error.code][2] === 'not-applied'",
        put: 'false',
      },
    ],
    ...byTests('test/lead/two-desks.test.ts'),
  },
];
