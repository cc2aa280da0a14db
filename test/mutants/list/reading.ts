/** What a status read, or a callback, counts as proof of. */
import type { Mutant } from '../mutant.ts';

const JUDGE = 'server/operations/judge.ts';
const OBSERVE = 'server/storage/observe.ts';
const MOVE = 'server/storage/move-operation.ts';
const BELIEVES = 'function believeUnknown(row, reads, isSettled) {';
const settlesAbsent = {
  file: JUDGE,
  after: `${BELIEVES} if (row.verdict === 'wrong-key') {`,
  find: 'if (reads < READS_TO_BELIEVE || !isSettled) return null;',
};

export const readingMutants: readonly Mutant[] = [
  {
    name: 'absence-believed-at-once',
    what: 'One read that does not show a refund proves that it was not made.',
    whatKo: '한 번 조회해서 안 보이면 환불이 되지 않은 것으로 여겨요.',
    changes: [{ ...settlesAbsent, put: '' }],
    gate: 'simulation',
    only: ['absence'],
  },
  {
    name: 'settle-time-ignored',
    what: 'Three reads within half a minute prove that a refund was not made.',
    whatKo: '30초 안에 세 번 조회해서 안 보이면 환불이 되지 않은 것으로 여겨요.',
    changes: [{ ...settlesAbsent, put: 'if (reads < READS_TO_BELIEVE) return null;' }],
    gate: 'simulation',
    only: ['absence'],
  },
  {
    name: 'no-list-is-empty-list',
    what: 'A status without a list of refunds is read as one with none.',
    whatKo: '환불 목록이 없는 답을 환불이 하나도 없는 것으로 읽어요.',
    changes: [
      {
        file: 'server/toss/wire-v1.ts',
        find: 'if (!Array.isArray(value)) return { refunds: null, understood: false };',
        put: 'if (!Array.isArray(value)) return { refunds: [], understood: true };',
      },
      {
        file: 'server/toss/good-read.ts',
        find: "if (expected === 'some' && refunds.length === 0) return 'list-against-status';",
        put: '',
      },
    ],
    gate: 'simulation',
    only: ['review'],
  },
  {
    name: 'every-read-is-good',
    what: 'A read that contradicts itself proves what it does not show.',
    whatKo: '앞뒤가 맞지 않는 조회로도 없는 것을 증명했다고 여겨요.',
    changes: [
      {
        file: 'server/toss/status-answer.ts',
        find: 'good: why === null, why, exchange',
        put: 'good: true, why, exchange',
      },
    ],
    gate: 'simulation',
    only: ['review'],
  },
  {
    name: 'denied-payment-is-not-refunded',
    what: 'Toss’s word that it has no such payment proves that nothing was refunded.',
    whatKo: '그런 결제가 없다는 토스의 말을 환불되지 않았다는 증거로 여겨요.',
    changes: [
      {
        file: JUDGE,
        find: "judgeFinding(row, { finding: 'proves-nothing' }, { iso: now, no: askedNo }, limits)",
        put: "judgeFinding(row, { finding: 'not-there' }, { iso: now, no: askedNo }, limits)",
      },
    ],
    gate: 'simulation',
    only: ['review'],
  },
  {
    name: 'maintenance-believed-absent',
    what: 'A refund that waits for the bank’s maintenance is taken for not made after a while.',
    whatKo: '은행 점검이 끝나기를 기다리는 환불을 얼마 뒤 되지 않은 것으로 여겨요.',
    changes: [
      {
        file: JUDGE,
        find: "if (row.verdict === 'pending-maintenance') return believeNoLonger(row, now);",
        put: '',
      },
    ],
    gate: 'desk',
    only: ['maintenance'],
  },
  {
    name: 'listed-is-done',
    what: 'A refund that Toss lists as not finished is shown as done.',
    whatKo: '토스 목록에 아직 끝나지 않았다고 나온 환불을 완료로 보여 줘요.',
    changes: [
      {
        file: JUDGE,
        find: "if (!seen.done) return { finding: 'running', detail: 'Toss lists it as not finished' };",
        put: '',
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'refusal-believed-beside-waiting',
    what: 'A refusal to cancel is believed beside a status that still waits.',
    whatKo: '결제는 아직 대기 중인데 취소가 거절됐다는 답을 믿어요.',
    changes: [
      {
        file: JUDGE,
        find: "if (row.verdict === 'wrong-key') {",
        put: "if (row.verdict === 'wrong-key' || row.verdict === 'refused') {",
      },
    ],
    gate: 'desk',
    only: ['doubled-cancel'],
  },
  {
    name: 'doubt-believed-as-refusal',
    what: 'One read that does not show it turns an unclear outcome into a failure.',
    whatKo: '한 번 조회해서 안 보이면, 결과를 모르던 처리를 실패로 바꿔요.',
    changes: [
      {
        file: JUDGE,
        after: BELIEVES,
        find: "if (row.verdict === 'wrong-key') {",
        put: 'if (reads > 0) {',
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'risen-total-is-ours',
    what: 'A refund made elsewhere is taken for the one whose outcome is unclear.',
    whatKo: '다른 곳에서 한 환불을, 결과를 확인하던 우리 환불로 여겨요.',
    changes: [
      {
        file: JUDGE,
        find: 'if (row.base_refunded !== null && foreignWon > row.base_refunded) {',
        put: `if (row.base_refunded !== null && foreignWon > row.base_refunded) {
          return { finding: 'done', detail: 'The refunded total rose' };`,
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'late-finding-ignored',
    what: 'A refund that shows up after it was taken for not made is not recorded.',
    whatKo: '되지 않은 줄 알았던 환불이 나중에 나타나도 기록하지 않아요.',
    changes: [
      {
        file: JUDGE,
        find: "if (finding.finding === 'done' && (row.kind === 'refund' || !isKnownFailed)) {",
        put: "if (finding.finding === 'done' && !isKnownFailed && row.state !== 'given_up') {",
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'waiting-rules-out-execute',
    what: 'A payment that still waits proves that an execute has failed.',
    whatKo: '결제가 아직 대기 중이면 최종 승인이 실패한 것으로 여겨요.',
    changes: [
      {
        file: JUDGE,
        find: "if (status === 'PAY_CANCEL') return { finding: 'ruled-out', detail: 'Toss says PAY_CANCEL' };",
        put: `if (status === 'PAY_CANCEL' || status === 'PAY_APPROVED') {
          return { finding: 'ruled-out', detail: 'Toss says that it was not charged' };
        }`,
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'asks-once',
    what: 'An unclear operation is asked about once and then forgotten.',
    whatKo: '결과를 모르는 처리를 한 번만 물어보고 잊어요.',
    changes: [
      {
        file: JUDGE,
        find: `nextCheckAt: keepsAsking(row, move)
      ? nextCheckAt({ ...row, unclear_no: unclearNo }, now, limits)
      : null,`,
        put: 'nextCheckAt: unclearNo < 0 ? now.iso : null,',
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'older-read-wins',
    what: 'A read that was asked earlier is applied over a later one.',
    whatKo: '먼저 물어본 오래된 조회가 나중 조회를 덮어써요.',
    changes: [
      { file: OBSERVE, find: '} else if (observation.askedNo >= row.asked_no) {', put: '} else {' },
    ],
    gate: 'tests',
    only: ['test/storage/observe.test.ts'],
  },
  {
    name: 'status-goes-back',
    what: 'A read that lags behind turns a paid payment into an unpaid one.',
    whatKo: '뒤처진 조회 때문에 결제 완료가 미결제로 돌아가요.',
    changes: [
      {
        file: OBSERVE,
        after: 'const lacks = notShown(booked, facts, rules.settleMs);',
        find: 'const back = goesBack(row, facts, lacks);',
        put: 'const back = false;',
      },
      {
        file: 'server/storage/migrations/0001-desk.ts',
        find: `CREATE TRIGGER payment_never_goes_back BEFORE UPDATE ON payment
`,
        put: 'CREATE TRIGGER payment_never_goes_back BEFORE UPDATE ON payment WHEN 0 ',
      },
      {
        file: 'server/storage/migrations/0008-desk-time.ts',
        find: `CREATE TRIGGER payment_never_goes_back BEFORE UPDATE ON payment
`,
        put: 'CREATE TRIGGER payment_never_goes_back BEFORE UPDATE ON payment WHEN 0 ',
      },
    ],
    gate: 'simulation',
    only: ['network', 'review'],
  },
  {
    name: 'outside-refund-not-booked',
    what: 'A refund made in Toss’s own console is not counted.',
    whatKo: '토스 관리자 화면에서 한 환불을 세지 않아요.',
    changes: [{ file: OBSERVE, find: 'if (done.length === 0) return [];', put: 'return [];' }],
    gate: 'simulation',
  },
  {
    name: 'own-refund-counted-twice',
    what: 'An own refund that a read shows first is counted once more when its answer comes.',
    whatKo: '조회에 먼저 나타난 우리 환불을, 답이 왔을 때 한 번 더 세요.',
    changes: [
      {
        file: OBSERVE,
        find: 'if (explained.has(key) || isOwn(refundNo, amount)) return false;',
        put: 'if (explained.has(key)) return false;',
      },
      {
        file: MOVE,
        find: "refunded: set('refunded', '+', claimed === 0 ? operation.amount : 0),",
        put: "refunded: set('refunded', '+', operation.amount),",
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'own-refund-not-counted',
    what: 'A refund that its answer proves is not counted in what was given back.',
    whatKo: '답으로 증명된 우리 환불을 돌려준 금액에 넣지 않아요.',
    changes: [
      {
        file: MOVE,
        find: "if (to === 'succeeded' && isRefund) yield* bookRefund(moved, move);",
        put: '',
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'callback-trusted',
    what: 'A callback’s own status becomes the payment’s.',
    whatKo: '콜백이 스스로 말하는 상태를 결제 상태로 받아들여요.',
    changes: [
      {
        file: 'server/storage/callbacks.ts',
        after: '{ contentType, body, hash, payToken, named, isOwn } = yield* keptOf(callback);',
        find: 'if (known === undefined || !isOwn) return; yield* appendEvent(',
        put: `if (known === undefined || !isOwn) return;
          const told = new URLSearchParams(callback.body).get('status') ?? '';
          const status = told === 'PAY_SUCCESS' ? 'PAY_COMPLETE' : told;
          yield* run(db.updateTable('payment').set({ status })
            .where('pay_token', '=', known));
          yield* appendEvent(`,
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'key-in-the-journal',
    what: 'Toss’s answer is kept in the journal with the API key that it repeats.',
    whatKo: '토스의 답에 되풀이된 API 키를 기록에 그대로 남겨요.',
    changes: [
      {
        file: 'server/toss/read-answer.ts',
        find: "cutText(scrubKeys(bytes.toString('utf8')))",
        put: "cutText(bytes.toString('utf8'))",
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'key-in-the-log',
    what: 'Toss’s answer goes to the log with the API key that it repeats.',
    whatKo: '토스의 답에 되풀이된 API 키를 로그에 그대로 남겨요.',
    changes: [
      {
        file: 'server/toss/read-answer.ts',
        find: "cutText(scrubKeys(bytes.toString('utf8')))",
        put: "cutText(bytes.toString('utf8'))",
      },
      {
        file: 'server/operations/send-operation.ts',
        after: 'const exchange = await deps.toss.send(moneyCall(row), isFresh);',
        find: '{ operation: row.id, kind: row.kind, verdict: verdict.verdict, state: settled.state },',
        put: '{ operation: row.id, answer: exchange.answerText },',
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'sums-keep-what-left',
    what: 'A payment that has changed is still counted where it was before.',
    whatKo: '상태가 바뀐 결제를 예전 상태의 합계에 그대로 세요.',
    changes: [
      {
        file: 'server/storage/migrations/0015-tax-sums.ts',
        find: '`${sum} = ${sum} - ${value}`',
        put: '`${sum} = ${sum}`',
      },
    ],
    gate: 'simulation',
  },
];
