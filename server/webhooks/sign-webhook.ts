/**
 * Signatures by the Standard Webhooks specification (v1, HMAC-SHA256). A secret is derived from
 * AUTH_SECRET, so a copy of the database alone can't sign.
 */
import { createHmac, hkdfSync } from 'node:crypto';

const SECRET_BYTES = 32;

/** The secret of an endpoint with this number; the number before is the former one. */
export function secretOf(authSecret: string, endpointId: string, no: number): string {
  const purpose = `changgu webhook ${endpointId} ${String(no)}`;
  const bytes = Buffer.from(hkdfSync('sha256', authSecret, '', purpose, SECRET_BYTES));
  return `whsec_${bytes.toString('base64')}`;
}

/**
 * The signature of a message.
 * @param seconds since 1970
 */
export function signWebhook(
  secret: string,
  { id, seconds, body }: { id: string; seconds: number; body: string },
): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const text = `${id}.${String(seconds)}.${body}`;
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
}
