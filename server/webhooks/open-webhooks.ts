/** Puts 알림 보내기 together: routes, deliveries in the background, the term, and its metrics. */
import { createBatches } from '../batches.ts';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { Route } from '../http/endpoint.ts';
import type { Figure } from '../http/metrics.ts';
import { dropOldEvents, oldestWaiting } from '../storage/outbox.ts';
import type { Storage } from '../storage/storage.ts';
import { backlogOf } from '../storage/webhook-deliveries.ts';
import { webhookEndpoints } from '../storage/webhook-endpoints.ts';
import type { LineState } from '../waiting-line.ts';
import { resolveName, type ResolveName } from '../allowed-address.ts';
import { changesRoutes } from './changes-routes.ts';
import { deliveryRoutes } from './delivery-routes.ts';
import { ATTEMPT_MS, createDispatcher, type Dispatcher } from './dispatcher.ts';
import { attemptTimes, type AttemptTimes } from '../guarded-post.ts';
import { retryPauses } from './retry-plan.ts';
import { webhookRoutes } from './webhook-routes.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Replaces times and names in tests. */
export interface WebhookBounds {
  times?: AttemptTimes;
  pauses?: readonly number[];
  attemptMs?: number;
  resolve?: ResolveName;
}

export interface Webhooks {
  routes: Route[];
  start(): void;
  stop(): Promise<void>;
  line: LineState;
  figures: Figure[];
}

function webhookFigures({ read, clock }: Storage, dispatcher: Dispatcher): Figure[] {
  const on = () => read(webhookEndpoints()).filter(({ state }) => state === 'on');
  return [
    {
      name: 'changgu_webhook_backlog',
      help: 'Events that were not delivered yet, over all endpoints that are on',
      read: () => [{ value: on().reduce((sum, one) => sum + read(backlogOf(one)), 0) }],
    },
    {
      name: 'changgu_webhook_oldest_seconds',
      help: 'Since the oldest event happened that waits for an endpoint; 0 where none waits',
      read: () => {
        const at = read(oldestWaiting());
        return [{ value: at === null ? 0 : Math.max(0, clock.nowMs() - Date.parse(at)) / 1000 }];
      },
    },
    {
      name: 'changgu_webhook_endpoints_given_up',
      help: 'Endpoints that were switched off because nothing could be delivered',
      read: () => {
        const all = read(webhookEndpoints());
        return [{ value: all.filter(({ state }) => ['gone', 'failing'].includes(state)).length }];
      },
    },
    {
      name: 'changgu_webhook_attempts_total',
      help: 'Attempts to deliver since the start, by outcome',
      labels: ['outcome'],
      read: () =>
        Object.entries(dispatcher.attempts()).map(([outcome, value]) => ({
          labels: { outcome },
          value,
        })),
    },
  ];
}

export function openWebhooks(
  config: Config,
  deps: Pick<Deps, 'storage' | 'clock' | 'random' | 'log'>,
  bounds: WebhookBounds = {},
): Webhooks {
  const { authSecret, eventsOut } = config;
  const { times = attemptTimes, pauses = retryPauses, resolve = resolveName } = bounds;
  const pace = { pauses, attemptMs: bounds.attemptMs ?? ATTEMPT_MS };
  const rules = { live: config.mode === 'live', allowed: config.eventsOutNetworks };
  const { storage, random } = deps;
  const dispatcher = createDispatcher({ ...deps, authSecret, rules, resolve, times, ...pace });
  const term = createBatches(deps, {
    batch: () => dropOldEvents(storage),
    failed: 'events at their term could not be deleted',
    everyMs: HOUR_MS,
  });
  const requireOn = () => {
    if (!eventsOut) throw new AppError('events-off');
  };
  return {
    routes: [
      ...changesRoutes(storage, eventsOut),
      ...webhookRoutes({ storage, random, authSecret, rules, resolve, requireOn }, eventsOut),
      ...deliveryRoutes(storage, random, requireOn),
    ],
    start: () => {
      term.start();
      if (eventsOut) dispatcher.start();
    },
    stop: async () => {
      await Promise.all([term.stop(), dispatcher.stop()]);
    },
    line: dispatcher.line,
    figures: webhookFigures(storage, dispatcher),
  };
}
