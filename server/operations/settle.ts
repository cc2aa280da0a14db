/**
 * Maps Toss's answer to a money call to the operation's transitions. Pure. Only an `ok` and a call
 * that never left end anything by themselves; the rest is left to status reads.
 */
import { askFrom, type Move } from '../storage/move-operation.ts';
import type { OperationRow } from '../storage/schema.ts';
import { approvalTime } from '../toss/approval-time.ts';
import { discountGiven, discountLeft } from '../toss/discount-left.ts';
import type { Exchange, Verdict } from '../toss/toss.ts';
import type { Moment } from './judge.ts';

/** After this many sends without a byte sent, the operation ends as never sent. */
export const MOST_TRIES = 3;

type SettleMove = Omit<Move, 'at'>;

/**
 * The verdict as the journal keeps it, for the judge. A refusal of the second copy says nothing
 * about the first, which may still be in progress: then only its absence counts.
 */
function verdictWord(row: OperationRow, verdict: Verdict): string {
  if (verdict.verdict === 'pending' && verdict.afterMaintenance) return 'pending-maintenance';
  const isRefusal = verdict.verdict === 'refused' || verdict.verdict === 'wrong-key';
  if (isRefusal && row.cause === 'sent-again') return 'refused-again';
  return verdict.verdict;
}

function detailOf(verdict: Verdict, exchange: Exchange): string {
  const code = exchange.errorCode === null ? '' : ` (${exchange.errorCode})`;
  switch (verdict.verdict) {
    case 'not-sent':
      return `Nothing was sent: ${verdict.detail}`;
    case 'ok':
      return 'Toss answered code 0';
    case 'pending':
      return `Toss says that it is running${code}`;
    case 'said-done':
      return `Toss says that it is done: ${verdict.detail}`;
    case 'refused':
    case 'wrong-key':
      return `Toss refused it${code}; status reads decide`;
    case 'unknown':
      return `The answer proves nothing: ${verdict.detail}`;
  }
}

/**
 * The transition when no byte was sent. An operation that was sent before can't end as never sent:
 * it becomes absent again, and a person decides.
 *
 * @param row the operation in `sending`
 */
export function moveUnsent(
  row: Pick<OperationRow, 'cause'>,
  known: Pick<SettleMove, 'detail' | 'answer' | 'patch'>,
  now: Moment,
): SettleMove {
  const unsent = { ...known, evidence: 'desk' } as const;
  return row.cause === 'sent-again'
    ? { ...unsent, cause: 'again-unsent', patch: { ...known.patch, ...askFrom(now.iso, now.no) } }
    : { ...unsent, cause: 'proved-unsent' };
}

/**
 * @param row the operation in `sending`
 * @param now when the answer arrived; no byte can leave after it
 */
export function movesAfterSend(
  row: OperationRow,
  verdict: Verdict,
  exchange: Exchange,
  now: Moment,
  settleMs: number,
): SettleMove[] {
  const base = {
    evidence: 'answer' as const,
    detail: detailOf(verdict, exchange),
    answer: { hash: exchange.answerHash, text: exchange.answerText },
  };
  const said = {
    verdict: verdictWord(row, verdict),
    toss_error_code: exchange.errorCode,
    toss_message: exchange.message,
  };
  const settlesAt = new Date(Date.parse(now.iso) + settleMs).toISOString();
  const watch = { ...said, ...askFrom(now.iso, now.no), settles_at: settlesAt };
  switch (verdict.verdict) {
    case 'ok':
      return [
        {
          ...base,
          cause: 'answered-ok',
          doneAt: approvalTime(exchange),
          discountLeft: discountLeft(exchange),
          discountWon: discountGiven(exchange),
          // An earlier send may have stored another number or name.
          patch: {
            ...said,
            ...{ toss_refund_no: null, toss_transaction_id: verdict.transactionId ?? null },
          },
        },
      ];
    case 'not-sent': {
      const unsent = moveUnsent(row, { ...base, patch: said }, now);
      if (unsent.cause === 'again-unsent' || row.attempts < MOST_TRIES) return [unsent];
      const detail = `Toss was not reached in ${String(MOST_TRIES)} tries; nothing was ever sent`;
      return [unsent, { cause: 'tries-spent', evidence: 'desk', detail }];
    }
    case 'pending':
      return [{ ...base, cause: 'answered-pending', patch: watch }];
    case 'said-done': {
      const { tossRefundNo: number } = verdict;
      const { transactionId: name } = verdict;
      const named = {
        ...(number !== null && number !== row.id && { toss_refund_no: number }),
        ...(name !== undefined && { toss_transaction_id: name }),
      };
      return [{ ...base, cause: 'answered-unclear', patch: { ...watch, ...named } }];
    }
    case 'refused':
    case 'wrong-key':
    case 'unknown':
      return [{ ...base, cause: 'answered-unclear', patch: watch }];
  }
}
