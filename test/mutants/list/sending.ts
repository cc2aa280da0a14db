/** What is sent, when, and how often. */
import { forgetsLostAnswers } from '../../process/planted-faults.ts';
import type { Mutant } from '../mutant.ts';

const SEND = 'server/operations/send-operation.ts';
const RECONCILER = 'server/operations/reconciler.ts';
const OPERATIONS = 'server/storage/operations.ts';
const OPERATION_TABLE = 'server/storage/migrations/0026-api-version.ts';

const SENDS = 'const exchange = await deps.toss.send(moneyCall(row), isFresh);';
const GETS = 'const row = getOperationRow(deps.storage, operationId);';
const RAISES = 'if (!(await raiseHighWater(deps, row))) return retryMs;';
const CHECKS = `const isFresh = () => agoMs(deps, row.unclear_no, row.state_since) <= CLAIM_LASTS_MS;
  if (!isFresh()) {
    await settleUnsent(deps, row, 'The desk stood still; nothing was sent');
    return retryMs;
  }`;

const FULL_BODY = `'payToken', \${prefix}pay_token, 'amount', \${prefix}amount,
    'amountTaxable', \${prefix}taxable, 'amountTaxFree', \${prefix}tax_free,
    'amountVat', \${prefix}vat, 'amountServiceFee', \${prefix}service_fee,
    'refundNo',`;

const CLAIMS = `const claimed = await claimOperation(deps.storage, operationId, deps.bootId, reasonNotToSend);
  if (claimed === null) return null;
  return sendAndSettle(deps, claimed, retryMs);`;

export const sendingMutants: readonly Mutant[] = [
  {
    name: 'new-number-on-retry',
    what: 'A refund that is tried again gets a new refund number.',
    whatKo: '다시 시도하는 환불에 새 환불번호를 붙여요.',
    changes: [
      {
        file: SEND,
        find: SENDS,
        put: `const again = row.body.replace(row.id, deps.random.uuid());
          const exchange = await deps.toss.send(
            { ...moneyCall(row), ...(row.attempts > 1 && { body: again }) }, isFresh);`,
      },
    ],
    gate: 'simulation',
    only: ['unsent'],
  },
  {
    name: 'retries-by-itself',
    what: 'A call without an answer is sent once more at once.',
    whatKo: '답이 오지 않으면 같은 요청을 곧바로 한 번 더 보내요.',
    changes: [
      {
        file: SEND,
        find: SENDS,
        put: `let exchange = await deps.toss.send(moneyCall(row), isFresh);
          if (exchange.outcome === 'lost') {
            exchange = await deps.toss.send(moneyCall(row), () => true);
          }`,
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'resends-at-boot',
    what: 'What was on its way when the process died is sent again at the start.',
    whatKo: '프로세스가 멈출 때 보내던 것을 다시 켜면서 또 보내요.',
    changes: [
      {
        file: RECONCILER,
        find: "import { nextCheckAt } from './judge.ts';",
        put: `import { nextCheckAt } from './judge.ts';
          import { sendAndSettle } from './send-operation.ts';`,
      },
      {
        file: RECONCILER,
        after: 'function createReconciler(deps, worker) { const { storage, clock, limits } = deps;',
        find: 'start: () => void tick(),',
        put: `start: () => {
          for (const row of sendingFor(storage, -1)) {
            void sendAndSettle(deps, { ...row, unclear_no: storage.time.now() }, 0);
          }
          void tick();
        },`,
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'interrupted-is-unsent',
    what: 'What was on its way when the process died is taken for never sent.',
    whatKo: '프로세스가 멈출 때 보내던 것을 보낸 적 없는 것으로 여겨요.',
    changes: [
      {
        file: 'shared/operation.ts',
        find: "{ from: 'sending', cause: 'interrupted', to: 'unknown' },",
        put: "{ from: 'sending', cause: 'interrupted', to: 'not_sent' },",
      },
      {
        file: 'server/storage/migrations/transition-rows.ts',
        find: "['sending', 'interrupted', 'unknown'],",
        put: "['sending', 'interrupted', 'not_sent'],",
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'no-write-ahead',
    what: 'The bytes go out first, and sending is committed when the answer is in.',
    whatKo: '먼저 보내고, 보냈다는 기록은 답이 온 뒤에야 남겨요.',
    changes: [
      {
        file: SEND,
        after: GETS,
        find: CLAIMS,
        put: `const sent = { kind: row.kind, version: row.api_version, body: row.body };
          const early = await deps.toss.send(sent, () => true);
          const claimed = await claimOperation(
            deps.storage, operationId, deps.bootId, reasonNotToSend);
          if (claimed === null) return null;
          const toss = { ...deps.toss, send: () => Promise.resolve(early) };
          return sendAndSettle({ ...deps, toss }, claimed, retryMs);`,
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'poor-read-allows-sending',
    what: 'An operation is sent on a read that proves nothing.',
    whatKo: '아무것도 증명하지 못하는 상태조회를 믿고 처리를 보내요.',
    changes: [
      {
        file: SEND,
        find: "if (read.kind !== 'observed' || !read.observed.good) return retryMs;",
        put: "if (read.kind !== 'observed') return retryMs;",
      },
    ],
    gate: 'simulation',
    only: ['crash', 'review'],
  },
  {
    name: 'old-ready-is-sent',
    what: 'An operation that could not be sent for hours is sent after all.',
    whatKo: '몇 시간 동안 보내지 못한 처리를 뒤늦게 보내요.',
    changes: [
      {
        file: SEND,
        find: 'isTooOld: longestMs - graceMs >= TOO_OLD_TO_SEND_MS',
        put: 'isTooOld: false',
      },
    ],
    gate: 'simulation',
    only: ['crash'],
  },
  {
    name: 'grace-ignored',
    what: 'A refund is sent while it may still be withdrawn.',
    whatKo: '아직 거둘 수 있는 시간인데 환불을 보내요.',
    changes: [
      {
        file: SEND,
        after: GETS,
        find: 'if (graceMs > 0) return { graceMs };',
        put: '',
      },
    ],
    gate: 'simulation',
    only: ['approval'],
  },
  {
    name: 'seen-total-not-compared',
    what: 'A refund is sent though more is refunded by now than its requester saw.',
    whatKo: '요청한 사람이 본 뒤로 환불 합계가 늘었는데도 환불을 보내요.',
    changes: [
      {
        file: SEND,
        find: 'if (payment.refunded !== row.seen_refunded) {',
        put: 'if (payment.refunded < 0) {',
      },
    ],
    gate: 'simulation',
    only: ['review', 'races'],
  },
  {
    name: 'seen-status-not-compared',
    what: 'A cancel is sent though the payment has left the status that its requester saw.',
    whatKo: '요청한 사람이 본 상태가 이미 아닌데도 취소를 보내요.',
    changes: [
      {
        file: SEND,
        find: "if (row.kind === 'cancel' && payment.status !== row.seen_status) {",
        put: "if (row.kind === 'cancel' && payment.status === '') {",
      },
    ],
    gate: 'simulation',
    only: ['races', 'plain'],
  },
  {
    name: 'high-water-after-sending',
    what: 'The mark by which a restored copy is noticed is raised only after the bytes went out.',
    whatKo: '복원한 백업을 알아채는 표시를 보낸 뒤에야 올려요.',
    changes: [
      { file: SEND, find: `${RAISES} ${CHECKS} ${SENDS}`, put: `${CHECKS} ${SENDS} ${RAISES}` },
    ],
    gate: 'simulation',
  },
  {
    name: 'sends-past-a-full-disk',
    what: 'The bytes go out though the mark before them could not be written.',
    whatKo: '보내기 전에 남길 표시를 쓰지 못했는데도 보내요.',
    changes: [
      {
        file: SEND,
        find: "deps.log.error({ err: error, operation: row.id }, 'the high-water mark could not be written');",
        put: 'return error !== null;',
      },
    ],
    gate: 'simulation',
    only: ['disk'],
  },
  {
    name: 'again-unsent-is-retried',
    what: 'A refund that is sent again and does not get through is taken for never sent.',
    whatKo: '다시 보낸 환불이 닿지 못하면 한 번도 보내지 않은 것으로 여겨요.',
    changes: [
      {
        file: 'server/operations/settle.ts',
        find: "return row.cause === 'sent-again'",
        put: 'return row.attempts === 0',
      },
    ],
    gate: 'simulation',
    only: ['absence'],
  },
  {
    name: 'other-amount-again',
    what: 'A refund that is sent again has an amount that was worked out anew.',
    whatKo: '다시 보내는 환불의 금액을 새로 계산해요.',
    changes: [
      {
        file: SEND,
        find: SENDS,
        put: `const again = row.body.replace(/"amount":\\d+/, '"amount":1');
          const exchange = await deps.toss.send(
            { ...moneyCall(row), ...(row.attempts > 1 && { body: again }) }, isFresh);`,
      },
    ],
    gate: 'simulation',
    only: ['unsent'],
  },
  {
    name: 'sends-again-unread',
    what: 'A refund is sent again without reading Toss first.',
    whatKo: '토스에 먼저 조회하지 않고 환불을 다시 보내요.',
    changes: [
      {
        file: SEND,
        find: "requireGoodRead(await readStatus(deps, { payToken }, { priority: 'money' }));",
        put: '{ askedNo: deps.storage.time.now(), payToken };',
      },
    ],
    gate: 'simulation',
    only: ['absence'],
  },
  {
    name: 'sends-again-past-refusal',
    what: 'A refund is sent again though what is known of the payment forbids it.',
    whatKo: '알고 있는 결제 상태로는 안 되는데도 환불을 다시 보내요.',
    changes: [
      {
        file: OPERATIONS,
        find: 'if (reason !== null) return { refusal: reason };',
        put: '',
      },
    ],
    gate: 'desk',
    only: ['settled'],
  },
  {
    name: 'amount-left-out',
    what: 'A refund goes out without its amount, so that Toss gives back all that is left.',
    whatKo: '금액 없이 환불을 보내서 토스가 남은 금액을 모두 돌려줘요.',
    changes: [
      {
        file: OPERATION_TABLE,
        find: FULL_BODY,
        put: "'payToken', ${prefix}pay_token, 'refundNo',",
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'settles-past-a-move',
    what: 'An answer is applied to an operation that somebody else has moved meanwhile.',
    whatKo: '그사이 다른 사람이 움직인 처리에 늦은 답을 적용해요.',
    changes: [
      {
        file: OPERATIONS,
        find: 'if (row.state !== seen.state || row.attempts !== seen.attempts) return row;',
        put: '',
      },
    ],
    gate: 'simulation',
    only: ['unsent', 'races'],
  },
  {
    name: 'orphans-kept',
    what: 'An operation whose answer could not be recorded stays as being sent for ever.',
    whatKo: '답을 기록하지 못한 처리가 끝없이 ‘보내는 중’으로 남아요.',
    changes: forgetsLostAnswers,
    gate: 'simulation',
    only: ['disk'],
  },
];
