/** 월마감: what its sheet holds, who signs it, and what is told of changes after a signature. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { readPeriod } from '../../../client/day-close/periods.ts';
import { DayClosePage } from '../../../client/pages/day-close-page.tsx';
import { setDeskTime } from '../../../client/ui/ticker.ts';
import type { MonthClose, PeriodFigures } from '../../../shared/api.ts';
import { noParts } from '../../../shared/tax-split.ts';
import type { Role } from '../../../shared/permissions.ts';
import {
  answer,
  http,
  HttpResponse,
  meOf,
  refuse,
  renderScreen,
  testDesk,
} from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
const NOW = '2026-11-03T01:00:00.000Z';

const none = { count: 0, won: 0, parts: noParts, unknownWon: 0 };
const paid = {
  ...{ count: 151, won: 10_451_300, unknownWon: 0 },
  parts: { taxable: 7_101_000, vat: 710_100, taxFree: 2_640_200, serviceFee: 0 },
};
const refunded = {
  ...{ count: 23, won: 1_527_300, unknownWon: 69_700 },
  parts: { taxable: 976_000, vat: 97_600, taxFree: 384_000, serviceFee: 0 },
};
const figures: PeriodFigures = {
  ...{ paid, refunded, transferred: none },
  paidByTax: [
    { tax: 'single', ...paid },
    { tax: 'exempt', ...none },
    { tax: 'mixed', ...none },
    { tax: 'unknown', ...none },
  ],
  refundedByTax: [
    { tax: 'single', ...refunded, count: 21, won: 1_457_600, unknownWon: 0 },
    { tax: 'exempt', ...none },
    { tax: 'mixed', ...none },
    { tax: 'unknown', ...none, count: 2, won: 69_700, unknownWon: 69_700 },
  ],
  byMethod: [{ method: 'CARD', paid: { count: 151, won: 10_451_300 }, refunded }],
  days: [{ day: '2026-10-01', paid, refunded }],
  refundsOfEarlier: { count: 3, won: 9000 },
  withoutVat: { count: 13, won: 643_400 },
  untimed: { count: 0, won: 0 },
};
const open: MonthClose = {
  ...{ month: '2026-10', from: '2026-10-01', to: '2026-10-31', asOf: NOW, isOpen: false },
  ...{ mode: 'test', shopName: '모퉁이 상점', businessNumber: '123-45-67890' },
  ...{ figures, figuresHash: 'a'.repeat(64), entries: [], signed: null, changed: null },
};
const entry: MonthClose['entries'][number] = {
  ...{ kind: 'signed' as const, at: NOW, staffName: '박서준', reason: null },
  figuresHash: open.figuresHash,
};
const signed: MonthClose = {
  ...open,
  entries: [entry],
  signed: {
    ...{ at: NOW, staffName: '박서준', figuresAt: NOW, figures, figuresHash: open.figuresHash },
  },
};
const later: MonthClose = {
  ...signed,
  figures: { ...figures, refunded: { ...refunded, won: 1_537_200 } },
  changed: {
    ...{ paid: { count: 0, won: 0 }, refunded: { count: 1, won: 9900 }, netWon: -9900 },
    ...{ transferred: { count: 0, won: 0 }, transfers: { left: 0, items: [] } },
    refunds: {
      left: 0,
      items: [{ payToken: 'p', orderNo: '20261018-0091', won: 9900, at: NOW, isOwn: false }],
    },
  },
};

let month: MonthClose;
let asked: unknown[];
beforeEach(() => {
  setDeskTime(NOW);
  month = open;
  asked = [];
  window.print = () => void asked.push('print');
  desk.use(
    http.get('/api/day-close/months/2026-10', () => answer(month)),
    http.post('/api/day-close/months/2026-10/:act', async ({ request, params }) => {
      asked.push([params['act'], await request.json()]);
      month = params['act'] === 'signatures' ? signed : open;
      return answer(month);
    }),
    http.post('/api/day-close/span/prints', async ({ request }) => {
      asked.push(await request.json());
      return new HttpResponse(null, { status: 204 });
    }),
  );
});

const show = (role: Role = 'manager', part = {}) =>
  renderScreen(<DayClosePage />, '/day-close/2026-10', '/day-close/:date?', role, part);
const title = ko('dayClose.period.title.month', {
  month: ko('common.month', { year: '2026', month: 10 }),
});
const sheet = async () => within(await screen.findByRole('article', { name: title }));
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

describe('the sheet of a month', () => {
  it('tells the settlement beside its figures, where one was imported', async () => {
    const first = show();
    await sheet();
    const caption = new RegExp(`^${ko('dayClose.period.settlement.title')}`);
    expect(screen.queryByRole('table', { name: caption })).toBeNull();
    first.unmount();
    month = {
      ...open,
      settlement: {
        ...{ expectedWon: 9_800_000, depositWon: 9_780_000, differenceWon: -20_000 },
        ...{ unexplainedWon: -5000, incompleteDays: 1, openDays: 2 },
        ...{ unmatchedLines: 3, missing: 4, feeDiffers: 5 },
      },
    };
    show();
    const table = within((await sheet()).getByRole('table', { name: caption }));
    expect(table.getAllByRole('cell').map(({ textContent }) => textContent)).toEqual([
      ...['9,800,000', '9,780,000', '−20,000', '−5,000'],
    ]);
    const text = (await screen.findByRole('article', { name: title })).textContent;
    expect(text).toContain(ko('dayClose.period.settlement.incomplete', { count: 1 }));
    expect(text).toContain(ko('dayClose.period.settlement.open', { count: 2 }));
    expect(text).toContain(
      ko('dayClose.period.settlement.toCheck', { lines: 3, missing: 4, fees: 5 }),
    );
    const link = screen.getByRole('link', { name: ko('dayClose.period.settlement.look') });
    expect(link.getAttribute('href')).toBe('/settlement/2026-10');
  });

  it('has payments above refunds, those without known tax in a column of their own', async () => {
    show();
    const table = within(
      (await sheet()).getByRole('table', { name: new RegExp(ko('dayClose.period.taxTitle')) }),
    );
    const cells = (name: string) =>
      within(table.getByRole('row', { name: new RegExp(`^${name}`) }))
        .getAllByRole('cell')
        .map(({ textContent }) => textContent);
    expect(cells(ko('dayClose.period.total.paid'))).toEqual([
      ...['151', '7,101,000', '710,100', '2,640,200', '0', '10,451,300'],
    ]);
    expect(cells(ko('dayClose.period.total.refunded'))).toEqual([
      ...['23', '−976,000', '−97,600', '−384,000', '−69,700', '−1,527,300'],
    ]);
    expect(cells(ko('dayClose.sums.net'))).toEqual([
      ...['', '6,125,000', '612,500', '2,256,200', '−69,700', '8,924,000'],
    ]);
  });

  it('says what is to be seen to apart', async () => {
    show();
    const paper = await sheet();
    const said = (name: 'unknown' | 'withoutVat', count: number, won: string) =>
      paper.getByText(ko(`dayClose.period.apart.${name}`, { count, won }));
    expect(said('unknown', 2, '69,700원')).toBeDefined();
    expect(said('withoutVat', 13, '643,400원')).toBeDefined();
    expect(paper.getByText(new RegExp('3건도'))).toBeDefined();
  });

  it('is recorded before it is printed', async () => {
    show();
    await sheet();
    await press(ko('dayClose.bar.print'));
    await waitFor(() => expect(asked).toEqual([{ from: '2026-10-01', to: '2026-10-31' }, 'print']));
  });
});

describe('the signature', () => {
  it('is a manager’s, over the figures that were seen', async () => {
    show();
    await press(ko('dayClose.sign.submit'));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('8,924,000원')).toBeDefined();
    await userEvent.click(dialog.getByRole('button', { name: ko('dayClose.sign.submit') }));
    expect(await screen.findByText(ko('dayClose.sign.signed'))).toBeDefined();
    expect(asked).toEqual([['signatures', { seenHash: open.figuresHash }]]);
  });

  it('is not offered to somebody who may only export, nor before the month is over', async () => {
    const { permissions } = meOf('viewer');
    const view = show('viewer', { permissions: [...permissions, 'exports.make'] });
    await sheet();
    expect(screen.queryByRole('button', { name: ko('dayClose.sign.submit') })).toBeNull();
    view.unmount();
    month = { ...open, isOpen: true };
    show();
    expect(await screen.findByText(ko('dayClose.sign.notOver'))).toBeDefined();
    expect(screen.queryByRole('button', { name: ko('dayClose.sign.submit') })).toBeNull();
  });

  it('that comes too late says so, and the month is read again', async () => {
    desk.use(
      http.post('/api/day-close/months/2026-10/:act', () => {
        month = later;
        return refuse('month-moved', 409);
      }),
    );
    show();
    await press(ko('dayClose.sign.submit'));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: ko('dayClose.sign.submit') }));
    expect(await dialog.findByText(ko('problems.codes.month-moved.title'))).toBeDefined();
  });

  it('keeps its figures, and what changed later stands beside them and on the sheet', async () => {
    month = later;
    show();
    const paper = await sheet();
    expect(paper.getAllByText('8,924,000원').length).toBeGreaterThan(0);
    const side = within(screen.getByRole('complementary', { name: ko('dayClose.sign.label') }));
    expect(side.getByRole('link', { name: '20261018-0091' })).toBeDefined();
    expect(side.getByText('8,914,100원')).toBeDefined();
    const told = { difference: '−9,900원', net: '8,914,100원' };
    expect(paper.getByText(ko('dayClose.sign.changedNote', told))).toBeDefined();
  });

  it('says of its file that the signed sums are in it', async () => {
    const says = async () => {
      await press(ko('dayClose.export.open'));
      const dialog = await screen.findByRole('dialog');
      return dialog.textContent.includes(ko('dayClose.export.signed'));
    };
    const view = show();
    expect(await says()).toBe(false);
    view.unmount();
    month = later;
    show();
    expect(await says()).toBe(true);
  });

  it('tells bank transfers apart: in the question, beside the sheet and on it', async () => {
    const parts = { ...noParts, taxFree: 5000 };
    const transferred = { ...none, count: 2, won: 8000, parts, unknownWon: 3000 };
    month = { ...open, figures: { ...figures, transferred } };
    const view = show();
    await press(ko('dayClose.sign.submit'));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(ko('dayClose.sums.transferred'))).toBeDefined();
    expect(dialog.getByText(/−8,000원/)).toBeDefined();
    view.unmount();
    const changed: MonthClose['changed'] = {
      ...{ paid: { count: 0, won: 0 }, refunded: { count: 0, won: 0 }, netWon: 0 },
      ...{ transferred: { count: -1, won: -3000 }, refunds: { left: 0, items: [] } },
      transfers: {
        left: 0,
        items: [{ payToken: 'q', orderNo: '20261001-0002', won: -3000, paidOn: '2026-10-02' }],
      },
    };
    const { signed: was } = signed;
    month = {
      ...signed,
      signed: was === null ? null : { ...was, figures: { ...figures, transferred } },
      changed,
    };
    show();
    const paper = await sheet();
    const words = {
      ...{ count: 2, won: '8,000원', taxable: '0원', vat: '0원', taxFree: '5,000원' },
      ...{ serviceFee: '0원', unknown: '3,000원' },
    };
    expect(paper.getByText(ko('dayClose.sums.transfer', words))).toBeDefined();
    const told = { difference: '3,000원' };
    expect(paper.getByText(ko('dayClose.sign.changedTransfers', told))).toBeDefined();
    const unmoved = { difference: '0원', net: '8,924,000원' };
    expect(paper.queryByText(ko('dayClose.sign.changedNote', unmoved))).toBeNull();
    const side = within(screen.getByRole('complementary', { name: ko('dayClose.sign.label') }));
    expect(side.getByRole('link', { name: '20261001-0002' })).toBeDefined();
  });

  it('is undone for a reason that says something', async () => {
    month = signed;
    show();
    await press(ko('dayClose.sign.reopen'));
    const dialog = within(await screen.findByRole('dialog'));
    const reopen = dialog.getByRole('button', { name: ko('dayClose.sign.reopen') });
    await userEvent.type(dialog.getByLabelText(ko('dayClose.sign.reason')), '짧다');
    await userEvent.click(reopen);
    expect(dialog.getByText(ko('dayClose.sign.reasonShort'))).toBeDefined();
    expect(asked).toEqual([]);
    await userEvent.type(dialog.getByLabelText(ko('dayClose.sign.reason')), '. 환불 반영');
    await userEvent.click(reopen);
    await waitFor(() => expect(asked).toEqual([['reopenings', { reason: '짧다. 환불 반영' }]]));
  });
});

it.each([
  ['2026-10', { kind: 'month', month: '2026-10', from: '2026-10-01', to: '2026-10-31' }],
  ['2028-02', { kind: 'month', month: '2028-02', from: '2028-02-01', to: '2028-02-29' }],
  ['2026-10-01~2026-10-07', { kind: 'span', from: '2026-10-01', to: '2026-10-07' }],
  ['2026-10-24', { kind: 'day', day: '2026-10-24' }],
  ['2026-13', { kind: 'day', day: '2026-13' }],
  ['2026-10-07~2026-10-01', { kind: 'day', day: '2026-10-07~2026-10-01' }],
])('the address %s is read', (text, period) => expect(readPeriod(text)).toEqual(period));
