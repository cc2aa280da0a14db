/** What an answer of Toss is taken for. */
import type { PlantedFault } from '../../support/bundle-with-faults.ts';
import type { Mutant } from '../mutant.ts';

const OPERATION = 'shared/operation.ts';
const SETTLE = 'server/operations/settle.ts';
const CLASSIFY = 'server/toss/classify.ts';

/** An answer of which the condition holds ends its operation as failed, with no read after it. */
function failsAtOnce(condition: string): PlantedFault[] {
  const interrupted = "{ from: 'sending', cause: 'interrupted', to: 'unknown' },";
  const watch = 'const watch = { ...said, ...askFrom(nowIso) };';
  return [
    {
      file: OPERATION,
      find: interrupted,
      put: `${interrupted} { from: 'sending', cause: 'refusal-confirmed', to: 'failed' },`,
    },
    {
      file: SETTLE,
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
    changes: failsAtOnce("exchange.outcome === 'lost'"),
    gate: 'simulation',
  },
  {
    name: 'breakdown-is-failure',
    what: 'An answer of 500 or more is taken for a failure.',
    changes: failsAtOnce('(exchange.httpStatus ?? 0) >= 500'),
    gate: 'simulation',
  },
  {
    name: 'unlisted-code-is-failure',
    what: 'A code that proves nothing, such as COMMON_SYSTEM_ERROR, is taken for a failure.',
    changes: failsAtOnce("verdict.verdict === 'unknown' && exchange.code === -1"),
    gate: 'simulation',
  },
  {
    name: 'unreadable-is-failure',
    what: 'An answer that can’t be read is taken for a failure.',
    changes: failsAtOnce("exchange.outcome === 'answered' && exchange.json === null"),
    gate: 'simulation',
  },
  {
    name: 'pending-is-failure',
    what: 'A refund that the bank makes later is taken for one that failed.',
    changes: failsAtOnce("verdict.verdict === 'pending'"),
    gate: 'simulation',
  },
  {
    name: 'duplicate-is-failure',
    what: 'A number that Toss knows already is taken for a failure.',
    changes: failsAtOnce("verdict.verdict === 'maybe-done'"),
    gate: 'simulation',
    only: ['network'],
  },
  {
    name: 'refusal-by-state-is-failure',
    what: 'A refusal because of the payment’s state is believed before the state is read.',
    changes: failsAtOnce("verdict.verdict === 'rejected-by-state'"),
    gate: 'simulation',
    only: ['network'],
  },
  {
    name: 'duplicate-is-success',
    what: 'A number that Toss knows already is taken for a refund that is done.',
    changes: [meansOk('REFUND_REFUND_NO_DUPLICATE', "{ verdict: 'maybe-done' }")],
    gate: 'simulation',
    only: ['absence', 'bank'],
  },
  {
    name: 'pending-is-success',
    what: 'A refund that the bank makes later is shown as done.',
    changes: [
      meansOk('REFUND_PENDING_SUCCESS', "{ verdict: 'pending', afterMaintenance: true }"),
      meansOk('TRANSACTION_PENDING_ERROR', "{ verdict: 'pending', afterMaintenance: false }"),
    ],
    gate: 'simulation',
  },
  {
    name: 'lost-is-unsent',
    what: 'A call without an answer is taken for one that never left, and sent again.',
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
