/**
 * A quarter of a shop, generated with every edge that the sandbox can plant, imported day by day.
 * What must be found is counted while it is made, without the desk's code.
 */
import { addDays } from '../../server/settlement/import-times.ts';
import { importDay } from '../../server/settlement/import-day.ts';
import { readDays } from '../../server/settlement/read-days.ts';
import { linesOfDueDay } from '../../server/sandbox/settlement/lines.ts';
import { appendDeposit } from '../../server/storage/settlement-deposits.ts';
import { appendRate, appendRule } from '../../server/storage/settlement-figures.ts';
import { checkFees } from '../../server/storage/settlement-lines.ts';
import type { FeeBackRule } from '../../shared/settlement.ts';
import { openSettlementBench, type SettlementBench } from './settlement-bench.ts';

const API_KEY = 'sk_test_changgu_1234';
const QUARTER = { from: '2026-02-01', to: '2026-04-30' };
/** All payouts of the quarter have come by then. */
const LAST_PAYOUT = '2026-05-20';
/** The shop's grade changes on that day. */
const GRADE = '2026-02-14';

export interface Found {
  lines: number;
  /** Lines by state, of all days. */
  amountDiffers: number;
  notInBooks: number;
  unknownType: number;
  feeDiffers: number;
  missing: number;
  incompleteDays: number;
  negativeDays: number;
  /** Days whose deposit is not what was expected. */
  differingDays: number;
  expectedWon: number;
  versions: number;
}

export interface Quarter {
  found: Found;
  /** The same, as it was planted. */
  planted: Omit<Found, 'lines' | 'negativeDays' | 'incompleteDays' | 'differingDays'>;
  importedInMs: number;
}

function chanceFrom(seed: number) {
  let state = seed;
  /** 0 ≤ x < `most` */
  return (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const daysOf = ({ from, to }: { from: string; to: string }) => {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
};

const timeOf = (day: string, second: number) =>
  new Date(Date.parse(`${day}T00:00:00+09:00`) + second * 1000).toISOString();

interface Made {
  payToken: string;
  day: string;
}

/** Plants the trades of a day: about a fifth are refunded, some later, some in full, some twice. */
function tradesOf(
  bench: SettlementBench,
  day: string,
  { trades, chance }: { trades: number; chance: (most: number) => number },
): Made[] {
  const made: Record<string, unknown>[] = [];
  for (let trade = 0; trade < trades; trade += 1) {
    const second = 60 + chance(80_000);
    const amount = 100 + chance(200_000);
    const refunds: Record<string, unknown>[] = [];
    if (chance(5) === 0) {
      const first = 1 + chance(amount - 1);
      // The same day, or weeks later: also of last month's payments, and of another grade.
      const later = chance(2) === 0 ? day : addDays(day, chance(30));
      const at = later === day ? second + 600 : 60 + chance(80_000);
      if (later <= QUARTER.to) {
        refunds.push({ amount: chance(3) === 0 ? amount : first, at: timeOf(later, at) });
        const left = amount - first;
        if (refunds[0]?.['amount'] === first && chance(3) === 0) {
          refunds.push({ amount: left, at: timeOf(later, at + 60) });
        }
      }
    }
    made.push({
      orderNo: `q-${day}-${String(trade)}`,
      amount,
      payMethod: chance(3) === 0 ? 'CARD' : 'TOSS_MONEY',
      createdAt: timeOf(day, second - 30),
      completedAt: timeOf(day, second),
      state: refunds.length > 0 ? 'REFUND_SUCCESS' : 'PAY_COMPLETE',
      ...(refunds.length > 0 && { refunds }),
      ...(chance(10) === 0 && { buyer: { discountWon: Math.floor(amount / 10), pointsWon: 5 } }),
    });
  }
  return bench.plant(...made).map((payToken) => ({ payToken, day }));
}

async function enterContract(bench: SettlementBench, rule: FeeBackRule): Promise<void> {
  const by = { at: '2026-01-01T00:00:00.000Z', staff_id: 'm', staff_name: 'm' };
  await bench.deps.storage.transact(function* () {
    for (const method of ['TOSS_MONEY', 'CARD'] as const) {
      const money = method === 'TOSS_MONEY';
      const before = { rate_bp: money ? 300 : 240, valid_from: '2025-01-01' };
      yield* appendRate({ method, ...before, ...by });
      yield* appendRate({ method, rate_bp: money ? 160 : 190, valid_from: GRADE, ...by });
    }
    yield* appendRule({ rule, ...by });
  });
}

/** Has the books know the trades; one in a hundred they learn of by its line alone. */
async function learn(bench: SettlementBench, made: readonly Made[]): Promise<void> {
  for (const [index, { payToken }] of made.entries()) {
    if (index % 100 !== 99) await bench.read('v1', payToken);
  }
}

type Planted = Quarter['planted'];

/** Changes some lines of a day at Toss, which the next import must find. */
function plantFaults(bench: SettlementBench, day: string, planted: Planted): void {
  const named = day.replaceAll('-', '');
  const lines = bench.rows(
    `SELECT transaction_id AS id, amount, fee, vat, due_day FROM settlement_line
     WHERE is_newest = 1 AND settle_day = '${day}' AND type = 'PAY' ORDER BY id LIMIT 4`,
  ) as { id: string; amount: number; fee: number; vat: number; due_day: string }[];
  const [corrected, moved, otherFee, otherAmount] = lines;
  if (corrected === undefined || moved === undefined) return;
  if (otherFee === undefined || otherAmount === undefined) return;
  const due = { dueDate: corrected.due_day.replaceAll('-', '') };
  // Corrected: a day later, which is no difference.
  bench.plantLine({ transactionId: corrected.id, dueDate: addDays(day, 9).replaceAll('-', '') });
  // Not among the trades of its day any more.
  bench.plantLine({ transactionId: moved.id, settleDate: '20260101', dueDate: '20260102' });
  bench.plantLine({ transactionId: otherFee.id, fee: otherFee.fee - 7, vat: otherFee.vat });
  bench.plantLine({
    transactionId: otherAmount.id,
    amount: otherAmount.amount + 1_000_000,
    ...{ fee: otherAmount.fee, vat: otherAmount.vat },
  });
  bench.plantLine({
    ...{ transactionId: `adjusted-${day}`, transactionType: 'ETC', amount: -500 },
    ...{ settleDate: named, ...due },
  });
  bench.plantLine({
    ...{ transactionId: `foreign-${day}`, payToken: `Foreign${named}`, orderNo: 'x', amount: 700 },
    ...{ settleDate: named, ...due },
  });
  planted.versions += 4;
  planted.missing += 1;
  planted.amountDiffers += 1;
  planted.unknownType += 1;
  planted.notInBooks += 1;
  // The other amount has another fee as well; the foreign line has none at all.
  planted.feeDiffers += 3;
}

function countAll(bench: SettlementBench): Found {
  const nowMs = bench.clock.nowMs();
  const { heads } = bench.deps.storage.read(readDays({ ...QUARTER, to: LAST_PAYOUT }, nowMs));
  const sum = (of: (head: (typeof heads)[number]) => number) =>
    heads.reduce((total, head) => total + of(head), 0);
  const [versions] = bench.rows('SELECT count(*) AS n FROM settlement_line WHERE version > 1');
  return {
    lines: sum(({ sums }) => sums.lines),
    amountDiffers: sum(({ toCheck }) => toCheck.amountDiffers),
    notInBooks: sum(({ toCheck }) => toCheck.notInBooks),
    unknownType: sum(({ toCheck }) => toCheck.unknownType),
    feeDiffers: sum(({ toCheck }) => toCheck.feeDiffers),
    missing: sum(({ toCheck }) => toCheck.missing),
    incompleteDays: heads.filter(({ state }) => state === 'incomplete').length,
    negativeDays: heads.filter(({ sums }) => sums.settled < 0).length,
    differingDays: heads.filter(({ state }) => state === 'differs').length,
    expectedWon: sum(({ expectedWon }) => expectedWon ?? 0),
    versions: Number(versions?.['n']),
  };
}

/** @param trades payments a day; about a quarter more lines come of their refunds */
export async function runQuarter(given: {
  trades: number;
  seed: number;
  rule: FeeBackRule;
  /** Every so many days some lines are changed at Toss. */
  faultsEvery: number;
}): Promise<Quarter> {
  const bench = openSettlementBench();
  try {
    const chance = chanceFrom(given.seed);
    bench.options({
      feeBack: given.rule,
      feeRates: [
        { from: '20250101', tossMoneyBp: 300, cardBp: 240 },
        { from: GRADE.replaceAll('-', ''), tossMoneyBp: 160, cardBp: 190 },
      ],
    });
    await enterContract(bench, given.rule);
    const planted: Planted = {
      ...{ amountDiffers: 0, notInBooks: 0, unknownType: 0, feeDiffers: 0, missing: 0 },
      ...{ expectedWon: 0, versions: 0 },
    };
    bench.clock.set('2026-05-01T00:00:00.000Z');
    const days = daysOf(QUARTER);
    const imported = daysOf({ ...QUARTER, to: addDays(LAST_PAYOUT, -1) });
    for (const day of days) {
      const trades = given.trades + chance(given.trades);
      await learn(bench, tradesOf(bench, day, { trades, chance }));
    }
    const parts = { deps: bench.deps, mode: 'test' as const, isStopped: () => false };
    const startMs = performance.now();
    const ask = async (dateType: 'SETTLE' | 'DUE', day: string) => {
      const fault = await importDay(parts, { dateType, day });
      if (fault !== null) throw new Error(`${dateType} ${day}: ${fault}`);
    };
    bench.clock.set(`${LAST_PAYOUT}T14:30:00+09:00`);
    for (const day of imported) await ask('SETTLE', day);
    const importedInMs = performance.now() - startMs;
    for (const [index, day] of days.entries()) {
      if (index % given.faultsEvery === 0) plantFaults(bench, day, planted);
    }
    for (const day of imported) await ask('SETTLE', day);
    await payOut(bench, planted, ask);
    return { found: countAll(bench), planted, importedInMs };
  } finally {
    bench.close();
  }
}

/** Imports the payouts and enters what Toss pays by its own lines; a negative day is carried on. */
async function payOut(
  bench: SettlementBench,
  planted: Planted,
  ask: (dateType: 'DUE', day: string) => Promise<void>,
): Promise<void> {
  let carry = 0;
  for (const day of daysOf({ ...QUARTER, to: LAST_PAYOUT })) {
    await ask('DUE', day);
    const lines = linesOfDueDay(bench.world, API_KEY, day.replaceAll('-', ''));
    const due = carry + lines.reduce((sum, line) => sum + line.amount + line.feeVatSum, 0);
    carry = Math.min(0, due);
    const won = Math.max(0, due);
    planted.expectedWon += won;
    await bench.deps.storage.transact(function* () {
      yield* appendDeposit({
        ...{ day, won, reason: null, note: null, source: 'typed', csv_line: null },
        is_removed: 0,
        ...{ at: `${LAST_PAYOUT}T00:00:00.000Z`, staff_id: 'm', staff_name: 'm' },
      });
    });
  }
  await bench.deps.storage.transact(() => checkFees(0, 100));
}
