/** Money by v2, whose reads tell no number of a refund. */
import type { Mutant } from '../mutant.ts';

const CLASSIFY = 'server/toss/classify.ts';
const NAMES = 'server/storage/refund-names.ts';
const OBSERVE = 'server/storage/observe.ts';

const noticedBy = (file: string) => ({ gate: 'tests' as const, only: [file] });
const byMoney = noticedBy('test/operations/v2-money.test.ts');

export const v2MoneyMutants: readonly Mutant[] = [
  {
    name: 'v2-not-idempotent',
    what: 'A refund by v2 does not say that the same refund again is the same.',
    whatKo: 'v2 환불에 같은 환불이 다시 와도 한 번만 하라는 표시를 빼고 보내요.',
    changes: [
      {
        file: 'server/storage/migrations/0026-api-version.ts',
        find: "'refundNo', ${prefix}id, 'idempotent', json('true'),",
        put: "'refundNo', ${prefix}id,",
      },
    ],
    ...byMoney,
  },
  {
    name: 'v2-other-amount-is-ok',
    what: 'An answer of v2 that tells another refunded amount ends the refund as done.',
    whatKo: 'v2가 다른 금액을 환불했다고 답해도 환불 완료로 여겨요.',
    changes: [
      { file: CLASSIFY, find: 'Math.abs(won) !== operation.amount', put: 'Math.abs(won) < 0' },
    ],
    ...byMoney,
  },
  {
    name: 'v2-any-time-is-ours',
    what: 'A new refund in v2’s list is taken for ours by its amount alone, whatever its time.',
    whatKo: 'v2에 새로 보이는 환불을 시각과 상관없이 금액만 같으면 우리 환불로 여겨요.',
    changes: [
      {
        file: NAMES,
        find: 'mayBeDone(one) && one.amount === entry.amount && isInWindow(entry, one, callMs)',
        put: 'mayBeDone(one) && one.amount === entry.amount',
      },
    ],
    ...noticedBy('test/operations/v2-status.test.ts'),
  },
  {
    name: 'v2-booked-twice',
    what: 'A refund that its answer named is booked again under that name when v2 lists it.',
    whatKo: '응답이 이름을 알려 준 환불이 v2 조회에 그 이름으로 보이면 한 번 더 기록해요.',
    changes: [
      {
        file: 'server/storage/move-operation.ts',
        find: 'yield* nameInV2(operation, refundNo);',
        put: '',
      },
      {
        file: OBSERVE,
        find: 'if (isUnsure) return { lookAlikes: [...strangers], foreign: [] };',
        put: 'if (isUnsure) return { lookAlikes: [], foreign: [...strangers] };',
      },
    ],
    ...byMoney,
  },
  {
    name: 'v2-answer-of-another-payment',
    what: 'An answer of v2 that is about another payment ends ours.',
    whatKo: 'v2가 다른 결제에 대해 답해도 우리 처리를 완료로 여겨요.',
    changes: [
      {
        file: CLASSIFY,
        find: "const isOurs = json['payToken'] === operation.payToken;",
        put: 'const isOurs = true;',
      },
    ],
    ...byMoney,
  },
  {
    name: 'v2-earlier-refund-is-ours',
    what: 'An answer of v2 with the transaction of an earlier refund ends the new one as done.',
    whatKo: 'v2가 예전 환불의 거래를 답해도 새 환불을 완료로 여겨요.',
    changes: [
      {
        file: 'server/operations/send-operation.ts',
        find: 'name === undefined || !storage.read(isNamedInV2(row.pay_token, name))',
        put: 'name !== row.id',
      },
    ],
    ...byMoney,
  },
  {
    name: 'v2-refunds-read-by-v1',
    what: 'A payment that was refunded by v2 is read by v1, which may not list that.',
    whatKo: 'v2로 환불한 결제를, 그 환불이 안 보일 수 있는 v1로 조회해요.',
    changes: [
      {
        file: 'server/operations/read-status.ts',
        find: "toss.version === 'v2' || storage.read(mayHaveRefundByV2(by.payToken))",
        put: "toss.version === 'v2'",
      },
    ],
    ...byMoney,
  },
  {
    name: 'v2-version-of-today',
    what: 'An operation goes by the version that the desk is set to when it is sent.',
    whatKo: '처리를 요청할 때가 아니라 보낼 때의 API 버전으로 보내요.',
    changes: [
      {
        file: 'server/operations/send-operation.ts',
        find: 'const exchange = await deps.toss.send(moneyCall(row), isFresh);',
        put: `const exchange = await deps.toss.send(
          { ...moneyCall(row), version: deps.toss.version }, isFresh);`,
      },
    ],
    ...byMoney,
  },
];
