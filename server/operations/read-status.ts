import { isSameRefundNo } from '../../shared/refund-number.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { judgeUnreadPayment, markMissing, observePayment, type Rules } from '../storage/observe.ts';
import { judge, judgeMissing } from './judge.ts';
import { mayHaveRefundByV2, unclearRefundNumbers } from '../storage/operations.ts';
import type { PaymentRead } from '../toss/payment-read.ts';
import type { StatusAnswer } from '../toss/toss.ts';
import { nextPollAt } from './next-poll.ts';
import type { ReadOptions, ReadOutcome } from './status-reads.ts';

export type { ReadOptions, ReadOutcome } from './status-reads.ts';

type StatusQuestion = { payToken: string } | { orderNo: string };

/** Poll interval of a payment that Toss says it does not have. */
const MISSING_POLL_MS = 60 * 60 * 1000;

/** The engine's rules for applying a read. */
export function rulesOf(deps: Deps): Rules {
  return {
    judge: (operation, observation, foreignWon, now) =>
      judge(operation, observation, foreignWon, now, deps.limits),
    judgeMissing: (operation, askedNo, now) => judgeMissing(operation, askedNo, now, deps.limits),
    nextPollAt: (payment, now) => nextPollAt(payment, now, deps.limits.pollScale),
    settleMs: deps.limits.settleMs,
    callMs: deps.limits.tossTimeoutMs,
  };
}

/**
 * Reads one payment at Toss and applies the answer: payment, operations and history change in one
 * transaction. Waits for its turn in the outbound budget, and shares the read with callers that
 * join before it is sent: see `StatusReads`. Rejects only when the disk fails.
 */
export async function readStatus(
  deps: Deps,
  by: StatusQuestion,
  options: ReadOptions,
): Promise<ReadOutcome> {
  const key = 'payToken' in by ? by.payToken : `order ${by.orderNo}`;
  try {
    return await deps.statusReads.share(
      key,
      options,
      (priority, leave) => deps.budget.take(priority, leave),
      (wanted) => ask(deps, by, wanted),
    );
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'toss-busy') throw error;
    return { kind: 'unclear', reached: false, busy: true, detail: error.message };
  }
}

/** Counts an unusable answer for the payment's operations; several in a row need a person. */
async function judgeUnread(
  deps: Deps,
  by: StatusQuestion,
  { askedNo }: { askedNo: number },
): Promise<void> {
  if (!('payToken' in by)) return;
  await judgeUnreadPayment(deps.storage, by.payToken, askedNo, rulesOf(deps));
}

/**
 * Asks by the version that is set, and by v2 about a payment that the desk refunds by v2, or may
 * have since a backup that was put back: no document says that v1 lists such refunds. Where v2 is
 * asked and a refund is unclear, v1 is asked first: its list has our number, which v2 never tells.
 */
async function askToss(
  deps: Deps,
  by: StatusQuestion,
  { priority }: ReadOptions,
): Promise<StatusAnswer> {
  const { storage, toss, budget } = deps;
  if (!('payToken' in by)) return toss.status(by);
  const isByV2 = toss.version === 'v2' || storage.read(mayHaveRefundByV2(by.payToken));
  if (!isByV2) return toss.status(by);
  const numbers = storage.read(unclearRefundNumbers(by.payToken));
  if (numbers.length > 0) {
    const answer = await toss.status(by, 'v1');
    if (answer.kind === 'read' && lists(answer.read, by.payToken, numbers)) return answer;
    await budget.take(priority);
  }
  return toss.status(by, 'v2');
}

const lists = (read: PaymentRead, payToken: string, numbers: readonly string[]) =>
  read.payToken === payToken &&
  (read.refunds ?? []).some(({ refundNo = '' }) =>
    numbers.some((number) => isSameRefundNo(number, refundNo)),
  );

async function ask(deps: Deps, by: StatusQuestion, options: ReadOptions): Promise<ReadOutcome> {
  const asked = { askedNo: deps.storage.time.now(), askedAt: deps.clock.nowIso() };
  const answer = await askToss(deps, by, options);
  switch (answer.kind) {
    case 'not-found':
      if ('payToken' in by) {
        const next = new Date(deps.clock.nowMs() + MISSING_POLL_MS).toISOString();
        const rules = rulesOf(deps);
        if (!(await markMissing(deps.storage, by.payToken, asked, next, rules))) {
          return { kind: 'denied-once' };
        }
      }
      return { kind: 'not-found' };
    case 'credentials':
      await judgeUnread(deps, by, asked);
      return { kind: 'credentials' };
    case 'other-mode':
      deps.log.error('Toss answered for the other kind of key: nothing is sent until a restart');
      return { kind: 'unclear', reached: true, detail: 'Toss answers for the other kind of key' };
    case 'unclear':
      if (answer.exchange.outcome === 'answered') await judgeUnread(deps, by, asked);
      return {
        kind: 'unclear',
        reached: answer.exchange.outcome === 'answered',
        detail: answer.exchange.failure ?? 'an answer that tells nothing',
      };
    case 'read': {
      const { read } = answer;
      const isAboutIt =
        'payToken' in by ? read.payToken === by.payToken : read.orderNo === by.orderNo;
      if (!isAboutIt) {
        return { kind: 'unclear', reached: true, detail: 'Toss answered about another payment' };
      }
      const observed = await observePayment(
        deps.storage,
        {
          ...asked,
          facts: read,
          good: answer.good,
          why: answer.why,
          by: options.source ?? 'status',
        },
        rulesOf(deps),
        options.creation ?? null,
      );
      if (observed === null) {
        return { kind: 'unclear', reached: true, detail: 'Toss told no amount' };
      }
      return { kind: 'observed', observed, ...asked };
    }
  }
}
