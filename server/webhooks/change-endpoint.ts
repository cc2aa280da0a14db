/** A person's change of an endpoint, with its row in the audit log. */
import type { Answer } from '../../shared/api.ts';
import type { AuditAction } from '../../shared/audit.ts';
import { AppError } from '../errors.ts';
import type { Actor } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { appendAudit } from '../storage/audit.ts';
import { staffActor } from '../storage/events.ts';
import type { Storage } from '../storage/storage.ts';
import { backlogOf, countDeliveries } from '../storage/webhook-deliveries.ts';
import { findEndpoint, type Endpoint } from '../storage/webhook-endpoints.ts';
import type { Unit } from '../storage/unit.ts';

export type Webhook = Answer<'GET /api/webhooks'>['items'][number];

export function* shownWebhook(endpoint: Endpoint): Unit<Webhook> {
  const { id, url, types, state, dropped } = endpoint;
  return {
    ...{ id, url, types, state, dropped },
    stateSince: endpoint.state_since,
    createdAt: endpoint.created_at,
    failingSince: endpoint.failing_since,
    lastSuccessAt: endpoint.last_success_at,
    pausedUntil: endpoint.paused_until,
    formerUntil: endpoint.former_until,
    waiting: yield* backlogOf(endpoint),
    failed: yield* countDeliveries(id, 'failed'),
  };
}

/** @throws AppError not-found */
export function* getEndpoint(id: string): Unit<Endpoint> {
  const endpoint = yield* findEndpoint(id.toLowerCase());
  if (endpoint === undefined) throw new AppError('not-found', 'There is no such endpoint');
  return endpoint;
}

/** What the audit log keeps of an address: its path may hold a secret of the receiver's. */
export const originOf = (url: string) => new URL(url).origin;

/**
 * Changes an endpoint and writes that to the audit log, in one transaction.
 * @param work returns further fields of the audit row
 */
export function changeAudited(
  storage: Storage,
  by: { actor: Actor; id: string; action: AuditAction },
  work: (endpoint: Endpoint, at: string) => Unit<Record<string, unknown>>,
): Promise<Webhook> {
  const staff = staffOf(by.actor);
  return storage.transact(function* () {
    const at = storage.clock.nowIso();
    const endpoint = yield* getEndpoint(by.id);
    const more = yield* work(endpoint, at);
    const detail = { endpointId: endpoint.id, to: originOf(endpoint.url), ...more };
    yield* appendAudit({ at, actor: staffActor(staff), action: by.action, detail });
    return yield* shownWebhook((yield* findEndpoint(endpoint.id)) ?? endpoint);
  });
}
