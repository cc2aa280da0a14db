/** 정산: months, days, deposits and rates. */
import type { EndpointKey, HandlerInput, SettlementMonth } from '../../shared/api.ts';
import { fileStamp } from '../../shared/file-stamp.ts';
import { daysOfMonth } from '../../shared/kst.ts';
import { AppError, refuseField } from '../errors.ts';
import { FileStream, route, type Actor, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { appendAudit } from '../storage/audit.ts';
import { staffActor } from '../storage/events.ts';
import { appendRate, appendRule, tradeDaysOf } from '../storage/settlement-figures.ts';
import type { Storage } from '../storage/storage.ts';
import { enterDeposit, readDeposits } from './deposits.ts';
import { isTooEarly, seoulDayAt } from './import-times.ts';
import type { Asked } from './import-day.ts';
import type { SettlementImporter, SettlementSettings } from './importer.ts';
import { invoiceFor, readDay, readPayment, readUnmatched } from './read-day.ts';
import { readDays, totalOf, type DayHead } from './read-days.ts';
import { readRates } from './read-rates.ts';
import { readRefundRoom } from './refund-room.ts';
import { settlementCsv, settlementWorkbook } from './settlement-files.ts';
import { fileWords } from './file-words.ts';

export interface SettlementDesk extends SettlementSettings {
  storage: Storage;
  importer: SettlementImporter;
}

function sumsOf(heads: readonly DayHead[]): SettlementMonth['sums'] {
  const counting = heads.filter(({ incomplete }) => incomplete === null);
  const sum = (name: keyof DayHead['sums']) =>
    counting.reduce((total, head) => total + head.sums[name], 0);
  return {
    lines: sum('lines'),
    amount: sum('amount'),
    fee: sum('fee'),
    vat: sum('vat'),
    settled: sum('settled'),
  };
}

function monthOf(desk: SettlementDesk, month: string): SettlementMonth {
  const { storage, mode, isOn, importer } = desk;
  const nowMs = storage.clock.nowMs();
  const { since, heads } = storage.read(readDays(daysOfMonth(month), nowMs));
  const sums = sumsOf(heads);
  return {
    ...{ month, mode, isOn, since, sums },
    asOf: storage.clock.nowIso(),
    today: seoulDayAt(nowMs),
    days: heads,
    total: totalOf(heads, nowMs),
    invoice: { ...invoiceFor(sums), lineVat: -sums.vat + 0 },
    isImporting: importer.isImporting(),
  };
}

/** A payout day, the trade days of its lines, and its own trades. */
function daysBehind({ storage }: SettlementDesk, day: string): Asked[] {
  const nowMs = storage.clock.nowMs();
  const trades = [...new Set([...storage.read(tradeDaysOf(day)), day])].toSorted();
  const asked: Asked[] = [
    ...trades.map((one) => ({ dateType: 'SETTLE' as const, day: one })),
    { dateType: 'DUE', day },
  ];
  return asked.filter((one) => !isTooEarly(one.dateType, one.day, nowMs));
}

type FileKey = Extract<EndpointKey, `GET /api/exports/settlement.${string}`>;

/** Records who takes a file, before its first byte is sent. */
async function prepareFile(
  { storage }: SettlementDesk,
  { month, language }: HandlerInput<FileKey>['query'],
  { actor, format }: { actor: Actor; format: 'csv' | 'xlsx' },
) {
  const at = storage.clock.nowIso();
  const by = staffActor(staffOf(actor));
  const detail = { what: 'settlement', format, month };
  await storage.transact(() => appendAudit({ at, actor: by, action: 'data-exported', detail }));
  const name = `changgu-settlement-${month}-${fileStamp(at)}.${format}`;
  return { name, span: daysOfMonth(month), words: fileWords[language ?? 'ko'] };
}

/** The files of a month, and what is left of the daily limit. */
function furtherRoutes(desk: SettlementDesk): Route[] {
  const { storage } = desk;
  return [
    route('GET /api/exports/settlement.csv', async ({ query }, { actor }) => {
      const file = await prepareFile(desk, query, { actor, format: 'csv' });
      const pieces = settlementCsv(storage, file.span, file.words);
      return { status: 200, body: new FileStream(file.name, pieces) };
    }),
    route('GET /api/exports/settlement.xlsx', async ({ query }, { actor }) => {
      const file = await prepareFile(desk, query, { actor, format: 'xlsx' });
      const pieces = settlementWorkbook(storage, file.span, file.words);
      return { status: 200, body: new FileStream(file.name, pieces) };
    }),
    route('GET /api/settlement/refund-room', () => ({
      status: 200,
      body: {
        ...storage.read(readRefundRoom(storage.clock.nowMs())),
        asOf: storage.clock.nowIso(),
      },
    })),
  ];
}

export function settlementRoutes(desk: SettlementDesk): Route[] {
  const { storage, importer, mode } = desk;
  const { clock, read } = storage;
  const dayOf = (day: string) => read(readDay(day, { mode, nowMs: clock.nowMs() }));
  return [
    route('GET /api/settlement/months/:month', ({ params: { month } }) => ({
      status: 200,
      body: monthOf(desk, month),
    })),
    route('GET /api/settlement/days/:day', ({ params: { day } }) => ({
      status: 200,
      body: dayOf(day),
    })),
    route('PUT /api/settlement/days/:day/deposit', async ({ params: { day }, body }, { actor }) => {
      await enterDeposit(storage, { day, ...body }, staffOf(actor));
      return { status: 200, body: dayOf(day) };
    }),
    route('POST /api/settlement/deposits', async ({ body }, { actor }) => ({
      status: 200,
      body: await readDeposits(storage, body, staffOf(actor)),
    })),
    route('GET /api/settlement/rates', () => ({ status: 200, body: read(readRates()) })),
    route('PUT /api/settlement/rates', async ({ body: { rate, feeBack } }, { actor }) => {
      const at = clock.nowIso();
      const staff = staffOf(actor);
      const by = { at, staff_id: staff.id, staff_name: staff.name };
      await storage.transact(function* () {
        if (rate !== undefined) {
          const { method, rateBp, validFrom } = rate;
          yield* appendRate({ method, rate_bp: rateBp, valid_from: validFrom, ...by });
        }
        if (feeBack !== undefined) yield* appendRule({ rule: feeBack, ...by });
        const detail = { ...rate, feeBack };
        yield* appendAudit({ at, actor: staffActor(staff), action: 'rate-entered', detail });
      });
      importer.recheckFees();
      return { status: 200, body: read(readRates()) };
    }),
    route('GET /api/settlement/unmatched', () => ({
      status: 200,
      body: read(readUnmatched()),
    })),
    route('POST /api/settlement/imports', ({ body: { day } }) => {
      if (!desk.isOn) throw new AppError('settlement-off');
      const days = daysBehind(desk, day);
      if (days.length === 0) {
        const detail = 'is told by Toss from 06:00 of the next day on';
        throw refuseField({ pointer: '/day', code: 'too-early', params: {}, detail });
      }
      importer.importNow(days);
      return { status: 202, body: { isImporting: importer.isImporting() } };
    }),
    route('GET /api/payments/:payToken/settlement', ({ params: { payToken } }) => {
      const body = read(readPayment(payToken));
      if (body === undefined) throw new AppError('payment-not-found');
      return { status: 200, body };
    }),
    ...furtherRoutes(desk),
  ];
}
