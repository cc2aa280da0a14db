import { transactionIdOf } from '../derived-id.ts';
import { splitOf } from '../money-split.ts';
import type { SandboxOptions } from '../options.ts';
import { PAY_METHODS } from '../payment-row.ts';
import { addDays, dayStart, type SeoulDay, toSeoulDay, toSeoulText } from '../seoul-time.ts';
import type { World } from '../world.ts';
import { dueDayOf, longestWait } from './due-day.ts';
import { type Fee, feeCharged, feeGivenBack } from './fees.ts';
import type { PlantedLine } from './planted-line.ts';
import type { Span, Trade } from './trade-statements.ts';

/** A line of the settlement; the names are Toss's. */
export type SettlementLine = {
  transactionType: string;
  transactionId: string;
  payToken: string;
  productDesc: string;
  orderNo: string;
  payMethod: string;
  amount: number;
  fee: number;
  vat: number;
  feeVatSum: number;
  settleDate: string;
  dueDate: string;
  settleDateTime: string;
};

type Planted = ReadonlyMap<string, PlantedLine>;

const EMPTY_LINE: Omit<SettlementLine, 'transactionId'> = {
  transactionType: 'PAY',
  payToken: '',
  productDesc: '',
  orderNo: '',
  payMethod: 'TOSS_MONEY',
  amount: 0,
  fee: 0,
  vat: 0,
  feeVatSum: 0,
  settleDate: '',
  dueDate: '',
  settleDateTime: '',
};

function methodOf(trade: Trade, options: SandboxOptions): string {
  return options.resellerShop && trade.payMethod === 'CARD' ? 'RESELLER_CARD' : trade.payMethod;
}

/** What the shop is settled on: the gross amount, or what the buyer paid. */
function settledWon(world: World, trade: Trade, won: number): number {
  const { settledOn, discountRounding } = world.options();
  if (settledOn === 'gross') return won;
  return splitOf(trade, world.storage.termsOf(trade.payToken), won, discountRounding).paid;
}

function moneyOf(world: World, trade: Trade): { won: number } & Fee {
  const options = world.options();
  const approvalDay = toSeoulDay(trade.approvedOn);
  const paidWon = settledWon(world, trade, trade.amount);
  if (trade.step === 0) {
    return { won: paidWon, ...feeCharged(paidWon, trade.payMethod, approvalDay, options) };
  }
  const beforeWon = settledWon(world, trade, trade.leftBeforeWon);
  const afterWon = settledWon(world, trade, trade.leftBeforeWon - trade.won);
  const won = beforeWon - afterWon;
  // Paid outside of Toss's refunds, so that no fee comes back.
  if (trade.source === 'buyer-left') return { won, fee: 0, vat: 0 };
  const money = { paidWon, beforeWon, afterWon };
  return { won, ...feeGivenBack(money, trade.payMethod, approvalDay, options) };
}

/** Amounts are plus for a payment and minus for a refund, fees the other way round. */
function signedMoney(world: World, trade: Trade) {
  const { won, fee, vat } = moneyOf(world, trade);
  const isRefund = trade.step > 0;
  const asSample = world.options().settlementRefundSign === 'as-sample';
  const sign = isRefund && !asSample ? -1 : 1;
  // Adding 0 turns −0 into 0.
  return {
    amount: sign * won + 0,
    fee: -sign * fee + 0,
    vat: -sign * vat + 0,
    feeVatSum: -sign * (fee + vat) + 0,
  };
}

function lineOf(world: World, trade: Trade): SettlementLine {
  const options = world.options();
  const settleDate = toSeoulDay(trade.at);
  const stamp = toSeoulText(trade.at).replaceAll(/\D/g, '');
  return {
    transactionType: trade.step === 0 ? 'PAY' : 'REFUND',
    transactionId: transactionIdOf(trade.payToken, trade.step),
    payToken: trade.payToken,
    productDesc: trade.productDesc,
    orderNo: trade.orderNo,
    payMethod: methodOf(trade, options),
    ...signedMoney(world, trade),
    settleDate,
    dueDate: dueDayOf(settleDate, trade.payMethod, options),
    settleDateTime: stamp.padEnd(options.settleDateTimeDigits, '0'),
  };
}

function withPlanted(line: SettlementLine, planted: Planted): SettlementLine {
  const fields = planted.get(line.transactionId);
  if (fields === undefined) return line;
  const changed: SettlementLine = { ...line, ...fields };
  return 'feeVatSum' in fields ? changed : { ...changed, feeVatSum: changed.fee + changed.vat };
}

/** Lines of planted adjustments, of which the books know nothing. */
function extraLines(lines: readonly SettlementLine[], planted: Planted): SettlementLine[] {
  const known = new Set(lines.map(({ transactionId }) => transactionId));
  return [...planted.keys()]
    .filter((transactionId) => !known.has(transactionId))
    .map((transactionId) => withPlanted({ ...EMPTY_LINE, transactionId }, planted));
}

function plantedOf(world: World, apiKey: string): Planted {
  const lines = world.storage.plantedSettlementLines(apiKey);
  return new Map(lines.map((line) => [line.transactionId, line]));
}

/** Lines are there from the morning after their trade. */
function loadedUntil(world: World): number {
  const hourMs = 60 * 60 * 1000;
  return dayStart(toSeoulDay(world.clock.now() - world.options().settlementLoadHour * hourMs));
}

function tradesBetween(world: World, span: Span): Trade[] {
  const { buyerLeftLine } = world.options();
  const trades = world.storage.tradesBetween(span);
  return trades.filter(({ source }) => buyerLeftLine || source !== 'buyer-left');
}

/** The lines of trades of some days that are wanted, and planted ones of any day. */
function linesOf(
  world: World,
  apiKey: string,
  days: readonly SeoulDay[],
  planted: Planted,
  isWanted: (line: SettlementLine) => boolean,
): SettlementLine[] {
  const endMs = loadedUntil(world);
  const trades = days.flatMap((day) => {
    const toMs = Math.min(dayStart(addDays(day, 1)), endMs);
    return tradesBetween(world, { apiKey, fromMs: dayStart(day), toMs });
  });
  const lines = trades.map((trade) => withPlanted(lineOf(world, trade), planted));
  return [...lines, ...extraLines(lines, planted)].filter(isWanted);
}

/** The lines of trades of a day. */
export function linesOfTradeDay(world: World, apiKey: string, day: SeoulDay): SettlementLine[] {
  const planted = plantedOf(world, apiKey);
  return linesOf(world, apiKey, [day], planted, ({ settleDate }) => settleDate === day);
}

/** The lines that are paid out on a day. */
export function linesOfDueDay(world: World, apiKey: string, day: SeoulDay): SettlementLine[] {
  const options = world.options();
  const planted = plantedOf(world, apiKey);
  const wait = longestWait(options);
  const days = Array.from({ length: wait + 1 }, (_, index) => addDays(day, index - wait));
  const isDue = (of: SeoulDay): boolean =>
    PAY_METHODS.some((payMethod) => dueDayOf(of, payMethod, options) === day);
  // A planted line may have moved a trade here.
  const asked = planted.size === 0 ? days.filter(isDue) : days;
  return linesOf(world, apiKey, asked, planted, ({ dueDate }) => dueDate === day);
}

/** What is still to be paid out after a day, for trades before it. */
export function wonDueAfter(world: World, apiKey: string, day: SeoulDay): number {
  const options = world.options();
  const fromMs = dayStart(addDays(day, -longestWait(options)));
  return tradesBetween(world, { apiKey, fromMs, toMs: dayStart(day) })
    .map((trade) => lineOf(world, trade))
    .filter(({ dueDate }) => dueDate > day)
    .reduce((sum, line) => sum + line.amount + (options.limitNetOfFees ? line.feeVatSum : 0), 0);
}
