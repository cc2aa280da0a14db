import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startTestSandbox, type TestSandbox } from '../support/start-sandbox.ts';

let toss: TestSandbox;
beforeAll(async () => {
  toss = await startTestSandbox({ shopName: '모퉁이 상점 <1호>' });
});
afterAll(() => toss.close());

function submit(form: Record<string, string>): Promise<Response> {
  return fetch(`${toss.url}/payfront/auth`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(form),
  });
}

describe('the checkout page', () => {
  it('shows shop, product and amount, with every text escaped, and no scripts', async () => {
    const { checkoutPage } = await toss.create({ productDesc: '<script>alert(1)</script> & 컵' });
    const answer = await fetch(checkoutPage);
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toContain('모퉁이 상점 &lt;1호&gt;');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; 컵');
    expect(html).toContain('35,000원');
    expect(html).not.toContain('<script');
    expect(html).toContain('lang="ko"');
    expect(html.match(/https?:\/\//g)).toBeNull();
    const style = await fetch(`${toss.url}/payfront/checkout.css`);
    expect(style.headers.get('content-type')).toContain('text/css');
    for (const [, path] of html.matchAll(/href="([^"]+)"/g)) {
      expect((await fetch(`${toss.url}${path ?? ''}`)).status).toBe(200);
    }
  });

  it('pays with 토스머니 and goes to retUrl, keeping its query', async () => {
    const { payToken, orderNo } = await toss.create({
      retUrl: 'http://shop.example/ORDER-CHECK?orderno=1&q=%20a+b#top',
    });
    const answer = await submit({ payToken, action: 'pay', payMethod: 'TOSS_MONEY' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(
      'http://shop.example/ORDER-CHECK?orderno=1&q=%20a+b' +
        `&status=PAY_COMPLETE&orderNo=${orderNo}&payMethod=TOSS_MONEY#top`,
    );
    expect((await toss.status(payToken))['payStatus']).toBe('PAY_COMPLETE');
  });

  it('pays by the chosen card, and only authenticates without autoExecute', async () => {
    const { payToken } = await toss.create({ autoExecute: false });
    const answer = await submit({
      payToken,
      action: 'pay',
      payMethod: 'CARD',
      cardCompanyName: '국민',
    });
    expect(answer.headers.get('location')).toContain('?status=PAY_APPROVED&');
    expect(await toss.status(payToken)).toMatchObject({
      payStatus: 'PAY_APPROVED',
      payMethod: 'CARD',
      cardCompanyName: '국민',
    });
  });

  it('goes to retCancelUrl unchanged when the buyer stops', async () => {
    const retCancelUrl = 'http://YOUR-SITE.COM/close';
    const { payToken } = await toss.create({ retCancelUrl });
    const answer = await submit({ payToken, action: 'stop' });
    expect(answer.headers.get('location')).toBe(retCancelUrl);
    expect((await toss.status(payToken))['payStatus']).toBe('PAY_CANCEL');
  });

  it('says in a sentence why a payment can’t be paid', async () => {
    const paid = await toss.createPaid();
    expect(await (await fetch(pageOf(paid.payToken))).text()).toContain('결제가 끝났어요');
    expect((await submit({ payToken: paid.payToken, action: 'pay' })).status).toBe(409);
    const late = await toss.create();
    await toss.advance(16 * 60_000);
    expect(await (await fetch(pageOf(late.payToken))).text()).toContain('결제 시간이 지났어요');
    const unknown = await fetch(pageOf('test_nobody'));
    expect(unknown.status).toBe(404);
    expect(await unknown.text()).toContain('결제를 찾을 수 없어요');
    const { charges } = await toss.books();
    expect(charges.filter((line) => line.payToken === paid.payToken)).toHaveLength(1);
  });

  it('lets only one of two payments of an order be paid', async () => {
    const first = await toss.create({ orderNo: 'pair' });
    const second = await toss.create({ orderNo: 'pair' });
    await toss.authenticate(second.payToken);
    expect(await (await fetch(first.checkoutPage)).text()).toContain('이미 결제한 주문이에요');
    expect((await submit({ payToken: first.payToken, action: 'pay' })).status).toBe(409);
  });
});

function pageOf(payToken: string): string {
  return `${toss.url}/payfront/auth?payToken=${payToken}`;
}
