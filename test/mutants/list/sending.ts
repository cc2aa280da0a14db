/** What goes out, when, and how often. */
import type { Mutant } from '../mutant.ts';

const SEND = 'server/operations/send-operation.ts';
const WORKER = 'server/operations/worker.ts';
const OPERATIONS = 'server/storage/operations.ts';
const DESK_TABLES = 'server/storage/migrations/0001-desk.ts';

const SENDS = 'const exchange = await deps.toss.send(row.kind, row.body);';
const RAISES = 'if (!(await raiseHighWater(deps, row))) return retryMs;';

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
    changes: [
      {
        file: SEND,
        find: SENDS,
        put: `const again = row.body.replace(row.id, deps.random.uuid());
          const exchange = await deps.toss.send(row.kind, row.attempts > 1 ? again : row.body);`,
      },
    ],
    gate: 'simulation',
    only: ['unsent'],
  },
  {
    name: 'retries-by-itself',
    what: 'A call without an answer is sent once more at once.',
    changes: [
      {
        file: SEND,
        find: SENDS,
        put: `let exchange = await deps.toss.send(row.kind, row.body);
          if (exchange.outcome === 'lost') exchange = await deps.toss.send(row.kind, row.body);`,
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'resends-at-boot',
    what: 'What was on its way when the process died is sent again at the start.',
    changes: [
      {
        file: OPERATIONS,
        find: `export function interruptForeignSends(storage: Storage, bootId: string): Promise<number> {
  return storage.transact((connection) => {`,
        put: `export function interruptForeignSends(storage: Storage, bootId: string): Promise<number> {
  return storage.transact((connection) => {
    if (bootId !== '') return 0;`,
      },
      {
        file: WORKER,
        find: "import { operationIdsIn } from '../storage/operations.ts';",
        put: "import { getOperationRow, operationIdsIn } from '../storage/operations.ts';",
      },
      {
        file: WORKER,
        find: "for (const id of operationIdsIn(deps.storage, ['ready', 'not_sent'])) enqueue(id);",
        put: `for (const id of operationIdsIn(deps.storage, ['ready', 'not_sent'])) enqueue(id);
          for (const id of operationIdsIn(deps.storage, ['sending'])) {
            void sendAndSettle(deps, getOperationRow(deps.storage, id), 0);
          }`,
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'interrupted-is-unsent',
    what: 'What was on its way when the process died is taken for never sent.',
    changes: [
      {
        file: 'shared/operation.ts',
        find: "{ from: 'sending', cause: 'interrupted', to: 'unknown' },",
        put: "{ from: 'sending', cause: 'interrupted', to: 'not_sent' },",
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'no-write-ahead',
    what: 'The bytes go out first, and sending is committed when the answer is in.',
    changes: [
      {
        file: SEND,
        find: CLAIMS,
        put: `const early = await deps.toss.send(row.kind, row.body);
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
    changes: [
      {
        file: SEND,
        find: "if (read.kind === 'unclear' || !read.good) return retryMs;",
        put: "if (read.kind === 'unclear') return retryMs;",
      },
    ],
    gate: 'simulation',
    only: ['crash', 'review'],
  },
  {
    name: 'old-ready-is-sent',
    what: 'An operation that could not be sent for hours is sent after all.',
    changes: [
      {
        file: SEND,
        find: 'const tooOld = () => deps.clock.nowMs() - mayGoAtMs >= TOO_OLD_TO_SEND_MS;',
        put: 'const tooOld = () => false;',
      },
    ],
    gate: 'simulation',
    only: ['crash'],
  },
  {
    name: 'grace-ignored',
    what: 'A refund is sent while it may still be withdrawn.',
    changes: [{ file: SEND, find: 'if (graceMs > 0) return { graceMs };', put: '' }],
    gate: 'simulation',
    only: ['approval'],
  },
  {
    name: 'seen-total-not-compared',
    what: 'A refund is sent though more is refunded by now than its requester saw.',
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
    changes: [
      {
        file: SEND,
        find: `${RAISES}
  ${SENDS}`,
        put: `${SENDS}
  ${RAISES}`,
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'sends-past-a-full-disk',
    what: 'The bytes go out though the mark before them could not be written.',
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
    changes: [
      {
        file: SEND,
        find: SENDS,
        put: `const again = row.body.replace(/"amount":\\d+/, '"amount":1');
          const exchange = await deps.toss.send(row.kind, row.attempts > 1 ? again : row.body);`,
      },
    ],
    gate: 'simulation',
    only: ['unsent'],
  },
  {
    name: 'sends-again-unread',
    what: 'A refund is sent again without reading Toss first.',
    changes: [
      {
        file: SEND,
        find: "requireGoodRead(await readStatus(deps, { payToken }, { priority: 'money' }));",
        put: '',
      },
    ],
    gate: 'simulation',
    only: ['absence'],
  },
  {
    name: 'sends-again-past-refusal',
    what: 'A refund is sent again though what is known of the payment forbids it.',
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
    changes: [
      { file: DESK_TABLES, find: FULL_BODY, put: "'payToken', ${prefix}pay_token, 'refundNo'," },
    ],
    gate: 'simulation',
  },
  {
    name: 'settles-past-a-move',
    what: 'An answer is applied to an operation that somebody else has moved meanwhile.',
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
    changes: [
      { file: 'server/operations/reconciler.ts', find: 'await interruptOrphans();', put: '' },
    ],
    gate: 'simulation',
    only: ['disk'],
  },
];
