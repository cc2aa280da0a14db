/**
 * Time-based one-time codes (RFC 6238): SHA-1, six digits, 30 seconds, as supported by all apps.
 */
import { Secret, TOTP } from 'otpauth';
import type { Random } from '../clock.ts';

const SECRET_BITS = 160;
/** Accepted difference of a phone's clock, in steps of 30 seconds. */
const WINDOW = 1;
const FORM = /^\d{6}$/;

/** A new secret, base32. */
export function newTotpSecret(random: Random): string {
  const bytes = Buffer.from(random.secret(SECRET_BITS), 'base64url');
  return Secret.fromHex(bytes.toString('hex')).base32;
}

/** The address in the QR code for an authenticator app. */
export function totpUri(secret: string, shown: { issuer: string; label: string }): string {
  return new TOTP({ ...shown, secret: Secret.fromBase32(secret) }).toString();
}

/**
 * The step, counted in 30 seconds since 1970, that a code belongs to.
 * @param text as typed; blanks are ignored
 * @param lastStep steps up to this one are used up
 * @returns `null` if no acceptable step has this code
 */
export function totpStep(
  secret: string,
  text: string,
  { nowMs, lastStep }: { nowMs: number; lastStep: number },
): number | null {
  const token = text.replaceAll(/\s/g, '');
  if (!FORM.test(token)) return null;
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token, timestamp: nowMs, window: WINDOW });
  if (delta === null) return null;
  const step = TOTP.counter({ timestamp: nowMs }) + delta;
  return step > lastStep ? step : null;
}
