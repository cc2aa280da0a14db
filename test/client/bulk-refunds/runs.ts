/** Runs and rows as the desk answers them. */
import type { BulkFinding, BulkRow, BulkRun } from '../../../shared/bulk-refund.ts';
import type { RunAnswer } from '../../../client/bulk-refunds/run-answer.ts';

export const RUN_ID = '6f1c7a52-0d0b-4a57-9d0e-0000000000b1';
export const BODY_HASH = 'a'.repeat(64);

export function findingOf(part: Partial<BulkFinding> = {}): BulkFinding {
  return { code: 'over-remaining', reason: null, won: null, at: null, detail: 'x', ...part };
}

export function rowOf(position: number, part: Partial<BulkRow> = {}): BulkRow {
  return {
    position,
    orderNo: `order-${position + 1}`,
    payToken: `token-${position + 1}`,
    productDesc: '머그컵',
    amount: 1000,
    paymentAmount: 10_000,
    paymentRemaining: 10_000,
    paymentDiscounted: null,
    parts: null,
    reason: '상품 불량',
    verdict: 'ready',
    findings: [],
    included: part.verdict === undefined || part.verdict === 'ready',
    operationId: `3f0f2c1a-6f5e-4a57-9d0e-${String(position).padStart(12, '0')}`,
    state: null,
    refusal: null,
    tossErrorCode: null,
    tossMessage: null,
    refusedByToss: false,
    ...part,
  };
}

/** A run over these rows, with their sums. */
export function answerOf(rows: BulkRow[], part: Partial<BulkRun> = {}): RunAnswer {
  const chosen = rows.filter(({ included }) => included);
  const of = (fits: (row: BulkRow) => boolean) => chosen.filter(fits);
  const won = (some: BulkRow[]) => some.reduce((sum, { amount }) => sum + (amount ?? 0), 0);
  const succeeded = of(({ state }) => state === 'succeeded');
  const unclear = of(({ state }) => state === 'unknown');
  const left = of(({ state, refusal }) => state === null && refusal === null);
  const verdict = (name: string) => rows.filter((row) => row.verdict === name).length;
  return {
    rows,
    run: {
      id: RUN_ID,
      state: 'draft',
      pausedBecause: null,
      limitReachedAt: null,
      name: '행사 취소',
      note: null,
      createdAt: '2026-11-24T05:00:00.000Z',
      requestedBy: { id: 's1', name: '김민지' },
      bodyHash: null,
      approvalLapsesAt: null,
      approvedBy: null,
      sole: false,
      startedAt: null,
      endedAt: null,
      rows: { ready: verdict('ready'), look: verdict('look'), refused: verdict('refused') },
      tally: {
        included: chosen.length,
        totalWon: won(chosen),
        succeeded: succeeded.length,
        succeededWon: won(succeeded),
        failed: of(({ state }) => state === 'failed').length,
        refused: of(({ refusal }) => refusal !== null).length,
        open: unclear.length,
        unclear: unclear.length,
        refusedByToss: 0,
        waiting: 0,
        left: left.length,
        leftWon: won(left),
      },
      ...part,
    },
  };
}
