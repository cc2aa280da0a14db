/** Durations and outcomes of calls to Toss for /metrics. */
import type { Registry } from 'prom-client';
import type { Clock } from '../clock.ts';
import { addDurations, type Figure } from '../http/metrics.ts';
import { callOutcome } from '../toss/call-outcome.ts';
import { isStatusRead, type Exchange } from '../toss/exchange.ts';
import type { OutboundBudget } from '../toss/outbound-budget.ts';

export interface TossCalls {
  /** For `TossOptions.onExchange`. */
  note(exchange: Exchange): void;
  /** The same budget, with the wait for a turn timed. */
  timeTurns(budget: OutboundBudget, clock: Clock): OutboundBudget;
  figures(clock: Clock): Figure[];
}

export function createTossCalls(registry: Registry): TossCalls {
  const observe = addDurations(registry, {
    name: 'changgu_toss_call_seconds',
    help: 'Time of calls to Toss, by call and by how they went',
    labels: ['call', 'outcome'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 40],
  });
  const observeTurn = addDurations(registry, {
    name: 'changgu_toss_turn_seconds',
    help: 'How long calls to Toss waited for their turn, by priority',
    labels: ['priority'],
    buckets: [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
  });
  let statusAnsweredMs: number | null = null;
  return {
    note: (exchange) => {
      const endedMs = Date.parse(exchange.endedAt);
      const outcome = callOutcome(exchange);
      observe({ call: exchange.call, outcome }, endedMs - Date.parse(exchange.startedAt));
      if (isStatusRead(exchange.call) && outcome === 'ok') statusAnsweredMs = endedMs;
    },
    timeTurns: (budget, clock) => ({
      ...budget,
      take: async (priority, leave) => {
        const startMs = clock.nowMs();
        await budget.take(priority, leave);
        observeTurn({ priority }, clock.nowMs() - startMs);
      },
    }),
    figures: (clock) => [
      {
        name: 'changgu_toss_status_answer_age_seconds',
        help: 'Seconds since the last successful status read; absent before the first',
        read: () => {
          if (statusAnsweredMs === null) return [];
          return [{ value: Math.max(0, clock.nowMs() - statusAnsweredMs) / 1000 }];
        },
      },
    ],
  };
}
