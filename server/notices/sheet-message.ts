/**
 * A sheet as a mail: sums in words, and as a workbook. Sums alone: nothing of a payment, a buyer or
 * a person of the staff.
 */
import type { PeriodFigures } from '../../shared/api.ts';
import type { NoticeLang, SheetKind } from '../../shared/notices.ts';
import { subtractParts } from '../../shared/tax-split.ts';
import { formatWon } from '../../shared/won.ts';
import type { Cell } from '../csv-file.ts';
import type { Mail } from '../send-mail.ts';
import { xlsxFile } from '../xlsx-file.ts';
import { noticeWords, type NoticeWords } from './notice-words.ts';

type Sums = PeriodFigures['paid'];

/** What was paid and not given back by Toss; transfers went from the shop's own account. */
function netOf({ paid, refunded }: PeriodFigures): Omit<Sums, 'count'> {
  return {
    won: paid.won - refunded.won,
    parts: subtractParts(paid.parts, refunded.parts),
    unknownWon: paid.unknownWon - refunded.unknownWon,
  };
}

function rowOf(
  name: string,
  count: number | null,
  { won, parts, unknownWon }: Omit<Sums, 'count'>,
) {
  const { taxable, vat, taxFree, serviceFee } = parts;
  return [name, count, won, taxable, vat, taxFree, serviceFee, unknownWon] satisfies Cell[];
}

function sheetRows(figures: PeriodFigures, { sheet: { rows } }: NoticeWords): Cell[][] {
  const { paid, refunded, transferred } = figures;
  return [
    rowOf(rows.paid, paid.count, paid),
    rowOf(rows.refunded, refunded.count, refunded),
    rowOf(rows.transferred, transferred.count, transferred),
    rowOf(rows.net, null, netOf(figures)),
  ];
}

async function workbook(figures: PeriodFigures, words: NoticeWords): Promise<Buffer> {
  const { name, columns } = words.sheet;
  const table = {
    name,
    widths: [16, 8, ...columns.slice(2).map(() => 16)],
    headings: columns,
    sums: { name, columns: [] },
  };
  const pieces: Uint8Array[] = [];
  for await (const piece of xlsxFile(table, [{ rows: sheetRows(figures, words), strong: false }]))
    pieces.push(piece);
  return Buffer.concat(pieces);
}

function textOf(kind: SheetKind, of: string, figures: PeriodFigures, words: NoticeWords) {
  const { mail, sheet } = words;
  const { paid, refunded, transferred } = figures;
  const line = (name: string, { count, won }: Sums) =>
    mail.line(name, String(count), formatWon(won));
  return [
    mail.lead[kind](of),
    '',
    line(sheet.rows.paid, paid),
    line(sheet.rows.refunded, refunded),
    ...(transferred.count === 0 ? [] : [line(sheet.rows.transferred, transferred)]),
    mail.net(sheet.rows.net, formatWon(netOf(figures).won)),
  ];
}

/**
 * @param of the day or the month
 * @param publicUrl of the desk
 */
export async function sheetMessage(
  { kind, of, figures }: { kind: SheetKind; of: string; figures: PeriodFigures },
  { shop, lang, publicUrl }: { shop: string; lang: NoticeLang; publicUrl: string },
): Promise<Omit<Mail, 'to'>> {
  const words = noticeWords[lang];
  const { mail, sheet } = words;
  const lines = textOf(kind, of, figures, words);
  const link = `${publicUrl}/day-close/${of}`;
  return {
    subject: mail.subject[kind](shop, of),
    text: [...lines, '', link, '', mail.attached, mail.why].join('\n'),
    attachment: {
      filename: `${sheet.file[kind]}-${of}.xlsx`,
      content: await workbook(figures, words),
    },
  };
}
