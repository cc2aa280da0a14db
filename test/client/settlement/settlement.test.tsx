/** 정산: the month, a day with its lines and deposit, a bank's file, rates, what is unmatched. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { SettlementPage } from '../../../client/pages/settlement-page.tsx';
import { settlementKey } from '../../../client/settlement-options.ts';
import { readRate } from '../../../client/settlement/settlement-words.ts';
import { setDeskTime } from '../../../client/ui/ticker.ts';
import type { SettlementLine } from '../../../shared/api.ts';
import type { Role } from '../../../shared/permissions.ts';
import { ko } from '../../support/words.ts';
import { answer, http, refuse, renderScreen, testDesk } from '../support/render-screen.tsx';
import { catchFiles, fileAnswer } from '../support/catch-files.ts';
import { absent, line, november, rates, strangeRefund, tuesday } from './settlement-figures.ts';

const desk = testDesk();

let asked: unknown[];
let month: typeof november;
let day: typeof tuesday;
beforeEach(() => {
  setDeskTime('2026-11-27T06:00:00.000Z');
  asked = [];
  month = november;
  day = tuesday;
  const put = async ({ request }: { request: Request }) => {
    asked.push(await request.json());
  };
  desk.use(
    http.get('/api/settlement/months/:month', () => answer(month)),
    http.get('/api/settlement/days/:day', () => answer(day)),
    http.get('/api/settlement/rates', () => answer(rates)),
    http.put('/api/settlement/days/:day/deposit', async (call) => {
      await put(call);
      return answer(day);
    }),
    http.put('/api/settlement/rates', async (call) => {
      await put(call);
      return answer(rates);
    }),
    http.post('/api/settlement/imports', async (call) => {
      await put(call);
      month = { ...november, isImporting: true };
      return answer({ isImporting: true }, 202);
    }),
  );
});

const show = (place: string, role: Role = 'manager', part = {}) =>
  renderScreen(<SettlementPage />, `/settlement/${place}`, '/settlement/:place?', role, part);
const press = async (name: string | RegExp) =>
  userEvent.click(await screen.findByRole('button', { name }));
const dayOf = (number: number, weekday: string) =>
  ko('common.dayHead.recent', { month: 11, day: number, weekday });

describe('a month', () => {
  const cell = async (number: number, weekday: string) =>
    screen.findByRole('link', {
      name: new RegExp(dayOf(number, weekday).replace(/[()]/g, '\\$&')),
    });

  it('says of each payout day what should have come and what did', async () => {
    show('2026-11');
    const differs = await cell(17, '화');
    expect(differs.textContent).toContain('524,748');
    expect(differs.textContent).toContain('512,348');
    expect(differs.textContent).toContain('−12,400');
    expect(within(differs).getAllByText(ko('settlement.state.differs'))).toHaveLength(2);
    expect((await cell(2, '월')).textContent).toContain(ko('settlement.state.matched'));
    expect((await cell(24, '화')).textContent).toContain(ko('settlement.state.explained'));
    const cut = await cell(27, '금');
    expect(cut.textContent).toContain(ko('settlement.state.incomplete'));
    expect(cut.textContent).toContain(ko('settlement.fault.short.totals-change', { page: 2 }));
    expect((await cell(12, '목')).textContent).toContain('−47,310');
    // A day whose lines are less than nothing, too; days without lines are no links.
    expect((await cell(11, '수')).textContent).toContain('−47,310');
    expect(screen.getAllByRole('link', { name: /11월/ })).toHaveLength(8);
  });

  it('lists what somebody has to look at, with one act each', async () => {
    show('2026-11');
    const list = within(await screen.findByRole('region', { name: ko('settlement.check.title') }));
    const rows = list.getAllByRole('listitem').map(({ textContent }) => textContent);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toContain(ko('settlement.check.less', { won: '12,400원' }));
    expect(rows[1]).toContain(ko('settlement.check.kinds.feeDiffers', { count: 1 }));
    expect(rows[2]).toContain(ko('settlement.fault.long.totals-change', { page: 2 }));
    const row = within(list.getAllByRole('listitem')[2] as HTMLElement);
    await userEvent.click(row.getByRole('button', { name: ko('settlement.import.now') }));
    await waitFor(() => expect(asked).toEqual([{ day: '2026-11-27' }]));
    await row.findByRole('button', { name: ko('settlement.import.running') });
  });

  it('has days on which fees alone differ in one row, with the rates', async () => {
    const fees = (count: number) => ({
      amountDiffers: 0,
      notInBooks: 0,
      unknownType: 0,
      feeDiffers: count,
      missing: 0,
    });
    const days = november.days.map((head) =>
      ['2026-11-03', '2026-11-04'].includes(head.day) ? { ...head, toCheck: fees(2) } : head,
    );
    month = { ...november, days };
    show('2026-11');
    const list = within(await screen.findByRole('region', { name: ko('settlement.check.title') }));
    const last = within(list.getAllByRole('listitem').at(-1) as HTMLElement);
    last.getByText(ko('settlement.check.others', { count: 3 }));
    last.getByText(ko('settlement.check.kinds.feeDiffers', { count: 5 }));
    const links = last.getAllByRole('link').map((link) => link.getAttribute('href'));
    expect(links).toEqual([
      '/settlement/2026-11-03',
      '/settlement/2026-11-04',
      expect.stringMatching(/2026-11-/),
      '/settlement/rates',
    ]);
  });

  it('says what its lines add up to, and the tax invoice both ways', async () => {
    month = {
      ...november,
      sums: { lines: 12, amount: 500_000, fee: -12_354, vat: -1236, settled: 486_410 },
    };
    show('2026-11');
    const name = ko('settlement.sums.title', { count: 12 });
    const { textContent } = await screen.findByRole('region', { name });
    expect(textContent).toContain('486,410원');
    expect(textContent).toContain(
      ko('settlement.deposit.invoice', { supply: '12,354원', vat: '1,235원' }),
    );
    expect(textContent).toContain(ko('settlement.sums.lineVat', { won: '1,236원' }));
    expect(textContent).toContain(ko('settlement.sums.incomplete'));
  });

  it('offers no import to an accountant', async () => {
    show('2026-11', 'viewer', { permissions: ['payments.read', 'exports.make'] });
    await screen.findByRole('region', { name: ko('settlement.check.title') });
    expect(screen.queryByRole('button', { name: ko('settlement.import.now') })).toBeNull();
  });

  it('says that nothing is imported yet', async () => {
    month = { ...november, since: null };
    show('2026-11');
    await screen.findByText(ko('settlement.empty.title'));
    await press(ko('settlement.import.now'));
    await waitFor(() => expect(asked).toEqual([{ day: '2026-11-26' }]));
  });

  it('says that imports are off, and offers none', async () => {
    month = { ...november, isOn: false };
    show('2026-11');
    await screen.findByText(ko('settlement.import.off'));
    expect(screen.queryByRole('button', { name: ko('settlement.import.now') })).toBeNull();
  });

  it('says that Toss does not have a day yet', async () => {
    desk.use(http.post('/api/settlement/imports', () => refuse('invalid-request', 422)));
    month = { ...november, since: null };
    show('2026-11');
    await press(ko('settlement.import.now'));
    await screen.findByText(ko('settlement.import.tooEarlyNext'));
  });

  it('says why it could not be loaded, and tries again', async () => {
    desk.use(
      http.get('/api/settlement/months/:month', () => refuse('storage-failed', 500), {
        once: true,
      }),
    );
    show('2026-11');
    await screen.findByRole('alert');
    await press(ko('common.retry'));
    await screen.findByRole('list', {
      name: ko('settlement.calendar', {
        month: ko('common.month', { year: '2026', month: 11 }),
      }),
    });
  });

  it('is saved as a file', async () => {
    const files = catchFiles();
    desk.use(
      http.get('/api/exports/settlement.xlsx', ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('month'));
        return fileAnswer('settlement-2026-11.xlsx', 'x');
      }),
    );
    show('2026-11');
    await press(ko('settlement.file.xlsx'));
    await waitFor(() => expect(files.map(({ name }) => name)).toEqual(['settlement-2026-11.xlsx']));
    expect(asked).toEqual(['2026-11']);
  });
});

describe('a day', () => {
  const table = async () =>
    within(await screen.findByRole('table', { name: ko('settlement.lines.label') }));

  it('has the lines that do not fit first, with the fee worked out both ways', async () => {
    show('2026-11-24');
    const rows = (await table()).getAllByRole('rowheader').map(({ textContent }) => textContent);
    expect(rows.map((text) => text.replace(/[\d-]+$|결제에서 찾기$/, ''))).toEqual([
      ko('settlement.kind.not-in-books'),
      ko('settlement.kind.fee-differs'),
      ko('settlement.kind.missing'),
      ko('settlement.kind.matched'),
      ko('settlement.lines.sumToss', { count: 3 }),
    ]);
    const amount = '47,000';
    screen.getByText(ko('settlement.explain.tossRate', { amount, rate: '2.5%' }));
    screen.getByText(ko('settlement.explain.contractRate', { amount, rate: '2.4%' }));
    screen.getByText(ko('settlement.explain.took.more', { won: '52원' }));
    screen.getByText(ko('settlement.explain.fits', { rate: '2.5%' }));
    screen.getByText(ko('settlement.explain.missing', { day: dayOf(24, '화') }));
  });

  it('says of a refund that too little of the fee came back, and which rule would fit', async () => {
    const feeCheck: SettlementLine['feeCheck'] = {
      ...strangeRefund.feeCheck,
      state: 'differs',
      rateBp: 240,
      rule: 'proportional',
      fee: 1435,
      vat: 144,
      feeDifference: -1435,
      vatDifference: -144,
      wouldFitRule: 'none',
    };
    day = { ...day, lines: { items: [{ ...strangeRefund, feeCheck }], left: 0 } };
    show('2026-11-24');
    await screen.findByText(ko('settlement.explain.gave.less', { won: '1,579원' }));
    const rule = ko('settlement.rates.rules.none');
    screen.getByText(ko('settlement.explain.fitsRule', { rule }));
  });

  it('shows one kind of lines', async () => {
    show('2026-11-24');
    await userEvent.click(
      await screen.findByRole('link', { name: `${ko('settlement.kind.missing')} 1` }),
    );
    expect((await table()).getAllByRole('rowheader')).toHaveLength(1);
  });

  it('tells of a line that Toss corrected, and of one that it took back', async () => {
    const items = [line({ version: 2 }), line({ transactionId: 'tx-9', isGone: true })];
    day = { ...day, lines: { items, left: 7 }, missing: { items: [], left: 0 } };
    show('2026-11-24');
    await screen.findByText(ko('settlement.explain.version', { version: 2 }));
    screen.getByText(ko('settlement.explain.gone'));
    screen.getByText(ko('settlement.one.left', { count: 7 }));
    // The books beside a part of the lines would look like a difference.
    expect(screen.queryByText(ko('settlement.lines.sumBooks', { count: 1 }))).toBe(null);
  });

  it('takes what has no payout day out of the sum', async () => {
    day = { ...day, notDueWon: -700 };
    show('2026-11-24');
    const term = await screen.findByText(ko('settlement.deposit.notDue'));
    expect(term.nextElementSibling?.textContent).toContain('700');
  });

  it('takes a deposit with its reason', async () => {
    show('2026-11-24');
    const won = await screen.findByLabelText(ko('settlement.deposit.won'));
    screen.getByText(new RegExp(ko('settlement.deposit.csv', { line: 12 })));
    await userEvent.clear(won);
    await userEvent.type(won, '560000');
    await userEvent.click(screen.getByLabelText(ko('settlement.deposit.reasons.other')));
    await press(ko('settlement.deposit.save'));
    expect(asked).toEqual([]);
    screen.getByText(ko('settlement.deposit.noteNeeded'));
    await userEvent.type(screen.getByLabelText(ko('settlement.deposit.note')), '세금 압류');
    await press(ko('settlement.deposit.save'));
    await waitFor(() =>
      expect(asked).toEqual([
        { won: 560_000, seenWon: 561_651, reason: 'other', note: '세금 압류' },
      ]),
    );
  });

  it('sends no reason where the deposit is what was expected', async () => {
    show('2026-11-24');
    const won = await screen.findByLabelText(ko('settlement.deposit.won'));
    await userEvent.clear(won);
    await userEvent.type(won, '581651');
    expect(screen.queryByRole('radio')).toBeNull();
    await press(ko('settlement.deposit.save'));
    await waitFor(() => expect(asked).toEqual([{ won: 581_651, seenWon: 561_651 }]));
  });

  describe('beside somebody else who has entered another deposit meanwhile', () => {
    const save = ko('settlement.deposit.save');
    const field = async () => screen.findByLabelText(ko('settlement.deposit.won'));
    const enterElsewhere = async ({ queryClient }: ReturnType<typeof show>) => {
      const { deposit } = tuesday;
      if (deposit === null) throw new Error('There is a deposit');
      day = { ...tuesday, depositWon: 600_000, deposit: { ...deposit, won: 600_000 } };
      await queryClient.invalidateQueries({ queryKey: settlementKey });
    };

    it('shows theirs where nothing was typed', async () => {
      const shown = show('2026-11-24');
      await field();
      await enterElsewhere(shown);
      await waitFor(async () => expect(await field()).toHaveProperty('value', '600,000'));
    });

    it('replaces theirs only once it was shown', async () => {
      desk.use(
        http.put('/api/settlement/days/:day/deposit', async ({ request }) => {
          asked.push(await request.json());
          return asked.length === 1 ? refuse('stale-view', 409) : answer(day);
        }),
      );
      const shown = show('2026-11-24');
      const won = await field();
      await userEvent.clear(won);
      await userEvent.type(won, '581651');
      await enterElsewhere(shown);
      await screen.findByText('600,000원');
      expect(won).toHaveProperty('value', '581,651');
      await press(save);
      await screen.findByText(ko('problems.codes.stale-view.title'));
      await press(save);
      await waitFor(() =>
        expect(asked).toEqual([
          { won: 581_651, seenWon: 561_651 },
          { won: 581_651, seenWon: 600_000 },
        ]),
      );
    });
  });

  it('loses a deposit that was typed on the wrong day, after asking', async () => {
    const { deposit } = tuesday;
    if (deposit === null) throw new Error('There is a deposit');
    show('2026-11-24');
    await press(ko('settlement.deposit.remove'));
    const dialog = within(await screen.findByRole('dialog'));
    dialog.getByText(ko('settlement.deposit.removing.body', { won: '561,651원' }));
    await userEvent.type(dialog.getByLabelText(new RegExp(ko('settlement.deposit.note'))), '25일');
    const at = '2026-11-24T06:30:00.000Z';
    const removed = { ...deposit, won: 0, reason: null, isRemoved: true, at };
    day = {
      ...{ ...tuesday, state: 'open', depositWon: null, differenceWon: null, deposit: null },
      depositsBefore: [removed, deposit],
    };
    await press(ko('settlement.deposit.removing.confirm'));
    await screen.findByText(ko('settlement.deposit.removed'));
    expect(asked).toEqual([{ won: null, seenWon: 561_651, note: '25일' }]);
    expect(screen.getByLabelText(ko('settlement.deposit.won'))).toHaveProperty('value', '');
    expect(screen.queryByRole('button', { name: ko('settlement.deposit.remove') })).toBeNull();
  });

  it('asks no second time where somebody else has removed the deposit meanwhile', async () => {
    const { deposit } = tuesday;
    const { queryClient } = show('2026-11-24');
    await press(ko('settlement.deposit.remove'));
    await screen.findByRole('dialog');
    day = { ...tuesday, state: 'open', depositWon: null, differenceWon: null, deposit: null };
    await queryClient.invalidateQueries({ queryKey: settlementKey });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    day = { ...tuesday, depositWon: 581_651, deposit: deposit && { ...deposit, won: 581_651 } };
    await userEvent.type(screen.getByLabelText(ko('settlement.deposit.won')), '581651');
    await press(ko('settlement.deposit.save'));
    await screen.findByRole('button', { name: ko('settlement.deposit.remove') });
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('that is incomplete says why and when it is asked for again', async () => {
    const incomplete = { why: 'no-answer', page: null, askedAt: null, nextAt: null } as const;
    day = { ...day, state: 'incomplete', incomplete, expectedWon: null, differenceWon: null };
    show('2026-11-24');
    await screen.findByText(
      `${ko('settlement.fault.long.no-answer')} ${ko('settlement.fault.stopped')}`,
    );
    await press(ko('settlement.import.now'));
    await waitFor(() => expect(asked).toEqual([{ day: '2026-11-24' }]));
  });

  it('without lines still takes a deposit', async () => {
    const none = { items: [], left: 0 };
    day = { ...day, lines: none, missing: none };
    show('2026-11-24');
    await screen.findByText(ko('settlement.one.empty'));
    screen.getByLabelText(ko('settlement.deposit.won'));
  });
});

describe('a bank statement', () => {
  const deposits = (body: object) =>
    desk.use(http.post('/api/settlement/deposits', () => answer(body)));
  const none = { items: [], left: 0 };
  const send = async () => {
    show('2026-11');
    await press(ko('settlement.bank.open'));
    await userEvent.click(await screen.findByLabelText(ko('settlement.bank.text')));
    await userEvent.paste('거래일,입금\n2026-11-24,561651');
    await press(ko('settlement.bank.submit'));
  };

  it('with errors keeps nothing and says which line and why', async () => {
    const errors = { items: [{ line: 3, why: 'no-won', column: '입금액' }], left: 0 };
    deposits({ kept: 0, same: 0, others: 0, days: [], errors, changes: [] });
    await send();
    await screen.findByText(ko('settlement.bank.errors', { count: 1 }));
    screen.getByText(ko('settlement.bank.line', { line: 3 }));
    screen.getByText(
      `${ko('settlement.bank.column', { column: '입금액' })} · ${ko('settlement.bank.faults.no-won')}`,
    );
    expect(screen.getByLabelText(ko('settlement.bank.text'))).toHaveProperty(
      'value',
      '거래일,입금\n2026-11-24,561651',
    );
  });

  it('says which days got a deposit', async () => {
    const days = [{ day: '2026-11-24', won: 561_651, line: 2 }];
    deposits({ kept: 1, same: 2, others: 5, days, errors: none, changes: [] });
    await send();
    await screen.findByRole('dialog', { name: ko('settlement.bank.kept', { count: 1 }) });
    screen.getByText('561,651원');
    screen.getByText(
      `${ko('settlement.bank.same', { count: 2 })} · ${ko('settlement.bank.others', { count: 5 })}`,
    );
  });

  it('tells what it would change, and changes it after that', async () => {
    const from = { ...tuesday.deposit, source: 'typed', reason: 'held', won: 500_000 };
    const told = {
      ...{ kept: 0, same: 1, others: 0, errors: none },
      days: [
        { day: '2026-11-23', won: 1, line: 2 },
        { day: '2026-11-24', won: 561_651, line: 3 },
        { day: '2026-11-25', won: 2, line: 4 },
      ],
      changes: [{ day: '2026-11-24', from, won: 561_651, added: null }],
    };
    const answers = [
      told,
      { ...told, changes: [{ ...told.changes[0], from: { ...from, won: 9 }, added: 1 }] },
      { ...told, kept: 2, changes: [] },
    ];
    desk.use(
      http.post('/api/settlement/deposits', async ({ request }) => {
        asked.push(await request.json());
        return answer(answers[asked.length - 1] ?? told);
      }),
    );
    await send();
    const name = ko('settlement.bank.changes.title', { count: 1 });
    const dialog = within(await screen.findByRole('dialog', { name }));
    expect(dialog.getByRole('listitem').textContent).toMatch(/500,000원.*561,651원/);
    const reason = ko('settlement.deposit.reasons.held');
    dialog.getByText(new RegExp(ko('settlement.bank.changes.reason', { reason })));
    dialog.getByText(new RegExp(ko('settlement.bank.changes.fresh', { count: 1 })));
    await press(ko('settlement.bank.changes.confirm'));
    // Somebody else has changed it meanwhile.
    await screen.findByText(ko('settlement.bank.changes.again'));
    screen.getByText(new RegExp(ko('settlement.bank.changes.added', { count: 1 })));
    await press(ko('settlement.bank.changes.confirm'));
    await screen.findByRole('dialog', { name: ko('settlement.bank.kept', { count: 2 }) });
    expect(asked.map((body) => (body as { replaces?: unknown }).replaces)).toEqual([
      undefined,
      [{ day: '2026-11-24', won: 500_000 }],
      [{ day: '2026-11-24', won: 9 }],
    ]);
  });
});

describe('rates', () => {
  it('say by how much lines differ, and which rate would fit', async () => {
    show('rates');
    const row = await screen.findByRole('row', { name: /−156원/ });
    expect(row.textContent).toContain('2.5%');
    const refund = screen.getByRole('row', { name: /−88원/ });
    expect(refund.textContent).toContain(ko('settlement.rates.rules.none'));
  });

  it('take a rate with its first day, and the rule for refunds', async () => {
    show('rates');
    await userEvent.type(
      await screen.findByLabelText(new RegExp(`^${ko('settlement.rates.rate')}`)),
      '2,5',
    );
    await press(ko('settlement.rates.add'));
    screen.getByText(ko('settlement.rates.rateWrong'));
    const rate = screen.getByLabelText(new RegExp(`^${ko('settlement.rates.rate')}`));
    await userEvent.clear(rate);
    await userEvent.type(rate, '2.5');
    await userEvent.type(screen.getByLabelText(ko('settlement.rates.from')), '2026-11-22');
    await press(ko('settlement.rates.add'));
    const sent = { method: 'TOSS_MONEY', rateBp: 250, validFrom: '2026-11-22' };
    await waitFor(() => expect(asked).toEqual([{ rate: sent }]));
    await waitFor(() => expect(rate).toHaveProperty('value', ''));
    expect(screen.queryByText(ko('settlement.rates.rateWrong'))).toBeNull();
    await userEvent.click(screen.getByLabelText(ko('settlement.rates.rules.difference')));
    await press(ko('settlement.rates.save'));
    await waitFor(() => expect(asked.at(-1)).toEqual({ feeBack: 'difference' }));
  });

  it('are only read by an accountant', async () => {
    show('rates', 'viewer', { permissions: ['payments.read', 'exports.make'] });
    await screen.findByText(ko('settlement.rates.readOnly'));
    expect(screen.queryByRole('radio')).toBeNull();
  });

  it.each([
    ['2.4', 240],
    ['2.45 %', 245],
    ['０', 0],
    ['100', 10_000],
    ['100.01', null],
    ['2.456', null],
    ['2,4', null],
    ['-1', null],
    ['', null],
  ])('read %j as %j', (text, basisPoints) => expect(readRate(text)).toBe(basisPoints));
});

describe('what is unmatched', () => {
  const unmatched = (lines: object[], missing: object[]) =>
    desk.use(
      http.get('/api/settlement/unmatched', () =>
        answer({ lines: { items: lines, left: 0 }, missing: { items: missing, left: 0 } }),
      ),
    );

  it('stands in two lists, one for each side', async () => {
    unmatched([{ ...strangeRefund, dueDay: null }], [absent]);
    show('unmatched');
    const lines = await screen.findByRole('table', { name: ko('settlement.unmatched.lines') });
    expect(lines.textContent).toContain(ko('settlement.unmatched.noDay'));
    expect(within(lines).getAllByText(ko('settlement.lines.find'))).not.toHaveLength(0);
    const missing = screen.getByRole('table', { name: ko('settlement.unmatched.missing') });
    expect(within(missing).getAllByRole('link', { name: absent.orderNo })).not.toHaveLength(0);
  });

  it('is nothing', async () => {
    unmatched([], []);
    show('unmatched');
    await screen.findByText(ko('settlement.unmatched.none'));
  });
});

it('an address without a day leads to this month', async () => {
  show('2026-13');
  const link = await screen.findByRole('link', { name: ko('settlement.noPlace.act') });
  expect(link.getAttribute('href')).toBe('/settlement/2026-11');
});
