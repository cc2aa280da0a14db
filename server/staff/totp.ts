/** Time-based one-time codes (RFC 6238): SHA-1, six digits, 30 seconds, as every app knows them. */
import { Secret, TOTP } from 'otpauth';
import type { Random } from '../clock.ts';

const SECRET_BITS = 160;
/** A phone's clock may be off by so many steps of 30 seconds. */
const WINDOW = 1;
const FORM = /^\d{6}$/;

/** A new secret, base32. */
export function newTotpSecret(random: Random): string {
  const bytes = Buffer.from(random.secret(SECRET_BITS), 'base64url');
  return Secret.fromHex(bytes.toString('hex')).base32;
}

/** What an authenticator app reads from the QR code. */
export function totpUri(secret: string, shown: { issuer: string; label: string }): string {
  return new TOTP({ ...shown, secret: Secret.fromBase32(secret) }).toString();
}

/**
 * The step, counted in 30 seconds since 1970, whose code this is.
 * @param text as it was typed; blanks don't count
 * @param lastStep what was used up to now counts no more
 * @returns `null` where it is the code of no step that still counts
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
