/** The wire format of Toss Pay's settlement (정산 내역), the same for both versions of the API. */
import { kstToIso } from '../../shared/kst.ts';
import { MAX_PAYMENT_WON } from '../../shared/won.ts';
import { isObject, type Json } from './json-object.ts';
import {
  addTotals,
  noWon,
  type SettledLine,
  type SettlementPage,
  type SettlementQuestion,
  type SettlementTotals,
} from './settlement-page.ts';

/** The JSON text of a question without `apiKey`. */
export function settlementBody({ dateType, day, cursor }: SettlementQuestion): string {
  return JSON.stringify({
    dateType,
    baseDate: day.replaceAll('-', ''),
    ...(cursor !== null && { nextCursor: cursor }),
  });
}

/** More than a line or a day of any shop. */
const MOST_WON = 1000 * MAX_PAYMENT_WON;

function wonIn(json: Json, name: string, most = MOST_WON): number | null {
  const value = json[name];
  const won = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof won !== 'number' || !Number.isSafeInteger(won) || Math.abs(won) > most) return null;
  // Adding 0 turns −0 into 0.
  return won + 0;
}

const VISIBLE = /^[\x21-\x7e]*$/;

function nameIn(json: Json, name: string, most: number): string | null {
  const value = json[name] ?? '';
  return typeof value === 'string' && value.length <= most && VISIBLE.test(value) ? value : null;
}

/** `'20261124'` as `'2026-11-24'`; `null` for what is no day, or one before the year 2000. */
function dayOf(text: string): string | null {
  const day = text.replace(/^([2-9]\d{3})(\d\d)(\d\d)$/, '$1-$2-$3');
  return kstToIso(`${day} 00:00:00`) === null ? null : day;
}

/** One sample has a digit more than the fourteen of `yyyyMMddHHmmss`. */
function instantOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const stamp = value.replace(
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\d{0,3}$/,
    '$1-$2-$3 $4:$5:$6',
  );
  return kstToIso(stamp);
}

function totalsIn(json: Json, names: readonly [string, string, string, string]) {
  const [amount, fee, vat, feeAndVat] = names.map((name) => wonIn(json, name, 1000 * MOST_WON));
  if (amount == null || fee == null || vat == null || feeAndVat == null) return null;
  return { amount, fee, vat, feeAndVat };
}

interface Sent {
  line: SettledLine;
  won: SettlementTotals;
}

function lineOf(value: unknown): Sent | null {
  if (!isObject(value)) return null;
  const won = totalsIn(value, ['amount', 'fee', 'vat', 'feeVatSum']);
  const type = nameIn(value, 'transactionType', 40);
  const transactionId = nameIn(value, 'transactionId', 64);
  const payToken = nameIn(value, 'payToken', 64);
  const orderNo = nameIn(value, 'orderNo', 50);
  const method = nameIn(value, 'payMethod', 40);
  const settleDay = dayOf(nameIn(value, 'settleDate', 8) ?? '');
  const due = nameIn(value, 'dueDate', 8);
  if (won === null || !type || !transactionId || settleDay === null) return null;
  if (payToken === null || orderNo === null || method === null || due === null) return null;
  const dueDay = due === '' ? null : dayOf(due);
  if (due !== '' && dueDay === null) return null;
  const signWasWrong = type === 'REFUND' && won.amount > 0;
  const sign = signWasWrong ? -1 : 1;
  // Above 0 it is given back, as the text has it, whatever the amount's sign.
  const feeSign = signWasWrong && won.feeAndVat < 0 ? -1 : 1;
  const line = {
    ...{ transactionId, type, payToken, orderNo, method, settleDay, dueDay, signWasWrong },
    amount: sign * won.amount + 0,
    fee: feeSign * won.fee + 0,
    vat: feeSign * won.vat + 0,
    settledAt: instantOf(value['settleDateTime']),
  };
  return { line, won };
}

/** @returns `null` unless every line and total is understood */
export function readSettlementPage(json: Json): SettlementPage | null {
  const list = json['transactionList'];
  const totals = totalsIn(json, ['totalAmount', 'totalFee', 'totalVat', 'totalFeeVatSum']);
  const cursor = json['nextCursor'] ?? '';
  if (!Array.isArray(list) || totals === null) return null;
  if (typeof cursor !== 'string' || cursor.length > 1000) return null;
  const sent = list.map(lineOf).filter((line) => line !== null);
  if (sent.length !== list.length) return null;
  return {
    lines: sent.map(({ line }) => line),
    sums: sent.map(({ won }) => won).reduce(addTotals, noWon),
    totals,
    next: cursor === '' ? null : cursor,
    addsUp: sent.every(({ won }) => won.fee + won.vat === won.feeAndVat),
  };
}
