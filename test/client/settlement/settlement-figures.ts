/** A month and a day of 정산, as the API answers them. */
import type {
  SettlementDay,
  SettlementLine,
  SettlementMonth,
  SettlementRates,
} from '../../../shared/api.ts';

type Head = SettlementMonth['days'][number];

const nothing = { lines: 0, amount: 0, fee: 0, vat: 0, settled: 0 };
const noChecks = { amountDiffers: 0, notInBooks: 0, unknownType: 0, feeDiffers: 0, missing: 0 };

function head(day: string, part: Partial<Head> = {}): Head {
  return {
    ...{ day, state: 'none', incomplete: null, sums: nothing, carryIn: 0, carryOut: 0 },
    ...{ expectedWon: null, depositWon: null, differenceWon: null, reason: null },
    toCheck: noChecks,
    ...part,
  };
}

const due = (expectedWon: number, depositWon: number | null): Partial<Head> => ({
  sums: { ...nothing, lines: 8, settled: expectedWon },
  expectedWon,
  depositWon,
  differenceWon: depositWon === null ? null : depositWon - expectedWon,
});

const planned: Record<string, Partial<Head>> = {
  '2026-11-02': { ...due(654_056, 654_056), state: 'matched' },
  '2026-11-11': {
    ...{ state: 'none', sums: { ...nothing, lines: 1, settled: -47_310 } },
    ...{ expectedWon: 0, carryOut: -47_310 },
  },
  '2026-11-12': { ...due(0, 0), state: 'matched', carryOut: -47_310 },
  '2026-11-17': { ...due(524_748, 512_348), state: 'differs' },
  '2026-11-24': {
    ...{ ...due(581_651, 561_651), state: 'explained', reason: 'held' },
    toCheck: { ...noChecks, feeDiffers: 1 },
  },
  '2026-11-27': {
    ...{ ...due(0, 761_778), state: 'incomplete', expectedWon: null, differenceWon: null },
    incomplete: {
      ...{ why: 'totals-change', page: 2, askedAt: '2026-11-27T05:00:00.000Z' },
      nextAt: '2026-11-28T22:00:00.000Z',
    },
  },
  '2026-11-26': {
    state: 'incomplete',
    incomplete: {
      ...{ why: 'not-imported', page: null, askedAt: null },
      nextAt: '2026-11-27T22:00:00.000Z',
    },
  },
  '2026-11-30': { ...due(709_236, null), state: 'open' },
};

export const november: SettlementMonth = {
  ...{ month: '2026-11', mode: 'test', asOf: '2026-11-27T06:00:00.000Z', today: '2026-11-27' },
  since: '2026-11-01',
  days: Array.from({ length: 30 }, (_, index) => {
    const day = `2026-11-${String(index + 1).padStart(2, '0')}`;
    return head(day, planned[day]);
  }),
  total: {
    ...{ expectedWon: 11_285_932, depositWon: 11_253_532, differenceWon: -32_400 },
    ...{ unexplainedWon: -12_400, incompleteDays: 1, openDays: 0 },
  },
  sums: nothing,
  invoice: { supply: 12_354, vat: 1235, lineVat: 1236 },
  isOn: true,
  isImporting: false,
};

const fits: SettlementLine['feeCheck'] = {
  ...{ state: 'fits', rateBp: 240, rule: 'proportional', fee: -4464, vat: -446 },
  ...{ feeDifference: 0, vatDifference: 0, wouldFitBp: 240, wouldFitRule: null },
};

export function line(part: Partial<SettlementLine> = {}): SettlementLine {
  return {
    ...{ transactionId: 'tx-1', type: 'PAY', payToken: 'pay-1', orderNo: '20261121-0311' },
    ...{ method: 'CARD', amount: 186_000, fee: -4464, vat: -446, settled: 181_090 },
    ...{ tradeDay: '2026-11-21', dueDay: '2026-11-24', tradedAt: '2026-11-21T03:00:00.000Z' },
    ...{ state: 'matched', version: 1, seenAt: '2026-11-22T22:00:00.000Z' },
    ...{ signWasWrong: false, isGone: false, feeCheck: fits },
    own: {
      ...{ payToken: 'pay-1', orderNo: '20261121-0311', productDesc: '햅쌀 20kg', kind: 'PAY' },
      ...{ refundNo: null, won: 186_000, at: '2026-11-21T03:00:00.000Z', isOwn: true },
    },
    ...part,
  };
}

export const dearLine = line({
  ...{ transactionId: 'tx-2', payToken: 'pay-2', orderNo: '20261122-0071' },
  ...{ amount: 47_000, fee: -1175, vat: -118, settled: 45_707 },
  feeCheck: {
    ...{ state: 'differs', rateBp: 240, rule: null, fee: -1128, vat: -113 },
    ...{ feeDifference: -47, vatDifference: -5, wouldFitBp: 250, wouldFitRule: null },
  },
  own: {
    ...{ payToken: 'pay-2', orderNo: '20261122-0071', productDesc: '캠핑용 의자', kind: 'PAY' },
    ...{ refundNo: null, won: 47_000, at: '2026-11-22T03:00:00.000Z', isOwn: true },
  },
});

export const strangeRefund = line({
  ...{ transactionId: 'tx-3', type: 'REFUND', payToken: 'pay-3', orderNo: '20261119-0007' },
  ...{ amount: -59_800, fee: 1435, vat: 144, settled: -58_221, state: 'not-in-books', own: null },
  feeCheck: {
    ...{ state: 'untold', rateBp: null, rule: null, fee: null, vat: null },
    ...{ feeDifference: null, vatDifference: null, wouldFitBp: null, wouldFitRule: null },
  },
});

export const absent: SettlementDay['missing']['items'][number] = {
  ...{ payToken: 'pay-4', orderNo: '20261122-0058', productDesc: '천연 수세미 10개', kind: 'PAY' },
  ...{ refundNo: null, won: 9900, at: '2026-11-22T03:00:00.000Z', isOwn: true, state: 'missing' },
  expectedOn: '2026-11-24',
};

export const tuesday: SettlementDay = {
  ...head('2026-11-24', planned['2026-11-24']),
  sums: { lines: 3, amount: 173_200, fee: -4204, vat: -420, settled: 168_576 },
  mode: 'test',
  lines: { items: [line(), dearLine, strangeRefund], left: 0 },
  missing: { items: [absent], left: 0 },
  deposit: {
    ...{ won: 561_651, reason: 'held', note: null, source: 'csv', csvLine: 12 },
    isRemoved: false,
    ...{ by: { id: 's1', name: '박서준' }, at: '2026-11-24T06:20:00.000Z' },
  },
  depositsBefore: [],
  invoice: { supply: 4204, vat: 420 },
};

export const rates: SettlementRates = {
  rates: [
    {
      ...{ method: 'CARD', rateBp: 240, validFrom: '2026-01-01' },
      ...{ by: { id: 's1', name: '박서준' }, at: '2026-01-02T00:00:00.000Z' },
    },
  ],
  feeBack: null,
  unexplained: [
    {
      ...{ method: 'CARD', type: 'PAY', lines: 3, won: -156 },
      ...{ firstTradeDay: '2026-11-22', wouldFitBp: 250, wouldFitRule: null },
    },
    {
      ...{ method: 'RESELLER_CARD', type: 'REFUND', lines: 1, won: -88 },
      ...{ firstTradeDay: '2026-11-23', wouldFitBp: null, wouldFitRule: 'none' },
    },
  ],
};
