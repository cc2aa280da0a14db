import { describe, expect, it } from 'vitest';
import { cutBody, KEPT_BYTES, maskBody } from '../../server/developer/mask-body.ts';

const KEY = 'sk_test_w5lNQylNqa5lNQe013Nq';
const masked = (body: object) => JSON.parse(maskBody(JSON.stringify(body))) as unknown;

describe('a body', () => {
  it('without personal data is unchanged, byte for byte', () => {
    const text = '{ "code" : 0,\n "refunds": [{"refundNo":"20261124140300123","amount":4000}] }';
    expect(maskBody(text)).toBe(text);
    const form =
      'status=PAY_SUCCESS&payToken=test_token1234567890a&orderNo=20261124-0001&paidTs=2026-11-24%2014:03:00';
    expect(maskBody(form)).toBe(form);
  });

  it('contains no key, under whatever name, escaped or in a sentence', () => {
    for (const body of [
      JSON.stringify({ apiKey: KEY, nested: [{ x: KEY }] }),
      JSON.stringify({ msg: '@' }).replace('@', KEY.replaceAll('s', '\\u0073')),
      `apiKey=${KEY}&payToken=x`,
      `<pre>${KEY}</pre>`,
      `{"code":0,"msg":"${KEY}`,
    ]) {
      expect(maskBody(body)).not.toContain(KEY.slice(8));
    }
    expect(masked({ apiKey: 'of another form', api_key: 'x' })).toEqual({
      apiKey: '••••••',
      api_key: '••••••',
    });
  });

  it('shows at most the last four characters of personal data', () =>
    expect(
      masked({
        userPhone: '010-1234-5678',
        cardNumber: 4330123412341234,
        accountBankCode: '092',
        accountNumber: '110-123-456789',
        buyerName: '홍길동',
        email: 'gildong@example.com',
        cardCompanyName: '국민',
        hasOwner: true,
        amount: 35_000,
      }),
    ).toEqual({
      userPhone: '•••-••••-5678',
      cardNumber: '••••••••••••1234',
      accountBankCode: '••••••',
      accountNumber: '•••-•••-••6789',
      buyerName: '••••••',
      email: '••••••',
      cardCompanyName: '국민',
      hasOwner: true,
      amount: 35_000,
    }));

  it('hides what a storefront wrote about a buyer, in forms and in JSON', () => {
    expect(masked({ metadata: '홍길동 서울시 중구', reason: '연락처 010-1234-5678' })).toEqual({
      metadata: '••••••',
      reason: '연락처 •••-••••-5678',
    });
    const shown = maskBody(
      'payToken=t1&metadata=%ED%99%8D%EA%B8%B8%EB%8F%99&userPhone=01012345678',
    );
    expect(Object.fromEntries(new URLSearchParams(shown))).toEqual({
      payToken: 't1',
      metadata: '••••••',
      userPhone: '•••••••5678',
    });
  });

  it('tells neither approval number nor slip, which are erased with the payment', () =>
    expect(
      masked({
        cardAuthorizationNo: '30012345',
        card: { salesCheckLinkUrl: 'https://pay.toss.im/s?payToken=t' },
      }),
    ).toEqual({ cardAuthorizationNo: '••••••', card: { salesCheckLinkUrl: '••••••' } }));

  it('that is not valid JSON is masked as text', () => {
    expect(maskBody('<p>010-1234-5678</p>')).toBe('<p>•••-••••-5678</p>');
    expect(maskBody('{"userPhone":"010-1234-5678"')).not.toContain('1234-5678');
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    expect(maskBody(deep)).toBe(deep);
  });

  it('that contains names of Object.prototype is handled like any other', () =>
    expect(maskBody('{"__proto__":{"userPhone":"010-1234-5678"}}')).toBe(
      '{"__proto__":{"userPhone":"•••-••••-5678"}}',
    ));
});

describe('a long body', () =>
  it('is cut at 16 KiB between two characters, and says so', () => {
    const whole = cutBody('가'.repeat(5461));
    expect(whole.cut).toBe(false);
    const { text, cut } = cutBody('가'.repeat(6000));
    expect(cut).toBe(true);
    expect(text).toBe('가'.repeat(5461));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(KEPT_BYTES);
  }));
