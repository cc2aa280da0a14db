/** Many refunds as one run, over HTTP against the sandbox. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BulkFindingCode } from '../../shared/bulk-refund.ts';
import type { ShopSettings } from '../../shared/settings.ts';
import {
  adopt,
  bookedRefunds,
  knowStandby,
  knowTwoManagers,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { changeSettings } from '../support/desk-settings.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import {
  act,
  draftOf,
  getRun,
  knowSome,
  postList,
  waitForEnds,
  waitForRun,
  type Told,
} from './bulk-acts.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk();
  await knowTwoManagers(desk);
});
afterAll(async () => {
  await desk.close();
});

const noLimits: Partial<ShopSettings> = {
  personDayWon: { operator: null, manager: null },
  shopDayWon: null,
  approvalFromWon: null,
  stepUpFromWon: null,
  graceSeconds: { operator: 0, manager: 0 },
};
beforeEach(async () => {
  await desk.sandbox.clearFaults();
  await changeSettings(desk, noLimits);
});

const whole = (tokens: readonly string[]) => tokens.map((payToken) => ({ payToken }));
const bookedOf = async (tokens: readonly string[]) =>
  (await Promise.all(tokens.map((payToken) => bookedRefunds(desk, payToken)))).flat();
const found = ({ rows }: Told) => rows.map(({ findings }) => findings.map(({ code }) => code));

/** The only finding about a list of one row. */
async function findingOf(row: object): Promise<BulkFindingCode | undefined> {
  const told = await draftOf(desk, [row]);
  return told.rows[0]?.findings[0]?.code;
}

describe('checking a list', () => {
  it('requires a note where a row is refunded for 기타', async () => {
    const [payToken] = await knowSome(desk, 1);
    const errors = [{ pointer: '/note', detail: 'is needed with the reason 기타' }];
    for (const [row, reason] of [
      [{ payToken }, '기타'],
      [{ payToken, reason: '기타' }, '재고 부족'],
    ] as const) {
      const refused = await postList(desk, [row], { reason });
      expect(refused).toMatchObject({ status: 422, body: { errors } });
      const noted = await postList(desk, [row], { reason, note: '전화로 받음' });
      expect(noted).toMatchObject({ status: 201, body: { rows: [{ reason: '기타' }] } });
    }
    const own = await postList(desk, [{ payToken, reason: '오배송' }], { reason: '기타' });
    expect(own.status).toBe(201);
  });

  it('refuses a reason that Toss forbids, of the list and of a row', async () => {
    const [payToken] = await knowSome(desk, 1);
    const ofList = await postList(desk, [{ payToken }], { reason: 'a"b' });
    expect(ofList).toMatchObject({ status: 422, body: { errors: [{ pointer: '/reason' }] } });
    const ofRow = await postList(desk, [{ payToken, reason: "a'b" }]);
    expect(ofRow.status).toBe(422);
    expect(ofRow.body.errors[0].pointer).toMatch(/^\/rows\/0/);
  });

  it('accepts rows by order number or token, for a full or a partial refund', async () => {
    const [first, second] = await knowSome(desk, 2);
    const orderNo = (await adopt(desk, first ?? '')).orderNo;
    const told = await draftOf(desk, [{ orderNo }, { payToken: second, amount: 2500 }]);
    expect(told.run).toMatchObject({
      state: 'draft',
      name: '11월 재고.csv',
      rows: { ready: 2, look: 0, refused: 0 },
      tally: { included: 2, totalWon: 12_500, left: 2, leftWon: 12_500, open: 0 },
    });
    expect(told.rows).toMatchObject([
      { orderNo, payToken: first, amount: 10_000, verdict: 'ready', included: true },
      { payToken: second, amount: 2500, reason: '재고 부족', state: null },
    ]);
    // Nothing was asked of Toss, and the journal is empty.
    expect(desk.read('SELECT id FROM operation WHERE id = ?', told.rows[0]?.operationId)).toEqual(
      [],
    );
  });

  it('tells the discount of each row’s payment, and what is left of it', async () => {
    const { payToken } = await desk.sandbox.create({ amount: 10_000 });
    await desk.sandbox.authenticate(payToken, 'TOSS_MONEY', undefined, { discountWon: 1000 });
    await adopt(desk, payToken);
    await putRefund(desk, payToken, 4000, { waitSeconds: 15 });
    const { rows } = await draftOf(desk, [{ payToken }, { orderNo: 'no-such-order' }]);
    expect(rows).toMatchObject([
      { paymentAmount: 10_000, paymentRemaining: 6000, paymentDiscounted: 1000 },
      { paymentAmount: null, paymentRemaining: null, paymentDiscounted: null },
    ]);
  });

  it('says for each row why it can’t be refunded', async () => {
    const [payToken = ''] = await knowSome(desk, 1);
    const standby = await knowStandby(desk);
    const told = await draftOf(desk, [
      { orderNo: 'nobody-knows-it' },
      { payToken: 'test_nothing' },
      { payToken: standby },
      { payToken, amount: 10_001 },
      { payToken, amount: 500, parts: { taxable: 500, vat: 1, taxFree: 0, serviceFee: 0 } },
    ]);
    expect(found(told)).toEqual([
      ['payment-not-found'],
      ['payment-not-found'],
      ['not-refundable'],
      ['over-remaining'],
      ['parts-mismatch'],
    ]);
    expect(told.rows[2]?.findings[0]).toMatchObject({ reason: 'not-paid' });
    expect(told.rows[3]?.findings[0]).toMatchObject({ won: 10_000 });
    expect(told.run.rows).toEqual({ ready: 0, look: 0, refused: 5 });
    // Without a refundable row there is nothing to confirm.
    expect((await act(desk, told.run.id, 'start', { totalWon: 0 })).body).toMatchObject({
      code: 'bulk-total',
      effect: 'not-applied',
    });
  });

  it('accepts a payment once, and not while an operation is open', async () => {
    const [payToken = '', busy = ''] = await knowSome(desk, 2);
    await desk.sandbox.fault({ call: 'refunds', effect: 'after', fault: 'drop', times: 1 });
    await desk.sandbox.fault({ call: 'status', effect: 'before', fault: 'http500', times: 3 });
    const { body } = await putRefund(desk, busy, 1000);
    const told = await draftOf(desk, [{ payToken }, { payToken, amount: 1 }, { payToken: busy }]);
    expect(found(told)).toEqual([[], ['doubled'], ['payment-busy']]);
    await waitForState(desk, body.id, ['succeeded']);
  });

  it('requires a second look where the same order was refunded lately', async () => {
    const [payToken = ''] = await knowSome(desk, 1);
    await putRefund(desk, payToken, 1000, { waitSeconds: 10 });
    const told = await draftOf(desk, [{ payToken }]);
    expect(told.rows[0]).toMatchObject({ verdict: 'look', included: false, amount: 9000 });
    expect(told.rows[0]?.findings).toMatchObject([{ code: 'refunded-lately', won: 1000 }]);
    // Included by hand, it is refunded.
    const started = await act(desk, told.run.id, 'start', { totalWon: 9000, include: [0] });
    expect(started.status).toBe(200);
    await waitForRun(desk, told.run.id, ['done']);
    expect(await bookedOf([payToken])).toHaveLength(2);
    expect(await findingOf({ payToken })).toBe('nothing-left');
  });

  it('refuses an invalid list', async () => {
    expect((await postList(desk, [])).body.errors).toMatchObject([{ pointer: '/rows' }]);
    const many = Array.from({ length: 501 }, (_, index) => ({ orderNo: String(index) }));
    expect((await postList(desk, many)).status).toBe(422);
    const { status, body } = await postList(desk, [{ orderNo: '1', amount: 0 }]);
    expect([status, body.code]).toEqual([422, 'invalid-request']);
  });
});

describe('a run', () => {
  it('is sent once its total was typed, each row as an ordinary operation', async () => {
    const tokens = await knowSome(desk, 7);
    const told = await draftOf(desk, whole(tokens), { note: '창고 침수' });
    const { id } = told.run;
    // Nobody else may use a row's id.
    const taken = { id: told.rows[0]?.operationId ?? '' };
    const other = await putRefund(desk, tokens[0] ?? '', 100, taken);
    expect(other.body).toMatchObject({ code: 'operation-id-reused', effect: 'not-applied' });
    const wrong = await act(desk, id, 'start', { totalWon: 69_999 });
    expect(wrong).toMatchObject({
      status: 422,
      body: {
        code: 'bulk-total',
        errors: [{ pointer: '/totalWon', params: { typedWon: 69_999, wouldGoWon: 70_000 } }],
      },
    });
    expect((await getRun(desk, id)).run.state).toBe('draft');

    const started = await act(desk, id, 'start', { totalWon: 70_000 });
    expect(started.body.run).toMatchObject({ state: 'running', sole: false });
    await waitForRun(desk, id, ['done']);
    await waitForEnds(desk, id);
    const { run, rows } = await getRun(desk, id);
    expect(run.tally).toMatchObject({ included: 7, succeeded: 7, succeededWon: 70_000, left: 0 });
    const booked = await bookedOf(tokens);
    expect(booked.map(({ refundNo }) => refundNo).toSorted()).toEqual(
      rows.map(({ operationId }) => operationId).toSorted(),
    );
    expect(booked.reduce((sum, { amount }) => sum + amount, 0)).toBe(70_000);
    expect(desk.read('SELECT DISTINCT note, reason FROM operation WHERE note IS NOT NULL')).toEqual(
      expect.arrayContaining([{ note: '창고 침수', reason: '재고 부족' }]),
    );
    // A run that has ended stays ended.
    for (const [name, body] of [
      ['start', { totalWon: 70_000 }],
      ['pause', undefined],
      ['stop', undefined],
    ] as const) {
      expect((await act(desk, id, name, body)).body.code).toBe('bulk-moved');
    }
  });

  it('leaves out what was excluded, and starts once where two people press', async () => {
    const tokens = await knowSome(desk, 3);
    const { run } = await draftOf(desk, whole(tokens));
    const press = () => act(desk, run.id, 'start', { totalWon: 20_000, leaveOut: [1] });
    const answers = await Promise.all([press(), press(), press()]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    await waitForRun(desk, run.id, ['done']);
    await waitForEnds(desk, run.id);
    const [first = '', second = '', third = ''] = tokens;
    expect(await bookedOf([first, third])).toHaveLength(2);
    expect(await bookedOf([second])).toEqual([]);
  });

  it('stops while it is paused, resumes with what is left, and can be ended', async () => {
    await changeSettings(desk, { graceSeconds: { operator: 30, manager: 0 } });
    const tokens = await knowSome(desk, 3);
    const { run } = await draftOf(desk, whole(tokens));
    await act(desk, run.id, 'start', { totalWon: 30_000 });
    await waitForRun(desk, run.id, ['running', 'done']);
    // Rows in their grace period count as in progress: the run isn't over.
    const paused = await act(desk, run.id, 'pause');
    expect(paused.body.run).toMatchObject({ state: 'paused', pausedBecause: 'person' });
    const { left, leftWon, included } = (paused.body as Told).run.tally;
    expect(included).toBe(3);
    expect(leftWon).toBe(left * 10_000);
    expect((await act(desk, run.id, 'start', { totalWon: leftWon + 1 })).status).toBe(422);
    const stopped = await act(desk, run.id, 'stop');
    expect(stopped.body.run).toMatchObject({ state: 'stopped', pausedBecause: null });
    expect((await getRun(desk, run.id)).run.tally.left).toBe(left);
  });

  it('stores why the desk refused a row, and goes on with the next', async () => {
    const tokens = await knowSome(desk, 3);
    const { run } = await draftOf(desk, whole(tokens));
    // Somebody refunds one of them by hand, after the check.
    await putRefund(desk, tokens[1] ?? '', 1000, { who: 'second', waitSeconds: 10 });
    await act(desk, run.id, 'start', { totalWon: 30_000 });
    await waitForRun(desk, run.id, ['done']);
    await waitForEnds(desk, run.id);
    const { rows, run: after } = await getRun(desk, run.id);
    expect(rows[1]).toMatchObject({ state: null, refusal: { code: 'stale-view' } });
    expect(after.tally).toMatchObject({ succeeded: 2, refused: 1, left: 0 });
    expect((await bookedOf([tokens[1] ?? ''])).map(({ amount }) => amount)).toEqual([1000]);
  });

  it('pauses at the day’s ceiling', async () => {
    await changeSettings(desk, { personDayWon: { operator: 20_000, manager: null } });
    const tokens = await knowSome(desk, 4);
    const { run } = await draftOf(desk, whole(tokens), { who: 'ceiling' });
    const who = { who: 'ceiling' };
    await act(desk, run.id, 'start', { totalWon: 40_000 }, who);
    await waitForRun(desk, run.id, ['paused']);
    expect((await getRun(desk, run.id)).run).toMatchObject({
      pausedBecause: 'over-ceiling',
      tally: { left: 2, leftWon: 20_000 },
    });
    await changeSettings(desk, noLimits);
    expect((await act(desk, run.id, 'start', { totalWon: 20_000 }, who)).status).toBe(200);
    await waitForRun(desk, run.id, ['done']);
    await waitForEnds(desk, run.id);
    expect(await bookedOf(tokens)).toHaveLength(4);
  });

  it('pauses where too many outcomes are unclear', async () => {
    const slow = await startTestDesk({ env: { RECONCILE_SCALE: '1', SETTLE_MS: '900000' } });
    try {
      await knowTwoManagers(slow);
      const tokens = await knowSome(slow, 12);
      const { run } = await draftOf(slow, whole(tokens));
      await slow.sandbox.fault({ call: 'refunds', effect: 'before', fault: 'drop', times: 1000 });
      await act(slow, run.id, 'start', { totalWon: 120_000 });
      await waitForRun(slow, run.id, ['paused', 'done']);
      const { run: paused } = await getRun(slow, run.id);
      expect(paused).toMatchObject({ state: 'paused', pausedBecause: 'unclear' });
      // No more than the limit, and what was in progress at that time.
      expect(paused.tally.left).toBeGreaterThanOrEqual(12 - 5 - 4);
    } finally {
      await slow.close();
    }
  });

  it('pauses where its maker may not refund any more', async () => {
    await changeSettings(desk, { personDayWon: { operator: 10_000, manager: null } });
    const { run } = await draftOf(desk, whole(await knowSome(desk, 2)), { who: 'leaves' });
    const who = { who: 'leaves' };
    await act(desk, run.id, 'start', { totalWon: 20_000 }, who);
    await waitForRun(desk, run.id, ['paused']);
    // Resumed, and its maker barred before the desk starts again.
    await desk.stop();
    desk.db.script(`
      UPDATE bulk_run SET state = 'running', paused_because = NULL WHERE id = '${run.id}';
      UPDATE "user" SET disabled = 1 WHERE id = (SELECT requested_by FROM bulk_run WHERE id = '${run.id}');
    `);
    await desk.start();
    await waitForRun(desk, run.id, ['paused']);
    expect((await getRun(desk, run.id)).run).toMatchObject({ pausedBecause: 'requester' });
    await act(desk, run.id, 'stop', undefined, { role: 'manager' });
  });

  it('pauses after a backup was restored, until somebody has looked', async () => {
    await changeSettings(desk, { personDayWon: { operator: 10_000, manager: null } });
    const tokens = await knowSome(desk, 2);
    const who = { who: 'restored' };
    const { run } = await draftOf(desk, whole(tokens), who);
    await act(desk, run.id, 'start', { totalWon: 20_000 }, who);
    await waitForRun(desk, run.id, ['paused']);
    await waitForEnds(desk, run.id);
    await changeSettings(desk, noLimits);
    await desk.stop();
    desk.db.script(`
      UPDATE bulk_run SET state = 'running', paused_because = NULL WHERE id = '${run.id}';
      INSERT INTO restore_mark (id, kind, at) VALUES (1, 'copy', '2026-11-24T00:00:00.000Z');
    `);
    await desk.start();
    expect((await getRun(desk, run.id)).run).toMatchObject({
      state: 'paused',
      pausedBecause: 'restored',
    });
    // Not before its payment was read again: the desk has forgotten what it may have sent.
    await waitUntil(
      'the payments to be read again',
      () => desk.read<{ left: number }>('SELECT sum(quarantined) AS left FROM payment')[0]?.left,
      (left) => left === 0,
    );
    expect((await act(desk, run.id, 'start', { totalWon: 10_000 }, who)).status).toBe(200);
    await waitForRun(desk, run.id, ['done']);
    await waitForEnds(desk, run.id);
    expect(await bookedOf(tokens)).toHaveLength(2);
  });
});

describe('a run that waits for approval', () =>
  it('is closed after a backup was restored, as a single proposal is', async () => {
    await changeSettings(desk, { approvalFromWon: 15_000 });
    const tokens = await knowSome(desk, 2);
    const { run } = await draftOf(desk, whole(tokens));
    const { body } = await act(desk, run.id, 'start', { totalWon: 20_000 });
    expect(body.run).toMatchObject({ state: 'proposed' });
    await changeSettings(desk, noLimits);
    await desk.stop();
    desk.db.script(`INSERT INTO restore_mark (id, kind, at)
      VALUES (1, 'copy', '2026-11-24T00:00:00.000Z')
      ON CONFLICT (id) DO UPDATE SET kind = 'copy'`);
    await desk.start();
    expect((await getRun(desk, run.id)).run).toMatchObject({ state: 'stopped' });
    expect(await bookedOf(tokens)).toEqual([]);
  }));

describe('a run whose confirmation said that it waits for a second person', () =>
  it('does not start where nobody has to approve it any more', async () => {
    await changeSettings(desk, noLimits);
    const tokens = await knowSome(desk, 1);
    const { run } = await draftOf(desk, whole(tokens));
    const start = { totalWon: 10_000, seenApproval: true };
    const refused = await act(desk, run.id, 'start', start);
    expect(refused.body).toMatchObject({ code: 'stale-view', changes: [{ field: 'approval' }] });
    expect((await getRun(desk, run.id)).run).toMatchObject({ state: 'draft' });
    expect(await bookedOf(tokens)).toEqual([]);
    await changeSettings(desk, { approvalFromWon: 10_000 });
    const { body } = await act(desk, run.id, 'start', start);
    expect(body.run).toMatchObject({ state: 'proposed' });
    await changeSettings(desk, noLimits);
  }));

describe('permissions', () => {
  it('only its maker starts it; a manager may pause it', async () => {
    const { run } = await draftOf(desk, whole(await knowSome(desk, 1)));
    const start = { totalWon: 10_000 };
    const others = [
      await act(desk, run.id, 'start', start, { who: 'second' }),
      await act(desk, run.id, 'start', start, { role: 'manager' }),
      await act(desk, run.id, 'stop', undefined, { who: 'second' }),
    ];
    expect(others.map(({ body }) => body.code as string)).toEqual(Array(3).fill('forbidden'));
    expect((await act(desk, run.id, 'stop', undefined, { role: 'manager' })).status).toBe(200);
  });

  it('a run over the limit waits for a second person, bound to exactly what was confirmed', async () => {
    const tokens = await knowSome(desk, 3);
    await changeSettings(desk, { approvalFromWon: 25_000 });
    const { run } = await draftOf(desk, whole(tokens));
    const { body } = await act(desk, run.id, 'start', { totalWon: 30_000 });
    expect(body.run).toMatchObject({ state: 'proposed', startedAt: null });
    const { bodyHash } = (body as Told).run;
    const approve = (hash: string | null, who = 'first') =>
      act(desk, run.id, 'approve', { bodyHash: hash }, { role: 'manager', who });
    expect((await act(desk, run.id, 'start', { totalWon: 30_000 })).body.code).toBe('bulk-moved');
    expect((await approve('0'.repeat(64))).body.code).toBe('approval-mismatch');
    expect(await bookedOf(tokens)).toEqual([]);
    expect((await approve(bodyHash)).body.run).toMatchObject({ state: 'running' });
    expect((await approve(bodyHash, 'second')).body.code).toBe('bulk-moved');
    await waitForRun(desk, run.id, ['done']);
    await waitForEnds(desk, run.id);
    expect(await bookedOf(tokens)).toHaveLength(3);
  });

  it('nobody approves their own; declining requires a reason', async () => {
    const tokens = await knowSome(desk, 2);
    await changeSettings(desk, { approvalFromWon: 15_000 });
    const asManager = { role: 'manager' } as const;
    const list = { name: 'own', reason: '재고 부족', rows: whole(tokens) };
    const draft = await desk.as('manager').call('POST', '/api/bulk-refunds', list);
    const { id } = (draft.body as Told).run;
    const { body } = await act(desk, id, 'start', { totalWon: 20_000 }, asManager);
    const { bodyHash } = (body as Told).run;
    const own = await act(desk, id, 'approve', { bodyHash }, asManager);
    expect(own.body.code).toBe('second-person-needed');
    const second = { role: 'manager', who: 'second' } as const;
    const declined = await act(desk, id, 'decline', { reason: '재고가 다시 들어왔어요' }, second);
    expect(declined.body.run).toMatchObject({ state: 'stopped' });
    expect(await bookedOf(tokens)).toEqual([]);
    const [entry] = desk.read<{ detail: string }>(
      "SELECT detail FROM audit WHERE action = 'bulk-declined' ORDER BY seq DESC LIMIT 1",
    );
    expect(JSON.parse(entry?.detail ?? '')).toEqual({ bulk: id, reason: '재고가 다시 들어왔어요' });
  });
});

describe('the result file', () => {
  it('has the outcome of every row, and the sum that was refunded', async () => {
    const tokens = await knowSome(desk, 2);
    const { run } = await draftOf(desk, [...whole(tokens), { orderNo: '=cmd|x' }].slice(0, 2));
    await act(desk, run.id, 'start', { totalWon: 10_000, leaveOut: [1] });
    await waitForRun(desk, run.id, ['done']);
    await waitForEnds(desk, run.id);
    const { status, headers, bytes } = await desk
      .as('operator')
      .file(`/api/bulk-refunds/${run.id}/sheet.csv`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const lines = bytes.toString('utf8').split('\r\n');
    expect(lines[1]).toMatch(/^1,[^,]+,10000,환불 완료,재고 부족,가능,,[0-9a-f-]{36},/);
    expect(lines[2]).toMatch(/^2,[^,]+,10000,제외,/);
    expect(lines[3]).toBe('환불 완료 합계,1,10000');
  });

  it('exists only for an existing run', async () => {
    const { status } = await desk
      .as('operator')
      .call('GET', `/api/bulk-refunds/${crypto.randomUUID()}`);
    expect(status).toBe(404);
  });
});
