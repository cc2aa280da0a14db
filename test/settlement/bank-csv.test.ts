/** Files of banks: each has its own columns, and its own way to write a day and an amount. */
import { describe, expect, it } from 'vitest';
import { readBankCsv } from '../../server/settlement/bank-csv.ts';

const TODAY = '2026-12-01';
const HEAD = '거래일시,적요,입금액';
const read = (...lines: string[]) => readBankCsv(lines.join('\r\n'), TODAY);
const oneOf = (...lines: string[]) => {
  const { deposits, errors } = read(...lines);
  const [first] = deposits;
  return errors[0]?.why ?? [first?.day, first?.won, first?.lines[0]?.time];
};

describe('a day', () => {
  it.each<[string, string | null]>([
    ['2026-11-24', null],
    ['2026/11/24 9:10', '09:10'],
    ['2026.11.24 09:10:22', '09:10:22'],
    ['2026년 11월 24일', null],
    ['20261124', null],
    ['20261124091022', '09:10:22'],
    ['20261124 0910', null],
    ['2026-11-24T15:10:22', '15:10:22'],
    ['2026. 11. 24. 오전 9:10:22', '09:10:22'],
    ['2026. 11. 24. 오후 3:10', '15:10'],
    ['2026. 11. 24. 오전 12:10', '00:10'],
    ['2026. 11. 24. 오후 12:10', '12:10'],
    ['2026-11-24 3:10 PM', '15:10'],
    ['2026-11-24 AM 9:10:22', '09:10:22'],
    ['2026-11-24 12:10 am', '00:10'],
    ["'2026-11-24", null],
    ['="2026-11-24"', null],
  ])('may be written %s', (text, time) =>
    expect(oneOf(HEAD, `${text},Toss정산1124,"51,601"`)).toEqual(['2026-11-24', 51_601, time]),
  );

  it.each([
    '26.11.24',
    '11/24/2026',
    '46350',
    '2026-13-01',
    '2026-11-31',
    '202611241',
    '2026112409102',
  ])('is not guessed from %s', (text) =>
    expect(oneOf(HEAD, `${text},Toss정산1124,51601`)).toBe('no-day'),
  );
});

describe('an amount', () => {
  it.each(['51601', '"51,601"', '51601원', '"₩51,601"', '"+51,601"', '"51,601.00"', '５１６０１'])(
    'may be written %s',
    (text) => expect(oneOf(HEAD, `2026-11-24,Toss정산,${text}`)).toContain(51_601),
  );

  it.each(['', '0', '-51601', '51.601', '51601.5', '5e4', '"51,60"', '"5,1601"', '"1,000 51"'])(
    'is not guessed from %s',
    (text) => expect(oneOf(HEAD, `2026-11-24,Toss정산,${text}`)).toBe('no-won'),
  );
});

describe('columns', () => {
  it('may be one of all amounts, and one of the time', () => {
    const head = '거래 일자,거래 시간,내용,거래 금액(원),거래 후 잔액';
    const lines = ['2026.11.24,09:10:22,토스페이정산,"1,000",1', '2026.11.24,10:00,월세,-5,1'];
    expect(oneOf(head, ...lines)).toEqual(['2026-11-24', 1000, '09:10:22']);
  });

  it.each(['출금', '지급', '출금(이체)'])(
    'of all amounts are no deposit where one says %s',
    (way) => {
      const head = '거래일자,구분,거래금액,내용';
      expect(oneOf(head, `2026-11-24,입금,1000,Toss정산`)).toContain(1000);
      expect(oneOf(head, `2026-11-24,${way},1000,Toss정산`)).toBe('no-won');
    },
  );

  it('of deposits are taken before those of all amounts', () => {
    expect(oneOf('일자,거래금액,입금,내용', '2026-11-24,9,1000,Toss정산')).toContain(1000);
  });

  it('may be fewer than the commas of a line', () => {
    expect(oneOf(HEAD, '2026-11-24,Toss정산,1000,,')).toContain(1000);
    expect(oneOf(HEAD, '2026-11-24,Toss정산,1,000')).toBe('column-count');
  });
});

it('has lines before its head, empty ones, and texts of several lines', () => {
  const { deposits, others, errors } = read(
    ...['\uFEFF계좌번호,123', '', HEAD, '', '2026-11-25,"토스 정산', '두 줄",7'],
    ...['2026-11-24 10:00,Toss정산,1', ',,', '2026-11-24 11:00,Toss정산,2', '합계,,10', ''],
  );
  expect(errors).toEqual([]);
  expect(others).toBe(2);
  expect(deposits.map(({ day, won }) => [day, won])).toEqual([
    ['2026-11-24', 3],
    ['2026-11-25', 7],
  ]);
});
