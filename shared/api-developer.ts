/** Developer view (개발자): calls to Toss, its callbacks, and the tokens of storefronts. */
import { z } from 'zod';
import {
  cursor,
  digits,
  instant,
  instantInQuery,
  limit,
  page,
  payToken,
  staffRef,
  uuid,
  won,
  type Endpoint,
} from './api-pieces.ts';
import { LIMIT_MAX_WON } from './limits.ts';
import { tokenScopes } from './permissions.ts';
import { TOKEN_NAME, TOKEN_NAME_MAX } from './service-token.ts';
import { callbackOutcomes, callOutcomes, tossCallNames } from './toss-call.ts';

/** A body without the API key and with personal data masked. */
const shownBody = z.object({ text: z.string(), cut: z.boolean() });

const tossCall = z
  .object({
    id: z.int(),
    call: z.enum(tossCallNames),
    startedAt: instant,
    /** From the first attempt to connect to the end of the answer, in milliseconds. */
    tookMs: z.int().min(0),
    outcome: z.enum(callOutcomes),
    httpStatus: z.int().nullable(),
    errorCode: z.string().nullable(),
    /** Toss's `msg`. */
    message: z.string().nullable(),
    /** Why there is no valid answer of Toss, in English. */
    failure: z.string().nullable(),
    payToken: z.string().nullable(),
    orderNo: z.string().nullable(),
    /** The operation that was sent, or that was open when the payment was read. */
    operationId: z.string().nullable(),
  })
  .meta({ id: 'TossCall' });

const callback = z
  .object({
    id: z.int(),
    /** When it first arrived. */
    receivedAt: instant,
    /** How often the same content arrived. */
    times: z.int().min(1),
    contentType: z.string(),
    /** Size of the body as received. */
    bytes: z.int().min(0),
    payToken: z.string().nullable(),
    outcome: z.enum(callbackOutcomes),
    /** `null` while it waits. */
    handledAt: instant.nullable(),
    /** When it is deleted, if it names no payment of the desk; `null`: it is kept. */
    expiresAt: instant.nullable(),
  })
  .meta({ id: 'TossCallback' });

const token = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(tokenScopes)),
    createdAt: instant,
    revokedAt: instant.nullable(),
    /** Precise to a minute. */
    lastUsedAt: instant.nullable(),
    /** With the scope `refund`: what it may give back in a day, and who made it. */
    dayCeilingWon: won.nullable(),
    maker: staffRef.nullable(),
  })
  .meta({ id: 'ServiceToken' });

const numbered = z.object({ id: digits });

export const developerEndpoints = {
  'GET /api/developer': {
    summary: 'Addresses and versions that somebody who connects a shop needs',
    who: 'developer.read',
    answers: {
      200: z.object({
        /** The desk's own API. */
        apiUrl: z.string(),
        callbackUrl: z.string(),
        tossBaseUrl: z.string(),
        tossApiVersion: z.string(),
        keyLast4: z.string(),
        /** Whether a callback for an unknown payment makes the desk read and adopt it. */
        adoptsUnknown: z.boolean(),
      }),
    },
  },
  'GET /api/calls': {
    summary: 'All calls to Toss, newest first',
    who: 'developer.read',
    query: z.strictObject({
      call: z.enum(tossCallNames).optional(),
      outcome: z.enum(callOutcomes).optional(),
      payToken: payToken.optional(),
      operationId: uuid.optional(),
      from: instantInQuery.optional(),
      to: instantInQuery.optional(),
      cursor,
      limit,
    }),
    answers: {
      200: page(tossCall).extend({
        /** Since when calls can't be recorded; `null` while they can. */
        notKeptSince: instant.nullable(),
      }),
    },
  },
  'GET /api/calls/:id': {
    summary: 'One call with its request and its answer, the key left out and personal data masked',
    who: 'developer.read',
    params: numbered,
    answers: {
      200: tossCall.extend({
        contentType: z.string().nullable(),
        /** SHA-256 (hex) of the answer as received, as in the audit log. */
        answerHash: z.string().nullable(),
        request: shownBody,
        answer: shownBody.nullable(),
      }),
    },
  },
  'GET /api/callbacks': {
    summary: 'Every callback that was kept, the newest first; a page may be short and go on',
    who: 'developer.read',
    query: z.strictObject({
      payToken: payToken.optional(),
      outcome: z.enum(callbackOutcomes).optional(),
      cursor,
      limit,
    }),
    answers: { 200: page(callback) },
  },
  'GET /api/callbacks/:id': {
    summary: 'One callback with its body, personal data masked; empty where only the hash is kept',
    who: 'developer.read',
    params: numbered,
    answers: { 200: callback.extend({ bodyHash: z.string(), body: shownBody }) },
  },
  'GET /api/tokens': {
    summary: 'The service tokens of storefronts, revoked ones too',
    who: 'developer.read',
    answers: {
      200: z.object({
        /** Whether the operator lets tokens ask for refunds (TOKEN_REFUNDS). */
        refunds: z.boolean(),
        items: z.array(token),
      }),
    },
  },
  'POST /api/tokens': {
    summary: 'Makes a service token; its text is in this answer and nowhere else',
    who: 'settings.manage',
    stepUp: true,
    body: z
      .strictObject({
        name: z
          .string()
          .trim()
          .min(1)
          .max(TOKEN_NAME_MAX)
          .regex(TOKEN_NAME, 'must start with a letter or digit, then also blanks and . _ -'),
        scopes: z.array(z.enum(tokenScopes)).min(1).max(tokenScopes.length),
        dayCeilingWon: z.int().min(1).max(LIMIT_MAX_WON).optional(),
      })
      .refine(
        ({ scopes, dayCeilingWon }) => scopes.includes('refund') === (dayCeilingWon !== undefined),
        { path: ['dayCeilingWon'], message: 'goes with the scope refund, which needs it' },
      ),
    answers: { 201: z.object({ token, text: z.string() }) },
  },
  'DELETE /api/tokens/:id': {
    summary: 'Revokes a service token from the next request on; idempotent',
    who: 'settings.manage',
    stepUp: true,
    params: z.object({ id: uuid }),
    answers: { 200: token },
  },
} as const satisfies Record<string, Endpoint>;
