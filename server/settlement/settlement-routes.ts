/** 정산: months, days, deposits and rates. */
import type { EndpointKey, HandlerInput, SettlementMonth } from '../../shared/api.ts';
import { fileStamp } from '../../shared/file-stamp.ts';
import { daysOfMonth } from '../../shared/kst.ts';
import { CSV_FAULTS_MAX } from '../../shared/settlement.ts';
import { AppError } from '../errors.ts';
import { FileStream, route, type Actor, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Connection } from '../storage/connection.ts';
import { staffActor } from '../storage/events.ts';
import {
  appendDeposit,
  appendRate,
  appendRule,
  depositsIn,
  tradeDaysOf,
  type Deposit,
} from '../storage/settlement-figures.ts';
import type { Storage } from '../storage/storage.ts';
import { readBankCsv } from './bank-csv.ts';
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

function refuse(pointer: string, code: string, detail: string): AppError {
  return new AppError('invalid-request', undefined, {
    errors: [{ pointer, code, params: {}, detail }],
  });
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
  const { since, heads } = readDays(storage.reader, daysOfMonth(month), nowMs);
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

type NewDeposit = Pick<Deposit, 'day' | 'won' | 'reason' | 'note' | 'source' | 'csv_line'>;

function recordDeposit(connection: Connection, row: NewDeposit, actor: Actor, at: string): void {
  const { id, name } = staffOf(actor);
  appendDeposit(connection, { ...row, at, staff_id: id, staff_name: name });
}

async function typeDeposit(
  { storage }: SettlementDesk,
  row: Omit<NewDeposit, 'source' | 'csv_line'>,
  actor: Actor,
) {
  const at = storage.clock.nowIso();
  const { day, won, reason } = row;
  if (day > seoulDayAt(storage.clock.nowMs())) {
    throw refuse('/params/day', 'in-future', 'is a day to come');
  }
  await storage.transact((connection) => {
    recordDeposit(connection, { ...row, source: 'typed', csv_line: null }, actor, at);
    const detail = { day, won, reason: reason ?? undefined };
    const by = staffActor(staffOf(actor));
    appendAudit(connection, { at, actor: by, action: 'deposit-recorded', detail });
  });
}

/** Nothing is kept where a line can't be read: half a statement would look like differences. */
async function readDeposits({ storage }: SettlementDesk, csv: string, actor: Actor) {
  const at = storage.clock.nowIso();
  const { deposits, others, errors } = readBankCsv(csv, seoulDayAt(storage.clock.nowMs()));
  const shown = {
    others,
    days: deposits,
    errors: {
      items: errors.slice(0, CSV_FAULTS_MAX),
      left: Math.max(0, errors.length - CSV_FAULTS_MAX),
    },
  };
  if (errors.length > 0 || deposits.length === 0) return { kept: 0, same: 0, ...shown };
  const span = { from: '2000-01-01', to: '9999-12-31' };
  const kept = await storage.transact((connection) => {
    const known = depositsIn(connection, span);
    const fresh = deposits.filter(({ day, won }) => known.get(day)?.won !== won);
    for (const { day, won, line } of fresh) {
      const row = { day, won, reason: null, note: null };
      recordDeposit(connection, { ...row, source: 'csv', csv_line: line }, actor, at);
    }
    if (fresh.length > 0) {
      const won = fresh.reduce((sum, one) => sum + one.won, 0);
      const by = staffActor(staffOf(actor));
      const detail = { count: fresh.length, won };
      appendAudit(connection, { at, actor: by, action: 'deposits-read', detail });
    }
    return fresh.length;
  });
  return { kept, same: deposits.length - kept, ...shown };
}

/** A payout day, the trade days of its lines, and its own trades. */
function daysBehind({ storage }: SettlementDesk, day: string): Asked[] {
  const nowMs = storage.clock.nowMs();
  const trades = [...new Set([...tradeDaysOf(storage.reader, day), day])].toSorted();
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
  await storage.transact((connection) =>
    appendAudit(connection, { at, actor: by, action: 'data-exported', detail }),
  );
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
        ...readRefundRoom(storage.reader, storage.clock.nowMs()),
        asOf: storage.clock.nowIso(),
      },
    })),
  ];
}

export function settlementRoutes(desk: SettlementDesk): Route[] {
  const { storage, importer, mode } = desk;
  const { clock, reader } = storage;
  const dayOf = (day: string) => readDay(reader, day, { mode, nowMs: clock.nowMs() });
  return [
    route('GET /api/settlement/months/:month', ({ params: { month } }) => ({
      status: 200,
      body: monthOf(desk, month),
    })),
    route('GET /api/settlement/days/:day', ({ params: { day } }) => ({
      status: 200,
      body: dayOf(day),
    })),
    route(
      'PUT /api/settlement/days/:day/deposit',
      async ({ params: { day }, body: { won, reason, note = '' } }, { actor }) => {
        const row = { day, won, reason: reason ?? null, note: note === '' ? null : note };
        await typeDeposit(desk, row, actor);
        return { status: 200, body: dayOf(day) };
      },
    ),
    route('POST /api/settlement/deposits', async ({ body: { csv } }, { actor }) => ({
      status: 200,
      body: await readDeposits(desk, csv, actor),
    })),
    route('GET /api/settlement/rates', () => ({ status: 200, body: readRates(reader) })),
    route('PUT /api/settlement/rates', async ({ body: { rate, feeBack } }, { actor }) => {
      const at = clock.nowIso();
      const staff = staffOf(actor);
      const by = { at, staff_id: staff.id, staff_name: staff.name };
      await storage.transact((connection) => {
        if (rate !== undefined) {
          const { method, rateBp, validFrom } = rate;
          appendRate(connection, { method, rate_bp: rateBp, valid_from: validFrom, ...by });
        }
        if (feeBack !== undefined) appendRule(connection, { rule: feeBack, ...by });
        const detail = { ...rate, feeBack };
        appendAudit(connection, { at, actor: staffActor(staff), action: 'rate-entered', detail });
      });
      importer.recheckFees();
      return { status: 200, body: readRates(reader) };
    }),
    route('GET /api/settlement/unmatched', () => ({ status: 200, body: readUnmatched(reader) })),
    route('POST /api/settlement/imports', ({ body: { day } }) => {
      if (!desk.isOn) throw new AppError('settlement-off');
      const days = daysBehind(desk, day);
      if (days.length === 0) {
        throw refuse('/day', 'too-early', 'is told by Toss from 06:00 of the next day on');
      }
      importer.importNow(days);
      return { status: 202, body: { isImporting: importer.isImporting() } };
    }),
    route('GET /api/payments/:payToken/settlement', ({ params: { payToken } }) => {
      const body = readPayment(reader, payToken);
      if (body === undefined) throw new AppError('payment-not-found');
      return { status: 200, body };
    }),
    ...furtherRoutes(desk),
  ];
}
