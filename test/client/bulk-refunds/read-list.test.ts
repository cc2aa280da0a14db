import { describe, expect, it } from 'vitest';
import { readListFile } from '../../../client/parts/list-file.ts';
import { inputOf } from '../../../client/bulk-refunds/list-row.ts';
import { readList } from '../../../client/bulk-refunds/read-list.ts';
import { writeList } from '../../../client/bulk-refunds/write-list.ts';
import { addKorean, i18n } from '../../../client/copy/i18n.ts';
import { bulkKo } from '../../../client/copy/ko/bulk.ts';

addKorean({ bulk: bulkKo });

/** `주문번호,금액,사유\n1024,"4,000원",상품 불량\n`, as Excel in Korea saves it: CP949. */
const AS_EXCEL_SAVES = Buffer.from(
  'c1d6b9aeb9f8c8a32cb1ddbed72cbbe7c0af0a313032342c22342c303030bff8222cbbf3c7b020bad2b7ae0a',
  'hex',
);

const inputs = (text: string) => readList(text).rows.map(inputOf);
const codes = (text: string) => readList(text).faults.map(({ line, code }) => [line, code]);

describe('a list as text', () => {
  it('is parsed with Korean and English column names, in any order, and without them', () => {
    const wanted = [{ orderNo: '1024', amount: 4000, reason: '상품 불량' }, { orderNo: '1025' }];
    for (const text of [
      '주문번호,금액,사유\n1024,"4,000원",상품 불량\n1025,,\n',
      '\ufeffReason;Order No.;Refund amount (KRW)\n상품 불량;1024;₩4,000\n;1025;\n',
      '1024,4000,상품 불량\r\n\r\n1025\r\n',
      '주문 번호\t환불 금액\t구매자\t사유\n1024\t4,000\t김구매\t상품 불량\n1025\t\t이구매\t',
    ]) {
      expect(readList(text).faults).toEqual([]);
      expect(inputs(text)).toEqual(wanted);
    }
    expect(readList('주문번호,구매자\n1024,김구매').ignored).toEqual(['구매자']);
  });

  it('takes tax parts, and their sum where no amount is given', () => {
    const parts = { taxable: 1000, vat: 100, taxFree: 0, serviceFee: 0 };
    expect(inputs('주문번호,금액,과세,부가세\n1,1100,1000,100\n2,,1000,100')).toEqual([
      { orderNo: '1', amount: 1100, parts },
      { orderNo: '2', amount: 1100, parts },
    ]);
    expect(readList('주문번호,금액,과세,부가세\n1,1200,1000,100').faults).toEqual([
      { line: 2, code: 'parts-sum', won: 1200, sum: 1100 },
    ]);
  });

  it('reports an error for each wrong line', () => {
    const text = [
      '주문번호,금액,사유',
      ',4000,',
      '2.02611E+15,,',
      '합계,8000,',
      '1024,사천,',
      '1025,0,',
      '1026,99999999,',
      '1027,,"아주 ""좋은"" 컵"',
      `1028,,${'가'.repeat(51)}`,
      '1029,4,000원,상품 불량',
    ].join('\n');
    expect(codes(text)).toEqual([
      [2, 'order-missing'],
      [3, 'order-short'],
      [4, 'order-letters'],
      [5, 'amount'],
      [6, 'amount-zero'],
      [7, 'amount-big'],
      [8, 'reason-letters'],
      [9, 'reason-long'],
      [10, 'split-amount'],
    ]);
  });

  it('never takes an amount split by a separator for a smaller one', () => {
    expect(codes('1024,4,000원\n1025,5000,변심')).toEqual([[1, 'split-amount']]);
    expect(codes('1024,14,000\n')).toEqual([[1, 'split-amount']]);
    expect(codes('주문번호,금액\n1024,4,000원')).toEqual([[2, 'split-amount']]);
    expect(codes('주문번호,금액\n1024,4000,,몰라요')).toEqual([[2, 'cells']]);
  });

  it('does not guess where the columns can’t be told apart', () => {
    expect(codes('1,2,3,4')).toEqual([[1, 'columns']]);
    expect(codes('금액,사유\n4000,변심')).toEqual([[1, 'no-order-column']]);
    expect(codes('주문번호,금액\n1024,"4,000\n1025,')).toEqual([[2, 'quotes']]);
  });

  it('takes 500 rows and reports more as an error', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, n) => String(n)).join('\n');
    expect(codes(lines(500))).toEqual([]);
    expect(readList(lines(501)).faults).toEqual([{ line: 501, code: 'too-many', text: '501' }]);
  });

  it('parses what it wrote', () => {
    const parts = { taxable: 1000, vat: 100, taxFree: 0, serviceFee: 0 };
    const rows = [
      { orderNo: '1024', payToken: 'token-1', amount: 1100, parts, reason: '변심, 그리고 더' },
      { orderNo: '1025', payToken: null, amount: null, parts: null, reason: null },
    ];
    const read = readList(writeList(rows, i18n.t));
    expect(read.faults).toEqual([]);
    expect(read.rows).toEqual([
      { line: 2, ...rows[0] },
      { line: 3, ...rows[1] },
    ]);
  });
});

describe('a file', () => {
  const utf8 = (text: string) => new TextEncoder().encode(text);

  it('is decoded as UTF-8 with and without BOM, as UTF-16, and as Excel in Korea saves it', () => {
    const text = '주문번호,금액,사유\n1024,"4,000원",상품 불량\n';
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const bytes of [utf8(text), utf8(`\ufeff${text}`), utf16, AS_EXCEL_SAVES]) {
      const file = readListFile(bytes);
      expect('text' in file && inputs(file.text)).toEqual([
        { orderNo: '1024', amount: 4000, reason: '상품 불량' },
      ]);
    }
  });

  it('is refused where it is no list', () => {
    expect(readListFile(utf8(''))).toEqual({ fault: 'empty' });
    expect(readListFile(utf8('PK\u0003\u0004xl/workbook'))).toEqual({ fault: 'workbook' });
    expect(readListFile(new Uint8Array(2_000_001).fill(49))).toEqual({ fault: 'big' });
    expect(readListFile(new Uint8Array([0x31, 0xff, 0xff, 0x32]))).toEqual({ fault: 'letters' });
  });
});
