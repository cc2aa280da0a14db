/** How an answer of Toss is classified. */
import type { PlantedFault } from '../../support/bundle-with-faults.ts';
import type { Mutant } from '../mutant.ts';

const OPERATION = 'shared/operation.ts';
const TRANSITION_ROWS = 'server/storage/migrations/transition-rows.ts';
const SETTLE = 'server/operations/settle.ts';
const CLASSIFY = 'server/toss/classify.ts';

/**
 * An answer for which the condition holds ends its operation as failed, without a read after it.
 */
function failsAtOnce(condition: string): PlantedFault[] {
  const interrupted = "{ from: 'sending', cause: 'interrupted', to: 'unknown' },";
  const interruptedRow = "['sending', 'interrupted', 'unknown'],";
  const watch = 'const watch = { ...said, ...askFrom(now.iso, now.no), settles_at: settlesAt };';
  return [
    {
      file: OPERATION,
      find: interrupted,
      put: `${interrupted} { from: 'sending', cause: 'refusal-confirmed', to: 'failed' },`,
    },
    {
      file: TRANSITION_ROWS,
      find: interruptedRow,
      put: `${interruptedRow} ['sending', 'refusal-confirmed', 'failed'],`,
    },
    {
      file: SETTLE,
      after: 'function movesAfterSend(row, verdict, exchange, now, settleMs) { const base = {',
      find: watch,
      put: `${watch} if (${condition}) return [{ ...base, cause: 'refusal-confirmed', patch: said }];`,
    },
  ];
}

function meansOk(code: string, verdict: string): PlantedFault {
  return {
    file: CLASSIFY,
    find: `['${code}', ${verdict}],`,
    put: `['${code}', { verdict: 'ok', tossRefundNo: null }],`,
  };
}

export const answerMutants: readonly Mutant[] = [
  {
    name: 'time-out-is-failure',
    what: 'A call without an answer is taken for one that failed.',
    whatKo: '답이 오지 않은 요청을 실패로 여겨요.',
    changes: failsAtOnce("exchange.outcome === 'lost'"),
    gate: 'simulation',
  },
  {
    name: 'breakdown-is-failure',
    what: 'An answer of 500 or more is taken for a failure.',
    whatKo: '500번대 오류 답을 실패로 여겨요.',
    changes: failsAtOnce('(exchange.httpStatus ?? 0) >= 500'),
    gate: 'simulation',
  },
  {
    name: 'unlisted-code-is-failure',
    what: 'A code that proves nothing, such as COMMON_SYSTEM_ERROR, is taken for a failure.',
    whatKo: 'COMMON_SYSTEM_ERROR처럼 아무것도 증명하지 못하는 코드를 실패로 여겨요.',
    changes: failsAtOnce("verdict.verdict === 'unknown' && exchange.code === -1"),
    gate: 'simulation',
  },
  {
    name: 'unreadable-is-failure',
    what: 'An answer that can’t be read is taken for a failure.',
    whatKo: '읽을 수 없는 답을 실패로 여겨요.',
    changes: failsAtOnce("exchange.outcome === 'answered' && exchange.json === null"),
    gate: 'simulation',
  },
  {
    name: 'pending-is-failure',
    what: 'A refund that the bank makes later is taken for one that failed.',
    whatKo: '은행이 나중에 보내 줄 환불을 실패로 여겨요.',
    changes: failsAtOnce("verdict.verdict === 'pending'"),
    gate: 'simulation',
  },
  {
    name: 'duplicate-is-failure',
    what: 'A number that Toss knows already is taken for a failure.',
    whatKo: '토스가 이미 아는 환불번호라는 답을 실패로 여겨요.',
    changes: failsAtOnce("verdict.verdict === 'said-done' && exchange.code === -1"),
    gate: 'simulation',
    only: ['network'],
  },
  {
    name: 'refusal-by-state-is-failure',
    what: 'A refusal because of the payment’s state is believed before the state is read.',
    whatKo: '결제 상태 때문에 거절됐다는 답을, 상태를 조회하지도 않고 믿어요.',
    changes: failsAtOnce("verdict.verdict === 'refused'"),
    gate: 'simulation',
    only: ['network'],
  },
  {
    name: 'duplicate-is-success',
    what: 'A number that Toss knows already is taken for a refund that is done.',
    whatKo: '토스가 이미 아는 환불번호라는 답을 환불 완료로 여겨요.',
    changes: [
      {
        file: CLASSIFY,
        find: "(code) => ({ verdict: 'said-done', tossRefundNo: null, detail: code }),",
        put: "() => ({ verdict: 'ok', tossRefundNo: null }),",
      },
    ],
    gate: 'simulation',
    only: ['absence', 'bank'],
  },
  {
    name: 'pending-is-success',
    what: 'A refund that the bank makes later is shown as done.',
    whatKo: '은행이 나중에 보내 줄 환불을 완료로 보여 줘요.',
    changes: [
      meansOk('REFUND_PENDING_SUCCESS', "{ verdict: 'pending', afterMaintenance: true }"),
      meansOk('TRANSACTION_PENDING_ERROR', "{ verdict: 'pending', afterMaintenance: false }"),
    ],
    gate: 'simulation',
  },
  {
    name: 'lost-is-unsent',
    what: 'A call without an answer is taken for one that never left, and sent again.',
    whatKo: '답이 오지 않은 요청을 보내지 않은 것으로 여겨 다시 보내요.',
    changes: [
      {
        file: CLASSIFY,
        find: "if (outcome === 'lost') return unknown(failure ?? 'the answer was lost');",
        put: "if (outcome === 'lost') return { verdict: 'not-sent', detail: 'no answer' };",
      },
    ],
    gate: 'simulation',
  },
];
