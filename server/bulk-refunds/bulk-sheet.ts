/** The result of a run as a CSV, row by row. */
import type { BulkRow, BulkVerdict } from '../../shared/bulk-refund.ts';
import { isOpen } from '../../shared/operation.ts';
import type { Cell } from '../csv-file.ts';

/** How a row ended, or its progress. */
type Outcome = 'done' | 'failed' | 'refused' | 'open' | 'not-asked' | 'left-out';

interface SheetWords {
  headings: readonly string[];
  outcomes: Record<Outcome, string>;
  verdicts: Record<BulkVerdict, string>;
  total: string;
}

const ko: SheetWords = {
  headings: [
    '행',
    '주문번호',
    '금액 (원)',
    '결과',
    '사유',
    '사전 점검',
    '토스·창구 응답',
    '환불번호',
    '결제 토큰',
  ],
  outcomes: {
    done: '환불 완료',
    failed: '환불되지 않음',
    refused: '요청하지 못함',
    open: '진행 중',
    'not-asked': '요청하지 않음',
    'left-out': '제외',
  },
  verdicts: { ready: '가능', look: '확인 필요', refused: '불가' },
  total: '환불 완료 합계',
};

const en: SheetWords = {
  headings: [
    'Row',
    'Order number',
    'Amount (won)',
    'Result',
    'Reason',
    'Check',
    'Answer of Toss or the desk',
    'Refund number',
    'Pay token',
  ],
  outcomes: {
    done: 'Refunded',
    failed: 'Not refunded',
    refused: 'Not asked for',
    open: 'In progress',
    'not-asked': 'Not asked for yet',
    'left-out': 'Left out',
  },
  verdicts: { ready: 'Possible', look: 'Look first', refused: 'Impossible' },
  total: 'Refunded in all',
};

export const sheetWords = { ko, en } as const;

function outcomeOf(row: BulkRow): Outcome {
  if (!row.included) return 'left-out';
  if (row.refusal !== null) return 'refused';
  if (row.state === null) return 'not-asked';
  if (row.state === 'succeeded') return 'done';
  return isOpen(row.state) ? 'open' : 'failed';
}

/** The answer of Toss or the desk, or the preflight findings. */
function answerOf({ tossErrorCode, tossMessage, refusal, findings }: BulkRow): string {
  const toss = [tossErrorCode, tossMessage].filter((text) => text !== null).join(': ');
  if (toss !== '') return toss;
  return refusal?.detail ?? findings.map(({ detail }) => detail).join('; ');
}

/** Yields the rows, then the sum of what was refunded. */
export function* sheetRows(
  rows: readonly BulkRow[],
  words: SheetWords,
): Generator<{ rows: Cell[][] }> {
  yield {
    rows: rows.map((row) => [
      row.position + 1,
      row.orderNo,
      row.amount,
      words.outcomes[outcomeOf(row)],
      row.reason,
      words.verdicts[row.verdict],
      answerOf(row),
      row.state === null ? null : row.operationId,
      row.payToken,
    ]),
  };
  const done = rows.filter(({ state }) => state === 'succeeded');
  const won = done.reduce((sum, { amount }) => sum + (amount ?? 0), 0);
  yield { rows: [[words.total, done.length, won]] };
}
