/**
 * Keys derived from AUTH_SECRET, one per purpose: a copy of the database alone is not enough to use
 * a session or a second factor.
 */
import { createHmac } from 'node:crypto';
import type { Random } from '../clock.ts';
import { createSealer, keyFrom, type Sealer } from '../seal-text.ts';

/** Seals a secret of one person. */
export interface StaffKeys extends Sealer {
  /** The stored form of a session's token; hex. */
  sessionHash(token: string): string;
  /** A pseudonym of an e-mail address that can't be reversed or guessed without the secret. */
  emailMark(email: string): string;
}

/** 64 bits, enough to tell addresses apart. */
const MARK_LENGTH = 16;

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('hex');

/** @param authSecret `config.authSecret` */
export function staffKeys(authSecret: string, random: Random): StaffKeys {
  const sessionKey = keyFrom(authSecret, 'session token');
  const markKey = keyFrom(authSecret, 'e-mail mark');
  return {
    sessionHash: (token) => hmac(sessionKey, token),
    emailMark: (email) => hmac(markKey, email).slice(0, MARK_LENGTH),
    ...createSealer(keyFrom(authSecret, 'second factor'), random),
  };
}
