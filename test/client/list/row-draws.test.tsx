/** A row is rendered again only when something about it has changed. */
import { fireEvent, render, screen } from '@testing-library/react';
import { useState, type ComponentProps } from 'react';
import { I18nextProvider } from 'react-i18next';
import { MemoryRouter } from 'react-router';
import { expect, it } from 'vitest';
import { i18n } from '../../../client/copy/i18n.ts';
import { arrangeColumns } from '../../../client/payments/list-columns.ts';
import { PaymentTable } from '../../../client/payments/payment-table.tsx';
import { noSelection, withPressed } from '../../../client/payments/selection.ts';
import type { Payment } from '../../../shared/payment.ts';
import { singlePayment } from '../support/fixtures.ts';
import { testDesk } from '../support/render-screen.tsx';

testDesk();

type TableProps = ComponentProps<typeof PaymentTable>;

/** How often each row was rendered. */
const draws = new Map<string, number>();

/** Each rendering of a row reads its product; the table itself doesn't. */
function counted(payment: Payment): Payment {
  const { payToken, productDesc } = payment;
  return Object.defineProperty({ ...payment }, 'productDesc', {
    enumerable: true,
    get: () => {
      draws.set(payToken, (draws.get(payToken) ?? 0) + 1);
      return productDesc;
    },
  });
}

const first = ['a', 'b', 'c', 'd'].map((payToken) =>
  counted(singlePayment({ payToken, orderNo: payToken })),
);

const nothing = () => undefined;
const hrefOf = (payToken: string) => `/payments/${payToken}`;
const nobody = new Set<string>();
const columns = arrangeColumns([]);

/** The table as the list renders it: with new object identities on every render. */
function Table({ change }: { change: (props: Partial<TableProps>) => Partial<TableProps> }) {
  const [more, setMore] = useState<Partial<TableProps>>({});
  return (
    <>
      <button type="button" onClick={() => setMore(change)}>
        change
      </button>
      <PaymentTable
        ofRefunds={false}
        payments={[...first]}
        hrefOf={hrefOf}
        openToken={null}
        flashing={nobody}
        held={[]}
        columns={columns}
        columnsFree
        onColumns={nothing}
        onLeftOut={nothing}
        sort="-changed"
        narrow={false}
        stale={false}
        busy={false}
        selection={noSelection('')}
        onPick={nothing}
        onPickAll={nothing}
        caption="rows"
        summary={undefined}
        role="operator"
        offline={false}
        onOpen={nothing}
        onAct={nothing}
        onRecheck={nothing}
        {...more}
      />
    </>
  );
}

/** The rows that are rendered again for a change. */
function drawnFor(change: (before: Partial<TableProps>) => Partial<TableProps>): string[] {
  render(
    <I18nextProvider i18n={i18n}>
      <MemoryRouter>
        <Table change={change} />
      </MemoryRouter>
    </I18nextProvider>,
  );
  expect([...draws.keys()]).toEqual(['a', 'b', 'c', 'd']);
  draws.clear();
  fireEvent.click(screen.getByRole('button', { name: 'change' }));
  const drawn = [...draws.keys()];
  draws.clear();
  return drawn;
}

it('renders none where the list renders for another reason', () =>
  expect(drawnFor(() => ({ caption: 'other' }))).toEqual([]));

it('renders the one that has changed', () => {
  const now = counted(singlePayment({ payToken: 'c', orderNo: 'c', refunded: 1000 }));
  expect(
    drawnFor(() => ({ payments: first.map((row) => (row.payToken === 'c' ? now : row)) })),
  ).toEqual(['c']);
});

it('renders the one that is selected', () =>
  expect(drawnFor(() => ({ selection: withPressed(noSelection(''), first, 'b', false) }))).toEqual([
    'b',
  ]));

it('renders the one that is highlighted', () =>
  expect(drawnFor(() => ({ flashing: new Set(['d']) }))).toEqual(['d']));

it('renders no row again because more were added below', () => {
  const more = counted(singlePayment({ payToken: 'e', orderNo: 'e' }));
  expect(drawnFor(() => ({ payments: [...first, more] }))).toEqual(['e']);
});
