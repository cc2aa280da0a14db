import { describe, expect, it } from 'vitest';
import { FileStream, JsonText } from '../../server/http/endpoint.ts';
import { maskFor } from '../../server/http/mask-personal.ts';
import { eraseText, maskText } from '../../shared/mask-text.ts';
import type { Role } from '../../shared/permissions.ts';
import { onDuty } from '../support/on-duty.ts';

const as = (role: Role) => onDuty({ id: 'staff-1', name: '김민지', role });

describe('a text without personal identifiers', () => {
  it.each([
    ['휴대폰 010-1234-5678로 연락', '휴대폰 •••-••••-5678로 연락'],
    ['01012345678', '•••••••5678'],
    ['010 1234 5678, 010.1234.5678', '••• •••• 5678, •••.••••.5678'],
    ['+82-10-1234-5678', '+••-••-••••-5678'],
    ['가게 02-123-4567', '가게 ••-•••-4567'],
    ['연락: 010-1234-5678-', '연락: •••-••••-5678-'],
    ['minji.kim@shop.example 앞', 'm•••@shop.example 앞'],
    ['김민지@우리집.한국', '김•••@우리집.한국'],
    ['국민 123456-01-123456으로 송금', '국민 ••••••-••-••3456으로 송금'],
    ['계좌 12345678901234', '계좌 ••••••••••1234'],
    ['4111-1111-1111-1234', '••••-••••-••••-1234'],
    ['4111 1111 1111 1234', '•••• •••• •••• 1234'],
    ['900101-1234567', '••••••-•••••••'],
    ['9001011234567', '•••••••••••••'],
  ])('%s', (text, shown) => expect(maskText(text)).toBe(shown));

  it.each([
    '단순 변심',
    '2026-11-24 14:03에 4,000원',
    '2026-11-24T05:03:00.000Z',
    'order-1024, 1588-1234',
    '6d0e9f0e-6a3c-4f0c-9a43-3f2c0a6a3f11',
    '12345678-1234-4123-8123-123456789012',
    'Toss says PAY_CANCEL',
    '@여기 a@b',
    '',
  ])('is unchanged: %s', (text) => expect(maskText(text)).toBe(text));

  it.each([
    ['digits', '1'.repeat(200_000)],
    ['digits and hyphens', '1-'.repeat(100_000)],
    ['an address without an end', 'a'.repeat(200_000)],
    ['at signs', 'a@'.repeat(100_000)],
    ['dots', `a@${'b.'.repeat(100_000)}`],
    ['blanks', '010 '.repeat(50_000)],
  ])('takes no longer for a text made to slow it down: %s', (_name, text) => {
    const startMs = performance.now();
    maskText(text);
    expect(performance.now() - startMs).toBeLessThan(500);
  });
});

describe('a text without any personal data', () =>
  it.each([
    ['휴대폰 010-1234-5678로 연락', '휴대폰 •••-••••-••••로 연락'],
    ['010 1234 5678, 가게 02-123-4567', '••• •••• ••••, 가게 ••-•••-••••'],
    ['minji.kim@shop.example 앞', '••• 앞'],
    ['계좌 12345678901234, 900101-1234567', '계좌 ••••••••••••••, ••••••-•••••••'],
    ['order-1024, 2026-11-24 4,000원', 'order-1024, 2026-11-24 4,000원'],
  ])('%s', (text, left) => expect(eraseText(text)).toBe(left)));

describe('a response', () => {
  const body = {
    items: [{ orderNo: '01012345678', productDesc: '010-1234-5678', metadata: '김민지, 서울' }],
    note: null,
    refusal: { message: '01012345678 님의 환불 한도' },
    nested: { evidence: { detail: 'kim@shop.example', at: '2026-11-24T05:03:00.000Z' } },
    amount: 1_012_345_678,
    metadata: '',
  };

  it('is masked for a viewer, except its ids and figures', () => {
    expect(maskFor(as('viewer'), body)).toEqual({
      items: [{ orderNo: '01012345678', productDesc: '•••-••••-5678', metadata: '••••••' }],
      note: null,
      refusal: { message: '•••••••5678 님의 환불 한도' },
      nested: { evidence: { detail: 'k•••@shop.example', at: '2026-11-24T05:03:00.000Z' } },
      amount: 1_012_345_678,
      metadata: '',
    });
    const text = maskFor(as('viewer'), new JsonText(JSON.stringify(body)));
    expect(JSON.parse(text.text)).toEqual(maskFor(as('viewer'), body));
  });

  it('is whole for those who may refund, and for a storefront', () => {
    for (const role of ['operator', 'manager'] as const) expect(maskFor(as(role), body)).toBe(body);
    const token = { type: 'token', id: 't', name: 'shop', scopes: [], address: null } as const;
    for (const scope of ['create', 'lookup', 'events'] as const) {
      expect(maskFor(token, body, scope)).toBe(body);
    }
    expect(maskFor(null, body)).toBe(body);
  });

  it('is masked for a token that reads, or that asks for a refund', () => {
    const token = { type: 'token', id: 't', name: 'shop', scopes: [], address: null } as const;
    for (const scope of ['read', 'refund'] as const) {
      expect(maskFor(token, body, scope)).toEqual(maskFor(as('viewer'), body));
    }
  });

  it('that is a file, or empty, is unchanged', () => {
    const file = new FileStream('a.csv', ['010-1234-5678']);
    expect(maskFor(as('viewer'), file)).toBe(file);
    const nothing: unknown = undefined;
    expect(maskFor(as('viewer'), nothing)).toBeUndefined();
  });
});
