/** Web Push: the signed-in person's browsers that are told of approvals that wait. */
import { z } from 'zod';
import { instant, uuid, type Endpoint } from './api-pieces.ts';
import { PUSH_ENDPOINT_MAX, pushLanguages } from './push.ts';
import { deliveryFailures } from './webhook.ts';

const device = z
  .object({
    id: uuid,
    /** The browser's user agent. */
    agent: z.string().nullable(),
    createdAt: instant,
    /** That of this request. */
    current: z.boolean(),
    /** Its sign-in has ended: nothing is sent there until its person signs in there again. */
    paused: z.boolean(),
    lastSentAt: instant.nullable(),
    /** Why the newest notice did not get there; `null`: it did, or there was none. */
    failure: z.enum(deliveryFailures).nullable(),
    failedAt: instant.nullable(),
  })
  .meta({ id: 'PushDevice' });

const devices = z.object({
  /** Whether the operator has switched pushes on (PUSH_SUBJECT). */
  on: z.boolean(),
  /** With which a browser subscribes, base64url; `null` while they are off. */
  publicKey: z.string().nullable(),
  items: z.array(device),
});

const key = (bytes: number) =>
  z
    .base64url()
    .refine(
      (text) => Math.floor((text.length * 3) / 4) === bytes,
      `must have ${String(bytes)} bytes in base64url`,
    );

export const pushEndpoints = {
  'GET /api/me/push': {
    summary: 'The own browsers that are told of approvals by Web Push',
    who: 'operations.decide',
    answers: { 200: devices },
  },
  'PUT /api/me/push': {
    summary: 'Has this browser told of approvals until this sign-in ends',
    who: 'operations.decide',
    perMinute: 30,
    body: z.strictObject({
      /** As the browser's subscription has them. */
      endpoint: z.string().min(1).max(PUSH_ENDPOINT_MAX),
      keys: z.strictObject({ p256dh: key(65), auth: key(16) }),
      /** In which notices are written. */
      language: z.enum(pushLanguages),
      /** Only if it was the person's own before: after signing in again. */
      again: z.boolean().optional(),
    }),
    answers: { 200: devices },
  },
  'DELETE /api/me/push/:id': {
    summary: 'Removes one of the own browsers: nothing more is sent there',
    who: 'operations.decide',
    params: z.object({ id: uuid }),
    answers: { 200: devices },
  },
} as const satisfies Record<string, Endpoint>;
