import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuditPage } from '../../../client/pages/audit-page.tsx';
import type { AccessRecord } from '../../../shared/access-record.ts';
import { catchFiles, fileAnswer } from '../support/catch-files.ts';
import { answer, http, refuse, renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();

const viewer = { type: 'staff', id: 's3', name: '이조회', address: '203.0.113.9' } as const;

function record(id: number, part: Partial<AccessRecord> = {}): AccessRecord {
  return {
    id,
    at: `2026-11-24T05:00:0${String(id)}.000Z`,
    actor: viewer,
    kind: 'list',
    payTokens: ['pay_token_0118'],
    query: null,
    requests: 1,
    ...part,
  };
}

interface Page {
  items: AccessRecord[];
  nextCursor: string | null;
  notKeptSince: string | null;
  orderNos: Record<string, string>;
}
let asked: URLSearchParams[];
let pages: Map<string | null, Page>;
const page = (...items: AccessRecord[]): Page => ({
  ...{ items, nextCursor: null, notKeptSince: null, orderNos: {} },
});

beforeEach(() => {
  asked = [];
  pages = new Map([[null, page(record(1))]]);
  desk.use(
    http.get('/api/access-records', ({ request }) => {
      const { searchParams } = new URL(request.url);
      asked.push(searchParams);
      return answer(pages.get(searchParams.get('cursor')) ?? page());
    }),
    http.get('/api/staff', () => answer({ items: [{ id: 's3', name: '이조회' }] })),
    http.get('/api/settings', () => answer({ accessYears: 2 })),
  );
});
afterEach(() => {
  vi.restoreAllMocks();
});

const show = (path = '/audit/access') =>
  renderScreen(<AuditPage />, path, '/audit/:tab?', 'manager');

describe('접속 기록', () => {
  it('shows who, from where, what and whose data', async () => {
    pages.set(
      null,
      page(record(2, { query: { q: '꽃다발' }, payTokens: [] }), record(1, { kind: 'payment' })),
    );
    show();
    const [search, read] = await screen.findAllByRole('listitem');
    expect(search?.textContent).toContain('이조회 님');
    expect(search?.textContent).toContain('203.0.113.9');
    expect(search?.textContent).toContain(ko('access.kinds.list'));
    expect(search?.textContent).toContain('조건: 검색: 꽃다발');
    expect(read?.textContent).toContain('결제 1건');
    expect(screen.getByText(/2년 동안 보관해요/)).toBeDefined();
    await userEvent.click(within(read!).getByRole('button', { expanded: false }));
    expect(screen.getByRole('link', { name: 'pay_token_0118' }).getAttribute('href')).toBe(
      '/payments/pay_token_0118',
    );
  });

  it('names payments by their order numbers where the desk knows them', async () => {
    const payTokens = ['pay_token_0118', 'pay_token_0119'];
    const orderNos = { pay_token_0118: '20261130-55235' };
    pages.set(null, { ...page(record(1, { payTokens })), orderNos });
    show('/audit/access?payToken=pay_token_0118');
    const row = await screen.findByRole('listitem');
    await userEvent.click(within(row).getByRole('button', { expanded: false }));
    const names = within(row)
      .getAllByRole('link')
      .map(({ textContent }) => textContent);
    expect(names).toEqual(['20261130-55235', 'pay_token_0119']);
    expect(screen.getByText('20261130-55235', { selector: 'b' })).toBeDefined();
  });

  it('shows the filters in the words of the list, and what an export leaves open', async () => {
    const query = {
      q: 'created',
      status: ['PAY_COMPLETE', 'REFUND_SUCCESS'],
      clock: 'completed',
      from: '2026-11-24T00:00:00.000Z',
      amountMin: 4000,
      refundable: true,
      other: 1,
    };
    pages.set(
      null,
      page(
        record(2, { kind: 'export', query: { file: 'a.csv' }, payTokens: [] }),
        record(1, { query, requests: 240 }),
        record(3, { kind: 'audit-log', query: { by: 'staff' } }),
      ),
    );
    show('/audit/access?payToken=pay_token_0118');
    const [file, list, log] = await screen.findAllByRole('listitem');
    expect(list?.textContent).toContain(
      '조건: 검색: created · 상태: 결제 완료, 환불 완료 · 기준 시각: 결제 완료 · ' +
        '부터: 2026-11-24 09:00:00 · 최소 금액: 4,000원 · 환불 가능: 예',
    );
    expect(log?.textContent).toContain('조건: 누가: 모든 직원');
    expect(list?.textContent).toContain('요청 240번을 한 줄로 모았어요.');
    expect(file?.textContent).toContain(ko('access.kinds.export'));
    await userEvent.click(within(file!).getByRole('button', { expanded: false }));
    expect(screen.getByText(ko('access.detail.inFile'))).toBeDefined();
    expect(screen.getByText(ko('access.noFiles'))).toBeDefined();
  });

  it('shows the name of a storefront when it is filtered by one', async () => {
    const actor = { type: 'token', id: 't1', name: '웹 상점', address: null } as const;
    pages.set(null, page(record(1, { actor })));
    show();
    await userEvent.click(await screen.findByRole('button', { expanded: false, name: /자세히/ }));
    await userEvent.click(screen.getByRole('button', { name: ko('access.only.token') }));
    expect(await screen.findByText('‘웹 상점’ 토큰', { selector: 'button *' })).toBeDefined();
    expect(screen.queryByText(ko('audit.filters.unknownPerson'))).toBeNull();
  });

  it('is linked beside 감사 기록', async () => {
    show();
    const tabs = within(await screen.findByRole('navigation', { name: ko('access.tabs.label') }));
    expect(tabs.getByRole('link', { name: ko('access.title') }).getAttribute('aria-current')).toBe(
      'page',
    );
    expect(tabs.getByRole('link', { name: ko('audit.title') }).getAttribute('href')).toBe('/audit');
  });

  it('can be filtered by person', async () => {
    const { router } = show();
    await userEvent.click(await screen.findByRole('button', { expanded: false, name: /자세히/ }));
    await userEvent.click(screen.getByRole('button', { name: ko('access.only.staff') }));
    expect(router.state.location.search).toBe('?staff=s3');
    await waitFor(() => expect(asked.at(-1)?.get('staff')).toBe('s3'));
  });

  it('searches further where a page with a filter has no match', async () => {
    pages = new Map([
      [null, { ...page(), nextCursor: '7' }],
      ['7', page(record(3))],
    ]);
    show('/audit/access?kind=export');
    await userEvent.click(await screen.findByRole('button', { name: ko('access.further') }));
    expect(await screen.findAllByRole('listitem')).toHaveLength(1);
    expect(asked.at(-1)?.get('kind')).toBe('export');
  });

  it('tells apart that there is nothing, that nothing matches, and that reading failed', async () => {
    pages.set(null, page());
    const { unmount } = show();
    expect(await screen.findByText(ko('audit.empty.title'))).toBeDefined();
    unmount();
    const other = show('/audit/access?kind=export');
    expect(await screen.findByText(ko('audit.filtered.title'))).toBeDefined();
    other.unmount();
    desk.use(http.get('/api/access-records', () => refuse('internal', 500)));
    show();
    expect(await screen.findByText(ko('access.failed'))).toBeDefined();
  });

  it('says since when nothing is recorded', async () => {
    pages.set(null, { ...page(record(1)), notKeptSince: '2026-11-24T05:00:00.000Z' });
    show();
    expect(await screen.findByText(/접속 기록을 남기지 못하고 있어요/)).toBeDefined();
  });

  it('is exported with its filter and a reason', async () => {
    desk.use(
      http.get('/api/exports/access-records.csv', ({ request }) => {
        asked.push(new URL(request.url).searchParams);
        return fileAnswer('changgu-access-20261124-140000KST.csv', 'x');
      }),
    );
    const files = catchFiles();
    show('/audit/access?kind=payment');
    await userEvent.click(await screen.findByRole('button', { name: ko('audit.export.button') }));
    const form = within(await screen.findByRole('dialog'));
    await userEvent.type(form.getByLabelText(ko('exports.reason')), '점검 자료 제출');
    await userEvent.click(form.getByRole('button', { name: ko('audit.sign.download') }));
    expect(await screen.findByText(/받았어요/, { selector: 'p' })).toBeDefined();
    expect(files[0]?.name).toBe('changgu-access-20261124-140000KST.csv');
    expect(Object.fromEntries(asked.at(-1) ?? [])).toMatchObject({
      kind: 'payment',
      reason: '점검 자료 제출',
      language: 'ko',
    });
  });
});
