/** Writes a list as text: the template file, and a checked list to be corrected. */
import { stringify } from 'csv-stringify/browser/esm/sync';
import type { TFunction } from 'i18next';
import { taxParts } from '../../shared/tax-split.ts';
import type { Column, ListRow } from './list-row.ts';

type Row = Pick<ListRow, 'orderNo' | 'payToken' | 'amount' | 'parts' | 'reason'>;

function nameOf(column: Column, t: TFunction): string {
  switch (column) {
    case 'orderNo':
      return t('common.orderNo');
    case 'payToken':
      return t('common.payToken');
    case 'amount':
      return t('bulk.form.amount');
    case 'reason':
      return t('bulk.form.reason');
    case 'taxable':
    case 'vat':
    case 'taxFree':
    case 'serviceFee':
      return t(`common.part.${column}`);
  }
}

/** Rows as CSV with a head line; a row's payment is named by its token if the token is known. */
export function writeList(rows: readonly Row[], t: TFunction): string {
  const hasParts = rows.some(({ parts }) => parts !== null);
  const hasTokens = rows.some(({ payToken }) => payToken !== null);
  const columns: Column[] = ['orderNo', 'amount'];
  if (hasParts) columns.push(...taxParts);
  columns.push('reason');
  if (hasTokens) columns.push('payToken');
  const lines = rows.map((row) =>
    columns.map((column) => {
      switch (column) {
        case 'orderNo':
        case 'payToken':
        case 'reason':
          return row[column] ?? '';
        case 'amount':
          return row.amount === null ? '' : String(row.amount);
        case 'taxable':
        case 'vat':
        case 'taxFree':
        case 'serviceFee':
          return row.parts === null ? '' : String(row.parts[column]);
      }
    }),
  );
  return stringify([columns.map((column) => nameOf(column, t)), ...lines]);
}

/** A template file. Its BOM makes Excel read it as UTF-8. */
export function templateFile(t: TFunction): Blob {
  const example = {
    orderNo: '20261124-0118',
    payToken: null,
    amount: 4000,
    parts: null,
    reason: t('bulk.form.templateReason'),
  };
  const rest = { ...example, orderNo: '20261124-0121', amount: null, reason: null };
  return new Blob([`\ufeff${writeList([example, rest], t)}`], { type: 'text/csv' });
}
