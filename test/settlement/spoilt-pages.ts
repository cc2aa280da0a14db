/** Pages of the settlement that must not count: fault, how it is made, and the page to blame. */
import type { ImportFault } from '../../shared/settlement.ts';
import type { Wire } from '../operations/engine-bench.ts';

interface Page {
  transactionList: Record<string, unknown>[];
  nextCursor: string;
  totalAmount: number;
  [field: string]: unknown;
}

type Spoilt = readonly [
  fault: ImportFault,
  spoil: (page: Page, number: number) => Wire,
  page: number | null,
];

const lost = (failure: string): Wire => ({ outcome: 'lost', failure });
const on =
  (wanted: number, change: (page: Page) => Partial<Page>) => (page: Page, number: number) => ({
    json: number === wanted ? { ...page, ...change(page) } : page,
  });
/** Changes the first line of the first page. */
const line = (fields: Record<string, unknown>) =>
  on(1, ({ transactionList: [first, ...rest] }) => ({
    transactionList: [{ ...first, ...fields }, ...rest],
  }));

/** The cursor of a page leads to a page with the same cursor. */
function withoutEnd() {
  let first: Page | null = null;
  return (page: Page, number: number): Wire => {
    if (number === 1) first = page;
    const transactionList = number === 1 ? page.transactionList : [];
    return { json: { ...first, transactionList, nextCursor: 'again' } };
  };
}

export const spoiltPages: readonly Spoilt[] = [
  ['no-answer', () => lost('time-out after 15000 ms'), 1],
  [
    'no-answer',
    () => ({ json: { code: -1, errorCode: 'COMMON_SYSTEM_ERROR' }, httpStatus: 500 }),
    1,
  ],
  ['no-answer', () => ({ json: { code: -1, errorCode: 'COMMON_INVALID_API_KEY' } }), 1],
  ['too-large', () => lost('body over 2048 KiB'), 1],
  ['unreadable', on(2, () => ({ transactionList: undefined as never })), 2],
  ['unreadable', on(1, () => ({ totalAmount: '1.5' as never })), 1],
  ['unreadable', on(1, () => ({ nextCursor: 5 as never })), 1],
  ['unreadable', on(1, () => ({ nextCursor: 'c'.repeat(1001) })), 1],
  ['unreadable', line({ transactionId: '' }), 1],
  ['unreadable', line({ amount: 'many' }), 1],
  ['unreadable', line({ settleDate: '20260231' }), 1],
  ['unreadable', line({ dueDate: '2026' }), 1],
  // Days before the year 2000, as systems write for none.
  ['unreadable', line({ dueDate: '19700101' }), 1],
  ['unreadable', line({ dueDate: '00010101' }), 1],
  ['unreadable', line({ payToken: '토큰' }), 1],
  ['unreadable', on(1, () => ({ transactionList: ['line' as never] })), 1],
  [
    'line-twice',
    on(1, ({ transactionList: [first] }) => ({
      transactionList: [first ?? {}, first ?? {}],
    })),
    1,
  ],
  ['other-day', line({ settleDate: '20260503' }), 1],
  ['totals-differ', line({ feeVatSum: -1 }), 1],
  ['totals-differ', line({ amount: 9999 }), null],
  ['totals-change', on(2, () => ({ totalAmount: 1 })), 2],
  ['no-end', withoutEnd(), 2],
];
