/** resultCallbacks and the buyer's return pages: both only cause a status read. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  adopt,
  callsAbout,
  getPayment,
  knowApproved,
  knowStandby,
  putOperation,
} from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

let desk: RunningDesk;
beforeAll(async () => {
  // Only callbacks may bring news here, so the poller is as slow as in production.
  desk = await startTestDesk({ env: { POLL_SCALE: '1' } });
});
afterAll(async () => {
  await desk.close();
});

const FORM = 'application/x-www-form-urlencoded;charset=UTF-8';
const post = (body: string | Buffer, type = FORM, on = desk) =>
  on.fetch('/toss/callback', {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
const paid = (payToken: string, more = '') => `status=PAY_SUCCESS&payToken=${payToken}${more}`;
const isPaid = (payToken: string, on = desk) =>
  waitUntil(
    'paid',
    () => getPayment(on, payToken),
    (payment) => payment.status === 'PAY_COMPLETE',
  );
const outcomeOf = (payToken: string, on = desk) =>
  on.read('SELECT outcome, times FROM callback WHERE pay_token = ?', payToken);

describe('a callback', () => {
  it('from Toss causes a status read, and its result is shown', async () => {
    const { payToken } = await desk.sandbox.create({ resultCallback: `${desk.url}/toss/callback` });
    await adopt(desk, payToken);
    await desk.sandbox.authenticate(payToken);
    expect(await isPaid(payToken)).toMatchObject({
      observedBy: 'callback',
      payMethod: 'TOSS_MONEY',
    });
  });

  it('as JSON has the same effect', async () => {
    const payToken = await knowStandby(desk);
    await desk.sandbox.authenticate(payToken);
    const body = JSON.stringify({ status: 'PAY_SUCCESS', payToken });
    expect((await post(body, 'application/json')).status).toBe(200);
    await isPaid(payToken);
  });

  it('that is forged changes nothing, whatever it claims', async () => {
    const payToken = await knowStandby(desk, { amount: 10_000 });
    const lies = '&status=PAY_COMPLETE&amount=1&refunds=[]&payMethod=CARD&orderNo=other';
    expect((await post(paid(payToken, lies))).status).toBe(200);
    await waitUntil(
      'read',
      () => outcomeOf(payToken),
      (rows) => rows[0]?.outcome === 'read',
    );
    expect(await getPayment(desk, payToken)).toMatchObject({
      status: 'PAY_STANDBY',
      amount: 10_000,
      payMethod: null,
      refunded: 0,
    });
  });

  it('that comes twice is stored once, counted, and causes one read in five seconds at most', async () => {
    const payToken = await knowStandby(desk);
    const before = (await callsAbout(desk, 'status', payToken)).length;
    for (let n = 0; n < 10; n += 1) await post(paid(payToken, `&n=${String(n % 2)}`));
    await waitUntil(
      'read',
      () => outcomeOf(payToken),
      (rows) => rows[0]?.outcome === 'read',
    );
    expect(desk.read('SELECT times FROM callback WHERE pay_token = ?', payToken)).toEqual([
      { times: 5 },
      { times: 5 },
    ]);
    // One at once, and one five seconds later for those that came meanwhile.
    const reads = (await callsAbout(desk, 'status', payToken)).slice(before);
    expect(reads.length).toBeLessThanOrEqual(2);
    const [first, second] = reads.map((call) => Date.parse(call.at));
    if (first !== undefined && second !== undefined) expect(second - first).toBeGreaterThan(4900);
  });

  it('about an unknown payment adopts it where that is enabled', async () => {
    const { payToken } = await desk.sandbox.createPaid();
    await post(paid(payToken));
    await waitUntil(
      'adopted',
      () => outcomeOf(payToken),
      (rows) => rows[0]?.outcome === 'adopted',
    );
    expect(await getPayment(desk, payToken)).toMatchObject({ status: 'PAY_COMPLETE' });
    const sql = 'SELECT body, expires_at FROM callback WHERE pay_token = ?';
    expect(desk.read(sql, payToken)).toEqual([{ body: paid(payToken), expires_at: null }]);
  });

  it('about a payment that Toss does not know either adopts nothing', async () => {
    await post(paid('test_made_up'));
    await waitUntil(
      'asked',
      () => outcomeOf('test_made_up'),
      (rows) => rows[0]?.outcome === 'not-found',
    );
    expect((await desk.as('viewer').call('GET', '/api/payments/test_made_up')).status).toBe(404);
    const sql = 'SELECT body, expires_at IS NOT NULL AS ends FROM callback WHERE pay_token = ?';
    expect(desk.read(sql, 'test_made_up')).toEqual([{ body: '', ends: 1 }]);
  });

  it('about an unknown payment is stored and ignored where adopting is disabled', async () => {
    const own = await startTestDesk({ env: { ADOPT_CALLBACKS: '0' } });
    const { payToken } = await own.sandbox.createPaid();
    expect((await post(paid(payToken), FORM, own)).status).toBe(200);
    await waitUntil(
      'ignored',
      () => outcomeOf(payToken, own),
      (rows) => rows[0]?.outcome === 'ignored',
    );
    expect(await callsAbout(own, 'status', payToken)).toEqual([]);
    await own.close();
  });

  it.each([
    ['empty', ''],
    ['no form', 'hello'],
    ['without a payToken', 'status=PAY_SUCCESS'],
    ['with a payToken that can be none', `payToken=${'x'.repeat(65)}`],
    ['broken JSON', '{"payToken":'],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
  ])('that is %s is stored and answered 200', async (_name, body) => {
    const rows = () => desk.read<{ n: number }>('SELECT sum(times) AS n FROM callback')[0]?.n ?? 0;
    const before = rows();
    const type = _name === 'broken JSON' ? 'application/json' : FORM;
    expect((await post(body, type)).status).toBe(200);
    expect(rows()).toBe(before + 1);
  });

  it('in an unknown charset is stored like any other', async () => {
    const payToken = await knowStandby(desk);
    await desk.sandbox.authenticate(payToken);
    const type = 'application/x-www-form-urlencoded;charset=toss-8';
    expect((await post(paid(payToken), type)).status).toBe(200);
    await isPaid(payToken);
  });

  it('that is too large is refused and noted', async () => {
    expect((await post('x'.repeat(17 * 1024))).status).toBe(413);
    expect(desk.read("SELECT times FROM callback WHERE content_type = 'oversized'")).toHaveLength(
      1,
    );
    expect((await post('x'.repeat(16 * 1024))).status).toBe(200);
  });

  it('that came before a crash is processed after the start', async () => {
    const own = await startTestDesk({ env: { POLL_SCALE: '1' } });
    const payToken = await knowStandby(own);
    await own.sandbox.authenticate(payToken);
    await own.sandbox.fault({
      call: 'status',
      effect: 'before',
      fault: 'http500',
      times: 50,
      payToken,
    });
    await post(paid(payToken), FORM, own);
    await waitUntil('one try', async () => (await callsAbout(own, 'status', payToken)).length > 1);
    await own.stop();
    await own.sandbox.clearFaults();
    await own.start();
    await isPaid(payToken, own);
    await own.close();
  });

  it('before the answer to our own execute moves no operation without evidence', async () => {
    const payToken = await knowApproved(desk, {
      amount: 10_000,
      resultCallback: `${desk.url}/toss/callback`,
    });
    await desk.sandbox.fault({ call: 'execute', fault: 'delay', ms: 500, payToken });
    const body = { kind: 'execute', seenAmount: 10_000 };
    const answer = await putOperation(desk, payToken, body, { waitSeconds: 15 });
    expect(answer.body).toMatchObject({ state: 'succeeded', attempts: 1 });
    expect(await callsAbout(desk, 'execute', payToken)).toHaveLength(1);
    await isPaid(payToken);
  });
});

describe('the poller', () => {
  it('finds out by itself what no callback told: paid, and expired', async () => {
    const own = await startTestDesk({ env: { POLL_SCALE: '0.02' } });
    const [bought, left] = [await knowStandby(own), await knowStandby(own)];
    await own.sandbox.authenticate(bought);
    await isPaid(bought, own);
    await own.sandbox.advance(16 * 60_000);
    await waitUntil(
      'expired',
      () => getPayment(own, left),
      (payment) => payment.status === 'PAY_CANCEL',
    );
    await own.close();
  });

  it('reads each second a payment that somebody has open', async () => {
    const payToken = await knowStandby(desk);
    const watch = await desk
      .as('viewer')
      .call('POST', '/api/events/watch', { payTokens: [payToken] });
    expect(watch.status).toBe(204);
    await desk.sandbox.authenticate(payToken);
    const startMs = Date.now();
    await isPaid(payToken);
    expect(Date.now() - startMs).toBeLessThan(10_000);
  });
});

describe('the buyer’s return page', () => {
  const made = async (productDesc = '머그컵') => {
    const answer = await desk.as('operator').call('POST', '/api/payments', {
      orderNo: `buyer-${String(Math.random()).slice(2, 10)}`,
      amount: 12_345,
      productDesc,
      autoExecute: true,
      resultCallback: 'http://127.0.0.1:9/nobody',
    });
    const payToken = String(answer.body.payToken);
    const [call] = (await desk.sandbox.calls('payments')).slice(-1);
    return { payToken, retUrl: String(call?.body['retUrl']) };
  };
  const get = async (path: string, headers = {}) => {
    const answer = await desk.fetch(path.replace(desk.url, ''), { headers });
    return { status: answer.status, html: await answer.text(), headers: answer.headers };
  };

  it('reads the payment and shows the result', async () => {
    const { payToken, retUrl } = await made();
    await desk.sandbox.authenticate(payToken);
    await new Promise((resolve) => setTimeout(resolve, 2050));
    const page = await get(`${retUrl}&status=PAY_COMPLETE&orderNo=x&payMethod=CARD`);
    expect(page.status).toBe(200);
    expect(page.html).toContain('결제가 완료됐어요');
    expect(page.html).toContain('12,345원');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect((await get(retUrl, { 'accept-language': 'en' })).html).toContain('Payment complete');
  });

  it('does not trust its query string', async () => {
    const { payToken, retUrl } = await made();
    const page = await get(`${retUrl}&status=PAY_COMPLETE`);
    expect(page.html).toContain('결제를 확인하고 있어요');
    expect(page.html).toContain('http-equiv="refresh"');
    expect((await getPayment(desk, payToken)).status).toBe('PAY_STANDBY');
  });

  it('tells a buyer who stopped that no money was taken', async () => {
    const { payToken, retUrl } = await made();
    await desk.sandbox.abandon(payToken);
    await new Promise((resolve) => setTimeout(resolve, 2050));
    expect((await get(retUrl.replace('/return', '/cancel'))).html).toContain('결제를 취소했어요');
  });

  it.each(['', '?ref=', '?ref=nobody-knows-this', '?ref=a&ref=b', `?ref=${'x'.repeat(500)}`])(
    'without a known reference says nothing and causes no read: %s',
    async (query) => {
      const before = (await desk.sandbox.calls('status')).length;
      const page = await get(`/checkout/return${query}`);
      expect(page.status).toBe(200);
      expect(page.html).toContain('가게에서 결제를 확인하고 있어요');
      expect(page.html).not.toContain('원</dd>');
      expect((await desk.sandbox.calls('status')).length).toBe(before);
    },
  );

  it('escapes text that a shop typed', async () => {
    const { retUrl } = await made('<img src=x onerror=alert(1)>&amp;');
    const { html } = await get(retUrl);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&amp;amp;');
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<script');
  });
});
