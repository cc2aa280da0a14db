/** Refunds over HTTP, against the sandbox: what is accepted, what is refused and how it ends. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addParts, noParts, type Parts } from '../../shared/tax-split.ts';
import {
  adopt,
  bookedRefunds,
  callsAbout,
  getOperation,
  getPayment,
  journeyOf,
  knowApproved,
  knowPaid,
  knowStandby,
  putOperation,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { startTestSandbox } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(async () => {
  await desk.close();
});

const problem = (code: string) => ({ code, effect: 'not-applied' });

describe('a refund', () => {
  it('is recorded at once, sent once, and done under the number that the browser made', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    const answer = await putRefund(desk, payToken, 4000, { id, note: '전화로 확인' });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ id, state: 'ready', amount: 4000, note: '전화로 확인' });
    await waitForState(desk, id, ['succeeded']);
    expect(await bookedRefunds(desk, payToken)).toMatchObject([
      { refundNo: id, amount: 4000, parts: { taxable: 3636, vat: 364, taxFree: 0, serviceFee: 0 } },
    ]);
    const [call] = await callsAbout(desk, 'refunds', payToken);
    expect(call?.body).toEqual({
      payToken,
      amount: 4000,
      amountTaxable: 3636,
      amountTaxFree: 0,
      amountVat: 364,
      amountServiceFee: 0,
      refundNo: id,
      reason: '단순 변심',
    });
    expect(journeyOf(desk, id)).toEqual(['ready', 'sending', 'succeeded']);
  });

  it('waits for its end with `Prefer: wait`, and is then answered 200', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const answer = await putRefund(desk, payToken, 10_000, { waitSeconds: 15 });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      state: 'succeeded',
      attempts: 1,
      evidence: { source: 'answer', cause: 'answered-ok' },
      nextCheckAt: null,
    });
    await waitUntil(
      'the status read that confirms it',
      () => getPayment(desk, payToken),
      (payment) => payment.status === 'REFUND_SUCCESS',
    );
    expect(await getPayment(desk, payToken)).toMatchObject({
      refunded: 10_000,
      remaining: 0,
      partsKnown: true,
      openOperation: null,
      drift: null,
    });
  });

  it('is idempotent: the same person, id and content is the same refund, whatever its state', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    const first = await putRefund(desk, payToken, 4000, { id, waitSeconds: 15 });
    const second = await putRefund(desk, payToken, 4000, { id });
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
    const upper = await putRefund(desk, payToken, 4000, { id: id.toUpperCase() });
    expect(upper.body).toEqual(first.body);
    expect(await bookedRefunds(desk, payToken)).toHaveLength(1);
  });

  it.each<[string, Record<string, unknown>]>([
    ['another amount', { amount: 4001 }],
    ['another reason', { reason: '다른 사유' }],
    ['another note', { note: '다른 메모' }],
    ['given parts', { parts: { taxable: 3636, vat: 364, taxFree: 0, serviceFee: 0 } }],
    ['another view', { seenRefunded: 1 }],
    ['another person', { who: 'second' }],
  ])('with %s is a different one: the id is refused', async (_name, more) => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    await putRefund(desk, payToken, 4000, { id, waitSeconds: 15 });
    const { amount = 4000, ...rest } = more as { amount?: number };
    const answer = await putRefund(desk, payToken, amount, { id, ...rest });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject(problem('operation-id-reused'));
    expect(await bookedRefunds(desk, payToken)).toHaveLength(1);
  });

  it('on another payment, or of another kind, is a different one', async () => {
    const [payToken, other] = [await knowPaid(desk), await knowPaid(desk)];
    const id = randomUUID();
    await putRefund(desk, payToken, 4000, { id, waitSeconds: 15 });
    const elsewhere = await putRefund(desk, other, 4000, { id });
    expect(elsewhere.body).toMatchObject(problem('operation-id-reused'));
    const execute = { kind: 'execute', seenAmount: 35_000 };
    const otherKind = await putOperation(desk, payToken, execute, { id });
    expect(otherKind.body).toMatchObject(problem('operation-id-reused'));
    expect(await bookedRefunds(desk, other)).toEqual([]);
  });

  it('is sent once for twenty clicks at the same time', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => putRefund(desk, payToken, 4000, { id })),
    );
    expect([...new Set(answers.map((answer) => answer.body.id))]).toEqual([id]);
    for (const answer of answers) expect([200, 202]).toContain(answer.status);
    await waitForState(desk, id, ['succeeded']);
    expect(await bookedRefunds(desk, payToken)).toHaveLength(1);
    expect(await callsAbout(desk, 'refunds', payToken)).toHaveLength(1);
  });

  it('of two people at the same time: one wins, the other sees the winner’s', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const asked = ['first', 'second', 'first', 'second', 'first', 'second'];
    // A slow Toss keeps the winner open while the others arrive.
    await desk.sandbox.fault({ call: 'refunds', fault: 'delay', ms: 700, payToken });
    const answers = await Promise.all(asked.map((who) => putRefund(desk, payToken, 6000, { who })));
    const won = answers.filter((answer) => answer.status === 202);
    const lost = answers.filter((answer) => answer.status === 409);
    expect([won.length, lost.length]).toEqual([1, 5]);
    const id = String(won[0]?.body.id);
    for (const answer of lost) {
      expect(answer.body).toMatchObject({
        ...problem('payment-busy'),
        operation: { id, kind: 'refund', amount: 6000 },
        payment: { payToken, openOperation: { id } },
      });
    }
    await waitForState(desk, id, ['succeeded']);
    expect(await bookedRefunds(desk, payToken)).toHaveLength(1);
  });

  it('based on a stale view says what changed', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    await putRefund(desk, payToken, 4000, { waitSeconds: 15 });
    const answer = await putRefund(desk, payToken, 4000);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      ...problem('stale-view'),
      changes: [{ field: 'refunded', seen: 0, now: 4000 }],
      payment: { refunded: 4000, remaining: 6000 },
    });
    expect(await bookedRefunds(desk, payToken)).toHaveLength(1);
  });

  it('over what is left is refused with the amount that is left', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    await putRefund(desk, payToken, 9999, { waitSeconds: 15 });
    const answer = await putRefund(desk, payToken, 2, { seenRefunded: 9999 });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      ...problem('over-remaining'),
      remaining: 1,
      errors: [{ pointer: '/amount', code: 'over-remaining', params: { max: 1 } }],
    });
    const last = await putRefund(desk, payToken, 1, { seenRefunded: 9999, waitSeconds: 15 });
    expect(last.body.state).toBe('succeeded');
  });

  it('with parts that do not fit lists all of them', async () => {
    const payToken = await knowPaid(desk, { amount: 11_000 });
    const parts = { taxable: 10_001, vat: 1001, taxFree: 1, serviceFee: 0 };
    const answer = await putRefund(desk, payToken, 11_000, { parts });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject(problem('parts-mismatch'));
    expect(answer.body.errors).toMatchObject([
      { pointer: '/parts', code: 'sum', params: { sumWon: 11_003, amountWon: 11_000 } },
      { pointer: '/parts/taxable', code: 'over-part', params: { remainingWon: 10_000 } },
      { pointer: '/parts/vat', code: 'over-part', params: { remainingWon: 1000 } },
      { pointer: '/parts/taxFree', code: 'over-part', params: { remainingWon: 0 } },
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no amount', { amount: undefined }, '/amount'],
    ['nothing', { amount: 0 }, '/amount'],
    ['a negative amount', { amount: -25 }, '/amount'],
    ['a fraction', { amount: 0.5 }, '/amount'],
    ['text', { amount: '4000' }, '/amount'],
    ['no reason', { reason: undefined }, '/reason'],
    ['a blank reason', { reason: '   ' }, '/reason'],
    ['a reason of 51 characters', { reason: '가'.repeat(51) }, '/reason'],
    ['a reason with a quotation mark', { reason: 'a"b' }, '/reason'],
    ['a reason with an apostrophe', { reason: "a'b" }, '/reason'],
    ['a reason with a backslash', { reason: 'a\\b' }, '/reason'],
    ['no view', { seenRefunded: undefined }, '/seenRefunded'],
    ['an unknown field', { amountTaxFree: 1 }, ''],
  ])('with %s is refused before anything else', async (_name, over, pointer) => {
    const payToken = await knowPaid(desk);
    const answer = await putRefund(desk, payToken, 4000, over);
    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe('invalid-request');
    expect(answer.body.errors[0].pointer).toContain(pointer);
    expect(desk.read('SELECT 1 FROM operation WHERE pay_token = ?', payToken)).toEqual([]);
  });

  it('for 기타 is refused without a note, and accepted with one', async () => {
    const payToken = await knowPaid(desk);
    const detail = 'is needed with the reason 기타';
    for (const [over, code] of [
      [{ reason: '기타' }, 'required'],
      [{ reason: ' 기타 '.normalize('NFD') }, 'required'],
      [{ reason: '기\u{200b}타\u{3164}' }, 'required'],
      [{ reason: '기타', note: '  ' }, 'invalid'],
    ] as const) {
      const answer = await putRefund(desk, payToken, 100, over);
      expect(answer.status).toBe(422);
      expect(answer.body.errors).toMatchObject([{ pointer: '/note', code, detail }]);
    }
    expect(desk.read('SELECT 1 FROM operation WHERE pay_token = ?', payToken)).toEqual([]);
    const taken = await putRefund(desk, payToken, 100, { reason: '기타', note: '전화로 받음' });
    expect(taken.body).toMatchObject({ reason: '기타', note: '전화로 받음' });
    const other = await putRefund(desk, await knowPaid(desk), 100, { reason: '기타 사유' });
    expect(other.body).toMatchObject({ reason: '기타 사유', note: null });
  });

  it('with any text as its reason is either refused or sent, never a server error', async () => {
    for (const reason of ['\u0000x', 'a\u0000b', '\ud800', '"\\\'', '\u202e', '😀'.repeat(25)]) {
      const payToken = await knowPaid(desk);
      const answer = await putRefund(desk, payToken, 100, { reason, waitSeconds: 15 });
      expect(answer.status, JSON.stringify(reason)).toBeLessThan(500);
      if (answer.status === 200) expect(answer.body.state).toBe('succeeded');
    }
  });

  it.each<[string, string]>([
    ['PAY_STANDBY', 'not-paid'],
    ['PAY_APPROVED', 'not-paid'],
    ['PAY_PROGRESS', 'being-charged'],
    ['PAY_CANCEL', 'already-canceled'],
    ['REFUND_PROGRESS', 'refund-in-progress'],
    ['SETTLEMENT_COMPLETE', 'refund-period-over'],
    ['SETTLEMENT_REFUND_COMPLETE', 'refund-period-over'],
  ])('of a payment in %s is refused: %s', async (state, reason) => {
    const [planted] = await desk.sandbox.history({
      orderNo: `planted-${randomUUID().slice(0, 8)}`,
      amount: 10_000,
      state,
      createdAt: new Date(Date.now() - 60_000).toISOString(),
      ...(state === 'SETTLEMENT_REFUND_COMPLETE' && {
        refunds: [{ amount: 100, at: new Date().toISOString() }],
      }),
    });
    const payToken = planted?.payToken ?? '';
    const { refunded } = await adopt(desk, payToken);
    const answer = await putRefund(desk, payToken, 100, { seenRefunded: refunded });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ ...problem('not-refundable'), reason });
  });

  it('of a fully refunded payment is refused: nothing is left', async () => {
    const payToken = await knowPaid(desk, { amount: 1000 });
    await putRefund(desk, payToken, 1000, { waitSeconds: 15 });
    await waitUntil(
      'read',
      async () => (await getPayment(desk, payToken)).status === 'REFUND_SUCCESS',
    );
    const answer = await putRefund(desk, payToken, 1, { seenRefunded: 1000 });
    expect(answer.body).toMatchObject({ ...problem('not-refundable'), reason: 'nothing-left' });
  });

  it('of an unknown payment is 404, and asks Toss nothing', async () => {
    const answer = await putRefund(desk, 'nobody-knows', 100);
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject(problem('payment-not-found'));
    expect(await callsAbout(desk, 'status', 'nobody-knows')).toEqual([]);
  });

  it('is allowed neither to viewers nor without a session', async () => {
    const payToken = await knowPaid(desk);
    const path = `/api/payments/${payToken}/operations/${randomUUID()}`;
    const body = { kind: 'refund', amount: 100, reason: 'x', seenRefunded: 0 };
    expect((await desk.as('viewer').call('PUT', path, body)).status).toBe(403);
    expect((await desk.fetch(path, { method: 'PUT' })).status).toBe(403);
    const foreign = { origin: 'https://evil.example' };
    expect((await desk.as('operator').call('PUT', path, body, foreign)).status).toBe(403);
    expect(await bookedRefunds(desk, payToken)).toEqual([]);
  });

  it('is checked in one order: replay, 404, busy, stale, then the amount', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    await desk.sandbox.fault({ call: 'refunds', fault: 'delay', ms: 900, payToken });
    await putRefund(desk, payToken, 4000, { id });
    await waitForState(desk, id, ['sending']);
    // Busy, stale and too much at once: busy comes first, but the replay before it.
    const busy = await putRefund(desk, payToken, 99_999, { seenRefunded: 7 });
    expect(busy.body.code).toBe('payment-busy');
    expect((await putRefund(desk, payToken, 4000, { id })).status).toBe(202);
    await waitForState(desk, id, ['succeeded']);
    const stale = await putRefund(desk, payToken, 99_999, { seenRefunded: 7 });
    expect(stale.body.code).toBe('stale-view');
    const over = await putRefund(desk, payToken, 99_999, { seenRefunded: 4000 });
    expect(over.body.code).toBe('over-remaining');
  });
});

describe('tax parts', () => {
  it('of 1,000 won refunded by 100 add up to the last won, ten times, part by part', async () => {
    const payToken = await knowPaid(desk, { amount: 1000 });
    for (let n = 0; n < 10; n += 1) {
      const more = { seenRefunded: n * 100, waitSeconds: 15 };
      const answer = await putRefund(desk, payToken, 100, more);
      expect(answer.body, `refund ${String(n + 1)}`).toMatchObject({ state: 'succeeded' });
    }
    const booked = await bookedRefunds(desk, payToken);
    const sum = booked.reduce<Parts>((total, line) => addParts(total, line.parts), noParts);
    expect(booked).toHaveLength(10);
    expect(sum).toEqual({ taxable: 909, vat: 91, taxFree: 0, serviceFee: 0 });
    const payment = await getPayment(desk, payToken);
    expect(payment.remaining).toBe(0);
    for (const part of Object.values(payment.parts)) expect(part.remaining).toBe(0);
  }, 40_000);

  it("are sent as in the guide's sample: 10,000 = 5,000 + 4,000 + 500 + 500", async () => {
    const payToken = await knowPaid(desk, {
      amount: 20_000,
      amountTaxable: 10_000,
      amountTaxFree: 8000,
      amountVat: 1000,
      amountServiceFee: 1000,
    });
    const parts = { taxable: 5000, taxFree: 4000, vat: 500, serviceFee: 500 };
    const answer = await putRefund(desk, payToken, 10_000, { parts, waitSeconds: 15 });
    expect(answer.body).toMatchObject({ state: 'succeeded', parts });
    const [call] = await callsAbout(desk, 'refunds', payToken);
    expect(call?.body).toMatchObject({
      amount: 10_000,
      amountTaxable: 5000,
      amountTaxFree: 4000,
      amountVat: 500,
      amountServiceFee: 500,
    });
    expect(await getPayment(desk, payToken)).toMatchObject({
      parts: { serviceFee: { paid: 1000, refunded: 500, remaining: 500 } },
    });
  });

  it('after an outside refund are limited by what this desk refunded, in parts and in total', async () => {
    const payToken = await knowPaid(desk, { amount: 11_000 });
    const parts = { taxable: 0, vat: 900, taxFree: 0, serviceFee: 0 };
    await putRefund(desk, payToken, 900, { parts, waitSeconds: 15 });
    await desk.sandbox.outsideRefund(payToken, 1000);
    await desk.as('operator').call('POST', `/api/payments/${payToken}/refresh`);
    await waitUntil('the outside refund is known', async () => {
      await desk.as('operator').call('POST', `/api/payments/${payToken}/refresh`);
      return (await getPayment(desk, payToken)).drift === 'outside-refund';
    });
    expect(await getPayment(desk, payToken)).toMatchObject({ refunded: 1900, partsKnown: false });
    // 1,000 VAT was paid and this desk refunded 900 of it: 101 more are refused.
    const over = await putRefund(desk, payToken, 101, {
      parts: { taxable: 0, vat: 101, taxFree: 0, serviceFee: 0 },
      seenRefunded: 1900,
    });
    expect(over.status).toBe(422);
    expect(over.body).toMatchObject({
      ...problem('parts-mismatch'),
      errors: [{ pointer: '/parts/vat', params: { remainingWon: 100 } }],
    });
    const rest = await putRefund(desk, payToken, 9100, { seenRefunded: 1900, waitSeconds: 15 });
    expect(['succeeded', 'failed', 'unknown']).toContain(rest.body.state);
  });
});

describe('a refund made elsewhere', () => {
  it('since the form was opened: nothing is sent', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const { refundNo } = await desk.sandbox.outsideRefund(payToken, 7000);
    const answer = await putRefund(desk, payToken, 3000, { waitSeconds: 15 });
    expect(answer.body).toMatchObject({
      state: 'declined',
      attempts: 0,
      evidence: { source: 'desk', cause: 'read-forbids' },
    });
    expect(await callsAbout(desk, 'refunds', payToken)).toEqual([]);
    expect(await getPayment(desk, payToken)).toMatchObject({
      refunded: 7000,
      drift: 'outside-refund',
      partsKnown: false,
    });
    const detail = await desk.as('viewer').call('GET', `/api/payments/${payToken}`);
    expect(detail.body.refunds).toMatchObject([{ refundNo, amount: 7000, operationId: null }]);
  });

  it('while ours is unclear: a person has to decide', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    await desk.sandbox.fault({
      call: 'refunds',
      effect: 'before',
      fault: 'delay',
      ms: 60_000,
      payToken,
    });
    await putRefund(desk, payToken, 3000, { id });
    await waitForState(desk, id, ['sending']);
    await desk.sandbox.outsideRefund(payToken, 7000);
    await waitForState(desk, id, ['needs_review']);
    const operation = await getOperation(desk, id);
    expect(operation.evidence).toMatchObject({ source: 'status', cause: 'contradicted' });
    const again = await putRefund(desk, payToken, 100, { seenRefunded: 7000 });
    expect(again.body.code).toBe('payment-busy');
  });
});

describe('while Toss can’t be reached', () => {
  it('for a moment: the refund waits, and is sent once', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    await desk.sandbox.fault({
      call: 'status',
      effect: 'before',
      fault: 'http500',
      times: 3,
      payToken,
    });
    await putRefund(desk, payToken, 4000, { id });
    await waitForState(desk, id, ['succeeded']);
    expect(await callsAbout(desk, 'refunds', payToken)).toHaveLength(1);
  });

  it('for five minutes: the refund is declined as never sent, and the payment is free', async () => {
    const clock = createShiftedClock();
    const sandbox = await startTestSandbox();
    const own = await startTestDesk({ sandbox, clock });
    const payToken = await knowPaid(own, { amount: 10_000 });
    await sandbox.close();
    const id = randomUUID();
    await putRefund(own, payToken, 4000, { id });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await getOperation(own, id)).state).toBe('ready');
    clock.shift(5 * 60_000);
    await waitForState(own, id, ['declined']);
    expect(await getOperation(own, id)).toMatchObject({
      attempts: 0,
      sentAt: null,
      evidence: { source: 'desk', cause: 'too-old-to-send' },
    });
    expect((await getPayment(own, payToken)).openOperation).toBeNull();
    await own.close();
  });

  it('a refund found ready at a start, but too old, is declined and not sent', async () => {
    const clock = createShiftedClock();
    const own = await startTestDesk({ clock });
    const payToken = await knowPaid(own, { amount: 10_000 });
    await own.sandbox.fault({
      call: 'status',
      effect: 'before',
      fault: 'http500',
      times: 999,
      payToken,
    });
    const id = randomUUID();
    await putRefund(own, payToken, 4000, { id });
    await own.stop();
    await own.sandbox.clearFaults();
    clock.shift(6 * 60_000);
    await own.start();
    await waitForState(own, id, ['declined']);
    expect(await callsAbout(own, 'refunds', payToken)).toEqual([]);
    await own.close();
  });
});

describe('stopping the desk', () => {
  it('while a refund is being sent waits for the answer', async () => {
    const own = await startTestDesk({ env: { TOSS_TIMEOUT_MS: '4000' } });
    const payToken = await knowPaid(own, { amount: 10_000 });
    const id = randomUUID();
    await own.sandbox.fault({ call: 'refunds', fault: 'delay', ms: 800, payToken });
    await putRefund(own, payToken, 4000, { id });
    await waitForState(own, id, ['sending']);
    await own.restart();
    expect((await getOperation(own, id)).state).toBe('succeeded');
    expect(journeyOf(own, id)).toEqual(['ready', 'sending', 'succeeded']);
    expect(await callsAbout(own, 'refunds', payToken)).toHaveLength(1);
    await own.close();
  });

  it('before a refund was sent: it is sent after the start, once', async () => {
    const own = await startTestDesk();
    const payToken = await knowPaid(own, { amount: 10_000 });
    const id = randomUUID();
    await own.sandbox.fault({
      call: 'status',
      effect: 'before',
      fault: 'http500',
      times: 999,
      payToken,
    });
    await putRefund(own, payToken, 4000, { id });
    await own.stop();
    await own.sandbox.clearFaults();
    await own.start();
    await waitForState(own, id, ['succeeded']);
    expect(await callsAbout(own, 'refunds', payToken)).toHaveLength(1);
    await own.close();
  });
});

describe('the work list', () => {
  it('shows open operations, and drops those that have ended', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    await desk.sandbox.fault({ call: 'refunds', fault: 'delay', ms: 700, payToken });
    await putRefund(desk, payToken, 4000, { id });
    await waitForState(desk, id, ['sending']);
    const list = async (query: string) => {
      const answer = await desk.as('viewer').call('GET', `/api/operations${query}`);
      return (answer.body.items as { id: string }[]).map((item) => item.id);
    };
    expect(await list('?state=open&limit=200')).toContain(id);
    await waitForState(desk, id, ['succeeded']);
    expect(await list('?state=open&limit=200')).not.toContain(id);
    expect(await list('?state=succeeded&limit=200')).toContain(id);
    const pages: string[] = [];
    let cursor = '';
    do {
      const answer = await desk
        .as('viewer')
        .call('GET', `/api/operations?state=succeeded&limit=3${cursor}`);
      pages.push(...(answer.body.items as { id: string }[]).map((item) => item.id));
      const next = answer.body.nextCursor as string | null;
      cursor = next === null ? '' : `&cursor=${encodeURIComponent(next)}`;
    } while (cursor !== '');
    expect(new Set(pages).size).toBe(pages.length);
    expect(pages).toEqual(await list('?state=succeeded&limit=200'));
  });

  it('answers 404 for an unknown operation', async () => {
    const answer = await desk.as('viewer').call('GET', `/api/operations/${randomUUID()}`);
    expect(answer.status).toBe(404);
    expect(answer.body.code).toBe('operation-not-found');
  });
});

describe('one payment, three kinds of operation', () =>
  it('has at most one open operation, whatever its kind', async () => {
    const approved = await knowApproved(desk, { amount: 10_000 });
    await desk.sandbox.fault({ call: 'execute', fault: 'delay', ms: 800, payToken: approved });
    const id = randomUUID();
    await putOperation(desk, approved, { kind: 'execute', seenAmount: 10_000 }, { id });
    await waitForState(desk, id, ['sending']);
    const cancel = { kind: 'cancel', reason: '재고 부족', seenStatus: 'PAY_APPROVED' };
    const busy = await putOperation(desk, approved, cancel);
    expect(busy.body).toMatchObject({ code: 'payment-busy', operation: { id, kind: 'execute' } });
    await waitForState(desk, id, ['succeeded']);
    const standby = await knowStandby(desk);
    const refund = await putRefund(desk, standby, 100);
    expect(refund.body.code).toBe('not-refundable');
  }));
