/** Exports the payments of a filter as a file, with all their refunds. */
import { fileStamp } from '../../shared/file-stamp.ts';
import { DAY_MS } from '../../shared/kst.ts';
import type { EndpointKey, HandlerInput } from '../../shared/api.ts';
import { csvFile } from '../csv-file.ts';
import type { Line } from '../payment-lines.ts';
import { FileStream, route, type Actor, type Route } from '../http/endpoint.ts';
import { seesMasked } from '../http/mask-personal.ts';
import { staffOf } from '../http/staff-of.ts';
import { appendAudit } from '../storage/audit.ts';
import { staffActor } from '../storage/events.ts';
import type { Storage } from '../storage/storage.ts';
import { columns, headings, sumColumns } from './columns.ts';
import { exportWords, type ExportWords } from './export-words.ts';
import { readLines, readPeriodLines } from './read-lines.ts';
import { tableRows } from './table-rows.ts';
import { xlsxFile } from './xlsx-file.ts';

type Format = 'csv' | 'xlsx';
type ExportKey = Extract<EndpointKey, `GET /api/exports/payments.${Format}`>;
type Query = HandlerInput<ExportKey>['query'];

const startOfDay = (day: string) => new Date(`${day}T00:00:00+09:00`).toISOString();

/** `/api/exports` */
export function exportRoutes(storage: Storage): Route[] {
  const { clock } = storage;

  /** Records who exports what and why, before the first byte is sent. */
  const prepare = async (actor: Actor, format: Format, query: Query) => {
    const { reason, language, sort, ...filter } = query;
    const at = clock.nowIso();
    const detail = { what: 'payments', format, filter, reason };
    const by = staffActor(staffOf(actor));
    await storage.transact((connection) =>
      appendAudit(connection, { at, actor: by, action: 'data-exported', detail }),
    );
    const words = exportWords[language ?? 'ko'];
    // The same filter as the person's list, so that the sums agree.
    const listed = { ...filter, masked: seesMasked(actor) };
    const lines = readLines(storage, listed, sort ?? '-changed');
    return { name: `changgu-payments-${fileStamp(at)}.${format}`, words, lines };
  };

  const workbook = (words: ExportWords, lines: AsyncIterable<readonly Line[]>) => {
    const widths = columns.map(({ width }) => width);
    const sums = { name: words.sumSheet, columns: sumColumns };
    const table = { name: words.sheet, widths, headings: headings(words), sums };
    return xlsxFile(table, tableRows(lines, words));
  };

  return [
    route('GET /api/exports/payments.csv', async ({ query }, { actor }) => {
      const { name, words, lines } = await prepare(actor, 'csv', query);
      const rows = tableRows(lines, words);
      return { status: 200, body: new FileStream(name, csvFile(headings(words), rows)) };
    }),
    route('GET /api/exports/payments.xlsx', async ({ query }, { actor }) => {
      const { name, words, lines } = await prepare(actor, 'xlsx', query);
      return { status: 200, body: new FileStream(name, workbook(words, lines)) };
    }),
    route('GET /api/exports/period.xlsx', async ({ query }, { actor }) => {
      const { from, to, language, reason } = query;
      const at = clock.nowIso();
      const detail = { what: 'period', format: 'xlsx', from, to, reason };
      const by = staffActor(staffOf(actor));
      await storage.transact((connection) =>
        appendAudit(connection, { at, actor: by, action: 'data-exported', detail }),
      );
      const words = exportWords[language ?? 'ko'];
      const lines = readPeriodLines(storage, {
        from: startOfDay(from),
        to: new Date(Date.parse(startOfDay(to)) + DAY_MS).toISOString(),
      });
      const name = `changgu-${from}-${to}-${fileStamp(at)}.xlsx`;
      return { status: 200, body: new FileStream(name, workbook(words, lines)) };
    }),
  ];
}
