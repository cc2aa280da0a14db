/** The table of the list: arranging its columns, and virtual rows. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeptColumn } from '../../../client/payments/list-columns.ts';
import { defaultQuery, type ListQuery } from '../../../client/payments/list-query.ts';
import { PaymentList } from '../../../client/payments/payment-list.tsx';
import type { Payment } from '../../../shared/payment.ts';
import { noSums, operationOf, quietCounters, singlePayment } from '../support/fixtures.ts';
import { focusArrivesAt } from '../support/focus.ts';
import { answer, http, renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;

let rows: Payment[] = [];
beforeEach(() => {
  rows = [singlePayment({ payToken: 'test_9dnAbCdEfGhIjK-PNZd', orderNo: '20261124-0178' })];
  desk.use(
    http.get('/api/counters', () => answer(quietCounters())),
    http.get('/api/payments', () => answer({ items: rows, nextCursor: null })),
    http.get('/api/payments/summary', () =>
      answer({ ...noSums, count: 412, paid: 48_000, refunded: 4000, net: 44_000 }),
    ),
  );
});

interface Shown {
  columns?: readonly KeptColumn[];
  query?: Partial<ListQuery>;
  keep?: (columns: readonly KeptColumn[]) => Promise<void>;
}

function show({ columns: first = [], query = {}, keep = () => Promise.resolve() }: Shown = {}) {
  const kept = vi.fn(keep);
  const onAct = vi.fn();
  function Harness() {
    const [columns, setColumns] = useState(first);
    return (
      <PaymentList
        query={{ ...defaultQuery, ...query }}
        onQuery={() => undefined}
        role="operator"
        mayExport={false}
        views={null}
        viewsInSheet={null}
        offline={false}
        shortcuts
        columns={columns}
        onColumns={(next) => {
          setColumns(next);
          return kept(next);
        }}
        openToken={null}
        hrefOf={(payToken) => `/payments/${payToken}`}
        onOpen={() => undefined}
        onMove={() => undefined}
        onAct={onAct}
        onBack={null}
        onShown={() => undefined}
      />
    );
  }
  renderScreen(<Harness />);
  return { kept, onAct, last: () => kept.mock.lastCall?.[0] ?? [] };
}

const heads = async () => {
  await screen.findAllByRole('rowheader');
  const [boxes, ...named] = screen.getAllByRole('columnheader');
  expect(boxes?.querySelector('input')?.type).toBe('checkbox');
  return named.map((head) => head.getAttribute('aria-label'));
};
const row = () => screen.findByRole('row', { name: /20261124-0178/ });
const said = () => document.querySelector('[data-announcer]')?.textContent;

async function openMenu() {
  await row();
  await userEvent.click(screen.getByRole('button', { name: ko('list.columnMenu.label') }));
  return within(await screen.findByRole('list', { name: ko('list.columnMenu.label') }));
}

describe('the columns', () => {
  it('have the default order of the design, with the sums under theirs', async () => {
    show();
    expect(await heads()).toEqual([
      ko('list.columns.status'),
      ko('list.columns.orderNo'),
      ko('list.columns.product'),
      ko('list.columns.method'),
      ko('list.columns.amount'),
      ko('list.columns.refunded'),
      ko('list.columns.time'),
      null,
    ]);
    const foot = (await screen.findByRole('row', { name: /412건/ })).textContent;
    const net = `${ko('list.footer.net')} 44,000원${ko('list.footer.note.payments')}`;
    const sums = `${ko('list.footer.paid')}48,000원${ko('list.footer.refunded')}\u22124,000원`;
    expect(foot).toBe(`412건 · ${net}${sums}`);
  });

  it('are chosen with checkboxes, and the cells follow', async () => {
    const { last } = show();
    const menu = await openMenu();
    for (const name of [
      ko('list.columns.payToken'),
      ko('list.columns.taxable'),
      ko('list.columns.vat'),
      ko('list.columns.cashReceipt'),
      ko('list.columns.staff'),
    ]) {
      await userEvent.click(menu.getByRole('checkbox', { name }));
    }
    await userEvent.click(menu.getByRole('checkbox', { name: ko('list.columns.product') }));
    const cells = within(await row())
      .getAllByRole('cell')
      .map(({ textContent }) => textContent);
    expect(cells.slice(1, 8)).toEqual([
      ko('statuses.toss.PAY_COMPLETE'),
      'test_9dn…PNZd',
      ko('common.method.TOSS_MONEY'),
      ko('list.row.receipt'),
      '10,000원',
      '9,090원',
      '910원',
    ]);
    expect(cells.at(-2)).toBe('–');
    expect(await heads()).not.toContain(ko('list.columns.product'));
    expect(last()).toContainEqual({ id: 'product', shown: false });
    expect(last()).toContainEqual({ id: 'payToken', shown: true });
  });

  it('show who is working on it, and mark a part that is only estimated', async () => {
    const operation = operationOf();
    const { id, kind, state, amount, requestedBy, createdAt, sentAt, nextCheckAt } = operation;
    const openOperation = { id, kind, state, amount, requestedBy, createdAt, sentAt, nextCheckAt };
    rows = [
      singlePayment({
        orderNo: '20261124-0178',
        partsKnown: false,
        openOperation: { ...openOperation, sendAfter: null, refusal: null },
      }),
    ];
    show({
      columns: [
        { id: 'staff', shown: true },
        { id: 'vat', shown: true },
      ],
    });
    expect(within(await row()).getByText('김민지')).toBeDefined();
    expect(
      within(await row())
        .getByText('약 910원')
        .getAttribute('title'),
    ).toBe(ko('list.row.aboutWhy'));
  });

  it('always include status and order number, and the menu says so', async () => {
    const { kept } = show();
    const menu = await openMenu();
    const box = menu.getByRole('checkbox', {
      name: new RegExp(`^${ko('common.orderNo')}\\s*${ko('list.columnMenu.always')}$`),
    });
    await userEvent.click(box);
    expect((box as HTMLInputElement).checked).toBe(true);
    expect(box.getAttribute('aria-disabled')).toBe('true');
    expect(kept).not.toHaveBeenCalled();
  });

  it('move by buttons, which keep the focus and announce the new position', async () => {
    show();
    const menu = await openMenu();
    const up = menu.getByRole('button', { name: '상품 앞으로' });
    up.focus();
    await userEvent.keyboard('{Enter}{Enter}');
    expect(said()).toBe('상품, 19개 가운데 2번째');
    await focusArrivesAt(menu.getByRole('button', { name: '상품 앞으로' }));
    expect((await heads()).slice(0, 3)).toEqual([
      ko('list.columns.status'),
      ko('list.columns.product'),
      ko('list.columns.orderNo'),
    ]);
    const last = menu.getByRole('button', { name: '토스 확인 뒤로' });
    expect(last.getAttribute('aria-disabled')).toBe('true');
  });

  it('can be reset', async () => {
    const { last } = show({ columns: [{ id: 'method', shown: false }] });
    await openMenu();
    expect(await heads()).not.toContain(ko('list.columns.method'));
    const reset = screen.getByRole('button', { name: ko('list.columnMenu.reset') });
    await userEvent.click(reset);
    expect(last()).toEqual([]);
    expect(await heads()).toContain(ko('list.columns.method'));
    expect(reset.getAttribute('aria-disabled')).toBe('true');
  });

  it('stay as chosen where the desk did not store them, and say so', async () => {
    show({ keep: () => Promise.reject(new Error('no line')) });
    const menu = await openMenu();
    await userEvent.click(menu.getByRole('checkbox', { name: ko('list.columns.method') }));
    const told = ko('list.columnMenu.unsaved');
    expect(await screen.findByText(told, { selector: 'p' })).toBeDefined();
    expect(await heads()).not.toContain(ko('list.columns.method'));
  });

  it('keep the sums visible also where their columns are hidden', async () => {
    show({ columns: [{ id: 'refunded', shown: false }] });
    const foot = (await screen.findByRole('row', { name: /412건/ })).textContent;
    expect(foot).toContain(`${ko('list.footer.refunded')} \u22124,000원`);
    expect(foot).toContain(`${ko('list.footer.paid')}48,000원`);
  });
});

describe('the sums of a large shop', () => {
  const footOf = async (paid: number, columns: readonly KeptColumn[] = []) => {
    const summary = { ...noSums, count: 10_376, paid, refunded: 4000, net: paid - 4000 };
    desk.use(http.get('/api/payments/summary', () => answer(summary)));
    show({ columns });
    return screen.findByRole('row', { name: /^10,376건/ });
  };
  const cells = (foot: HTMLElement) => foot.querySelectorAll('th, td').length;

  it.each([
    [9_999_999, '9,999,999원', '132px'],
    [98_765_432_100, '98,765,432,100원', '146px'],
  ])('of %i won are under their columns, which are wide enough', async (won, words, width) => {
    const foot = await footOf(won);
    expect(foot.textContent).toContain(`${ko('list.footer.paid')}${words}`);
    expect(cells(foot)).toBe(5);
    expect(document.querySelectorAll('col')[5]?.style.width).toBe(width);
  });

  it('are beside the count where somebody made the column too narrow', async () => {
    const foot = await footOf(98_765_432_100, [{ id: 'amount', shown: true, widthPx: 100 }]);
    expect(foot.textContent).toContain(`${ko('list.footer.paid')} 98,765,432,100원`);
    expect(document.querySelectorAll('col')[5]?.style.width).toBe('100px');
  });

  it('are left out where nobody has paid yet', async () => {
    desk.use(http.get('/api/payments/summary', () => answer({ ...noSums, count: 3 })));
    show();
    const foot = await screen.findByRole('row', { name: /^3건/ });
    expect(foot.textContent).toBe(`3건${ko('list.footer.unpaid')}`);
  });
});

describe('the width of a column', () => {
  const edge = () => screen.findByRole('separator', { name: '결제 금액 열 너비' });

  it('is changed by arrow keys within its bounds, and reset by Enter', async () => {
    const { last } = show();
    (await edge()).focus();
    expect((await edge()).getAttribute('aria-valuenow')).toBe('132');
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowLeft}');
    expect((await edge()).getAttribute('aria-valuenow')).toBe('140');
    expect((await edge()).getAttribute('aria-valuetext')).toBe('140픽셀');
    expect(document.querySelectorAll('col')[5]?.style.width).toBe('140px');
    expect(last()).toContainEqual({ id: 'amount', shown: true, widthPx: 140 });
    await userEvent.keyboard('{Home}');
    expect((await edge()).getAttribute('aria-valuenow')).toBe('64');
    await userEvent.keyboard('{ArrowLeft}{End}');
    expect((await edge()).getAttribute('aria-valuenow')).toBe('640');
    await userEvent.keyboard('{Enter}');
    expect((await edge()).getAttribute('aria-valuenow')).toBe('132');
    expect(document.activeElement).toBe(await edge());
  });

  it('is also set in the menu of columns, by the arrows on the box', async () => {
    const { last } = show();
    const menu = await openMenu();
    menu.getByRole('checkbox', { name: ko('list.columns.amount') }).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(last()).toContainEqual({ id: 'amount', shown: true, widthPx: 140 });
    expect(said()).toBe(ko('list.columnMenu.widthValue', { px: 140 }));
    await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}');
    expect(last()).toContainEqual({ id: 'amount', shown: true, widthPx: 100 });
    expect((await edge()).tabIndex).toBe(-1);
  });

  it('is not part of the header’s name', async () => {
    show();
    await edge();
    expect(screen.getByRole('columnheader', { name: ko('list.columns.amount') })).toBeDefined();
  });
});

describe('the table for screen readers', () => {
  it('announces its sort order on a sorted header', async () => {
    show({ query: { sort: '-amount' } });
    await row();
    const sorted = screen.getAllByRole('columnheader').filter((head) => head.ariaSort !== null);
    expect(sorted.map((head) => [head.getAttribute('aria-label'), head.ariaSort])).toEqual([
      [ko('list.columns.amount'), 'descending'],
    ]);
  });

  it('counts every row of the filter, also those that are not loaded', async () => {
    show();
    const [head, first] = await screen.findAllByRole('row');
    await waitFor(() =>
      expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('414'),
    );
    expect([head, first].map((one) => one?.getAttribute('aria-rowindex'))).toEqual(['1', '2']);
    expect((await screen.findByRole('row', { name: /412건/ })).ariaRowIndex).toBe('414');
  });
});

describe('a thousand rows', () => {
  beforeEach(() => {
    rows = Array.from({ length: 1000 }, (_, index) =>
      singlePayment({ payToken: `p${String(index)}`, orderNo: `n-${String(index)}` }),
    );
  });

  it('are not all rendered', async () => {
    show();
    await screen.findByRole('link', { name: 'n-0' });
    expect(document.querySelectorAll('[data-pay-token]').length).toBeLessThan(60);
    expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('1002');
  });

  it('are reached by j and k, rendered or not, and the focused row stays rendered', async () => {
    show();
    await screen.findByRole('link', { name: 'n-0' });
    for (let press = 0; press < 35; press += 1) await userEvent.keyboard('j');
    expect(document.activeElement?.textContent).toBe('n-34');
    expect(document.activeElement?.closest('tr')?.getAttribute('aria-rowindex')).toBe('36');
    await userEvent.keyboard('k');
    expect(document.activeElement?.textContent).toBe('n-33');
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard('k');
    expect(document.activeElement?.textContent).toBe('n-999');
  });
});
