/** 알림 보내기: endpoints of the shop's own systems, deliveries, and the same events on request. */
import { z } from 'zod';
import { digits, instant, limit, page, parts, uuid, won, type Endpoint } from './api-pieces.ts';
import { operationKinds, operationStates } from './operation.ts';
import {
  deliveryFailures,
  deliveryStates,
  endpointStates,
  outgoingTypes,
  TEST_TYPE,
  WEBHOOK_URL_MAX,
} from './webhook.ts';

/** An event as a webhook's body and in `GET /api/changes`. Thin: nothing of the buyer's. */
const outgoingEvent = z
  .object({
    /** The same in each attempt and as `webhook-id`: what came twice is known by it. */
    id: z.string(),
    type: z.enum(outgoingTypes),
    timestamp: instant,
    /** 1, 2, 3 … per payment, or per month. A gap is an event that was missed. */
    sequence: z.int().min(1),
    data: z.union([
      z.object({
        payToken: z.string(),
        orderNo: z.string(),
        /** Of Toss's answer before this; the total has the refund that is told. */
        status: z.string(),
        refunded: won,
        operationId: z.string().nullable(),
        kind: z.enum(operationKinds).nullable(),
        state: z.enum(operationStates).nullable(),
        /** Of the operation or of the outside refund; otherwise of the payment. */
        amount: won,
        /** `null` where they are not known. */
        parts: parts.nullable(),
      }),
      z.object({ month: z.string(), figuresHash: z.string() }),
    ]),
  })
  .meta({ id: 'OutgoingEvent' });

const webhook = z
  .object({
    id: z.string(),
    url: z.string(),
    types: z.array(z.enum(outgoingTypes)),
    state: z.enum(endpointStates),
    stateSince: instant,
    createdAt: instant,
    /** Since when every attempt failed; `null`: the newest was answered well. */
    failingSince: instant.nullable(),
    lastSuccessAt: instant.nullable(),
    /** It asked for no request before. */
    pausedUntil: instant.nullable(),
    /** Until when the former secret signs, too. */
    formerUntil: instant.nullable(),
    /** Events not yet delivered, and deliveries that failed for good; counted up to 10,000. */
    waiting: z.int().min(0),
    failed: z.int().min(0),
    /** Events that got too old before they could be delivered. */
    dropped: z.int().min(0),
  })
  .meta({ id: 'Webhook' });

const delivery = z
  .object({
    seq: z.int(),
    eventId: z.string(),
    type: z.enum([...outgoingTypes, TEST_TYPE]),
    /** When the event happened. */
    at: instant,
    payToken: z.string().nullable(),
    orderNo: z.string().nullable(),
    state: z.enum(deliveryStates),
    attempts: z.int().min(0),
    /** `null`: it waits for an earlier event of its payment, or is over. */
    nextAt: instant.nullable(),
    lastAt: instant.nullable(),
    tookMs: z.int().nullable(),
    httpStatus: z.int().nullable(),
    failure: z.enum(deliveryFailures).nullable(),
    /** It was answered after the time-out, and counts. */
    late: z.boolean(),
  })
  .meta({ id: 'WebhookDelivery' });

const byId = z.object({ id: uuid });
const byDelivery = z.object({ id: uuid, seq: digits });
const url = z.string().trim().min(1).max(WEBHOOK_URL_MAX);
const types = z.array(z.enum(outgoingTypes)).min(1).max(outgoingTypes.length);
/** Each is written to the audit log, and each test is a request to somebody. */
const perMinute = 30;

export const webhookEndpoints = {
  'GET /api/changes': {
    summary: 'Events of payments after a cursor, oldest first; kept for 30 days',
    who: 'developer.read',
    token: 'events',
    query: z.strictObject({ after: z.string().max(40).optional(), limit }),
    answers: {
      200: z.object({
        items: z.array(outgoingEvent),
        /** For the next request; `null`: nothing has happened yet. */
        after: z.string().nullable(),
        more: z.boolean(),
      }),
    },
  },
  'GET /api/webhooks': {
    summary: 'The endpoints that are told events',
    who: 'developer.read',
    answers: {
      200: z.object({
        /** Whether the operator has switched events on (EVENTS_OUT). */
        on: z.boolean(),
        items: z.array(webhook),
      }),
    },
  },
  'POST /api/webhooks': {
    summary: 'Adds an endpoint; its secret is in this answer and nowhere else',
    who: 'settings.manage',
    stepUp: true,
    body: z.strictObject({ url, types }),
    answers: { 201: z.object({ webhook, secret: z.string() }) },
  },
  'PATCH /api/webhooks/:id': {
    summary: 'Changes the address or the types of an endpoint',
    who: 'settings.manage',
    stepUp: true,
    params: byId,
    body: z.strictObject({ url: url.optional(), types: types.optional() }),
    answers: { 200: webhook },
  },
  'DELETE /api/webhooks/:id': {
    summary: 'Removes an endpoint; what waits for it is not sent',
    who: 'settings.manage',
    stepUp: true,
    params: byId,
    answers: { 204: z.undefined() },
  },
  'POST /api/webhooks/:id/off': {
    summary: 'Sends nothing more to an endpoint; events wait meanwhile',
    who: 'settings.manage',
    params: byId,
    answers: { 200: webhook },
  },
  'POST /api/webhooks/:id/on': {
    summary: 'Sends to an endpoint again, with what it missed or without',
    who: 'settings.manage',
    stepUp: true,
    params: byId,
    body: z.strictObject({ sendMissed: z.boolean() }),
    answers: { 200: webhook },
  },
  'POST /api/webhooks/:id/secret': {
    summary: 'Makes a new secret, shown once; the former one signs, too, for a day',
    who: 'settings.manage',
    stepUp: true,
    params: byId,
    answers: { 200: z.object({ webhook, secret: z.string() }) },
  },
  'POST /api/webhooks/:id/test': {
    summary: 'Sends a test event to one endpoint, once',
    who: 'settings.manage',
    perMinute,
    params: byId,
    answers: { 202: delivery },
  },
  'POST /api/webhooks/:id/again': {
    summary: 'Sends the events of a span again, up to 5,000',
    who: 'settings.manage',
    perMinute,
    params: byId,
    body: z.strictObject({ from: instant, to: instant }),
    answers: { 202: z.object({ count: z.int().min(0) }) },
  },
  'GET /api/webhooks/:id/deliveries': {
    summary: 'What became of each event at an endpoint, the newest event first',
    who: 'developer.read',
    params: byId,
    query: z.strictObject({
      state: z.enum(['waiting', 'failed']).optional(),
      cursor: z.string().max(20).optional(),
      limit,
    }),
    answers: { 200: page(delivery) },
  },
  'GET /api/webhooks/:id/deliveries/:seq': {
    summary: 'One delivery with its body and the answer to its newest attempt',
    who: 'developer.read',
    params: byDelivery,
    answers: {
      200: delivery.extend({
        body: z.object({ text: z.string(), cut: z.boolean() }),
        answer: z.object({ text: z.string(), cut: z.boolean() }).nullable(),
      }),
    },
  },
  'POST /api/webhooks/:id/deliveries/:seq/again': {
    summary: 'Sends one event again',
    who: 'settings.manage',
    perMinute,
    params: byDelivery,
    answers: { 202: delivery },
  },
} as const satisfies Record<string, Endpoint>;
