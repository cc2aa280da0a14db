/** 일마감: the content of the sheet, its day, and what is read again before. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { saidText } from '../../../client/audit/audit-words.ts';
import { addKorean, i18n, setLanguage } from '../../../client/copy/i18n.ts';
import { auditKo } from '../../../client/copy/ko/audit.ts';
import { DayClosePage } from '../../../client/pages/day-close-page.tsx';
import { setDeskTime } from '../../../client/ui/ticker.ts';
import type { DayClose } from '../../../shared/api.ts';
import type { AuditEntry } from '../../../shared/audit.ts';
import {
  answer,
  http,
  HttpResponse,
  refuse,
  renderScreen,
  testDesk,
} from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
/** 10:00 on the 25th of November in Seoul. */
const NOW = '2026-11-25T01:00:00.000Z';

function sheetOf(date: string, part: Partial<DayClose> = {}): DayClose {
  const from = new Date(`${date}T00:00:00+09:00`).toISOString();
  const flow = { partsUnknownWon: 0, estimated: 0 };
  return {
    date,
    from,
    to: new Date(Date.parse(from) + 86_400_000).toISOString(),
    asOf: NOW,
    isOpen: false,
    mode: 'test',
    shopName: '모퉁이 상점',
    businessNumber: '123-45-67890',
    paid: {
      ...flow,
      count: 12,
      won: 1_234_000,
      parts: { taxable: 1_000_000, vat: 100_000, taxFree: 130_000, serviceFee: 4000 },
      firstAt: '2026-11-24T00:12:03.000Z',
      lastAt: '2026-11-24T12:44:10.000Z',
    },
    refunded: {
      ...flow,
      count: 2,
      won: 34_000,
      parts: { taxable: 30_909, vat: 3091, taxFree: 0, serviceFee: 0 },
      firstAt: '2026-11-24T01:00:00.000Z',
      lastAt: '2026-11-24T02:00:00.000Z',
    },
    transferred: {
      count: 0,
      won: 0,
      parts: { taxable: 0, vat: 0, taxFree: 0, serviceFee: 0 },
      partsUnknownWon: 0,
    },
    byMethod: [
      { method: 'TOSS_MONEY', paid: { count: 5, won: 500_000 }, refunded: { count: 0, won: 0 } },
      { method: 'CARD', paid: { count: 7, won: 734_000 }, refunded: { count: 2, won: 34_000 } },
    ],
    refundedOfPaid: 20_000,
    refunds: {
      left: 0,
      items: [
        {
          payToken: 'pay-1',
          orderNo: '20261124-0003',
          won: 4000,
          at: '2026-11-24T01:00:00.000Z',
          paidAt: '2026-11-24T00:30:00.000Z',
          method: 'CARD',
          isOwn: true,
          staffName: '김민지',
          partsAre: 'known',
        },
        {
          payToken: 'pay-2',
          orderNo: '20261120-0009',
          won: 30_000,
          at: '2026-11-24T02:00:00.000Z',
          paidAt: '2026-11-20T00:30:00.000Z',
          method: 'CARD',
          isOwn: false,
          staffName: null,
          partsAre: 'estimated',
        },
      ],
    },
    differences: { items: [], left: 0, count: 0, won: 0 },
    partsNotTold: { items: [], left: 0 },
    unread: { count: 0, payTokens: [] },
    ...part,
  };
}

const about = { payToken: 'pay-9', orderNo: '20261124-0009', won: 4000 };

let sheets: (date: string) => DayClose;
/** In the order in which they happened. */
let happened: string[];

beforeEach(() => {
  setDeskTime(NOW);
  sheets = (date) => sheetOf(date);
  happened = [];
  window.print = () => {
    happened.push('print');
  };
  desk.use(
    http.get('/api/day-close', ({ request }) => {
      const date = new URL(request.url).searchParams.get('date') ?? '';
      happened.push(`asked ${date}`);
      return answer(sheets(date));
    }),
    http.post('/api/day-close/prints', async ({ request }) => {
      const { date } = (await request.json()) as { date: string };
      happened.push(`recorded ${date}`);
      return new HttpResponse(null, { status: 204 });
    }),
  );
});
afterEach(async () => {
  vi.restoreAllMocks();
  await setLanguage('ko');
});

const show = (path = '/day-close/2026-11-24') =>
  renderScreen(<DayClosePage />, path, '/day-close/:date?', 'manager');
const paper = () => screen.findByRole('article', { name: ko('dayClose.paper.title') });
const rowsOf = (table: HTMLElement) =>
  within(table)
    .getAllByRole('row')
    .map((row) => [...row.children].map((cell) => cell.textContent));

describe('the sheet', () => {
  it('says whose it is, for which day, when it was computed, and who prints it', async () => {
    show();
    const sheet = await paper();
    const text = sheet.textContent;
    expect(text).toContain('2026년 11월 24일 (화) 00:00–24:00 (KST)');
    expect(text).toContain('모퉁이 상점');
    expect(text).toContain('사업자등록번호 123-45-67890');
    expect(text).toContain('2026-11-25 10:00:00 기준');
    expect(text).toMatch(/출력 2026-11-25 10:00 · 김민지/);
    within(sheet).getByText(ko('dayClose.paper.sign.made'));
    within(sheet).getByText(ko('dayClose.paper.sign.checked'));
  });

  it('adds up in three amounts, by method and by tax part', async () => {
    show();
    const sheet = await paper();
    within(sheet).getByText('1,234,000원');
    within(sheet).getByText('−34,000원');
    within(sheet).getByText('1,200,000원');
    within(sheet).getByText(ko('dayClose.sums.times', { first: '09:12:03', last: '21:44:10' }));
    const [methods, parts] = within(sheet).getAllByRole('table');
    expect(rowsOf(methods!)).toEqual([
      [
        ko('dayClose.tables.method'),
        ko('dayClose.sums.paid'),
        ko('dayClose.sums.refunded'),
        ko('dayClose.sums.net'),
      ],
      [ko('common.method.TOSS_MONEY'), '500,0005건', '00건', '500,000'],
      [ko('common.method.CARD'), '734,0007건', '−34,0002건', '700,000'],
      [ko('dayClose.tables.total'), '1,234,00012건', '−34,0002건', '1,200,000'],
    ]);
    expect(rowsOf(parts!)).toEqual([
      [
        ko('dayClose.tables.part'),
        ko('dayClose.sums.paid'),
        ko('dayClose.sums.refunded'),
        ko('dayClose.sums.net'),
      ],
      [ko('common.part.taxable'), '1,000,000', '−30,909', '969,091'],
      [ko('common.part.vat'), '100,000', '−3,091', '96,909'],
      [ko('common.part.taxFree'), '130,000', '0', '130,000'],
      [ko('common.part.serviceFee'), '4,000', '0', '4,000'],
      [ko('dayClose.tables.total'), '1,234,000', '−34,000', '1,200,000'],
    ]);
  });

  it('says by which day refunds are counted, and shows the other count beside it', async () => {
    show();
    const { textContent } = await paper();
    expect(textContent).toContain(ko('dayClose.sums.rule'));
    expect(textContent).toContain(
      '이날 결제 1,234,000원 중 지금까지 20,000원이 환불되어 1,214,000원이 남았어요',
    );
  });

  it('has a line for an unknown part or method, so that it still adds up', async () => {
    const { paid, refunded, byMethod } = sheetOf('2026-11-24');
    const unknown = { method: null, paid: { count: 1, won: 9 }, refunded: { count: 0, won: 0 } };
    sheets = (date) =>
      sheetOf(date, {
        paid: { ...paid, estimated: 2 },
        refunded: { ...refunded, estimated: 1, partsUnknownWon: 700 },
        byMethod: [...byMethod, unknown],
        partsNotTold: {
          left: 3,
          items: [
            { ...about, orderNo: 'A-1' },
            { ...about, orderNo: 'A-2' },
          ],
        },
      });
    show();
    const sheet = await paper();
    within(sheet).getByRole('row', {
      name: new RegExp(`^${ko('dayClose.tables.unknownMethod')}.*9`),
    });
    within(sheet).getByRole('row', {
      name: new RegExp(`^${ko('dayClose.tables.unknownPart')}.*−700`),
    });
    expect(sheet.textContent).toMatch(/결제 2건은 토스가 세금을 나눠 .+ A-1, A-2 외 3건/);
    expect(sheet.textContent).toContain('외부 환불 1건은 토스가 세금을 나눠 알려 주지 않아');
  });

  it('lists the refunds, each with its remarks', async () => {
    show();
    const table = within(await paper()).getByRole('table', { name: ko('dayClose.refunds.title') });
    expect(rowsOf(table).slice(1)).toEqual([
      ['20261124-0003', '10:00:00 카드 · 김민지', '−4,000'],
      ['20261120-0009', '11:00:00 카드 · 외부 환불 · 2026-11-20 결제 · 세금 추정', '−30,000'],
    ]);
    const link = within(table).getByRole('link', { name: '20261124-0003' });
    expect(link.getAttribute('href')).toBe('/payments/pay-1');
  });

  it('marks test money in words and on every page, and real money nowhere', async () => {
    const view = show();
    expect((await paper()).dataset['mark']).toBe(ko('dayClose.paper.test'));
    within(await paper()).getByText(ko('dayClose.paper.testNote'));
    const rules = () => view.container.querySelector('article ~ style')?.textContent ?? '';
    expect(rules()).toContain('@top-right { content: "테스트 결제 · 실제 돈이 아니에요"');
    expect(rules()).toContain('counter(page) " / " counter(pages)');
    view.unmount();
    sheets = (date) => sheetOf(date, { mode: 'live' });
    const live = show();
    expect((await paper()).dataset['mark']).toBeUndefined();
    expect(live.container.textContent).not.toContain(ko('dayClose.paper.test'));
  });

  it('of an unfinished day says so, and claims no final difference', async () => {
    sheets = (date) => sheetOf(date, { isOpen: true, unread: null });
    show('/day-close/2026-11-25');
    const sheet = await paper();
    within(sheet).getByText(ko('dayClose.paper.open'));
    within(sheet).getByText(ko('dayClose.differences.zeroOpen'));
    expect(screen.queryByText(/아직 다시 확인하지 않았어요/)).toBeNull();
  });

  it('exists in English too', async () => {
    await setLanguage('en');
    show();
    const sheet = await screen.findByRole('article', { name: 'Day-close sheet' });
    expect(sheet.textContent).toContain('Tue, 2026-11-24');
    within(sheet).getByText('Difference ₩0');
  });
});

describe('the differences', () => {
  it('are 0 won where there are none', async () => {
    show();
    within(await paper()).getByText(ko('dayClose.differences.zero'));
  });

  it.each<[DayClose['differences']['items'][number], RegExp]>([
    [
      {
        ...about,
        why: 'unproved',
        operationId: '3f0f2c1a-6f5e-4a57-9d0e-000000000001',
        kind: 'refund',
        state: 'unknown',
        sentAt: '2026-11-24T05:03:09.000Z',
      },
      /^환불 결과 확인 중: 결과 확인 중 \(14:03:09 요청\)$/,
    ],
    [{ ...about, why: 'outside-refund' }, /^외부 환불.*세금은 추정/],
    [{ ...about, why: 'missing' }, /^토스에 없는 결제/],
    [{ ...about, why: 'contradiction' }, new RegExp(ko('dayClose.differences.contradiction'))],
    [{ ...about, why: 'late' }, new RegExp(ko('dayClose.differences.late'))],
    [{ ...about, why: 'odd-status', status: 'PAY_X' }, /상태: PAY_X/],
    [{ ...about, why: 'untimed-refund' }, /시각을 알려 주지 않은 환불.*합계에 없음/],
  ])('are listed with order number, reason and amount: %j', async (item, words) => {
    sheets = (date) =>
      sheetOf(date, { differences: { items: [item], left: 2, count: 3, won: 12_000 } });
    show();
    const sheet = await paper();
    within(sheet).getByText('3건 · 확인할 금액 12,000원');
    const table = within(sheet).getByRole('table', { name: ko('dayClose.differences.title') });
    const [, row] = rowsOf(table);
    expect([row?.[0], row?.[2]]).toEqual(['20261124-0009', '4,000']);
    expect(row?.[1]).toMatch(words);
    expect(sheet.textContent).toContain('그 밖의 2건은 표시하지 않았고');
    expect(sheet.textContent).not.toContain(ko('dayClose.differences.zero'));
  });

  it('are 0 won only within what was read again, where something was not', async () => {
    sheets = (date) => sheetOf(date, { unread: { count: 2, payTokens: ['a', 'b'] } });
    show();
    const sheet = await paper();
    within(sheet).getByText(ko('dayClose.differences.zeroSoFar'));
    within(sheet).getByText(ko('dayClose.differences.unread', { count: 2 }));
  });
});

describe('reading again', () => {
  let left: string[];
  let refresh: (payToken: string) => Promise<Response> | Response;
  beforeEach(() => {
    left = ['a', 'b', 'c'];
    sheets = (date) => sheetOf(date, { unread: { count: left.length, payTokens: left } });
    refresh = () => answer({});
    desk.use(
      http.post('/api/payments/:payToken/refresh', async ({ params }) => {
        const payToken = String(params['payToken']);
        const told = await refresh(payToken);
        happened.push(`read ${payToken}`);
        if (told.ok) left = left.filter((one) => one !== payToken);
        return told;
      }),
    );
  });
  const start = async () => {
    await userEvent.click(await screen.findByRole('button', { name: ko('dayClose.reread.start') }));
  };

  it('reads payments one by one, computes again, and says how many', async () => {
    show();
    await start();
    await screen.findByText('3건을 토스에서 다시 확인했어요', { selector: 'b' });
    await within(await paper()).findByText(ko('dayClose.differences.zero'));
    const day = 'asked 2026-11-24';
    expect(happened).toEqual([day, 'read a', 'read b', 'read c', day]);
    expect(screen.queryByRole('button', { name: ko('dayClose.reread.start') })).toBeNull();
    expect(document.querySelector('[data-announcer]')?.textContent).toContain('3건을 토스에서');
    // The focus is not lost with its button.
    expect(document.activeElement).not.toBe(document.body);
  });

  it('shows its progress and can be stopped without losing anything', async () => {
    let go: () => void = () => undefined;
    refresh = (payToken) =>
      payToken === 'b'
        ? new Promise((resolve) => {
            go = () => resolve(answer({}));
          })
        : answer({});
    show();
    await start();
    await screen.findByText(ko('dayClose.reread.done', { total: '3', done: '1' }));
    expect(screen.getByRole('progressbar').getAttribute('value')).toBe('1');
    const stop = screen.getByRole('button', { name: ko('dayClose.reread.stop') });
    expect(document.activeElement).toBe(stop);
    await userEvent.click(stop);
    go();
    await screen.findByText('멈췄어요. 2건을 다시 확인했어요', { selector: 'b' });
    await screen.findByText('1건은 마감 뒤 토스에서 아직 다시 확인하지 않았어요');
    expect(happened).not.toContain('read c');
  });

  it('continues after one that Toss gives no usable answer about, and says so', async () => {
    refresh = (payToken) => (payToken === 'b' ? refuse('toss-unclear', 502) : answer({}));
    show();
    await start();
    await screen.findByText('2건을 토스에서 다시 확인했어요', { selector: 'b' });
    screen.getByText(/1건은 토스 응답을 받지 못했어요/);
    expect(happened).toContain('read c');
  });

  it('ends where Toss can’t be reached: the next read would fail too', async () => {
    refresh = () => refuse('toss-unreachable', 503);
    show();
    await start();
    await screen.findByText(ko('dayClose.reread.broken'));
    expect(happened.filter((what) => what.startsWith('read'))).toEqual(['read a']);
  });

  it('waits where the desk answers with Retry-After', async () => {
    let times = 0;
    refresh = () => {
      times += 1;
      if (times > 1) return answer({});
      const told = refuse('too-many-requests', 429);
      told.headers.set('retry-after', '0');
      return told;
    };
    show();
    await start();
    await screen.findByText('3건을 토스에서 다시 확인했어요', { selector: 'b' });
    expect(times).toBe(4);
  });
});

describe('the day', () => {
  it('is today where the address has none, and then stays the same', async () => {
    const { router } = show('/day-close');
    await paper();
    expect(router.state.location.pathname).toBe('/day-close/2026-11-25');
    expect(happened).toEqual(['asked 2026-11-25']);
  });

  it('moves back and forth by links, and not beyond today', async () => {
    const { router } = show('/day-close/2026-11-24');
    await paper();
    await userEvent.click(screen.getByRole('link', { name: '전날: 11월 23일 (월)' }));
    await waitFor(() => expect(happened).toContain('asked 2026-11-23'));
    await userEvent.click(screen.getByRole('link', { name: ko('dayClose.bar.today') }));
    expect(router.state.location.pathname).toBe('/day-close/2026-11-25');
    expect(screen.queryByRole('link', { name: /^다음 날/ })).toBeNull();
    expect(screen.queryByRole('link', { name: ko('dayClose.bar.today') })).toBeNull();
    screen.getByRole('link', { name: '전날: 11월 24일 (화)' });
  });

  it('is typed into a field that ignores incomplete and future days', async () => {
    const { router } = show();
    await paper();
    const field = screen.getByLabelText(ko('dayClose.bar.date'));
    const type = (value: string) => fireEvent.change(field, { target: { value } });
    type('0002-11-24');
    type('2026-11-26');
    type('');
    expect(router.state.location.pathname).toBe('/day-close/2026-11-24');
    type('2026-11-20');
    expect(router.state.location.pathname).toBe('/day-close/2026-11-20');
    await within(await paper()).findByText(/2026년 11월 20일 \(금\)/);
  });

  it('in the future is refused in plain words, without a request', async () => {
    show('/day-close/2026-11-26');
    await screen.findByText(ko('dayClose.future.title'));
    screen.getByText(ko('dayClose.future.body', { day: '2026년 11월 26일 (목)' }));
    const link = screen.getByRole('link', { name: ko('dayClose.toToday') });
    expect(link.getAttribute('href')).toBe('/day-close/2026-11-25');
    expect(screen.queryByRole('button', { name: ko('dayClose.bar.print') })).toBeNull();
    expect(happened).toEqual([]);
  });

  it.each(['today', '2026-11-31', '1999-01-01', '2026-1-1'])(
    'that is invalid is told apart from an empty one: %s',
    async (date) => {
      show(`/day-close/${date}`);
      await screen.findByText(ko('dayClose.unreadable.title'));
      expect(happened).toEqual([]);
    },
  );

  it('is requested again once it is over', async () => {
    sheets = (date) => sheetOf(date, { isOpen: true, unread: null });
    show('/day-close/2026-11-25');
    await within(await paper()).findByText(ko('dayClose.paper.open'));
    sheets = (date) => sheetOf(date);
    setDeskTime('2026-11-25T15:00:01.000Z');
    await waitFor(() => expect(happened).toEqual(['asked 2026-11-25', 'asked 2026-11-25']));
    await waitFor(() => expect(screen.queryByText(ko('dayClose.paper.open'))).toBeNull());
  });
});

describe('printing', () => {
  it('is recorded first', async () => {
    show();
    await paper();
    await userEvent.click(screen.getByRole('button', { name: ko('dayClose.bar.print') }));
    await waitFor(() =>
      expect(happened).toEqual(['asked 2026-11-24', 'recorded 2026-11-24', 'print']),
    );
  });

  it('by shortcut or by the browser’s own menu is recorded as well', async () => {
    show();
    await paper();
    window.dispatchEvent(new Event('beforeprint'));
    await waitFor(() => expect(happened).toContain('recorded 2026-11-24'));
    expect(happened).not.toContain('print');
    expect(fireEvent.keyDown(window, { key: 'p', ctrlKey: true })).toBe(false);
    await waitFor(() => expect(happened).toContain('print'));
  });

  it('that can’t be recorded does not happen, and says so', async () => {
    desk.use(http.post('/api/day-close/prints', () => HttpResponse.error()));
    show();
    await paper();
    await userEvent.click(screen.getByRole('button', { name: ko('dayClose.bar.print') }));
    await screen.findByText(ko('dayClose.bar.notRecorded'));
    expect(happened).not.toContain('print');
  });
});

it('is recorded in the audit log with the day of the sheet', () => {
  addKorean({ audit: auditKo });
  const detail = { what: 'day-close', format: 'paper', date: '2026-11-24' };
  const entry = { action: 'data-exported', detail } as unknown as AuditEntry;
  expect(saidText(entry, i18n.t)).toBe(ko('audit.dayClosePrinted', { date: '2026-11-24' }));
});

describe('access and errors', () => {
  it('an error is shown with a retry; a sheet that was there stays', async () => {
    let away = true;
    desk.use(
      http.get('/api/day-close', () =>
        away ? refuse('internal', 500) : answer(sheetOf('2026-11-24')),
      ),
    );
    show();
    const retry = await screen.findByRole('button', { name: ko('common.retry') });
    away = false;
    await userEvent.click(retry);
    await paper();
    away = true;
    await userEvent.click(screen.getByRole('button', { name: ko('dayClose.bar.again') }));
    await screen.findByText(ko('dayClose.old', { when: '2026-11-25 10:00:00' }));
    await paper();
  });
});
