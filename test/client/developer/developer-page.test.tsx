import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { DeveloperPage } from '../../../client/pages/developer-page.tsx';
import type { Answer } from '../../../shared/api.ts';
import {
  answer,
  http,
  HttpResponse,
  refuse,
  renderScreen,
  testDesk,
} from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

type Call = Answer<'GET /api/calls'>['items'][number];
type Callback = Answer<'GET /api/callbacks'>['items'][number];
type Token = Answer<'GET /api/tokens'>['items'][number];

const desk = testDesk();
const OPERATION = '3f0f2c1a-6f5e-4a57-9d0e-000000000001';
const PAY_TOKEN = 'test_5m3Zp0c6Nd20aYw1Kq7bRt';

function call(id: number, part: Partial<Call> = {}): Call {
  return {
    ...{ id, call: 'refunds', startedAt: '2026-11-24T05:00:00.123Z', tookMs: 87, outcome: 'ok' },
    ...{ httpStatus: 200, errorCode: null, message: null, failure: null },
    ...{ payToken: PAY_TOKEN, orderNo: null, operationId: OPERATION },
    ...part,
  };
}

function callback(id: number, part: Partial<Callback> = {}): Callback {
  return {
    ...{ id, receivedAt: '2026-11-24T05:00:00.000Z', times: 1, payToken: PAY_TOKEN },
    ...{ contentType: 'application/x-www-form-urlencoded', outcome: 'read' },
    ...{ handledAt: '2026-11-24T05:00:01.000Z', bytes: 56, expiresAt: null },
    ...part,
  };
}

function token(name: string, part: Partial<Token> = {}): Token {
  return {
    ...{ id: name, name, scopes: ['create'], createdAt: '2026-11-24T05:00:00.000Z' },
    ...{ revokedAt: null, lastUsedAt: null, dayCeilingWon: null, maker: null },
    ...part,
  };
}

/** The queries that the desk received, newest last. */
let asked: URLSearchParams[];
let calls: Answer<'GET /api/calls'>;
let callbacks: Answer<'GET /api/callbacks'>;
let tokens: Token[];
let refunds: boolean;

beforeEach(() => {
  asked = [];
  calls = { items: [call(1)], nextCursor: null, notKeptSince: null };
  callbacks = { items: [callback(1)], nextCursor: null };
  tokens = [];
  refunds = true;
  desk.use(
    http.get('/api/developer', () =>
      answer({
        ...{ apiUrl: 'https://desk.shop/api', callbackUrl: 'https://desk.shop/toss/callback' },
        ...{ tossBaseUrl: 'https://pay.toss.im', tossApiVersion: 'v1', keyLast4: '13Nq' },
        adoptsUnknown: false,
      }),
    ),
    http.get('/api/calls', ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return answer(calls);
    }),
    http.get('/api/callbacks', ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return answer(callbacks);
    }),
    http.get('/api/tokens', () => answer({ refunds, items: tokens })),
  );
});

const show = (path = '/developer') =>
  renderScreen(<DeveloperPage />, path, '/developer/:tab?', 'manager');
const lastAsked = () => Object.fromEntries(asked.at(-1) ?? []);
const whole = (id: number, request: string, reply: string | null) =>
  http.get(`/api/calls/${id}`, () =>
    answer({
      ...call(id),
      ...{ contentType: 'application/json', answerHash: 'ab'.repeat(32) },
      request: { text: request, cut: false },
      answer: reply === null ? null : { text: reply, cut: true },
    }),
  );

describe('the calls', () => {
  it('show the outcome, Toss’s answer, the duration and the payment', async () => {
    calls.items = [
      call(3, { call: 'status', operationId: null }),
      call(2, {
        ...{ outcome: 'refused', errorCode: 'REFUND_EXCEED_DAILY', message: '한도 초과' },
        tookMs: 1520,
      }),
      call(1, { outcome: 'lost', httpStatus: null, failure: 'other side closed' }),
    ];
    show();
    const rows = await screen.findAllByRole('listitem');
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining('성공상태 조회 status 200'),
      expect.stringMatching(/거절환불 refunds 200REFUND_EXCEED_DAILY 한도 초과.*1\.52초$/),
      expect.stringContaining('응답 없음환불 refundsother side closed'),
    ]);
    const links = within(rows[1]!).getAllByRole('link');
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      `/payments/${PAY_TOKEN}`,
      `/developer?operationId=${OPERATION}`,
    ]);
    expect(
      screen.getByText(/토스 https:\/\/pay\.toss\.im · API v1 · 키 끝자리 13Nq/),
    ).toBeDefined();
    expect(screen.getByRole('link', { name: /API 문서/ }).getAttribute('href')).toBe('/api/docs');
  });

  it('expand to request and response as text, whatever they contain', async () => {
    desk.use(whole(1, '{"payToken":"x"}', '<img src=x onerror=alert(1)>\u202eevil'));
    const view = show();
    await userEvent.click(await screen.findByRole('button', { name: '환불 14:00:00 자세히' }));
    const request = await screen.findByText(/"payToken": "x"/);
    expect(request.tagName).toBe('PRE');
    expect(screen.getByText('<img src=x onerror=alert(1)>\\u{202e}evil').tagName).toBe('PRE');
    expect(view.container.querySelector('img')).toBeNull();
    expect(screen.getByText(ko('developer.body.cut'))).toBeDefined();
    expect(screen.getByText('POST https://pay.toss.im/api/v1/refunds')).toBeDefined();
    expect(screen.getByText(/14:00:00\.123$/)).toBeDefined();
  });

  it('expand by a click anywhere on their row, and stay open while they are read', async () => {
    desk.use(whole(1, '{"payToken":"x"}', '{}'));
    show();
    await userEvent.click(await screen.findByText('14:00:00'));
    await userEvent.click(await screen.findByText(/"payToken": "x"/));
    await userEvent.click(screen.getByText('POST https://pay.toss.im/api/v1/refunds'));
    expect(screen.getByText(/"payToken": "x"/)).toBeDefined();
    await userEvent.click(screen.getByText('14:00:00'));
    expect(screen.queryByText(/"payToken": "x"/)).toBeNull();
  });

  it('say where no response came, and can be read again where they could not be read', async () => {
    desk.use(http.get('/api/calls/1', () => refuse('internal', 500)));
    show();
    await userEvent.click(await screen.findByRole('button', { name: /자세히$/ }));
    expect(await screen.findByText(ko('developer.calls.detailFailed'))).toBeDefined();
    desk.use(whole(1, '{}', null));
    await userEvent.click(screen.getByRole('button', { name: ko('common.retry') }));
    expect(await screen.findByText(ko('developer.body.none'))).toBeDefined();
  });

  it('are filtered by the address, and by one payment with one click', async () => {
    desk.use(whole(1, '{}', '{}'));
    const { router } = show(
      `/developer?call=refunds&outcome=lost&from=2026-11-24&operationId=${OPERATION}`,
    );
    await screen.findAllByRole('listitem');
    expect(lastAsked()).toEqual({
      ...{ call: 'refunds', outcome: 'lost', operationId: OPERATION, limit: '50' },
      from: '2026-11-23T15:00:00.000Z',
    });
    await userEvent.click(screen.getByRole('button', { name: /자세히$/ }));
    await userEvent.click(
      await screen.findByRole('button', { name: ko('developer.calls.only.payment') }),
    );
    await waitFor(() => expect(lastAsked()).toEqual({ payToken: PAY_TOKEN, limit: '50' }));
    expect(router.state.location.search).toBe(`?payToken=${PAY_TOKEN}`);
    // The other tab keeps the same payment.
    expect(
      screen.getByRole('link', { name: ko('developer.tabs.callbacks') }).getAttribute('href'),
    ).toBe(`/developer/callbacks?payToken=${PAY_TOKEN}`);
  });

  it('are filtered by a chip, which can be removed again', async () => {
    const { router } = show();
    await userEvent.click(
      await screen.findByRole('button', { name: ko('developer.filters.outcome') }),
    );
    await userEvent.click(screen.getByRole('radio', { name: ko('developer.outcome.lost') }));
    await waitFor(() => expect(lastAsked()).toEqual({ outcome: 'lost', limit: '50' }));
    await userEvent.click(screen.getByRole('button', { name: ko('log.remove', { name: '결과' }) }));
    await waitFor(() => expect(router.state.location.search).toBe(''));
    await userEvent.click(screen.getByRole('button', { name: ko('log.operationId') }));
    await userEvent.type(screen.getByRole('textbox'), 'no number{Enter}');
    expect(screen.getByRole('alert').textContent).toBe(ko('log.operationIdWrong'));
    expect(router.state.location.search).toBe('');
  });

  it('load page by page', async () => {
    calls = { items: [call(2)], nextCursor: 'c1', notKeptSince: null };
    show();
    const more = await screen.findByRole('button', { name: ko('common.more') });
    calls = { items: [call(1, { call: 'cancel' })], nextCursor: null, notKeptSince: null };
    await userEvent.click(more);
    expect(await screen.findByText(ko('developer.call.cancel'))).toBeDefined();
    expect(lastAsked()).toEqual({ cursor: 'c1', limit: '50' });
    expect(screen.queryByRole('button', { name: ko('common.more') })).toBeNull();
  });

  it('say that they are not recorded, and that money is not affected', async () => {
    calls = { items: [], nextCursor: null, notKeptSince: '2026-11-24T05:00:00.000Z' };
    show();
    expect(await screen.findByText(/14:00부터 호출 기록을 남기지 못하고 있어요$/)).toBeDefined();
    expect(screen.getByText(ko('developer.calls.notKept.body'))).toBeDefined();
  });

  it('tell an empty log from one without a match', async () => {
    calls.items = [];
    const first = show();
    expect(await screen.findByText(ko('developer.calls.empty.title'))).toBeDefined();
    first.unmount();
    const { router } = show('/developer?outcome=lost');
    expect(await screen.findByText(ko('developer.calls.filtered.title'))).toBeDefined();
    await userEvent.click(screen.getAllByRole('button', { name: ko('log.clear') }).at(-1)!);
    expect(router.state.location.search).toBe('');
  });

  it('can be read again where reading failed', async () => {
    desk.use(http.get('/api/calls', () => HttpResponse.error(), { once: true }));
    show();
    expect(await screen.findByText(ko('developer.calls.failed'))).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: ko('common.retry') }));
    expect(await screen.findByRole('listitem')).toBeDefined();
  });
});

describe('the callbacks', () => {
  it('show what happened to each and how often it came; the address can be copied', async () => {
    callbacks.items = [
      callback(3, { payToken: null, outcome: 'waiting', handledAt: null }),
      callback(2, { outcome: 'not-found', times: 5 }),
      callback(1),
    ];
    show('/developer/callbacks');
    const rows = await screen.findAllByRole('listitem');
    expect(rows[0]!.textContent).toContain('결제를 알 수 없음어떤 결제인지 알 수 없어');
    expect(rows[1]!.textContent).toContain(ko('developer.became.not-found'));
    expect(rows[1]!.textContent).toContain('같은 내용으로 5번 받았어요.');
    expect(rows[2]!.textContent).toContain(ko('developer.became.read'));
    expect(rows[2]!.textContent).not.toContain('번 받았어요');
    const address = screen.getByRole('textbox', { name: ko('developer.callbacks.url') });
    expect((address as HTMLInputElement).value).toBe('https://desk.shop/toss/callback');
    expect(screen.getByText(/창구에 없는 결제의 콜백은 기록만 남겨요/)).toBeDefined();
  });

  it('expand to their content, one field per line', async () => {
    desk.use(
      http.get('/api/callbacks/1', () =>
        answer({
          ...callback(1),
          bodyHash: 'cd'.repeat(32),
          body: { text: 'status=PAY_SUCCESS&x=%3Cb%3E', cut: false },
        }),
      ),
    );
    show('/developer/callbacks');
    await userEvent.click(
      await screen.findByRole('button', {
        name: ko('developer.callbacks.open', { clock: '14:00:00' }),
      }),
    );
    const shown = await screen.findByText(/^status: PAY_SUCCESS/);
    expect(shown.textContent).toBe('status: PAY_SUCCESS\nx: <b>');
  });

  it('of no payment say that only their size and hash are stored, and until when', async () => {
    const dropped = callback(1, {
      ...{ outcome: 'not-found', bytes: 234, expiresAt: '2026-12-01T05:00:00.000Z' },
    });
    callbacks.items = [dropped];
    desk.use(
      http.get('/api/callbacks/1', () =>
        answer({ ...dropped, bodyHash: 'cd'.repeat(32), body: { text: '', cut: false } }),
      ),
    );
    show('/developer/callbacks');
    await userEvent.click(
      await screen.findByRole('button', {
        name: ko('developer.callbacks.open', { clock: '14:00:00' }),
      }),
    );
    expect(await screen.findByText(/크기와 해시만 남겼어요\./)).toBeDefined();
    expect(screen.getByText('234바이트')).toBeDefined();
    expect(screen.getByText(ko('developer.callbacks.expires'))).toBeDefined();
    expect(screen.queryByText(ko('developer.body.empty'))).toBeNull();
  });

  it('are searched further where a page of them has no match', async () => {
    callbacks = { items: [], nextCursor: '17' };
    show('/developer/callbacks?outcome=ignored');
    const further = await screen.findByRole('button', { name: ko('developer.callbacks.further') });
    callbacks = { items: [callback(1, { outcome: 'ignored' })], nextCursor: null };
    await userEvent.click(further);
    expect(await screen.findByRole('listitem')).toBeDefined();
    expect(lastAsked()).toEqual({ outcome: 'ignored', cursor: '17', limit: '50' });
  });
});

describe('the tokens', () => {
  it('are listed with the valid ones first, and only those can be revoked', async () => {
    tokens = [
      token('old', { revokedAt: '2026-11-24T06:00:00.000Z' }),
      token('shop', { scopes: ['create', 'lookup'], lastUsedAt: '2026-11-24T07:30:00.000Z' }),
    ];
    show('/developer/tokens');
    const rows = await screen.findAllByRole('listitem');
    expect(
      rows.map((row) => within(row).queryByRole('button')?.getAttribute('aria-label')),
    ).toEqual(['shop 폐기', undefined]);
    expect(rows[0]!.textContent).toMatch(/shop결제 만들기 · 결제 찾기.*마지막 사용 .*16:30/);
    expect(rows[1]!.textContent).toMatch(/old.*폐기됨$/);
  });

  it('are created, shown once, and not lost by a stray Escape', async () => {
    const sent: unknown[] = [];
    desk.use(
      http.post('/api/tokens', async ({ request }) => {
        sent.push(await request.json());
        tokens = [token(ko('detail.timeline.storefront'))];
        return answer({ token: tokens[0], text: 'cgt_secret' }, 201);
      }),
    );
    show('/developer/tokens');
    expect(await screen.findByText(ko('developer.tokens.empty.title'))).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: ko('developer.tokens.make') }));
    await userEvent.click(
      await screen.findByRole('button', { name: ko('developer.tokens.dialog.submit') }),
    );
    expect(screen.getByRole('alert').textContent).toBe(ko('developer.tokens.dialog.nameNeeded'));
    await userEvent.type(
      screen.getByRole('textbox', { name: ko('developer.tokens.dialog.name') }),
      ' 온라인 매장 ',
    );
    await userEvent.click(
      screen.getByRole('checkbox', { name: ko('developer.tokens.scope.lookup') }),
    );
    await userEvent.click(
      screen.getByRole('button', { name: ko('developer.tokens.dialog.submit') }),
    );
    const shown = await screen.findByRole('textbox', { name: ko('developer.tokens.shown.label') });
    expect((shown as HTMLInputElement).value).toBe('cgt_secret');
    expect(sent).toEqual([{ name: ko('detail.timeline.storefront'), scopes: ['create'] }]);
    await userEvent.keyboard('{Escape}');
    expect(await screen.findByText(ko('developer.tokens.shown.notCopied'))).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: ko('developer.tokens.shown.leave') }));
    await waitFor(() => expect(screen.queryByDisplayValue('cgt_secret')).toBeNull());
    expect(await screen.findByRole('listitem')).toBeDefined();
  });

  it('that refund are created with a daily limit, and listed with it and their maker', async () => {
    const sent: unknown[] = [];
    const terms = { dayCeilingWon: 500_000, maker: { id: 'm', name: '한유진' } };
    desk.use(
      http.post('/api/tokens', async ({ request }) => {
        sent.push(await request.json());
        tokens = [token('orders', { scopes: ['refund'], ...terms })];
        return answer({ token: tokens[0], text: 'cgt_secret' }, 201);
      }),
    );
    show('/developer/tokens');
    await userEvent.click(await screen.findByRole('button', { name: ko('developer.tokens.make') }));
    const named = (name: string) => ({ name });
    await userEvent.type(
      await screen.findByRole('textbox', named(ko('developer.tokens.dialog.name'))),
      'orders',
    );
    for (const scope of ['create', 'lookup', 'refund'] as const) {
      await userEvent.click(
        screen.getByRole('checkbox', named(ko(`developer.tokens.scope.${scope}`))),
      );
    }
    const submit = screen.getByRole('button', named(ko('developer.tokens.dialog.submit')));
    await userEvent.click(submit);
    expect(sent).toEqual([]);
    const ceiling = screen.getByRole('textbox', named(ko('developer.tokens.dialog.ceiling')));
    expect(ceiling.getAttribute('aria-invalid')).toBe('true');
    await userEvent.type(ceiling, '500000');
    await userEvent.click(submit);
    await screen.findByDisplayValue('cgt_secret');
    expect(sent).toEqual([{ name: 'orders', scopes: ['refund'], dayCeilingWon: 500_000 }]);
    await userEvent.keyboard('{Escape}');
    await userEvent.click(
      await screen.findByRole('button', named(ko('developer.tokens.shown.leave'))),
    );
    const row = await screen.findByRole('listitem');
    expect(row.textContent).toContain('하루 500,000원까지 환불 · 한유진 님이 만들었어요');
  });

  it('that refund are not offered while the operator has switched that off', async () => {
    refunds = false;
    show('/developer/tokens');
    await userEvent.click(await screen.findByRole('button', { name: ko('developer.tokens.make') }));
    expect(await screen.findByText(ko('developer.tokens.dialog.refundsOff'))).toBeDefined();
    const refund = { name: ko('developer.tokens.scope.refund') };
    expect(screen.queryByRole('checkbox', refund)).toBeNull();
  });

  it('require a unique name', async () => {
    desk.use(
      http.post('/api/tokens', () =>
        HttpResponse.json(
          {
            ...{
              type: '',
              title: '',
              status: 422,
              detail: '',
              instance: 'r',
              effect: 'not-applied',
            },
            code: 'invalid-request',
            errors: [{ pointer: '/name', code: 'taken', params: {}, detail: '' }],
          },
          { status: 422, headers: { 'content-type': 'application/problem+json' } },
        ),
      ),
    );
    show('/developer/tokens');
    await userEvent.click(await screen.findByRole('button', { name: ko('developer.tokens.make') }));
    const name = await screen.findByRole('textbox', { name: ko('developer.tokens.dialog.name') });
    await userEvent.type(name, 'shop{Enter}');
    expect((await screen.findByRole('alert')).textContent).toBe(
      ko('developer.tokens.dialog.nameTaken'),
    );
    await userEvent.type(name, '2');
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('are revoked after a confirmation, once', async () => {
    tokens = [token('shop')];
    const revoked: unknown[] = [];
    desk.use(
      http.delete('/api/tokens/:id', ({ params }) => {
        revoked.push(params['id']);
        tokens = [token('shop', { revokedAt: '2026-11-24T06:00:00.000Z' })];
        return answer(tokens[0]!);
      }),
    );
    show('/developer/tokens');
    await userEvent.click(await screen.findByRole('button', { name: 'shop 폐기' }));
    expect(await screen.findByText(ko('developer.tokens.revoking.payments'))).toBeDefined();
    await userEvent.click(
      within(screen.getByRole('dialog')).getByRole('button', {
        name: ko('developer.tokens.revoking.confirm'),
      }),
    );
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull();
      expect(screen.queryByRole('button', { name: 'shop 폐기' })).toBeNull();
    });
    expect(revoked).toEqual(['shop']);
  });
});
