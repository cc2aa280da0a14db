import type { ObservationSource } from '../../shared/payment.ts';
import type { Deps } from '../deps.ts';
import {
  markMissing,
  observePayment,
  type CreationFacts,
  type Observed,
  type Rules,
} from '../storage/observe.ts';
import { judge, judgeMissing } from './judge.ts';
import { nextPollAt } from './next-poll.ts';

export type ReadOutcome =
  | { kind: 'observed'; observed: Observed; good: boolean; why: string | null }
  /** Toss has no such payment. */
  | { kind: 'not-found' }
  /** Toss doesn't accept the shop's key. */
  | { kind: 'credentials' }
  /** Toss was not reached, or what it said can't be used. `detail` is for engineers. */
  | { kind: 'unclear'; reached: boolean; detail: string };

export interface ReadOptions {
  /** Money goes before people, people before the background. */
  priority: 'money' | 'person' | 'background';
  source?: ObservationSource;
  creation?: CreationFacts;
}

/** A payment that Toss denies is asked about hourly. */
const MISSING_POLL_MS = 60 * 60 * 1000;

/** The engine's rules for applying a read. */
export function rulesOf(deps: Deps): Rules {
  return {
    judge: (operation, observation, foreignWon, now) =>
      judge(operation, observation, foreignWon, now, deps.limits),
    judgeMissing: (operation, askedAt, now) => judgeMissing(operation, askedAt, now, deps.limits),
    nextPollAt: (payment, now) => nextPollAt(payment, now, deps.limits.pollScale),
  };
}

/**
 * Asks Toss about one payment and applies the answer: payment, operations and history move in one
 * transaction. Waits for its turn in the outbound budget. Rejects only when the disk fails.
 */
export async function readStatus(
  deps: Deps,
  by: { payToken: string } | { orderNo: string },
  options: ReadOptions,
): Promise<ReadOutcome> {
  await deps.budget.take(options.priority);
  const askedAt = deps.askOrder.nextIso();
  const answer = await deps.toss.status(by);
  switch (answer.kind) {
    case 'not-found':
      if ('payToken' in by) {
        const next = new Date(deps.clock.nowMs() + MISSING_POLL_MS).toISOString();
        await markMissing(deps.storage, by.payToken, askedAt, next, rulesOf(deps));
      }
      return { kind: 'not-found' };
    case 'credentials':
      return { kind: 'credentials' };
    case 'unclear':
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
        { facts: read, good: answer.good, askedAt, by: options.source ?? 'status' },
        rulesOf(deps),
        options.creation ?? null,
      );
      if (observed === null) {
        return { kind: 'unclear', reached: true, detail: 'Toss told no amount' };
      }
      return { kind: 'observed', observed, good: answer.good, why: answer.why };
    }
  }
}
