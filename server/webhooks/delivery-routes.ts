/** What became of each event at an endpoint, and sending it again. */
import type { Answer } from '../../shared/api.ts';
import { AGAIN_AT_MOST, TEST_TYPE } from '../../shared/webhook.ts';
import type { Random } from '../clock.ts';
import { AppError, foreignCursor } from '../errors.ts';
import { route, type Route } from '../http/endpoint.ts';
import {
  appendOutgoing,
  findOutgoing,
  newestOutgoing,
  type OutgoingEvent,
} from '../storage/outbox.ts';
import type { Storage } from '../storage/storage.ts';
import {
  addDelivery,
  findDelivery,
  pageDeliveries,
  sendAgain,
  sendSpanAgain,
} from '../storage/webhook-deliveries.ts';
import type { Endpoint } from '../storage/webhook-endpoints.ts';
import { changeAudited, getEndpoint } from './change-endpoint.ts';
import { answerKept } from '../guarded-post.ts';
import type { ResultOf, Unit } from '../storage/unit.ts';

const DEFAULT_LIMIT = 50;

type Shown = Answer<'GET /api/webhooks/:id/deliveries'>['items'][number];

/** The payment of an event; a month and a test have none. */
function payOf(body: string): { payToken: string | null; orderNo: string | null } {
  const { data } = JSON.parse(body) as { data: { payToken?: string; orderNo?: string } };
  return { payToken: data.payToken ?? null, orderNo: data.orderNo ?? null };
}

function shown(row: ResultOf<typeof pageDeliveries>[number]): Shown {
  const { seq, state, attempts, failure } = row;
  return {
    ...{ seq, state, attempts, failure, ...payOf(row.body) },
    eventId: row.id,
    type: row.type,
    at: row.at,
    nextAt: row.next_at,
    lastAt: row.last_at,
    tookMs: row.took_ms,
    httpStatus: row.http_status,
    late: row.late === 1,
  };
}

function* getEvent(seq: number): Unit<OutgoingEvent> {
  const event = yield* findOutgoing(seq);
  if (event === undefined) throw new AppError('not-found', 'This event is not kept any more');
  return event;
}

function* getDelivery(endpoint: Endpoint, seq: number) {
  const { id, at, type, body } = yield* getEvent(seq);
  const delivery = yield* findDelivery(endpoint.id, seq);
  if (delivery === undefined) throw new AppError('not-found', 'There is no such delivery');
  return { ...delivery, id, at, type, body };
}

function readRoutes({ read }: Storage): Route[] {
  return [
    route('GET /api/webhooks/:id/deliveries', ({ params, query }) => {
      const { id } = read(getEndpoint(params.id));
      const { cursor, state, limit = DEFAULT_LIMIT } = query;
      if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) throw foreignCursor();
      const before = cursor === undefined ? read(newestOutgoing()) + 1 : Number(cursor);
      const rows = read(pageDeliveries(id, { state, before, limit: limit + 1 }));
      const items = rows.slice(0, limit).map(shown);
      const last = items.at(-1);
      const nextCursor = rows.length > limit && last !== undefined ? String(last.seq) : null;
      return { status: 200, body: { items, nextCursor } };
    }),
    route('GET /api/webhooks/:id/deliveries/:seq', ({ params }) => {
      const row = read(getDelivery(read(getEndpoint(params.id)), params.seq));
      const { answer: text, http_status: status } = row;
      const cut = text !== null && Buffer.byteLength(text) >= answerKept(status ?? 0);
      const answer = text === null ? null : { text, cut };
      return { status: 200, body: { ...shown(row), body: { text: row.body, cut: false }, answer } };
    }),
  ];
}

/** @param requireOn throws unless the operator has switched events on */
export function deliveryRoutes(storage: Storage, random: Random, requireOn: () => void): Route[] {
  const { read } = storage;
  return [
    ...readRoutes(storage),
    route('POST /api/webhooks/:id/test', async ({ params: { id } }, { actor }) => {
      requireOn();
      let seq = 0;
      const action = 'webhook-tested';
      await changeAudited(storage, { actor, id, action }, function* (endpoint, at) {
        if (endpoint.state !== 'on') throw new AppError('events-off', 'This endpoint is off');
        // A subject of its own, so that it waits for nothing.
        const subject = `test:${random.uuid()}`;
        seq = yield* appendOutgoing({ at, type: TEST_TYPE, subject, data: {} });
        yield* addDelivery(endpoint.id, { seq, subject }, at);
        return {};
      });
      return {
        status: 202,
        body: shown(read(getDelivery(read(getEndpoint(id)), seq))),
      };
    }),
    route('POST /api/webhooks/:id/again', async ({ params: { id }, body }, { actor }) => {
      requireOn();
      let count = 0;
      const action = 'webhook-sent-again';
      await changeAudited(storage, { actor, id, action }, function* (endpoint, at) {
        const sent = yield* sendSpanAgain(endpoint, { ...body, most: AGAIN_AT_MOST, at });
        if (sent === null) {
          const detail = `has more than ${String(AGAIN_AT_MOST)} events`;
          const params = { max: AGAIN_AT_MOST };
          throw new AppError('invalid-request', undefined, {
            errors: [{ pointer: '/to', code: 'too-many', params, detail }],
          });
        }
        count = sent;
        return { ...body, count };
      });
      return { status: 202, body: { count } };
    }),
    route('POST /api/webhooks/:id/deliveries/:seq/again', async ({ params }, { actor }) => {
      requireOn();
      const { id, seq } = params;
      const action = 'webhook-sent-again';
      await changeAudited(storage, { actor, id, action }, function* (endpoint, at) {
        const event = yield* getEvent(seq);
        yield* sendAgain(endpoint.id, event, at);
        return { count: 1, eventId: event.id };
      });
      return {
        status: 202,
        body: shown(read(getDelivery(read(getEndpoint(id)), seq))),
      };
    }),
  ];
}
