/** How calls to Toss go, for /metrics. */
import type { Registry } from 'prom-client';
import type { Clock } from '../clock.ts';
import { addDurations, type Figure } from '../http/metrics.ts';
import { callOutcome } from '../toss/call-outcome.ts';
import type { Exchange } from '../toss/exchange.ts';

export interface TossCalls {
  /** For `TossOptions.onExchange`. */
  note(exchange: Exchange): void;
  figures(clock: Clock): Figure[];
}

/** The calls of one serving process. */
export function createTossCalls(registry: Registry): TossCalls {
  const observe = addDurations(registry, {
    name: 'changgu_toss_call_seconds',
    help: 'Time of calls to Toss, by call and by how they went',
    labels: ['call', 'outcome'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 40],
  });
  let statusAnsweredMs: number | null = null;
  return {
    note: (exchange) => {
      const endedMs = Date.parse(exchange.endedAt);
      const outcome = callOutcome(exchange);
      observe({ call: exchange.call, outcome }, endedMs - Date.parse(exchange.startedAt));
      if (exchange.call === 'status' && outcome === 'ok') statusAnsweredMs = endedMs;
    },
    figures: (clock) => [
      {
        name: 'changgu_toss_status_answer_age_seconds',
        help: 'Since Toss last told of a payment when asked; absent before the first time',
        read: () => {
          if (statusAnsweredMs === null) return [];
          return [{ value: Math.max(0, clock.nowMs() - statusAnsweredMs) / 1000 }];
        },
      },
    ],
  };
}
