/** Texts for the findings of the check and for the outcome of each row. */
import type { TFunction } from 'i18next';
import type { BulkFinding, BulkRow, BulkState } from '../../shared/bulk-refund.ts';
import { formatAmount, formatMoment } from '../format.ts';
import type { ChipKind } from '../parts/chip-kind.ts';
import { codeWords, tossWords } from '../parts/problem-words.ts';
import { placeOf } from './row-place.ts';

export function findingText({ code, reason, won, at }: BulkFinding, t: TFunction): string {
  if (code === 'not-refundable' && reason !== null) return t(`problems.refusals.${reason}`);
  const words = {
    amount: won === null ? '' : formatAmount(won),
    when: at === null ? '' : formatMoment(at),
  };
  return t(`bulk.findings.${code}`, words);
}

export interface RowWords {
  kind: ChipKind;
  word: string;
  /** Why the row was not refunded; `null` if there is nothing to say. */
  why: string | null;
}

const kinds = {
  succeeded: 'complete',
  going: 'refund-asked',
  unclear: 'unknown',
  waiting: 'proposed',
  failed: 'canceled',
  left: 'standby',
  out: 'canceled',
} as const satisfies Record<ReturnType<typeof placeOf>, ChipKind>;

function stateWord(state: NonNullable<BulkRow['state']>, t: TFunction): string {
  switch (state) {
    case 'succeeded':
      return t('statuses.done.refund');
    case 'sending':
      return t('statuses.going.refund');
    case 'absent':
      return t('statuses.absent.refund');
    case 'needs_review':
      return t('statuses.review.refund');
    case 'proposed':
    case 'ready':
    case 'not_sent':
    case 'unknown':
    case 'pending':
    case 'failed':
    case 'declined':
    case 'given_up':
      return t(`statuses.operation.${state}`);
  }
}

function kindOf(row: BulkRow): ChipKind {
  if (row.refusedByToss) return 'refused';
  switch (row.state) {
    case 'absent':
    case 'given_up':
      return 'absent';
    case 'needs_review':
      return 'review';
    case 'pending':
      return 'refund-asked';
    case 'ready':
    case 'not_sent':
      return 'ready';
    case null:
    case 'sending':
    case 'unknown':
    case 'proposed':
    case 'succeeded':
    case 'failed':
    case 'declined':
      return kinds[placeOf(row)];
  }
}

/** The outcome of a row of a run in this state. */
export function rowWords(row: BulkRow, runState: BulkState, t: TFunction): RowWords {
  const { refusal, state, tossErrorCode, tossMessage } = row;
  if (refusal !== null) {
    const why = codeWords(refusal.code)?.title ?? refusal.code;
    return { kind: 'canceled', word: t('bulk.run.refusedRow'), why };
  }
  if (state === null) {
    const isOver = runState === 'stopped' || runState === 'done';
    return isOver
      ? { kind: 'canceled', word: t('bulk.run.never'), why: null }
      : { kind: 'standby', word: t('bulk.run.leftRow'), why: null };
  }
  const why = tossErrorCode === null ? null : tossWords(tossErrorCode, tossMessage).title;
  const word = row.refusedByToss ? t('statuses.refused') : stateWord(state, t);
  return { kind: kindOf(row), word, why };
}

/** The chip of each state of a run. */
export const runKinds: Readonly<Record<BulkState, ChipKind>> = {
  draft: 'standby',
  proposed: 'proposed',
  running: 'refund-asked',
  paused: 'ready',
  done: 'complete',
  stopped: 'canceled',
};
