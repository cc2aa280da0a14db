import { createHash } from 'node:crypto';

import { type Answer, ParameterError } from '../answer.ts';
import { type Fields, needText, readChoice, readText } from '../fields.ts';
import { carryOut, type MerchantApi, readApiKey } from '../merchant-api.ts';
import type { SandboxOptions } from '../options.ts';
import { addDays, readSeoulDay, type SeoulDay, toSeoulDay } from '../seoul-time.ts';
import { v2Failure } from '../v2/answer.ts';
import type { World } from '../world.ts';
import { linesOfDueDay, linesOfTradeDay, type SettlementLine } from './lines.ts';

const DATE_TYPES = ['DUE', 'SETTLE'] as const;
const METHODS = ['TOSS_MONEY', 'CARD', 'RESELLER_CARD'] as const;

type Query = {
  dateType: (typeof DATE_TYPES)[number];
  baseDate: SeoulDay;
  payMethod: (typeof METHODS)[number] | undefined;
  offset: number;
  withTime: boolean;
};

/** Sixteen bytes in base64: which lines are asked for, and from which on. */
function cursorAt(key: string, offset: number): string {
  const bytes = createHash('sha256').update(key).digest().subarray(0, 16);
  bytes.writeUInt32BE(offset, 12);
  return bytes.toString('base64');
}

function readOffset(cursor: string, key: string): number {
  const bytes = Buffer.from(cursor, 'base64');
  const offset = bytes.length === 16 ? bytes.readUInt32BE(12) : 0;
  // A cursor belongs to the query that it was answered to.
  if (cursorAt(key, offset) !== cursor)
    throw new ParameterError('nextCursor 값이 올바르지 않습니다.');
  return offset;
}

const keyOf = (
  apiKey: string,
  { dateType, baseDate, payMethod }: Omit<Query, 'offset' | 'withTime'>,
) => [apiKey, dateType, baseDate, payMethod].join(' ');

function readBaseDate(world: World, fields: Fields): SeoulDay {
  const baseDate = readSeoulDay(needText(fields, 'baseDate', 8));
  if (baseDate === undefined) throw new ParameterError('baseDate 값은 yyyyMMdd 형식이어야 합니다.');
  const { settlementDaysBack } = world.options();
  const oldest = addDays(toSeoulDay(world.clock.now()), -settlementDaysBack);
  if (settlementDaysBack > 0 && baseDate < oldest) {
    throw new ParameterError('조회할 수 있는 기간이 지났습니다.');
  }
  return baseDate;
}

function readQuery(world: World, apiKey: string, fields: Fields): Query {
  const dateType = readChoice(fields, 'dateType', DATE_TYPES);
  if (dateType === undefined) throw new ParameterError('dateType 값은 필수입니다.');
  const baseDate = readBaseDate(world, fields);
  const payMethod = readChoice(fields, 'payMethod', METHODS);
  const asked = { dateType, baseDate, payMethod };
  const cursor = readText(fields, 'nextCursor', 100) ?? '';
  return {
    ...asked,
    offset: cursor === '' ? 0 : readOffset(cursor, keyOf(apiKey, asked)),
    withTime: fields['includeSettleDateTime'] === 'true',
  };
}

function findLines(world: World, apiKey: string, query: Query): SettlementLine[] {
  const { settlement, futureDueDays } = world.options();
  if (settlement === 'none') return [];
  if (query.dateType === 'SETTLE') return linesOfTradeDay(world, apiKey, query.baseDate);
  const isFuture = query.baseDate > toSeoulDay(world.clock.now());
  if (isFuture && futureDueDays === 'empty') return [];
  return linesOfDueDay(world, apiKey, query.baseDate);
}

function sumOf(lines: readonly SettlementLine[], name: 'amount' | 'fee' | 'vat' | 'feeVatSum') {
  return lines.reduce((sum, line) => sum + line[name], 0);
}

function shownLine(line: SettlementLine, withTime: boolean): Record<string, unknown> {
  const { settleDateTime, ...rest } = line;
  return withTime ? { ...rest, settleDateTime } : rest;
}

/** The sample has `payMethod` once more before `feeVatSum`. */
function doubleKeys(text: string): string {
  return text.replaceAll(
    /("payMethod":"\w+")(,"amount":-?\d+,"fee":-?\d+,"vat":-?\d+)(?=,"feeVatSum")/g,
    '$1$2,$1',
  );
}

function answerPage(
  lines: readonly SettlementLine[],
  { offset, withTime }: Query,
  key: string,
  options: SandboxOptions,
): Answer {
  const end = offset + options.settlementPageSize;
  const page = lines.slice(offset, end);
  const isOwn = options.settlementTotals === 'own-after-first' && offset > 0;
  const summed = isOwn ? page : lines;
  const body = {
    transactionList: page.map((line) => shownLine(line, withTime)),
    nextCursor: end < lines.length ? cursorAt(key, end) : '',
    totalAmount: sumOf(summed, 'amount'),
    totalFee: sumOf(summed, 'fee'),
    totalVat: sumOf(summed, 'vat'),
    totalFeeVatSum: sumOf(summed, 'feeVatSum'),
  };
  if (!options.settlementDoubledKey) return { httpStatus: 200, body };
  return { httpStatus: 200, body, text: doubleKeys(JSON.stringify(body)) };
}

/** `POST /pay/api/v2/settlement-details`: a page of a day's lines. Its success has no code. */
function settlementPage(world: World, fields: Fields): Answer {
  const apiKey = readApiKey(fields);
  if (apiKey === undefined) return v2Failure('COMMON_INVALID_API_KEY');
  const query = readQuery(world, apiKey, fields);
  const found = findLines(world, apiKey, query);
  const { payMethod } = query;
  const lines = found.filter((line) => payMethod === undefined || line.payMethod === payMethod);
  return answerPage(lines, query, keyOf(apiKey, query), world.options());
}

export const settlementApi: MerchantApi<'v2/settlement-details'> = {
  calls: [{ call: 'v2/settlement-details', path: 'settlement-details' }],
  queryFields: ['includeSettleDateTime'],
  answer: (world, _call, fields) =>
    carryOut(world, v2Failure, {}, () => settlementPage(world, fields)),
  fail: v2Failure,
};
