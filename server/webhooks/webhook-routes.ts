/** 알림 보내기: the endpoints of the shop's own systems. */
import { ENDPOINTS_AT_MOST, WEBHOOK_URL_MAX } from '../../shared/webhook.ts';
import { requireAddress, type AddressRules, type ResolveName } from '../allowed-address.ts';
import type { Random } from '../clock.ts';
import { refuseField } from '../errors.ts';
import { route, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { appendAudit } from '../storage/audit.ts';
import { staffActor } from '../storage/events.ts';
import type { Storage } from '../storage/storage.ts';
import { switchOn } from '../storage/webhook-deliveries.ts';
import {
  addEndpoint,
  changeEndpoint,
  renewSecret,
  switchOff,
  webhookEndpoints,
} from '../storage/webhook-endpoints.ts';
import { changeAudited, getEndpoint, originOf, shownWebhook } from './change-endpoint.ts';
import { secretOf } from './sign-webhook.ts';

export interface WebhookRoutesDeps {
  storage: Storage;
  random: Random;
  authSecret: string;
  rules: AddressRules;
  resolve: ResolveName;
  /** Throws unless the operator has switched events on. */
  requireOn: () => void;
}

const requireUrl = (text: string, { rules, resolve }: WebhookRoutesDeps) =>
  requireAddress(text, { rules, resolve, longest: WEBHOOK_URL_MAX, pointer: '/url' });

/** Switching on and off, and the secret. */
function stateRoutes({ storage, authSecret, requireOn }: WebhookRoutesDeps): Route[] {
  return [
    route('DELETE /api/webhooks/:id', async ({ params: { id } }, { actor }) => {
      const by = { actor, id, action: 'webhook-removed' } as const;
      await changeAudited(storage, by, function* (endpoint, at) {
        yield* switchOff(endpoint.id, 'removed', at);
        return {};
      });
      return { status: 204, body: undefined };
    }),
    route('POST /api/webhooks/:id/off', async ({ params: { id } }, { actor }) => {
      const by = { actor, id, action: 'webhook-switched' } as const;
      const body = await changeAudited(storage, by, function* (endpoint, at) {
        yield* switchOff(endpoint.id, 'off', at);
        return { on: false };
      });
      return { status: 200, body };
    }),
    route('POST /api/webhooks/:id/on', async ({ params: { id }, body }, { actor }) => {
      requireOn();
      const { sendMissed } = body;
      const by = { actor, id, action: 'webhook-switched' } as const;
      const changed = await changeAudited(storage, by, function* (endpoint, at) {
        if (endpoint.state !== 'on') yield* switchOn(endpoint, sendMissed, at);
        return { on: true, sendMissed };
      });
      return { status: 200, body: changed };
    }),
    route('POST /api/webhooks/:id/secret', async ({ params: { id } }, { actor }) => {
      let secret = '';
      const by = { actor, id, action: 'webhook-secret-renewed' } as const;
      const webhook = await changeAudited(storage, by, function* (endpoint) {
        yield* renewSecret(endpoint.id, storage.clock.nowMs());
        secret = secretOf(authSecret, endpoint.id, endpoint.secret_no + 1);
        return {};
      });
      return { status: 200, body: { webhook, secret } };
    }),
  ];
}

/** @param on whether the operator has switched events on */
export function webhookRoutes(deps: WebhookRoutesDeps, on: boolean): Route[] {
  const { storage, random, authSecret } = deps;
  const { read, clock } = storage;
  return [
    route('GET /api/webhooks', () => {
      const items = read(webhookEndpoints()).map((endpoint) => read(shownWebhook(endpoint)));
      return { status: 200, body: { on, items } };
    }),
    route('POST /api/webhooks', async ({ body }, { actor }) => {
      deps.requireOn();
      const url = await requireUrl(body.url, deps);
      const id = random.uuid();
      const types = [...new Set(body.types)];
      await storage.transact(function* () {
        if ((yield* webhookEndpoints()).length >= ENDPOINTS_AT_MOST) {
          const most = `There are ${String(ENDPOINTS_AT_MOST)} endpoints already`;
          const params = { max: ENDPOINTS_AT_MOST };
          throw refuseField({ pointer: '/url', code: 'too-many', params, detail: most });
        }
        const at = clock.nowIso();
        yield* addEndpoint({ id, url, types, at });
        const detail = { endpointId: id, to: originOf(url), types };
        const by = staffActor(staffOf(actor));
        yield* appendAudit({ at, actor: by, action: 'webhook-added', detail });
      });
      const webhook = read(shownWebhook(read(getEndpoint(id))));
      return { status: 201, body: { webhook, secret: secretOf(authSecret, id, 1) } };
    }),
    route('PATCH /api/webhooks/:id', async ({ params: { id }, body }, { actor }) => {
      const url = body.url === undefined ? undefined : await requireUrl(body.url, deps);
      const by = { actor, id, action: 'webhook-changed' } as const;
      const changed = await changeAudited(storage, by, function* (endpoint) {
        const types = [...new Set(body.types ?? endpoint.types)];
        const next = { url: url ?? endpoint.url, types };
        yield* changeEndpoint(endpoint.id, next);
        return { to: originOf(next.url), from: originOf(endpoint.url), types };
      });
      return { status: 200, body: changed };
    }),
    ...stateRoutes(deps),
  ];
}
