/** Look-up, bulk adoption, the live list, refresh, and the detail with its history. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  adopt,
  callsAbout,
  getPayment,
  knowPaid,
  knowStandby,
  putRefund,
} from '../support/desk-acts.ts';
import type { Role } from '../../shared/permissions.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { startTestSandbox } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';

const clock = createShiftedClock();
let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({ clock, env: { POLL_SCALE: '1' } });
});
afterAll(async () => {
  await desk.close();
});

const lookup = (by: object, on = desk) => on.as('viewer').call('POST', '/api/payments/lookup', by);

describe('a look-up', () => {
  it('by payToken adopts a payment that the desk does not know', async () => {
    const made = await desk.sandbox.createPaid({ metadata: 'm-1' });
    const by = { payToken: made.payToken };
    const answer = await desk.as('operator').call('POST', '/api/payments/lookup', by);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      payment: {
        payToken: made.payToken,
        orderNo: made.orderNo,
        status: 'PAY_COMPLETE',
        amount: 35_000,
        payMethod: 'TOSS_MONEY',
        productDesc: '토스티셔츠',
        metadata: 'm-1',
        autoExecute: null,
        checkoutPage: null,
        availableActions: ['REFUND'],
        partsKnown: true,
      },
      others: [],
    });
  });

  it('by an orderNo that was used again answers the newest payment, and names the others', async () => {
    const first = await desk.sandbox.create({ orderNo: 'again-1' });
    await lookup({ orderNo: 'again-1' });
    const second = await desk.sandbox.create({ orderNo: 'again-1' });
    const answer = await lookup({ orderNo: 'again-1' });
    expect(answer.body.payment.payToken).toBe(second.payToken);
    expect(answer.body.others).toEqual([first.payToken]);
  });

  it('of a known paid payment asks Toss nothing', async () => {
    const payToken = await knowPaid(desk, { orderNo: 'known-paid' });
    const before = (await desk.sandbox.calls('status')).length;
    expect((await lookup({ payToken })).body.payment.payToken).toBe(payToken);
    expect((await lookup({ orderNo: 'known-paid' })).body.payment.payToken).toBe(payToken);
    expect((await desk.sandbox.calls('status')).length).toBe(before);
  });

  it.each([{ orderNo: 'nobody-has-this' }, { payToken: 'test_nobody' }])(
    'of %o is 404',
    async (by) => {
      const answer = await lookup(by);
      expect(answer.status).toBe(404);
      expect(answer.body.code).toBe('payment-not-found');
    },
  );

  it('that Toss answers with garbage says so, and adopts nothing', async () => {
    const made = await desk.sandbox.createPaid();
    await desk.sandbox.fault({ call: 'status', fault: 'garbage', payToken: made.payToken });
    const answer = await lookup({ payToken: made.payToken });
    expect(answer.status).toBe(502);
    expect(answer.body).toMatchObject({ code: 'toss-unclear', effect: 'not-applied' });
  });

  it('takes one of the two numbers, not both', async () => {
    expect((await lookup({ orderNo: 'a', payToken: 'b' })).status).toBe(422);
    expect((await lookup({})).status).toBe(422);
  });
});

describe('a bulk adoption', () => {
  it('continues after a restart, and reports what it found', async () => {
    const sandbox = await startTestSandbox();
    const own = await startTestDesk({ sandbox });
    const at = new Date(Date.now() - 86_400_000).toISOString();
    const planted = await sandbox.history(
      ...Array.from({ length: 28 }, (_, n) => ({
        orderNo: `bulk-${String(n)}`,
        amount: 1000 + n,
        state: n % 3 === 0 ? 'PAY_CANCEL' : 'PAY_COMPLETE',
        createdAt: at,
      })),
    );
    const orderNos = [...planted.map((payment) => payment.orderNo), 'bulk-nobody', 'bulk-3'];
    const manager = own.as('manager');
    expect(
      (await own.as('operator').call('POST', '/api/payments/adopt', { orderNos })).status,
    ).toBe(403);
    const started = await manager.call('POST', '/api/payments/adopt', { orderNos });
    expect(started.status).toBe(202);
    // A number that is listed twice is looked up once.
    expect(started.body).toMatchObject({ total: 29, done: false });
    const path = `/api/payments/adopt/${String(started.body.id)}`;
    const progress = async () => (await manager.call('GET', path)).body;
    await waitUntil('a part is done', progress, (body) => body.adopted >= 5);
    await own.restart();
    const middle = await progress();
    expect(middle.adopted).toBeGreaterThanOrEqual(5);
    const end = await waitUntil('all is done', progress, (body) => body.done);
    expect(end).toMatchObject({ total: 29, adopted: 28, notFound: ['bulk-nobody'], failed: [] });
    const list = await manager.call('GET', '/api/payments?q=bulk-&limit=200');
    expect(list.body.items).toHaveLength(28);
    const summary = await manager.call('GET', '/api/payments/summary?q=bulk-');
    expect(summary.body.byStatus).toEqual({ PAY_CANCEL: 10, PAY_COMPLETE: 18 });
    await own.close();
    await sandbox.close();
  }, 40_000);
});

describe('the list', () => {
  it('shows known payments by filter and page, and refuses the cursor of another query', async () => {
    const payToken = await knowPaid(desk, { amount: 77_777, orderNo: 'list-77777' });
    const viewer = desk.as('viewer');
    const found = await viewer.call(
      'GET',
      '/api/payments?amountMin=77777&amountMax=77777&status=PAY_COMPLETE',
    );
    expect(found.body).toMatchObject({
      items: [{ payToken, orderNo: 'list-77777' }],
      nextCursor: null,
    });
    const bad = await viewer.call('GET', '/api/payments?cursor=nonsense');
    expect(bad.status).toBe(422);
    expect(bad.body.errors).toMatchObject([{ pointer: '/query/cursor' }]);
    expect((await viewer.call('GET', '/api/payments?statuss=X')).status).toBe(422);
    expect((await desk.fetch('/api/payments')).status).toBe(401);
    const other = await viewer.call('GET', '/api/operations?cursor=nonsense');
    expect([other.status, other.body.code]).toEqual([422, 'invalid-request']);
  });

  it('parses the amounts of card rows, which Toss sends as strings', async () => {
    const { payToken } = await desk.sandbox.create();
    await desk.sandbox.authenticate(payToken, 'CARD', '현대');
    expect(await adopt(desk, payToken)).toMatchObject({
      payMethod: 'CARD',
      cardCompanyName: '현대',
    });
  });

  it('counts what waits for a person', async () => {
    await desk.sandbox
      .createPaid({ autoExecute: false })
      .then(({ payToken }) => adopt(desk, payToken));
    const { body } = await desk.as('viewer').call('GET', '/api/counters');
    expect(body.approved.count).toBeGreaterThan(0);
    expect(body.todayPaid.count).toBeGreaterThan(0);
    expect(body.tossReachedAt).not.toBeNull();
    expect(body.tossSilence).toBeNull();
    expect(Math.abs(body.tossSkewMs)).toBeLessThan(5000);
  });
});

describe('a refresh', () => {
  it('reads Toss now, but not twice within a second', async () => {
    const payToken = await knowStandby(desk);
    await new Promise((resolve) => setTimeout(resolve, 1050));
    await desk.sandbox.authenticate(payToken);
    const before = (await callsAbout(desk, 'status', payToken)).length;
    const viewer = desk.as('viewer');
    const path = `/api/payments/${payToken}/refresh`;
    const answer = await viewer.call('POST', path);
    expect(answer.body.payment.status).toBe('PAY_COMPLETE');
    await viewer.call('POST', path);
    expect((await callsAbout(desk, 'status', payToken)).length).toBe(before + 1);
  });

  it('reads Toss also where the clock was set back since the last read', async () => {
    const payToken = await knowPaid(desk);
    const before = (await callsAbout(desk, 'status', payToken)).length;
    clock.shift(-60_000);
    await desk.as('viewer').call('POST', `/api/payments/${payToken}/refresh`);
    clock.shift(60_000);
    expect((await callsAbout(desk, 'status', payToken)).length).toBe(before + 1);
  });

  it('marks a payment that Toss no longer knows and removes its buttons', async () => {
    const payToken = await knowPaid(desk);
    await new Promise((resolve) => setTimeout(resolve, 1050));
    await desk.sandbox.fault({
      call: 'status',
      effect: 'before',
      fault: 'errorCode',
      errorCode: 'TRANSACTION_NOT_FOUND',
      payToken,
      times: 2,
    });
    const answer = await desk.as('operator').call('POST', `/api/payments/${payToken}/refresh`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      payment: { drift: 'missing' },
      actions: { refund: { allowed: false, reason: 'missing-at-toss' } },
    });
    const again = await desk.as('operator').call('POST', `/api/payments/${payToken}/refresh`);
    expect(again.body).toMatchObject({
      payment: { drift: null },
      actions: { refund: { allowed: true } },
    });
  });

  it('of an unknown payment is 404', async () => {
    const answer = await desk.as('viewer').call('POST', '/api/payments/test_nothing/refresh');
    expect(answer.status).toBe(404);
  });
});

describe('the history of a payment', () => {
  const historyOf = async (payToken: string) => {
    const { body } = await desk.as('operator').call('GET', `/api/payments/${payToken}`);
    return (body.timeline as { what: string; at: string }[]).toReversed();
  };

  it('of an adopted payment starts with what Toss tells about it, oldest first', async () => {
    const [planted] = await desk.sandbox.history({
      orderNo: 'history-1',
      amount: 10_000,
      state: 'REFUND_SUCCESS',
      createdAt: '2026-01-01T00:00:00.000Z',
      completedAt: '2026-01-01T00:05:00.000Z',
      refunds: [
        { amount: 1000, at: '2026-01-02T00:00:00.000Z' },
        { amount: 2000, at: '2026-01-03T00:00:00.000Z' },
      ],
    });
    const payToken = planted?.payToken ?? '';
    await adopt(desk, payToken);
    const told = (await historyOf(payToken)).map(({ what, at }) => `${what} ${at}`);
    expect(told.slice(0, 4)).toEqual([
      'created 2026-01-01T00:00:00.000Z',
      'completed 2026-01-01T00:05:00.000Z',
      'refunded 2026-01-02T00:00:00.000Z',
      'refunded 2026-01-03T00:00:00.000Z',
    ]);
    expect(told[4]).toMatch(/^adopted /);
    expect(told).toHaveLength(5);
    // A refund made elsewhere since then is shown beside them, not instead of them.
    await new Promise((resolve) => setTimeout(resolve, 1050));
    await desk.sandbox.outsideRefund(payToken, 500);
    await desk.as('operator').call('POST', `/api/payments/${payToken}/refresh`);
    const after = (await historyOf(payToken)).map(({ what }) => what);
    expect(after).toEqual([
      'created',
      'completed',
      'refunded',
      'refunded',
      'adopted',
      'outside-refund',
      'drift',
    ]);
  });

  it('of a payment that was paid within a second keeps its order', async () => {
    const payToken = await knowPaid(desk);
    const told = (await historyOf(payToken)).map(({ what }) => what);
    expect(told).toEqual(['created', 'completed', 'adopted']);
  });

  it('of a payment created here says who did what', async () => {
    const made = await desk.as('operator').call('POST', '/api/payments', {
      orderNo: 'history-made',
      amount: 10_000,
      productDesc: '머그컵',
      autoExecute: true,
    });
    const payToken = String(made.body.payToken);
    await desk.sandbox.authenticate(payToken);
    await waitUntil(
      'paid, by the callback',
      () => getPayment(desk, payToken),
      (payment) => payment.status === 'PAY_COMPLETE',
    );
    await putRefund(desk, payToken, 10_000, { waitSeconds: 15 });
    const told = (await historyOf(payToken)).map(({ what }) => what);
    // Toss's time of the payment and our time of its callback may differ by a second.
    expect(told).toContain('callback');
    expect(told.filter((what) => what !== 'callback')).toEqual([
      'created',
      'completed',
      'operation-requested',
      'operation-sent',
      'operation-ended',
    ]);
  });
});

describe('a search by metadata', () => {
  const find = async (q: string, role: Role = 'operator') => {
    const path = `/api/payments?q=${encodeURIComponent(q)}`;
    const { body } = await desk.as(role).call('GET', path);
    return (body.items as { payToken: string }[]).map(({ payToken }) => payToken);
  };

  it('finds what a storefront wrote, but not for viewers, who are not shown it', async () => {
    const payToken = await knowPaid(desk, { metadata: '{"table":"창가 Seven"}' });
    for (const q of ['창가', 'seven', '"table":"', 'e Sev', '가 S']) {
      expect(await find(q), q).toEqual(q === 'e Sev' ? [] : [payToken]);
      expect(await find(q, 'viewer'), q).toEqual([]);
    }
  });

  it('finds what came later, and no longer what it was', async () => {
    const payToken = await knowStandby(desk, { metadata: '' });
    const reread = async (metadata: string) => {
      await new Promise((resolve) => setTimeout(resolve, 1050));
      await desk.sandbox.fault({ call: 'status', fault: 'edit', fields: { metadata }, payToken });
      await desk.as('operator').call('POST', `/api/payments/${payToken}/refresh`);
    };
    await reread('보라색 리본');
    expect(await find('보라색')).toEqual([payToken]);
    await reread('초록색 리본');
    expect([await find('보라색'), await find('초록색'), await find('리본')]).toEqual([
      ...[[], [payToken], [payToken]],
    ]);
  });
});
