/** Behaviour of a Toss, a clock or a machine that differs from the sandbox's. */
import type { PlantedFault } from '../../support/bundle-with-faults.ts';
import type { Mutant } from '../mutant.ts';

const JUDGE = 'server/operations/judge.ts';
const OBSERVE = 'server/storage/observe.ts';
const ACTS = 'shared/operation-actions.ts';
const DECIDE = 'server/operations/decide.ts';
const DRIFT = 'server/storage/drift.ts';
const SEND = 'server/operations/send-operation.ts';
const NUMBER = 'shared/refund-number.ts';
const ISDONE = "const isDone = { execute: isPaid(status), cancel: status === 'PAY_CANCEL' };";
const PEOPLE = 'server/operations/second-person.ts';
const REQUEST = 'server/operations/request-operation.ts';

type Told = [name: string, what: string, whatKo: string, ...changes: PlantedFault[]];

/** Faults that one test file detects. */
const noticedBy = (file: string, told: readonly Told[]): Mutant[] =>
  told.map(([name, what, whatKo, ...changes]) => ({
    ...{ name, what, whatKo, changes },
    gate: 'tests',
    only: [file],
  }));

const numbers = noticedBy('test/operations/own-numbers.test.ts', [
  [
    'sent-number-is-another',
    'A refund that is booked under the number of the answer is missed under its own.',
    '응답이 알려 준 번호로 적은 환불이 우리 번호로 보이면 없어진 것으로 여겨요.',
    {
      file: OBSERVE,
      find: 'const sent = refundKey(id ?? number);',
      put: 'const sent = refundKey(number);',
    },
  ],
  [
    'own-number-explains-for-ever',
    'Any entry under a number of a refund that is booked counts as that refund.',
    '이미 기록된 환불의 번호로 된 다른 환불도 그 환불로 여겨요.',
    {
      file: OBSERVE,
      find: "['proposed', 'ready', 'not_sent', 'succeeded']",
      put: "['proposed', 'ready', 'not_sent']",
    },
  ],
  [
    'listed-before-sending-is-ignored',
    'A refund is sent although the read before it lists its number.',
    '보내기 직전 조회에 이미 있는 환불번호를 다시 보내요.',
    {
      file: OBSERVE,
      find: "['proposed', 'ready', 'not_sent', 'succeeded']",
      put: "['succeeded']",
    },
  ],
  [
    'listed-number-is-forgotten',
    'A refund is booked under the number that was sent, not the one that Toss lists.',
    '토스가 보여 준 번호가 아니라 보낸 번호로 환불을 기록해요.',
    {
      file: JUDGE,
      find: 'tossRefundNo: seen.refundNo === row.id ? null : seen.refundNo,',
      put: 'tossRefundNo: null,',
    },
    {
      file: 'server/storage/booked-refunds.ts',
      find: 'isSameRefundNo(number, refundNo)',
      put: 'number === refundNo',
    },
  ],
  [
    'capitals-are-another-number',
    'An own number in capitals is taken for somebody else’s.',
    '대문자로 적힌 우리 환불번호를 남의 것으로 여겨요.',
    {
      file: NUMBER,
      find: 'uuid.test(refundNo) ? refundNo.toLowerCase() : refundNo',
      put: 'refundNo',
    },
  ],
  [
    'letters-are-all-alike',
    'Two refunds whose numbers differ in capitals only count as one.',
    '대소문자만 다른 두 환불을 하나로 세요.',
    {
      file: NUMBER,
      find: 'uuid.test(refundNo) ? refundNo.toLowerCase() : refundNo',
      put: 'refundNo.toLowerCase()',
    },
  ],
  [
    'look-alike-counts-twice',
    'A refund that Toss lists under another number is counted beside the one that is booked.',
    '토스가 다른 번호로 보여 주는 우리 환불을 한 번 더 세요.',
    {
      file: OBSERVE,
      find: 'const own = lacks.filter((one) => one.operation_id !== null);',
      put: 'const own = lacks.filter((one) => one.operation_id === undefined);',
    },
  ],
  [
    'own-number-with-any-amount',
    'An own number counts as the refund, whatever amount Toss lists under it.',
    '토스가 다른 금액을 돌려줬어도 번호가 우리 것이면 그 환불로 여겨요.',
    {
      file: OBSERVE,
      find: 'row.amount === amount && numbersOf(row)',
      put: 'numbersOf(row)',
    },
  ],
  [
    'listed-amount-is-not-compared',
    'A refund counts as done though Toss lists another amount.',
    '토스에 다른 금액으로 있는 환불을 완료로 여겨요.',
    { file: JUDGE, find: 'if (seen.amount !== row.amount) {', put: 'if (seen.amount < 0) {' },
  ],
  [
    'other-amount-called-done',
    'A person calls a refund done that Toss lists with another amount.',
    '토스에 다른 금액으로 있는 환불을 사람이 완료로 정해요.',
    {
      file: DECIDE,
      find: 'if (shownWon === row.amount) return;',
      put: 'if (row.amount > 0) return;',
    },
  ],
  [
    'listed-twice-is-done',
    'A refund that Toss lists under both of its numbers is done, and nobody looks.',
    '토스에 두 번호로 두 번 있는 환불을 그냥 완료로 여겨요.',
    {
      file: JUDGE,
      find: 'if (ours.length > 1 && isOpen(row.state)) {',
      put: 'if (ours.length > 9) {',
    },
  ],
  [
    'resolved-while-under-way',
    'A person ends a refund while what was sent can still arrive.',
    '보낸 환불이 아직 도착할 수 있는데 사람이 결과를 정해요.',
    { file: DECIDE, find: "else if (outcome !== 'given_up') requireSettled(deps, row);", put: '' },
  ],
  [
    'number-that-nobody-has-seen',
    'A person books a refund under a number that Toss has not shown.',
    '토스가 보여 준 적 없는 번호로 환불을 기록해요.',
    {
      file: DECIDE,
      find: 'if (listed === undefined && !isSameRefundNo(own, row.id) && named !== undefined) {',
      put: 'if (named === null) {',
    },
  ],
]);

const reads = noticedBy('test/operations/stale-reads.test.ts', [
  [
    'unknown-state-agrees',
    'A state that nobody knows ends what Toss contradicted.',
    '모르는 상태가 오면 토스와 다른 처리가 맞는 것으로 바뀌어요.',
    {
      file: OBSERVE,
      find: 'const tells = isPayStatus(facts.status) && (observation.good || facts.refunds !== null);',
      put: 'const tells = observation.good || facts.refunds !== null;',
    },
  ],
  [
    'lagging-read-is-good',
    'A read that lacks a refund that is booked proves what it does not show.',
    '이미 기록된 환불이 빠진 조회로도 없는 것을 증명했다고 여겨요.',
    {
      file: OBSERVE,
      after: 'const against = yield* contradictedBy(row, facts.status, lacks);',
      find: 'observation.good && lags === null;',
      put: 'observation.good;',
    },
  ],
  [
    'alarm-at-the-first-read',
    'One read that lags behind raises an alarm.',
    '뒤처진 조회 한 번으로 토스와 다르다고 알려요.',
    { file: DRIFT, find: 'contradicts: askedNo - differsNo >= settleMs', put: 'contradicts: true' },
  ],
  [
    'vanished-refund-is-not-told',
    'A refund that Toss shows no longer raises no alarm.',
    '토스에서 사라진 환불을 알리지 않아요.',
    {
      file: DRIFT,
      find: 'contradicts: askedNo - differsNo >= settleMs',
      put: 'contradicts: false',
    },
  ],
  [
    'silent-read-raises-the-alarm',
    'A read without a list of refunds counts as one that contradicts the books.',
    '환불 목록이 없는 조회를 기록과 다른 조회로 세요.',
    {
      file: DRIFT,
      find: "contradicts: row.drift === 'contradiction'",
      put: 'contradicts: row.differs_no !== null',
    },
  ],
  [
    'silent-read-ends-the-alarm',
    'A read without a list of refunds ends an alarm.',
    '환불 목록이 없는 조회로 토스와 다름이 풀려요.',
    { file: DRIFT, find: "contradicts: row.drift === 'contradiction'", put: 'contradicts: false' },
  ],
  [
    'done-act-is-not-compared',
    'An execute or cancel that Toss’s status contradicts for hours raises no alarm.',
    '토스 상태와 몇 시간째 다른 승인·취소를 알리지 않아요.',
    {
      file: DRIFT,
      after: ISDONE,
      find: "kind !== 'refund' && !isDone[kind]",
      put: "kind === 'none' && !isDone[kind]",
    },
  ],
  [
    'refused-and-paid-is-not-told',
    'A payment that is paid though its execute was refused raises no alarm.',
    '승인이 거절됐는데 결제된 것을 알리지 않아요.',
    {
      file: DRIFT,
      after: ISDONE,
      find: '[...undone, ...refused]',
      put: '[...undone, ...refused.slice(refused.length)]',
    },
  ],
  [
    'told-rest-is-not-compared',
    'Toss’s own word of what is left is not compared with the books.',
    '토스가 알려 준 남은 금액을 장부와 비교하지 않아요.',
    {
      file: 'server/toss/classify.ts',
      after: "const told = wonOf(json['refundableAmount']);",
      find: 'told !== null && leftWon !== null && told !== leftWon',
      put: 'told !== null && leftWon !== null && told < 0',
    },
  ],
  [
    'taken-back-at-once',
    'A refund that is booked as done is taken back before a day has passed.',
    '하루가 지나기 전에 완료된 환불을 되돌려요.',
    {
      file: DECIDE,
      find: `const notBefore = mayFailFrom(operation, deps.clock.nowMs());
  if (notBefore !== null) throw tooEarly(row, notBefore);`,
      put: '',
    },
  ],
  [
    'taken-back-unread',
    'A refund that is booked as done is taken back while Toss can’t be read.',
    '토스를 조회하지 못했는데 완료된 환불을 되돌려요.',
    { file: DECIDE, find: "if (read.kind !== 'observed') throw readProblem(read);", put: '' },
  ],
  [
    'taken-back-stays-booked',
    'A refund that was taken back still counts as money that went back.',
    '되돌린 환불을 돌려준 돈으로 계속 세요.',
    {
      file: 'server/storage/move-operation.ts',
      find: "if (from === 'succeeded' && isRefund) yield* unbookRefund(operation, move.at);",
      put: '',
    },
  ],
]);

const refusals = noticedBy('test/operations/refusals.test.ts', [
  [
    'refusal-confirmed-early',
    'A refusal counts after three reads, though a replica may lag for minutes.',
    '복제본이 몇 분 늦을 수 있는데, 조회 세 번으로 거절을 확정해요.',
    {
      file: JUDGE,
      after: "function believeUnknown(row, reads, isSettled) { if (row.verdict === 'wrong-key') {",
      find: 'if (reads < READS_TO_BELIEVE || !isSettled) return null;',
      put: "if (reads < READS_TO_BELIEVE || (!isSettled && row.verdict !== 'refused')) return null;",
    },
  ],
  [
    'said-done-is-absent',
    'What Toss calls done and never shows is called not done.',
    '토스가 이미 됐다고 한 환불을 안 보인다고 안 된 것으로 여겨요.',
    {
      file: JUDGE,
      find: "if (row.verdict === 'said-done') {",
      put: "if (row.verdict === 'nothing') {",
    },
  ],
  [
    'progress-counts-from-the-start',
    'The settle time runs while Toss still shows a refund in progress.',
    '토스가 진행 중이라고 하는 동안에도 확인 시간이 흘러요.',
    {
      file: JUDGE,
      find: 'Math.max(row.unclear_no, now.no)',
      put: 'Math.min(row.unclear_no, now.no)',
    },
  ],
  [
    'any-code-is-no-such-payment',
    'Whatever code a status read is refused with means that there is no such payment.',
    '조회가 거절되면 어떤 코드든 그런 결제가 없다는 뜻으로 여겨요.',
    {
      file: 'server/toss/status-answer.ts',
      find: "notFoundErrors.includes(errorCode) ? 'not-found' : 'unclear'",
      put: "notFoundErrors.length > 0 ? 'not-found' : 'unclear'",
    },
  ],
  [
    'denied-once-is-missing',
    'A payment is called missing when Toss denies it for the first time.',
    '토스가 한 번 없다고 하면 바로 사라진 결제로 여겨요.',
    {
      file: OBSERVE,
      find: 'const isMissing = row.denied === 1 && !isNew;',
      put: 'const isMissing = row.denied >= 0 && !isNew;',
    },
  ],
  [
    'unreadable-entry-is-nothing',
    'An entry of the list that can’t be understood counts as none.',
    '알아볼 수 없는 환불 항목을 없는 것으로 여겨요.',
    {
      file: 'server/toss/good-read.ts',
      find: "if (!read.refundsUnderstood) return 'unreadable-refund';",
      put: '',
    },
  ],
  [
    'text-is-no-amount',
    'An amount that Toss writes as a text is not read.',
    '토스가 글자로 적은 금액을 읽지 못해요.',
    {
      file: 'server/toss/wire-v1.ts',
      find: '/^\\d+$/.test(value) ? Number(value) : value',
      put: '/^\\d+$/.test(value) ? null : value',
    },
  ],
]);

const standingStill = noticedBy('test/operations/standing-still.test.ts', [
  [
    'old-claim-is-sent',
    'Bytes leave long after the decision, when the desk stood still between.',
    '멈췄다 깨어난 뒤에 오래된 결정을 그대로 보내요.',
    {
      file: SEND,
      find: 'agoMs(deps, row.unclear_no, row.state_since) <= CLAIM_LASTS_MS',
      put: 'agoMs(deps, row.unclear_no, row.state_since) <= 1e12',
    },
  ],
  [
    'old-read-permits',
    'A read of hours ago lets money go.',
    '몇 시간 전의 조회로 돈을 보내요.',
    {
      file: SEND,
      find: 'agoMs(deps, read.askedNo, read.askedAt) > READ_PERMITS_MS',
      put: 'agoMs(deps, read.askedNo, read.askedAt) > 1e12',
    },
  ],
  [
    'sleep-is-not-noticed',
    'A machine that slept sends as if no time had passed.',
    '기계가 잠들었던 시간을 세지 않고 보내요.',
    {
      file: SEND,
      find: 'Math.max(storage.time.now() - no, clock.nowMs() - Date.parse(iso))',
      put: 'Math.max(storage.time.now() - no, Math.min(0, clock.nowMs() - Date.parse(iso)))',
    },
  ],
  [
    'settles-from-the-claim',
    'The settle time runs while the call is still under way.',
    '보내는 중인데도 확인 시간이 흘러요.',
    {
      file: 'server/operations/settle.ts',
      after: 'function movesAfterSend(row, verdict, exchange, now, settleMs) { const base = {',
      find: 'const watch = { ...said, ...askFrom(now.iso, now.no), settles_at: settlesAt };',
      put: 'const watch = { ...said, ...askFrom(now.iso, row.unclear_no), settles_at: settlesAt };',
    },
  ],
  [
    'interrupts-what-is-under-way',
    'What another process is sending is called interrupted before its time-out.',
    '다른 프로세스가 보내는 중인 것을 끊긴 것으로 여겨요.',
    {
      file: 'server/operations/reconciler.ts',
      find: 'sendingFor(storage, limits.tossTimeoutMs + GRACE_AFTER_TIMEOUT_MS)',
      put: 'sendingFor(storage, GRACE_AFTER_TIMEOUT_MS - GRACE_AFTER_TIMEOUT_MS)',
    },
  ],
  [
    'wake-up-is-the-only-one',
    'A refund whose wake-up was lost waits until the next start.',
    '깨우는 신호를 놓친 환불이 다시 시작할 때까지 멈춰 있어요.',
    {
      file: 'server/operations/reconciler.ts',
      find: 'for (const id of unsentOperations(storage)) worker.enqueue(id);',
      put: '',
    },
  ],
  [
    'check-of-another-year-waits',
    'A check that a wrong clock planned for another year waits until then.',
    '틀린 시계가 내년으로 미룬 확인을 그때까지 기다려요.',
    {
      file: 'server/storage/operations.ts',
      find: 'FURTHEST_AHEAD_MS * Math.max(1, scale)',
      put: 'FURTHEST_AHEAD_MS * Math.max(1e5, scale)',
    },
  ],
]);

const polling = noticedBy('test/payments/poller.test.ts', [
  [
    'waiting-payments-take-all',
    'Payments that wait take every place of the poller, and paid ones are never read.',
    '기다리는 결제가 조회를 다 차지해서 결제 완료된 것은 읽지 못해요.',
    {
      file: 'server/payments/poller.ts',
      find: 'idle.slice(0, Math.max(0, SHARE[which] - busy))',
      put: 'idle.slice(0, Math.min(0, SHARE[which] - busy))',
    },
  ],
  [
    'poll-of-another-year-waits',
    'A payment whose next reading a wrong clock has put off for a year is not read until then.',
    '틀린 시계가 일 년 미룬 결제를 그때까지 조회하지 않아요.',
    {
      file: 'server/storage/due-polls.ts',
      find: 'clock.nowMs() + FURTHEST_AHEAD_MS',
      put: 'clock.nowMs() + 100 * FURTHEST_AHEAD_MS + 1e12',
    },
  ],
]);

const limits = noticedBy('test/operations/limits-over-a-day.test.ts', [
  [
    'limit-of-each-refund-alone',
    'A refund over the limit goes without a second person when it is cut into several.',
    '한도가 넘는 환불을 여러 번으로 나누면 두 번째 사람 없이 나가요.',
    {
      file: REQUEST,
      find: 'const countedWon = body.amount + (yield* known.givenLatelyWon()); const needsApproval =',
      put: 'const countedWon = body.amount + 0 * (yield* known.givenLatelyWon()); const needsApproval =',
    },
  ],
  [
    'ceiling-not-counted-at-approval',
    'An approval of the next day does not count in that day’s ceiling.',
    '다음 날 승인한 환불을 그날 한도에 세지 않아요.',
    {
      file: DECIDE,
      after:
        "throw new AppError('approval-mismatch', undefined, { operation: operationFromRow(row) });",
      find: 'yield* requireRequesterMay(deps, row, at);',
      put: '',
    },
  ],
]);

const colleagues = noticedBy('test/operations/second-person.test.ts', [
  [
    'made-account-approves',
    'A manager approves an own refund with an account that they have just made.',
    '방금 만든 계정으로 자기 환불을 승인해요.',
    {
      file: PEOPLE,
      find: 'accountsOpened(before(people, HELD_MS))',
      put: 'accountsOpened(before(people, 0))',
    },
  ],
  [
    'account-of-a-made-account-approves',
    'A manager approves an own refund with an account that a made account has made.',
    '만든 계정이 다시 만든 계정으로 자기 환불을 승인해요.',
    {
      file: PEOPLE,
      after: 'for (const { staffId: whose, byId, until: own } of opened) {',
      find: 'const until = limit < own ? limit : own;',
      put: "const until = limit < '9999' ? '' : own;",
    },
  ],
  [
    'last-manager-left-decides-at-once',
    'Whoever removes the other managers decides alone at once.',
    '다른 관리자를 내보낸 사람이 바로 혼자 정해요.',
    {
      file: PEOPLE,
      after: 'const managers = yield* people.activeManagerIds();',
      find: 'const from = isOnly ? yield* soleFrom(people, staffId) : null;',
      put: 'const from = isOnly ? null : yield* soleFrom(people, staffId);',
    },
  ],
]);

const TOO_EARLY = "return { allowed: false, reason: 'too-early', notBefore: '9999' };";

/** What a clock that is set does to the waits of people. */
const clocks: Mutant[] = [
  ...noticedBy('test/shared/operation-actions.test.ts', [
    [
      'only-manager-waits-for-a-wrong-clock',
      'A shop’s only manager waits for a time that a clock months ahead had written.',
      '몇 달 앞서 있던 시계가 적은 시각까지 하나뿐인 관리자를 기다리게 해요.',
      {
        file: ACTS,
        find: 'return waited(since, SOLE_MANAGER_WAITS_MS, nowMs);',
        put: `if (isFarAhead(since, SOLE_MANAGER_WAITS_MS, nowMs)) ${TOO_EARLY}
  return waited(since, SOLE_MANAGER_WAITS_MS, nowMs);`,
      },
    ],
    [
      'release-waits-for-a-wrong-clock',
      'Money stays reserved until a time that a clock months ahead had written.',
      '몇 달 앞서 있던 시계가 적은 시각까지 종료한 환불의 금액을 묶어 둬요.',
      {
        file: ACTS,
        find: 'return waited(lastSentAt(operation), RELEASE_AFTER_MS, nowMs);',
        put: `if (isFarAhead(lastSentAt(operation), RELEASE_AFTER_MS, nowMs)) ${TOO_EARLY}
  return waited(lastSentAt(operation), RELEASE_AFTER_MS, nowMs);`,
      },
    ],
  ]),
  ...noticedBy('test/operations/deciding.test.ts', [
    [
      'wrong-clock-shortens-the-day',
      'Money is freed within the day after sending where the clock was months ahead then.',
      '보낼 때 시계가 몇 달 앞서 있었으면 하루가 지나기 전에 돈을 풀어요.',
      {
        file: DECIDE,
        find: 'requireSettled(deps, row, wasAhead ? RELEASE_AFTER_MS : deps.limits.settleMs);',
        put: 'requireSettled(deps, row);',
      },
    ],
    [
      'clock-set-ahead-frees-money',
      'Money is freed while the call may still arrive, once the clock was set a day ahead.',
      '시계를 하루 앞당기면 요청이 아직 도착할 수 있는데도 돈을 풀어요.',
      {
        file: DECIDE,
        find: `requireDay(deps, row);
    return { cause: 'released', detail: evidence, patch: resolvedBy(row, staff) };`,
        put: "return { cause: 'released', detail: evidence, patch: resolvedBy(row, staff) };",
      },
    ],
  ]),
  ...noticedBy('test/operations/stale-reads.test.ts', [
    [
      'wrong-clock-takes-back-at-once',
      'What is booked as done is taken back within the day where the clock was months ahead.',
      '보낼 때 시계가 몇 달 앞서 있었으면 완료로 적은 것을 하루가 지나기 전에 되돌려요.',
      {
        file: DECIDE,
        find: `const notBefore = mayFailFrom(operation, deps.clock.nowMs());
  if (notBefore !== null) throw tooEarly(row, notBefore);
  requireDay(deps, row);`,
        put: `const notBefore = mayFailFrom(operation, deps.clock.nowMs());
  if (notBefore !== null) throw tooEarly(row, notBefore);`,
      },
    ],
  ]),
  ...noticedBy('test/storage/operation-guards.test.ts', [
    [
      'requester-decides-again',
      'The database lets the requester call a refund done that another person called done.',
      '다른 사람이 완료로 정한 환불을 요청한 사람이 다시 정해도 데이터베이스가 받아 줘요.',
      {
        file: 'server/storage/migrations/0026-api-version.ts',
        find: 'WHERE NEW.resolved_by IS NULL OR (NEW.resolved_by = NEW.requested_by AND NEW.sole = 0);',
        put: 'WHERE NEW.resolved_by IS NULL;',
      },
    ],
  ]),
];

const others: Mutant[] = [
  ...noticedBy('test/storage/restore.test.ts', [
    [
      'restored-refunded-payment-is-open',
      'After a restore a partly refunded payment takes refunds before it is read.',
      '백업을 되돌린 뒤 일부 환불된 결제를 조회하기 전에 또 환불해요.',
      {
        file: 'server/storage/restore.ts',
        find: "['PAY_CANCEL', 'SETTLEMENT_COMPLETE', 'SETTLEMENT_REFUND_COMPLETE']",
        put: "['PAY_CANCEL', 'SETTLEMENT_COMPLETE', 'SETTLEMENT_REFUND_COMPLETE', 'REFUND_SUCCESS']",
      },
    ],
  ]),
  ...noticedBy('test/storage/outside-parts.test.ts', [
    [
      'outside-refund-spread-over-paid',
      'A refund made elsewhere is spread over what was paid, not over what is left.',
      '다른 곳에서 한 환불을 남은 금액이 아니라 결제한 금액에 나눠요.',
      {
        file: 'server/storage/payment-from-row.ts',
        find: 'const left = subtractParts(paidParts(row), own);',
        put: 'const left = subtractParts(paidParts(row), noParts);',
      },
    ],
  ]),
  ...noticedBy('test/bulk-refunds/bulk-hash.test.ts', [
    [
      'bulk-approval-without-amounts',
      'The approval of a list is not bound to its amounts.',
      '목록의 승인이 금액에 묶여 있지 않아요.',
      {
        file: 'server/storage/bulk-runs.ts',
        find: 'row.pay_token, row.amount, row.taxable === null',
        put: 'row.pay_token, row.taxable === null',
      },
    ],
  ]),
];

export const otherTossMutants: readonly Mutant[] = [
  ...numbers,
  ...reads,
  ...refusals,
  ...standingStill,
  ...polling,
  ...limits,
  ...colleagues,
  ...clocks,
  ...others,
];
