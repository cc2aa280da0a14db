import { configure, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { useLocation } from 'react-router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeptColumn } from '../../../client/payments/list-columns.ts';
import { defaultQuery, type ListQuery } from '../../../client/payments/list-query.ts';
import { PaymentList } from '../../../client/payments/payment-list.tsx';
import type { OperationKind } from '../../../shared/operation.ts';
import type { Payment } from '../../../shared/payment.ts';
import type { Role } from '../../../shared/permissions.ts';
import { detailOf, noSums, quietCounters, singlePayment } from '../support/fixtures.ts';
import { answer, http, refuse, renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
// On a busy machine the first list renders slower than the library's default of a second.
configure({ asyncUtilTimeout: 5000 });
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;

const counters = quietCounters({
  approved: { count: 1, nextExpiresAt: null },
  todayPaid: { count: 2, amount: 48_000 },
});

const mug = singlePayment({ payToken: 'p-mug', orderNo: '20261124-0178', productDesc: '머그컵' });
const tea = singlePayment({
  payToken: 'p-tea',
  orderNo: '20261124-0179',
  productDesc: '홍차',
  status: 'PAY_APPROVED',
  completedAt: null,
  amount: 38_000,
  availableActions: ['CANCEL'],
});

let rows: Payment[] = [];
let asked: URLSearchParams[] = [];

function answersList() {
  return [
    http.get('/api/counters', () => answer(counters)),
    http.get('/api/payments', ({ request }) => {
      const search = new URL(request.url).searchParams;
      asked.push(search);
      const q = search.get('q');
      const items = q === null ? rows : rows.filter((row) => row.orderNo === q);
      return answer({ items, nextCursor: null });
    }),
    http.get('/api/payments/summary', () =>
      answer({ ...noSums, count: rows.length, paid: 48_000, refunded: 4_000, net: 44_000 }),
    ),
  ];
}

function Where() {
  return <output data-testid="where">{useLocation().pathname}</output>;
}

interface Shown {
  role?: Role;
  query?: Partial<ListQuery>;
  offline?: boolean;
  openToken?: string;
  mayExport?: boolean;
  columns?: readonly KeptColumn[];
  onColumns?: (columns: readonly KeptColumn[]) => Promise<void>;
}

function show(part: Shown = {}) {
  const onOpen = vi.fn<(payToken: string) => void>();
  const onAct = vi.fn<(kind: OperationKind, payToken: string) => void>();
  const onShown = vi.fn();
  const onColumns = part.onColumns ?? (() => Promise.resolve());
  let latest: ListQuery = { ...defaultQuery, ...part.query };
  function Harness() {
    const [query, setQuery] = useState(latest);
    const [columns, setColumns] = useState(part.columns ?? []);
    return (
      <PaymentList
        query={query}
        onQuery={(next) => {
          latest = next;
          setQuery(next);
        }}
        role={part.role ?? 'operator'}
        mayExport={part.mayExport ?? false}
        views={null}
        viewsInSheet={null}
        offline={part.offline ?? false}
        shortcuts
        columns={columns}
        onColumns={(next) => {
          setColumns(next);
          return onColumns(next);
        }}
        openToken={part.openToken ?? null}
        hrefOf={(payToken) => `/payments/${payToken}`}
        onOpen={onOpen}
        onMove={() => undefined}
        onAct={onAct}
        onBack={null}
        onShown={onShown}
      />
    );
  }
  const view = renderScreen(
    <>
      <Harness />
      <Where />
    </>,
  );
  return { ...view, onOpen, onAct, query: () => latest };
}

beforeEach(() => {
  rows = [mug, tea];
  asked = [];
  desk.use(...answersList());
});

describe('what waits, above the list', () => {
  it('leads to the work list, sorted by kind; given-up money is included', async () => {
    const part = { unclear: { count: 2, oldestSentAt: null }, givenUp: { count: 3 } };
    desk.use(http.get('/api/counters', () => answer({ ...counters, ...part })));
    show();
    const givenUp = await screen.findByRole('link', { name: /묶인 금액.*3/ });
    expect(givenUp.getAttribute('href')).toBe('/review?kind=given_up');
    expect(screen.getByRole('link', { name: /결과 확인 중.*2/ }).getAttribute('href')).toBe(
      '/review?kind=unclear',
    );
  });

  it('leads to the bulk refunds that wait for a second person or paused at Toss’s limit', async () => {
    const runs = { bulkProposed: { count: 1 }, bulkAtLimit: { count: 1 } };
    desk.use(http.get('/api/counters', () => answer({ ...counters, ...runs })));
    show();
    const waiting = await screen.findByRole('link', { name: /일괄 환불.*2/ });
    expect(waiting.getAttribute('href')).toBe('/review?kind=bulk');
  });

  it('says nothing of a time that no approval has', async () => {
    const approved = { count: 1, nextExpiresAt: null };
    desk.use(http.get('/api/counters', () => answer({ ...counters, approved })));
    show();
    await screen.findByRole('button', { name: /^승인 대기 ?1$/ });
  });

  it('shows no given-up money where there is none', async () => {
    show();
    await screen.findByRole('row', { name: /20261124-0178/ });
    expect(screen.queryByRole('link', { name: /묶인 금액/ })).toBeNull();
  });
});

describe('the payment list', () => {
  it('shows each payment with its chip, amounts and Toss’s last status', async () => {
    show();
    const row = await screen.findByRole('row', { name: /20261124-0178/ });
    expect(within(row).getByText(ko('statuses.toss.PAY_COMPLETE'))).toBeDefined();
    expect(within(row).getByText('10,000원')).toBeDefined();
    expect(within(row).getByText(ko('common.method.TOSS_MONEY'))).toBeDefined();
    const foot = await screen.findByRole('row', { name: /2건/ });
    expect(foot.textContent).toContain('\u22124,000원');
  });

  it('requests seven days by the last change until another range is chosen', async () => {
    const { query } = show();
    await screen.findByText('20261124-0178');
    expect(asked[0]?.get('clock')).toBe('changed');
    expect(asked[0]?.get('sort')).toBe('-changed');
    expect(asked[0]?.get('from')).toMatch(/T15:00:00\.000Z$/);
    await userEvent.click(screen.getByRole('button', { name: '기간 7일' }));
    await userEvent.click(await screen.findByRole('radio', { name: ko('dayClose.bar.today') }));
    expect(query().period).toBe('today');
    await userEvent.click(await screen.findByRole('button', { name: '기간 지우기' }));
    expect(query().period).toBe('7d');
  });

  it('offers in a row only permitted acts', async () => {
    const { onAct } = show();
    await userEvent.click(await screen.findByRole('button', { name: '20261124-0179 더 보기' }));
    const words = (await screen.findAllByRole('menuitem')).map((item) => item.textContent);
    expect(words).toEqual([
      ko('list.row.detail'),
      ko('common.kind.execute'),
      ko('common.kind.cancel'),
      ko('list.row.recheck'),
      ko('list.row.copyOrderNo'),
    ]);
    await userEvent.click(screen.getByRole('menuitem', { name: ko('common.kind.execute') }));
    expect(onAct).toHaveBeenCalledWith('execute', 'p-tea');
  });

  it('offers a viewer and somebody without a connection nothing that moves money', async () => {
    show({ role: 'viewer' });
    await userEvent.click(await screen.findByRole('button', { name: '20261124-0178 더 보기' }));
    const words = (await screen.findAllByRole('menuitem')).map((item) => item.textContent);
    expect(words).toEqual([
      ko('list.row.detail'),
      ko('list.row.recheck'),
      ko('list.row.copyOrderNo'),
    ]);
    expect(screen.queryByRole('link', { name: ko('list.create') })).toBeNull();
  });

  it('keeps rows in place and collects new ones behind a bar', async () => {
    const { queryClient } = show();
    await screen.findByText('20261124-0178');
    const fresh = singlePayment({ payToken: 'p-new', orderNo: '20261124-0180' });
    rows = [fresh, { ...tea, status: 'PAY_COMPLETE' }, mug];
    await queryClient.invalidateQueries({ queryKey: ['payments'] });
    const bar = await screen.findByRole('button', { name: '새 결제 1건 보기' });
    const order = () => screen.getAllByRole('rowheader').map((cell) => cell.textContent);
    expect(order().slice(0, 2)).toEqual(['20261124-0178', '20261124-0179']);
    expect(document.querySelector('[data-announcer]')?.textContent).toBe(
      '20261124-0179: 결제 완료',
    );
    await userEvent.click(bar);
    expect(order()[0]).toBe('20261124-0180');
    expect(screen.queryByRole('button', { name: /새 결제/ })).toBeNull();
  });

  it('shows the state of a row that left the filter', async () => {
    const done = { ...tea, status: 'PAY_COMPLETE' };
    desk.use(http.get('/api/payments/p-tea', () => answer(detailOf(done))));
    rows = [tea];
    const { queryClient } = show({ query: { status: ['PAY_APPROVED'], period: 'all' } });
    await screen.findByText('20261124-0179');
    rows = [mug];
    await queryClient.invalidateQueries({ queryKey: ['payments'] });
    const row = screen.getByRole('row', { name: /20261124-0179/ });
    await waitFor(() =>
      expect(within(row).getByText(ko('statuses.toss.PAY_COMPLETE'))).toBeDefined(),
    );
  });
});

describe('the search box', () => {
  it('shows above the rows the text it searches for', async () => {
    show({ query: { q: '머그컵 상태:모름', period: 'all' } });
    const told = await screen.findByText(/글자 그대로 찾아요: 상태:모름$/);
    expect(screen.getByRole('search').contains(told)).toBe(false);
  });

  it('opens an exact id at once', async () => {
    const { onOpen } = show();
    await userEvent.type(
      await screen.findByLabelText(ko('list.search.label')),
      '20261124-0178{Enter}',
    );
    await waitFor(() => expect(onOpen).toHaveBeenCalledWith('p-mug'));
  });

  describe('an exact id whose look-up is slow', () => {
    /** Searches for the mug, and holds the response back until `come`. */
    async function lookFor() {
      let come = () => {};
      const held = new Promise<void>((resolve) => {
        come = resolve;
      });
      const answered = vi.fn();
      desk.use(
        http.get('/api/payments', async ({ request }) => {
          const q = new URL(request.url).searchParams.get('q');
          if (q === mug.orderNo) {
            await held;
            answered();
          }
          const items = rows.filter(({ orderNo }) => q === null || orderNo === q);
          return answer({ items, nextCursor: null });
        }),
      );
      const view = show();
      await userEvent.type(
        await screen.findByLabelText(ko('list.search.label')),
        '20261124-0178{Enter}',
      );
      const arrive = async () => {
        come();
        await waitFor(() => expect(answered).toHaveBeenCalled());
        await new Promise((resolve) => setTimeout(resolve, 50));
      };
      return { ...view, arrive };
    }

    it('is opened where the person still waits for it', async () => {
      const { onOpen, arrive } = await lookFor();
      await arrive();
      expect(onOpen).toHaveBeenCalledWith('p-mug');
    });

    it('changes nothing once the person moved on to another payment', async () => {
      const { onOpen, arrive, router, query } = await lookFor();
      await router.navigate('/payments/p-tea');
      await screen.findByText('/payments/p-tea');
      await arrive();
      expect(onOpen).not.toHaveBeenCalled();
      expect(query().q).toBe('');
    });

    it('changes nothing under a dialog that was opened meanwhile', async () => {
      const { onOpen, arrive } = await lookFor();
      const dialog = document.body.appendChild(document.createElement('div'));
      dialog.setAttribute('aria-modal', 'true');
      await arrive();
      dialog.remove();
      expect(onOpen).not.toHaveBeenCalled();
    });

    it('is superseded by a later search', async () => {
      const { onOpen, arrive } = await lookFor();
      const box = screen.getByLabelText(ko('list.search.label'));
      await userEvent.clear(box);
      await userEvent.type(box, '20261124-0179{Enter}');
      await arrive();
      expect(onOpen.mock.calls).toEqual([['p-tea']]);
    });
  });

  it('opens an order number that is pasted, in the box or anywhere on the page', async () => {
    const { onOpen } = show();
    await screen.findByRole('link', { name: '20261124-0178' });
    await userEvent.click(screen.getByRole('searchbox'));
    await userEvent.paste('20261124-0178');
    await waitFor(() => expect(onOpen).toHaveBeenCalledWith('p-mug'));
    expect(document.activeElement).toBe(document.body);
    const paste = Object.assign(new Event('paste', { bubbles: true }), {
      clipboardData: { getData: () => ' 20261124-0179 ' },
    });
    document.body.dispatchEvent(paste);
    await waitFor(() => expect(onOpen).toHaveBeenLastCalledWith('p-tea'));
  });

  it('loses no key that follows / at once, and returns the focus after the search', async () => {
    const { onAct } = show();
    await screen.findByRole('link', { name: '20261124-0178' });
    document.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }));
    expect(document.activeElement).toBe(screen.getByRole('searchbox'));
    await userEvent.keyboard('20261124-0178{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(document.body));
    expect(onAct).not.toHaveBeenCalled();
  });

  it('acts on the open payment also where it is not among the rows', async () => {
    const other = singlePayment({ payToken: 'p-old', orderNo: '20260101-0001' });
    const { onAct, queryClient } = show({ openToken: 'p-old' });
    queryClient.setQueryData(['payment', 'p-old'], detailOf(other));
    await screen.findByRole('link', { name: '20261124-0178' });
    await userEvent.keyboard('r');
    expect(onAct).toHaveBeenCalledWith('refund', 'p-old');
  });

  it('turns terms into filters and clears the box', async () => {
    const { query } = show();
    const box = await screen.findByLabelText(ko('list.search.label'));
    await userEvent.type(box, '금액:4000-5000 상태:부분환불{Enter}');
    expect(query()).toMatchObject({
      amountMin: 4000,
      amountMax: 5000,
      status: ['partial'],
      q: '',
    });
    expect((box as HTMLInputElement).value).toBe('');
    expect(screen.getByRole('button', { name: '금액 지우기' })).toBeDefined();
  });

  it('offers to look up at Toss an orderNo that is not here, and opens it', async () => {
    desk.use(
      http.post('/api/payments/lookup', async ({ request }) => {
        expect(await request.json()).toEqual({ orderNo: '20261120-0042' });
        return answer({ payment: singlePayment({ payToken: 'p-found' }), others: [] });
      }),
    );
    const { onOpen, query } = show();
    await userEvent.type(
      await screen.findByLabelText(ko('list.search.label')),
      '20261120-0042{Enter}',
    );
    await userEvent.click(await screen.findByRole('button', { name: ko('list.search.lookup') }));
    await waitFor(() => expect(onOpen).toHaveBeenCalledWith('p-found'));
    expect(query()).toMatchObject({ q: '20261120-0042', period: 'all' });
  });
});

describe('the keyboard', () => {
  it('moves with j and k, also with a Korean input method, and acts on the row', async () => {
    const { onAct } = show();
    await screen.findByText('20261124-0178');
    await userEvent.keyboard('j');
    expect(document.activeElement?.textContent).toBe('20261124-0178');
    document.activeElement?.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ㅓ', code: 'KeyJ', bubbles: true }),
    );
    expect(document.activeElement?.textContent).toBe('20261124-0179');
    await userEvent.keyboard('r');
    expect(onAct).not.toHaveBeenCalled();
    await userEvent.keyboard('e');
    expect(onAct).toHaveBeenCalledWith('execute', 'p-tea');
    await userEvent.keyboard('k{Enter}');
    expect(screen.getByTestId('where').textContent).toBe('/payments/p-mug');
  });

  it('focuses the search with / and ignores shortcuts while somebody types', async () => {
    const { onAct } = show();
    const box = await screen.findByLabelText(ko('list.search.label'));
    await userEvent.keyboard('/');
    await waitFor(() => expect(document.activeElement).toBe(box));
    await userEvent.keyboard('jre');
    expect((box as HTMLInputElement).value).toBe('jre');
    expect(onAct).not.toHaveBeenCalled();
  });
});

describe('when something is missing', () => {
  it('tells an empty desk from an empty filter', async () => {
    rows = [];
    const { query } = show();
    expect(await screen.findByText(ko('list.empty.title'))).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: '기간 7일' }));
    await userEvent.click(await screen.findByRole('radio', { name: ko('dayClose.bar.today') }));
    expect(await screen.findByText(ko('list.empty.filteredTitle'))).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: ko('list.filters.to90') }));
    expect(query().period).toBe('90d');
    await userEvent.click(await screen.findByRole('button', { name: ko('list.filters.toAll') }));
    expect(query().period).toBe('all');
  });

  it('shows why the first load failed, and retries', async () => {
    desk.use(http.get('/api/payments', () => refuse('internal', 500)));
    show();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain(ko('list.error.firstTitle'));
    desk.use(...answersList());
    await userEvent.click(within(alert).getByRole('button', { name: ko('common.retry') }));
    expect(await screen.findByText('20261124-0178')).toBeDefined();
  });

  it('keeps the list when a later read fails', async () => {
    const { queryClient } = show();
    await screen.findByText('20261124-0178');
    desk.use(http.get('/api/payments', () => refuse('not-ready', 503)));
    await queryClient.invalidateQueries({ queryKey: ['payments'] });
    expect(await screen.findByText(ko('list.error.title'))).toBeDefined();
    expect(screen.getByText('20261124-0178')).toBeDefined();
  });

  it('greys the list out and offers no money act without a connection', async () => {
    show({ offline: true });
    expect(
      await screen.findByText(new RegExp(`^${ko('list.offline', { clock: '' })}`)),
    ).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: '20261124-0178 더 보기' }));
    await screen.findByRole('menu');
    expect(screen.queryByRole('menuitem', { name: ko('list.columns.refunded') })).toBeNull();
  });
});
