import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../../client/copy/i18n.ts';
import { OverviewReport } from '../../../client/overview/overview-report.tsx';
import { OverviewPage } from '../../../client/pages/overview-page.tsx';
import { setDeskTime } from '../../../client/ui/ticker.ts';
import type { Overview } from '../../../shared/api.ts';
import type { Role } from '../../../shared/permissions.ts';
import { answer, http, refuse, renderScreen, testDesk } from '../support/render-screen.tsx';
import { AS_OF, newShop, noMoney, overviewOf } from './overview-figures.ts';
import { ko } from '../../support/words.ts';

const desk = testDesk();
beforeEach(() => setDeskTime(AS_OF));
afterEach(() => setLanguage('ko'));

/** Opens the page. @returns the requests that the desk received, in order */
function show(
  answers: Overview | ((search: URLSearchParams) => Response | Promise<Response>),
  { path = '/overview', role = 'operator' }: { path?: string; role?: Role } = {},
  page = <OverviewPage />,
) {
  const asked: string[] = [];
  desk.use(
    http.get('/api/overview', ({ request }) => {
      const { searchParams } = new URL(request.url);
      asked.push(searchParams.toString());
      return typeof answers === 'function' ? answers(searchParams) : answer(answers);
    }),
  );
  return { asked, ...renderScreen(page, path, '/overview', role) };
}

const section = async (name: string | RegExp) =>
  within(await screen.findByRole('region', { name }));

function tile(region: ReturnType<typeof within>, name: string): string {
  return region.getByRole('group', { name }).textContent.replaceAll('\u2060', '');
}

function rowsOf(table: HTMLElement): string[][] {
  return within(table)
    .getAllByRole('row')
    .map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent));
}

describe('the sums', () => {
  it('are shown beside those of yesterday until the same time, in words', async () => {
    show(overviewOf());
    const today = await section('오늘 11월 24일 (화)');
    expect(tile(today, ko('list.title'))).toBe(
      '결제1건30,000원어제 같은 시각(20,000원)보다 10,000원 많아요',
    );
    expect(tile(today, ko('common.kind.refund'))).toBe(
      '환불2건34,000원어제 같은 시각(0원)보다 34,000원 많아요',
    );
    expect(tile(today, ko('overview.money.net'))).toBe(
      '환불 뺀 금액−4,000원어제 같은 시각(20,000원)보다 24,000원 적어요',
    );
  });

  it('of the range are shown beside as many days before, which are named', async () => {
    show(overviewOf());
    const span = await section('기간 11월 18일 (수) – 11월 24일 (화)');
    expect(tile(span, ko('list.title'))).toContain('이전 7일(100,000원)보다 20,000원 적어요');
    expect(tile(span, ko('common.kind.refund'))).toContain('이전 7일(34,000원)과 같아요');
    expect(tile(span, '환불율')).toContain('42.5%');
    expect(
      span.getByText(/이전 기간은 11월 11일 \(수\) 00:00부터 11월 17일 \(화\) 14:30까지예요/),
    ).toBeDefined();
  });

  it('have no comparison before the first payment of the shop', async () => {
    show(overviewOf({ firstDay: '2026-11-24' }));
    const today = await section(/^오늘/);
    expect(tile(today, ko('list.title'))).toBe(`결제1건30,000원${ko('overview.compare.none')}`);
  });

  it('name the refunds that could not be assigned', async () => {
    show(overviewOf({ undated: { refunds: 2, refunded: 5_000 } }));
    const span = await section(/^기간/);
    expect(span.getByText(/시각을 알려 주지 않은 환불 2건\(5,000원\)/)).toBeDefined();
  });

  it('exist in English too', async () => {
    await setLanguage('en');
    show(overviewOf());
    const today = await section('Today Tue, 11/24');
    expect(tile(today, 'Paid')).toBe(
      'Paid1₩30,000₩10,000 more than by this time yesterday (₩20,000)',
    );
  });
});

describe('a chart', () => {
  it('says what it shows, and has a table with the same numbers, the newest day first', async () => {
    show(overviewOf());
    const days = await section('날짜별 결제와 환불');
    expect(days.getByRole('img', { name: /결제 80,000원, 환불 34,000원/ })).toBeDefined();
    expect(
      days.getByRole('img', { name: /가장 많은 날은 11월 20일 \(금\), 50,000원/ }),
    ).toBeDefined();
    await userEvent.click(days.getByRole('radio', { name: '표' }));
    expect(days.queryByRole('img')).toBeNull();
    const rows = rowsOf(days.getByRole('table'));
    expect(rows[0]).toEqual([
      ko('dayClose.bar.label'),
      ko('list.title'),
      ko('common.kind.refund'),
      ko('overview.money.net'),
    ]);
    expect(rows[1]).toEqual(['11월 24일 (화)', '30,000원 1건', '34,000원 2건', '−4,000원']);
    expect(rows[5]).toEqual(['11월 20일 (금)', '50,000원 2건', '0원 0건', '50,000원']);
    expect(rows.at(-1)).toEqual([ko('bulk.run.total'), '80,000원 3건', '34,000원 2건', '46,000원']);
    expect(rows).toHaveLength(9);
    const link = days.getByRole('link', { name: '11월 20일 (금) 결제 보기' });
    expect(link.getAttribute('href')).toBe(
      '/payments?from=2026-11-20&to=2026-11-20&clock=completed',
    );
    // The refunds of the same days are another list than those of its payments.
    const refunds = screen.getByRole('link', { name: ko('overview.toRefunds') });
    expect(refunds.getAttribute('href')).toMatch(/^\/payments\?from=.*&clock=refunded$/);
  });

  it('by the hour has all twenty-four hours', async () => {
    show(overviewOf());
    const hours = await section('시간대별 결제와 환불');
    expect(hours.getByRole('img', { name: /시간대는 9–10시, 50,000원/ })).toBeDefined();
    await userEvent.click(hours.getByRole('radio', { name: '표' }));
    const rows = rowsOf(hours.getByRole('table'));
    expect(rows).toHaveLength(26);
    expect(rows[15]).toEqual(['14–15시', '30,000원 1건', '34,000원 2건', '−4,000원']);
  });

  it('shows the numbers of the day under the pointer', async () => {
    const { container } = show(overviewOf());
    const image = (await section('날짜별 결제와 환불')).getByRole('img');
    image.getBoundingClientRect = () => new DOMRect(0, 0, 700, 200);
    await userEvent.pointer({ target: image, coords: { clientX: 650, clientY: 20 } });
    const words = '11월 24일 (화) 결제 30,000원 · 환불 34,000원';
    expect(container.textContent).toContain(words);
    await userEvent.unhover(image);
    expect(container.textContent).not.toContain(words);
  });

  it('is replaced by a sentence where there is no data', async () => {
    const quiet = overviewOf();
    const span = { ...noMoney, before: quiet.span.before };
    show({ ...quiet, span, refundRate: null });
    expect(await screen.findByText('이 기간에는 결제도 환불도 없었어요.')).toBeDefined();
    expect(screen.queryByRole('img')).toBeNull();
    expect(tile(await section(/^기간/), '환불율')).toBe('환불율–결제가 없어 계산할 수 없어요');
  });

  it('by method is a table with each share', async () => {
    show(
      overviewOf({
        byMethod: [
          { method: 'TOSS_MONEY', ...noMoney },
          { method: 'CARD', ...noMoney, payments: 2, paid: 60_000, net: 60_000 },
          { method: null, ...noMoney, payments: 1, paid: 20_000, net: 20_000 },
        ],
      }),
    );
    const methods = await section(ko('dayClose.tables.methodTitle'));
    expect(rowsOf(methods.getByRole('table')).map((row) => [row[0], row[4]])).toEqual([
      [ko('list.columns.method'), '결제 비중'],
      [ko('common.method.TOSS_MONEY'), '0.0%'],
      [ko('common.method.CARD'), '75.0%'],
      [ko('overview.methods.unknown'), '25.0%'],
    ]);
  });
});

describe('outcomes that were unclear at first', () => {
  it('are told by how long they usually and at most took', async () => {
    const unknowns = {
      ...{ settled: 4, medianMs: 12_000, p90Ms: 200_000, longestMs: 7_500_000, open: 1 },
    };
    show(overviewOf({ unknowns }));
    const region = await section(ko('overview.unknowns.title'));
    expect(
      region.getByText('4건을 확인하는 데 보통 12초, 길게는 2시간 5분 걸렸어요.'),
    ).toBeDefined();
    expect(region.queryByText(/3분 20초|%/)).toBeNull();
    expect(region.getByText(ko('overview.unknowns.open', { count: 1 }))).toBeDefined();
    expect(region.getByRole('link', { name: '할 일에서 보기' }).getAttribute('href')).toBe(
      '/review',
    );
  });

  it('have one time where all took as long', async () => {
    const unknowns = { settled: 1, medianMs: 9000, p90Ms: 9000, longestMs: 9000, open: 0 };
    show(overviewOf({ unknowns }));
    const region = await section(ko('overview.unknowns.title'));
    expect(region.getByText('1건을 확인하는 데 9초 걸렸어요.')).toBeDefined();
  });

  it('are not said to be confirmed while one still is unclear', async () => {
    const none = { medianMs: null, p90Ms: null, longestMs: null };
    show(overviewOf({ unknowns: { settled: 0, ...none, open: 1 } }));
    const region = await section(ko('overview.unknowns.title'));
    expect(region.queryByText(ko('overview.unknowns.none'))).toBeNull();
    expect(region.getByText(ko('overview.unknowns.open', { count: 1 }))).toBeDefined();
  });

  it('may be none', async () => {
    show(overviewOf());
    const region = await section(ko('overview.unknowns.title'));
    expect(region.getByText(ko('overview.unknowns.none'))).toBeDefined();
    expect(region.queryByRole('link')).toBeNull();
  });
});

describe('the range of days', () => {
  it('is the last thirty, and in the address where it is another one', async () => {
    const { asked, router } = show(overviewOf());
    await section(/^기간/);
    await userEvent.click(screen.getByRole('radio', { name: '7일' }));
    expect(router.state.location.search).toBe('?days=7');
    await userEvent.click(screen.getByRole('radio', { name: '30일' }));
    expect(router.state.location.search).toBe('');
    await vi.waitFor(() => expect(asked).toEqual(['days=30', 'days=7']));
  });

  it('is announced to screen readers once loaded', async () => {
    show((search) => answer(overviewOf(search.get('days') === '7' ? {} : { from: '2026-10-26' })));
    await section(/^기간/);
    expect(screen.queryByText(/까지의 금액이에요/)).toBeNull();
    await userEvent.click(screen.getByRole('radio', { name: '7일' }));
    const words = '11월 18일 (수)부터 11월 24일 (화)까지의 금액이에요';
    expect(await screen.findByText(words)).toBeDefined();
  });

  it('keeps the old figures on the screen until the new ones are loaded', async () => {
    let release = () => {
      // Replaced by the real one in the promise.
    };
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    show(async (search) => {
      if (search.get('days') === '90') await held;
      return answer(overviewOf());
    });
    await section(/^기간/);
    await userEvent.click(screen.getByRole('radio', { name: '90일' }));
    expect(
      screen.getByRole('img', { name: /날짜별/ }).closest('[aria-busy="true"]'),
    ).not.toBeNull();
    expect(screen.queryByText('금액을 불러오고 있어요')).toBeNull();
    release();
    await vi.waitFor(() => expect(document.querySelector('[aria-busy="true"]')).toBeNull());
  });

  it('can be two days of one’s own', async () => {
    const { asked, router } = show(overviewOf());
    await section(/^기간/);
    await userEvent.click(
      screen.getByRole('radio', { name: ko('operations.refund.modes.manual') }),
    );
    const from = screen.getByLabelText('첫날');
    expect((from as HTMLInputElement).value).toBe('2026-11-18');
    await userEvent.clear(from);
    await userEvent.type(from, '2026-11-02');
    await userEvent.click(screen.getByRole('button', { name: '이 기간 보기' }));
    expect(router.state.location.search).toBe('?from=2026-11-02&to=2026-11-24');
    await vi.waitFor(() => expect(asked.at(-1)).toBe('from=2026-11-02&to=2026-11-24'));
  });

  it.each([
    ['2026-11-30', '첫날', '첫날이 마지막 날보다 늦어요.'],
    ['', '첫날', '첫날과 마지막 날을 모두 골라 주세요.'],
    ['2026-07-01', '첫날', '한 번에 92일까지 볼 수 있어요.'],
    ['2026-11-25', '마지막 날', '11월 24일 (화)까지 볼 수 있어요.'],
    ['2026-11-17', '마지막 날', '첫날이 마지막 날보다 늦어요.'],
  ])('%s is refused as %s with a reason', async (day, label, words) => {
    const { asked, router } = show(overviewOf());
    await section(/^기간/);
    await userEvent.click(
      screen.getByRole('radio', { name: ko('operations.refund.modes.manual') }),
    );
    const field = screen.getByLabelText(label);
    await userEvent.clear(field);
    if (day !== '') await userEvent.type(field, day);
    await userEvent.click(screen.getByRole('button', { name: '이 기간 보기' }));
    expect((await screen.findByRole('alert')).textContent).toBe(words);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(router.state.location.search).toBe('');
    expect(asked).toHaveLength(1);
  });
});

describe('a shop without payments', () => {
  it('explains what will be here, and where to start', async () => {
    show(newShop());
    expect(await screen.findByText(ko('list.empty.title'))).toBeDefined();
    expect(screen.getByRole('link', { name: ko('create.submitEmpty') }).getAttribute('href')).toBe(
      '/payments/new',
    );
    expect(screen.queryByRole('img')).toBeNull();
  });

  it('offers a viewer nothing that a viewer may not do', async () => {
    show(newShop(), { role: 'viewer' });
    expect(await screen.findByRole('link', { name: ko('frame.notFound.action') })).toBeDefined();
    expect(screen.queryByRole('link', { name: ko('create.submitEmpty') })).toBeNull();
  });
});

describe('when the desk does not answer', () => {
  it('shows an error at first, and retries on a click', async () => {
    let broken = true;
    show(() => (broken ? refuse('internal', 500) : answer(overviewOf())));
    expect(screen.getByText('금액을 불러오고 있어요')).toBeDefined();
    expect((await screen.findByRole('alert')).textContent).toContain('금액을 불러오지 못했어요');
    broken = false;
    await userEvent.click(screen.getByRole('button', { name: ko('common.retry') }));
    expect(await section(/^오늘/)).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('keeps the old figures, and says how old they are', async () => {
    let broken = false;
    show(() => (broken ? refuse('internal', 500) : answer(overviewOf())));
    await section(/^오늘/);
    broken = true;
    await userEvent.click(screen.getByRole('button', { name: ko('overview.refresh') }));
    expect((await screen.findByRole('alert')).textContent).toContain(
      '아래는 14:30에 확인한 금액이에요.',
    );
    expect(screen.getByRole('img', { name: /날짜별/ })).toBeDefined();
  });

  it('says that the connection is lost, and since when nothing is new', async () => {
    show(
      overviewOf(),
      {},
      <OverviewReport
        choice={{ days: 30 }}
        onChoice={() => undefined}
        offline
        dayPath={() => '/payments'}
        refundsPath={() => '/payments'}
        begin={null}
      />,
    );
    expect(
      (await screen.findByText(ko('detail.stale.title'))).closest('[role="status"]')?.textContent,
    ).toContain('마지막 확인 14:30');
  });
});

describe('the age of the figures', () => {
  it('is shown, and a click refetches them and says that it did', async () => {
    const { asked } = show(overviewOf());
    const told = await screen.findByText(/확인$/, { selector: 'time' });
    expect(told.getAttribute('datetime')).toBe(AS_OF);
    await userEvent.click(screen.getByRole('button', { name: ko('overview.refresh') }));
    expect(await screen.findByText(ko('overview.refreshed'))).toBeDefined();
    expect(asked).toHaveLength(2);
  });

  it('does not change at once on an event, which only marks them as old', async () => {
    const { asked, queryClient } = show(overviewOf());
    await section(/^오늘/);
    await act(() => queryClient.invalidateQueries({ queryKey: ['overview'], refetchType: 'none' }));
    expect(asked).toHaveLength(1);
    expect(queryClient.getQueryState(['overview', { days: 30 }])?.isInvalidated).toBe(true);
  });
});
