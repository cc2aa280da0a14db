import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { judgeUnreadPayment, markMissing, observePayment, type Rules } from '../storage/observe.ts';
import { judge, judgeMissing } from './judge.ts';
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

async function ask(deps: Deps, by: StatusQuestion, options: ReadOptions): Promise<ReadOutcome> {
  const asked = { askedNo: deps.storage.time.now(), askedAt: deps.clock.nowIso() };
  const answer = await deps.toss.status(by);
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
