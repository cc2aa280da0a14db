/** Selecting rows of the list for a bulk refund: by checkbox, by key, with Shift, or all. */
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultQuery } from '../../../client/payments/list-query.ts';
import { PaymentList } from '../../../client/payments/payment-list.tsx';
import type { Payment } from '../../../shared/payment.ts';
import type { Role } from '../../../shared/permissions.ts';
import { noSums, quietCounters, singlePayment } from '../support/fixtures.ts';
import {
  answer,
  answersReasons,
  http,
  refuse,
  renderScreen,
  testDesk,
} from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;

function payments(from: number, to: number, part: Partial<Payment> = {}): Payment[] {
  return Array.from({ length: to - from }, (_, index) => {
    const n = String(from + index);
    return singlePayment({ payToken: `p${n}`, orderNo: `order-${n}`, ...part });
  });
}

let count: number;
let asked: URLSearchParams[];
beforeEach(() => {
  count = 4;
  asked = [];
  const shown = payments(0, 3);
  shown.push(singlePayment({ payToken: 'p3', orderNo: 'order-3', status: 'PAY_CANCEL' }));
  desk.use(
    answersReasons(),
    http.get('/api/counters', () => answer(quietCounters())),
    http.get('/api/payments', ({ request }) => {
      const search = new URL(request.url).searchParams;
      asked.push(search);
      const from = search.get('cursor') === null ? 0 : Number(search.get('cursor'));
      const to = Math.min(from + Number(search.get('limit')), count);
      const items = from === 0 && count === 4 ? shown : payments(from, to);
      return answer({ items, nextCursor: to < count ? String(to) : null });
    }),
    http.get('/api/payments/summary', () => answer({ ...noSums, count })),
  );
});

function Harness({ role, openToken }: { role: Role; openToken: string | null }) {
  const [query, setQuery] = useState(defaultQuery);
  return (
    <>
      <button onClick={() => setQuery({ ...query, sort: '-amount' })}>sort</button>
      <button onClick={() => setQuery({ ...query, method: 'CARD' })}>filter</button>
      <PaymentList
        query={query}
        onQuery={setQuery}
        role={role}
        mayExport={false}
        views={null}
        viewsInSheet={null}
        offline={false}
        shortcuts
        columns={[]}
        onColumns={() => Promise.resolve()}
        openToken={openToken}
        hrefOf={(payToken) => `/payments/${payToken}`}
        onOpen={() => undefined}
        onMove={() => undefined}
        onAct={() => undefined}
        onBack={null}
        onShown={() => undefined}
      />
    </>
  );
}

async function show({ role = 'operator', openToken = null as string | null } = {}) {
  const view = renderScreen(<Harness role={role as Role} openToken={openToken} />);
  await screen.findByRole('link', { name: 'order-0' });
  return { ...view, person: userEvent.setup() };
}

const boxes = () => screen.getAllByRole<HTMLInputElement>('checkbox');
const box = (n: number) => boxes()[n + 1]!;
const head = () => boxes()[0]!;
const picked = () =>
  boxes()
    .slice(1)
    .flatMap(({ checked }, index) => (checked ? [index] : []));
const bar = () => screen.findByRole('group', { name: ko('picked.label') });
const words = async () => (await bar()).textContent;
const said = () => document.querySelector('[data-announcer]')?.textContent;

describe('selecting rows', () => {
  it('starts with none, and shows how much of the selected could be refunded', async () => {
    const { person } = await show();
    expect(screen.queryByRole('group', { name: ko('picked.label') })).toBeNull();
    await person.click(box(0));
    expect(await words()).toBe('1건 선택환불 가능 1건 · 10,000원선택 해제일괄 환불');
    await person.click(box(3));
    expect(await words()).toContain('2건 선택환불 가능 1건 · 10,000원');
    expect(said()).toBe('2건 선택');
    await person.click(box(0));
    expect(await words()).toContain('1건 선택환불할 수 있는 결제가 없어요');
    expect(
      (await screen.findByRole('button', { name: ko('list.counters.bulkProposed') }))
        .ariaDisabled ?? 'native',
    ).toBe('native');
    expect(
      screen.getByRole<HTMLButtonElement>('button', { name: ko('list.counters.bulkProposed') })
        .disabled,
    ).toBe(true);
  });

  it('extends with Shift from the row that was clicked before, both ways', async () => {
    const { person } = await show();
    await person.click(box(3));
    await person.keyboard('{Shift>}');
    await person.click(box(1));
    await person.keyboard('{/Shift}');
    expect(picked()).toEqual([1, 2, 3]);
    await person.click(box(1));
    await person.keyboard('{Shift>}');
    await person.click(box(2));
    await person.keyboard('{/Shift}');
    expect(picked()).toEqual([3]);
  });

  it('selects all visible rows by the checkbox above them, which shows some and all', async () => {
    const { person } = await show();
    await person.click(box(1));
    expect(head().indeterminate).toBe(true);
    await person.click(head());
    expect(picked()).toEqual([0, 1, 2, 3]);
    expect([head().checked, head().indeterminate]).toEqual([true, false]);
    await person.click(head());
    expect(picked()).toEqual([]);
    expect(screen.queryByRole('group', { name: ko('picked.label') })).toBeNull();
  });

  it('works by x on the focused row; Escape clears the selection', async () => {
    const { person } = await show();
    await person.keyboard('jjx');
    expect(picked()).toEqual([1]);
    await person.keyboard('jx');
    expect(picked()).toEqual([1, 2]);
    await person.keyboard('{Escape}');
    expect(picked()).toEqual([]);
    expect(said()).toBe('0건 선택');
  });

  it('is kept when the same payments are sorted differently, and cleared by another filter', async () => {
    const { person } = await show();
    await person.click(box(2));
    await person.click(screen.getByRole('button', { name: 'sort' }));
    await waitFor(() => expect(asked.at(-1)?.get('sort')).toBe('-amount'));
    expect(picked()).toEqual([2]);
    await person.click(screen.getByRole('button', { name: 'filter' }));
    await waitFor(() => expect(picked()).toEqual([]));
  });

  it('leads to the bulk refund with the list’s data of each row', async () => {
    const { person, router } = await show();
    await person.click(box(1));
    await person.click(await screen.findByRole('link', { name: ko('list.counters.bulkProposed') }));
    const { pathname, state } = router.state.location;
    expect(pathname).toBe('/bulk-refunds/new');
    expect(state).toEqual({
      picked: [
        {
          payToken: 'p1',
          shown: { orderNo: 'order-1', productDesc: '토스티셔츠', remaining: 10_000 },
        },
      ],
    });
  });

  it('is not offered to those who may not refund, nor beside an open payment', async () => {
    await show({ role: 'viewer' });
    expect(screen.queryAllByRole('checkbox')).toEqual([]);
  });

  it('has no checkboxes beside an open payment', async () => {
    await show({ openToken: 'p1' });
    expect(screen.queryAllByRole('checkbox')).toEqual([]);
  });
});

describe('every matching payment', () => {
  it('is selected by a button of its own, also those that are not shown', async () => {
    count = 412;
    const { person } = await show();
    await person.click(head());
    expect(await words()).toContain('50건 선택');
    await person.click(
      await screen.findByRole('button', { name: ko('picked.whole', { whole: '412' }) }),
    );
    await waitFor(async () =>
      expect(await words()).toBe('412건 선택환불 가능 412건 · 4,120,000원선택 해제일괄 환불'),
    );
    expect(asked.slice(-3).map((search) => search.get('limit'))).toEqual(['200', '200', '100']);
  });

  it('is not offered where they are more than a run can have', async () => {
    count = 501;
    const { person } = await show();
    await person.click(head());
    expect(await words()).toContain(ko('picked.wholeTooMany', { whole: '501', max: '500' }));
  });

  it('shows an error when they could not be read, and selects nothing more', async () => {
    count = 120;
    const { person } = await show();
    await person.click(head());
    const whole = await screen.findByRole('button', { name: ko('picked.whole', { whole: '120' }) });
    desk.use(http.get('/api/payments', () => refuse('internal', 500)));
    await person.click(whole);
    expect((await screen.findByRole('alert')).textContent).toContain(ko('picked.wholeFailed'));
    expect(await words()).toContain('50건 선택');
  });
});
