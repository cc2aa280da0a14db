import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { TaxTotals } from '../../../client/payments/tax-totals.tsx';
import { ko } from '../../support/words.ts';
import { renderScreen, testDesk } from '../support/render-screen.tsx';
import { noSums } from '../support/fixtures.ts';

testDesk();

const tax = {
  paid: { taxable: 7_101_000, vat: 710_100, taxFree: 2_640_200, serviceFee: 0 },
  refunded: { taxable: 976_000, vat: 97_600, taxFree: 384_000, serviceFee: 0 },
  refundedUnknown: 69_700,
  net: { taxable: 6_125_000, vat: 612_500, taxFree: 2_256_200, serviceFee: 0 },
  withoutVat: { count: 13, won: 643_400 },
};
const sums = { ...noSums, count: 151, paid: 10_451_300, refunded: 1_527_300, net: 8_924_000 };

it('says what is left of each part, and on demand of what', async () => {
  renderScreen(<TaxTotals summary={{ ...sums, tax }} />);
  const line = screen.getByText(ko('list.tax.title')).closest('summary');
  expect(line?.textContent).toContain(`${ko('common.part.vat')} 612,500`);
  expect(line?.textContent).toContain(`${ko('list.tax.unknown')} −69,700`);
  await userEvent.click(line ?? document.body);
  const table = within(screen.getByRole('table', { name: ko('list.tax.caption') }));
  const cells = (name: string) =>
    within(table.getByRole('row', { name: new RegExp(`^${name}`) }))
      .getAllByRole('cell')
      .map(({ textContent }) => textContent);
  expect(cells(ko('common.part.taxable'))).toEqual(['7,101,000', '−976,000', '6,125,000']);
  expect(cells(ko('list.tax.unknown'))).toEqual(['0', '−69,700', '−69,700']);
  // Every column adds up to what the list's footer says.
  expect(cells(ko('list.tax.total'))).toEqual(['10,451,300', '−1,527,300', '8,924,000']);
  expect(screen.getByText(ko('list.tax.unknownNote'))).toBeDefined();
  const told = ko('list.tax.withoutVat', { count: 13, won: '643,400' });
  expect(screen.getByText(told)).toBeDefined();
});

it('says nothing of what there is none of', () => {
  renderScreen(<TaxTotals summary={sums} />);
  expect(screen.queryByText(ko('list.tax.unknown'))).toBeNull();
  expect(screen.queryByText(ko('list.tax.unknownNote'))).toBeNull();
});
