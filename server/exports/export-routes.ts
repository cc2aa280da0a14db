/** Exports the payments of a filter as a file, with all their refunds. */
import { fileStamp } from '../../shared/file-stamp.ts';
import { DAY_MS } from '../../shared/kst.ts';
import type { EndpointKey, HandlerInput } from '../../shared/api.ts';
import { csvFile } from '../csv-file.ts';
import { FileStream, route, type Actor, type Route } from '../http/endpoint.ts';
import { seesMasked } from '../http/mask-personal.ts';
import { staffOf } from '../http/staff-of.ts';
import { appendAudit } from '../storage/audit.ts';
import { staffActor } from '../storage/events.ts';
import type { Storage } from '../storage/storage.ts';
import { xlsxFile, type Rows } from '../xlsx-file.ts';
import { columns, headings, sumColumns } from './columns.ts';
import { exportWords, type ExportWords } from './export-words.ts';
import { readLines, readPeriodLines } from './read-lines.ts';
import { signedOfList, signedOfPeriod } from './signed-months.ts';
import { tableRows } from './table-rows.ts';

type Format = 'csv' | 'xlsx';
type ExportKey = Extract<EndpointKey, `GET /api/exports/payments.${Format}`>;
type Query = HandlerInput<ExportKey>['query'];

const startOfDay = (day: string) => new Date(`${day}T00:00:00+09:00`).toISOString();

/** The file, with its sums on a sheet of their own. */
export function workbook(words: ExportWords, rows: AsyncIterable<Rows>) {
  const widths = columns.map(({ width }) => width);
  const sums = { name: words.sumSheet, columns: sumColumns };
  return xlsxFile({ name: words.sheet, widths, headings: headings(words), sums }, rows);
}

/** `/api/exports` */
export function exportRoutes(storage: Storage): Route[] {
  const { clock } = storage;

  /** Records who exports what and why, before the first byte is sent. */
  const prepare = async (actor: Actor, format: Format, query: Query) => {
    const { reason, language, sort, ...filter } = query;
    const at = clock.nowIso();
    const detail = { what: 'payments', format, filter, reason };
    const by = staffActor(staffOf(actor));
    await storage.transact(() => appendAudit({ at, actor: by, action: 'data-exported', detail }));
    const words = exportWords[language ?? 'ko'];
    // The same filter as the person's list, so that the sums agree.
    const listed = { ...filter, masked: seesMasked(actor) };
    const lines = readLines(storage, listed, sort ?? '-changed');
    const rows = tableRows(lines, words, signedOfList(storage, filter));
    return { name: `changgu-payments-${fileStamp(at)}.${format}`, words, rows };
  };

  return [
    route('GET /api/exports/payments.csv', async ({ query }, { actor }) => {
      const { name, words, rows } = await prepare(actor, 'csv', query);
      return { status: 200, body: new FileStream(name, csvFile(headings(words), rows)) };
    }),
    route('GET /api/exports/payments.xlsx', async ({ query }, { actor }) => {
      const { name, words, rows } = await prepare(actor, 'xlsx', query);
      return { status: 200, body: new FileStream(name, workbook(words, rows)) };
    }),
    route('GET /api/exports/period.xlsx', async ({ query }, { actor }) => {
      const { from, to, language, reason } = query;
      const at = clock.nowIso();
      const detail = { what: 'period', format: 'xlsx', from, to, reason };
      const by = staffActor(staffOf(actor));
      await storage.transact(() => appendAudit({ at, actor: by, action: 'data-exported', detail }));
      const words = exportWords[language ?? 'ko'];
      const span = {
        from: startOfDay(from),
        to: new Date(Date.parse(startOfDay(to)) + DAY_MS).toISOString(),
      };
      const lines = readPeriodLines(storage, span);
      const rows = tableRows(lines, words, signedOfPeriod(storage, span));
      const name = `changgu-${from}-${to}-${fileStamp(at)}.xlsx`;
      return { status: 200, body: new FileStream(name, workbook(words, rows)) };
    }),
  ];
}
