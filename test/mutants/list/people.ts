/** What people may request and decide, and what the journal accepts. */
import type { Mutant } from '../mutant.ts';

const ACTS = 'shared/operation-actions.ts';
const OPERATION = 'shared/operation.ts';
const DECIDE = 'server/operations/decide.ts';
const CEILING = 'server/operations/day-ceiling.ts';
const REQUEST = 'server/operations/request-operation.ts';
const OPERATIONS = 'server/storage/operations.ts';
const OPERATION_TABLE = 'server/storage/migrations/0026-api-version.ts';

const ALLOWS = 'return { allowed: true, reason: null, notBefore: null };';
const EXISTING = 'const existing = yield* findOperationRow(request.id);';

export const peopleMutants: readonly Mutant[] = [
  {
    name: 'approval-not-compared',
    what: 'An approval counts though another body was shown than the one that is recorded.',
    whatKo: '기록된 것과 다른 내용을 보고 한 승인을 인정해요.',
    changes: [
      { file: DECIDE, find: 'if (row.body_hash !== bodyHash) {', put: "if (bodyHash === '') {" },
    ],
    gate: 'simulation',
    only: ['approval'],
  },
  {
    name: 'requester-approves',
    what: 'Whoever asked for a refund approves it as well.',
    whatKo: '환불을 요청한 사람이 자기 환불을 승인해요.',
    changes: [
      {
        file: ACTS,
        find: `if (decision === 'decline' && operation.requestedBy.id !== decider.id) return allowed;
      return secondPerson(operation, decider, false, nowMs);`,
        put: ALLOWS,
      },
      {
        file: OPERATION_TABLE,
        find: 'approved_by TEXT CHECK (approved_by IS NULL OR approved_by <> requested_by),',
        put: 'approved_by TEXT,',
      },
    ],
    gate: 'simulation',
    only: ['approval'],
  },
  {
    name: 'no-second-person',
    what: 'A refund over the limit goes out without an approval.',
    whatKo: '관리자 확인이 필요한 환불이 확인 없이 나가요.',
    changes: [
      {
        file: REQUEST,
        after: 'const countedWon = body.amount + (yield* known.givenLatelyWon());',
        find: 'const needsApproval = approvalFromWon !== null && countedWon >= approvalFromWon;',
        put: 'const needsApproval = approvalFromWon === -1;',
      },
    ],
    gate: 'simulation',
    only: ['approval'],
  },
  {
    name: 'approved-too-late',
    what: 'A proposal is approved after its time is over.',
    whatKo: '기한이 지난 확인 요청을 승인할 수 있어요.',
    changes: [
      {
        file: ACTS,
        find: "if (lapsesAt !== null && nowMs >= Date.parse(lapsesAt)) return refused('lapsed');",
        put: '',
      },
      {
        file: OPERATION_TABLE,
        find: 'AND (NEW.approved_by IS NULL OR OLD.approval_lapses_at <= NEW.state_since);',
        put: 'AND NEW.approved_by IS NULL;',
      },
      {
        file: 'server/operations/reconciler.ts',
        find: 'await lapseProposals(storage, (row) => longerOpenMs(deps, row));',
        put: '',
      },
    ],
    gate: 'simulation',
    only: ['approval'],
  },
  {
    name: 'withdrawn-after-sending',
    what: 'A refund is taken back while its bytes are on their way.',
    whatKo: '이미 보내고 있는 환불을 거둔 것으로 해요.',
    changes: [
      {
        file: ACTS,
        find: "states: ['proposed', 'ready', 'not_sent'] },",
        put: "states: ['proposed', 'ready', 'not_sent', 'sending', 'unknown'] },",
      },
      {
        file: OPERATION,
        find: "{ from: 'ready', cause: 'withdrawn', to: 'declined' },",
        put: `{ from: 'ready', cause: 'withdrawn', to: 'declined' },
          { from: 'sending', cause: 'withdrawn', to: 'declined' },
          { from: 'unknown', cause: 'withdrawn', to: 'declined' },`,
      },
      {
        file: 'server/storage/migrations/transition-rows.ts',
        find: "['ready', 'withdrawn', 'declined'],",
        put: `['ready', 'withdrawn', 'declined'],
          ['sending', 'withdrawn', 'declined'],
          ['unknown', 'withdrawn', 'declined'],`,
      },
    ],
    gate: 'simulation',
  },
  {
    name: 'given-up-frees-money',
    what: 'The money of a refund that was given up without proof may be refunded once more.',
    whatKo: '근거 없이 종료한 환불의 금액을 다시 환불할 수 있어요.',
    changes: [
      {
        file: OPERATION,
        find: "export const freeStates = ['failed', 'declined']",
        put: "export const freeStates = ['failed', 'declined', 'given_up']",
      },
      {
        file: OPERATION_TABLE,
        find: "AND state NOT IN ('succeeded', 'failed', 'declined'))",
        put: "AND state NOT IN ('succeeded', 'failed', 'declined', 'given_up'))",
      },
      {
        file: OPERATION_TABLE,
        find: "AND state NOT IN ('failed', 'declined')) AS own",
        put: "AND state NOT IN ('failed', 'declined', 'given_up')) AS own",
      },
    ],
    gate: 'desk',
    only: ['reserved'],
  },
  {
    name: 'released-unread',
    what: 'The money of a given-up refund is freed without reading Toss.',
    whatKo: '토스에 조회하지 않고 종료한 환불의 묶인 금액을 풀어요.',
    changes: [
      {
        file: DECIDE,
        find: `const read = await readStatus(
    deps,
    { payToken: before.pay_token },
    { priority: 'money', source: 'operation' },
  );
  requireGoodRead(read);`,
        put: '',
      },
    ],
    gate: 'simulation',
    only: ['absence'],
  },
  {
    name: 'released-at-once',
    what: 'The money of a given-up refund is freed before a day has passed.',
    whatKo: '하루가 지나기 전에 종료한 환불의 묶인 금액을 풀어요.',
    changes: [
      {
        file: ACTS,
        find: 'export const RELEASE_AFTER_MS = 24 * 60 * 60 * 1000;',
        put: 'export const RELEASE_AFTER_MS = 0;',
      },
    ],
    gate: 'simulation',
    only: ['absence', 'review'],
  },
  {
    name: 'released-beside-progress',
    what: 'The money of a given-up refund is freed while Toss says that a refund is running.',
    whatKo: '토스가 환불이 진행 중이라는데도 종료한 환불의 묶인 금액을 풀어요.',
    changes: [
      {
        file: DECIDE,
        find: "if (forbids !== null) throw new AppError('stale-view', forbids, { payment });",
        put: '',
      },
    ],
    gate: 'desk',
    only: ['beside-progress'],
  },
  {
    name: 'released-beside-its-twin',
    what: 'The money of a given-up refund is freed while a new refund may be that one.',
    whatKo: '새로 보이는 환불이 종료한 환불일 수 있는데도 묶인 금액을 풀어요.',
    changes: [
      {
        file: DECIDE,
        find: 'unbooked.some(({ amount }) => amount === row.amount)',
        put: 'unbooked.some(({ amount }) => amount < 0)',
      },
    ],
    gate: 'tests',
    only: ['test/operations/deciding.test.ts'],
  },
  {
    name: 'requester-resolves',
    what: 'Whoever asked for a refund says alone how it ended.',
    whatKo: '환불을 요청한 사람이 그 결과를 혼자 정해요.',
    changes: [
      {
        file: ACTS,
        find: `if (operation.state === 'succeeded' && !operation.disputed) return refused('other-state');
      return secondPerson(operation, decider, true, nowMs);`,
        put: ALLOWS,
      },
    ],
    gate: 'simulation',
    only: ['review'],
  },
  {
    name: 'only-manager-waits-not',
    what: 'A shop’s only manager ends an own refund in the heat of the moment.',
    whatKo: '하나뿐인 관리자가 자기 환불을 기다림 없이 바로 끝내요.',
    changes: [
      {
        file: ACTS,
        find: 'export const SOLE_MANAGER_WAITS_MS = 10 * 60 * 1000;',
        put: 'export const SOLE_MANAGER_WAITS_MS = 0;',
      },
    ],
    gate: 'simulation',
    only: ['review'],
  },
  {
    name: 'two-open-operations',
    what: 'A payment takes a second operation while one is open.',
    whatKo: '처리 하나가 끝나지 않은 결제가 두 번째 처리를 받아요.',
    changes: [
      {
        file: REQUEST,
        after: "if (payment === undefined) throw new AppError('payment-not-found');",
        find: 'if (open !== undefined) {',
        put: 'if (open?.amount === 0) {',
      },
      {
        file: OPERATION_TABLE,
        find: 'CREATE UNIQUE INDEX operation_one_open ON operation (pay_token)',
        put: 'CREATE INDEX operation_one_open ON operation (pay_token)',
      },
    ],
    gate: 'simulation',
    only: ['races'],
  },
  {
    name: 'over-remaining',
    what: 'More is refunded than is left of a payment.',
    whatKo: '결제에 남은 금액보다 많이 환불해요.',
    changes: [
      {
        file: REQUEST,
        find: 'const max = Math.max(0, payment.remaining - held.unsettledWon);',
        put: 'const max = payment.amount;',
      },
      {
        file: 'shared/held-refunds.ts',
        find: 'return Math.max(0, Math.min(remaining, paid - held.parts[part]));',
        put: 'return remaining > paid ? held.parts[part] : paid;',
      },
      {
        file: OPERATION_TABLE,
        find: 'CREATE TRIGGER operation_refund_budget BEFORE INSERT ON operation WHEN NEW.kind',
        put: "CREATE TRIGGER operation_refund_budget BEFORE INSERT ON operation WHEN 'x' || NEW.kind",
      },
      {
        file: 'server/operations/send-operation.ts',
        find: "if (row.amount > payment.remaining) return 'More than what is left';",
        put: '',
      },
    ],
    gate: 'desk',
    only: ['over-remaining'],
  },
  {
    name: 'replay-makes-another',
    what: 'A request that comes once more, after its operation ended, is recorded under a new id.',
    whatKo: '끝난 처리와 같은 요청이 다시 오면 새 번호로 또 기록해요.',
    changes: [
      {
        file: OPERATIONS,
        after: EXISTING,
        find: 'if (existing !== undefined) {',
        put: `if (existing !== undefined && existing.ended_at === null) {`,
      },
      {
        file: OPERATIONS,
        after: EXISTING,
        find: `    const fixed = {
      id: request.id,`,
        put: `    if (existing !== undefined) request = { ...request, id: crypto.randomUUID() };
    const fixed = {
      id: request.id,`,
      },
    ],
    gate: 'simulation',
    only: ['races'],
  },
  {
    name: 'reused-id-is-taken',
    what: 'An id that stands for another request is answered as if it were the same.',
    whatKo: '다른 요청에 쓰인 번호로 온 요청에 같은 요청인 것처럼 답해요.',
    changes: [
      {
        file: OPERATIONS,
        after: EXISTING,
        find: 'const same = existing.fingerprint === fingerprint;',
        put: 'const same = existing.fingerprint.length === fingerprint.length;',
      },
    ],
    gate: 'simulation',
    only: ['races'],
  },
  {
    name: 'ceiling-looks-back-only',
    what: 'A person may pass the day’s ceiling with the refund that reaches it.',
    whatKo: '하루 한도를 넘기는 바로 그 환불을 막지 못해요.',
    changes: [
      {
        file: CEILING,
        after: 'const usedWon = yield* used.personWon();',
        find: 'if (usedWon + amountWon > person)',
        put: 'if (usedWon > person)',
      },
    ],
    gate: 'simulation',
    only: ['ceilings'],
  },
  {
    name: 'ceiling-of-the-shop-ignored',
    what: 'Nobody looks at what the whole shop has given back that day.',
    whatKo: '그날 가게 전체가 돌려준 금액을 아무도 보지 않아요.',
    changes: [
      {
        file: CEILING,
        after: 'const usedWon = yield* used.shopWon();',
        find: 'if (usedWon + amountWon > shop)',
        put: 'if (amountWon > shop)',
      },
    ],
    gate: 'simulation',
    only: ['ceilings'],
  },
  {
    name: 'ceiling-forgets-unclear',
    what: 'A refund whose outcome is not known yet doesn’t count for a ceiling.',
    whatKo: '결과를 아직 모르는 환불을 한도에 세지 않아요.',
    changes: [
      {
        file: 'server/storage/day-refunds.ts',
        find: `.where('state', 'not in', [...freeStates])`,
        put: `.where('state', '=', 'succeeded')`,
      },
    ],
    gate: 'simulation',
    only: ['ceilings'],
  },
  {
    name: 'audit-tells-people-only',
    what: 'What the desk finds out by itself about an operation is not in the audit log.',
    whatKo: '창구가 스스로 알아낸 일이 감사 기록에 없어요.',
    changes: [
      {
        file: 'server/storage/events.ts',
        after: 'function* appendOperationEvent(operation, { staff, audit, ...event }) {',
        find: `  yield* appendAudit({
    at: event.at,`,
        put: `  if (staff !== undefined) yield* appendAudit({
    at: event.at,`,
      },
    ],
    gate: 'simulation',
    only: ['plain'],
  },
  {
    name: 'audit-row-unhashed-in-part',
    what: 'The hash of an audit row leaves out what the row tells.',
    whatKo: '감사 기록 한 줄의 해시에 그 줄의 내용이 빠져 있어요.',
    changes: [
      {
        file: 'server/storage/audit.ts',
        find: 'row.operation_id, row.detail,',
        put: "row.operation_id, '',",
      },
    ],
    gate: 'simulation',
    only: ['plain'],
  },
];
