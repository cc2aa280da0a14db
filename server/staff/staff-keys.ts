/**
 * Keys derived from AUTH_SECRET, one per purpose: a copy of the database alone is not enough to use
 * a session or a second factor.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import type { Random } from '../clock.ts';

export interface StaffKeys {
  /** The stored form of a session's token; hex. */
  sessionHash(token: string): string;
  /** A pseudonym of an e-mail address that can't be reversed or guessed without the secret. */
  emailMark(email: string): string;
  /** Encrypts a secret of one person. */
  seal(staffId: string, secret: string): string;
  /** @throws Error when it was sealed for another person, under another AUTH_SECRET, or changed */
  unseal(staffId: string, sealed: string): string;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** Unique per encryption, as GCM requires: 96 random bits. */
const NONCE_BITS = 96;
const TAG_BYTES = 16;
/** Version of the format. */
const FORM = 'v1';
/** 64 bits, enough to tell addresses apart. */
const MARK_LENGTH = 16;

function keyFrom(authSecret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', authSecret, '', `changgu ${purpose}`, KEY_BYTES));
}

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('hex');

/** @param authSecret `config.authSecret` */
export function staffKeys(authSecret: string, random: Random): StaffKeys {
  const sessionKey = keyFrom(authSecret, 'session token');
  const markKey = keyFrom(authSecret, 'e-mail mark');
  const sealKey = keyFrom(authSecret, 'second factor');
  return {
    sessionHash: (token) => hmac(sessionKey, token),
    emailMark: (email) => hmac(markKey, email).slice(0, MARK_LENGTH),
    seal: (staffId, secret) => {
      const nonce = Buffer.from(random.secret(NONCE_BITS), 'base64url');
      const cipher = createCipheriv(CIPHER, sealKey, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(staffId));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      const parts = [nonce, cipher.getAuthTag(), text];
      return [FORM, ...parts.map((part) => part.toString('base64url'))].join('.');
    },
    unseal: (staffId, sealed) => {
      const [form, ...parts] = sealed.split('.');
      const [nonce, tag, text] = parts.map((part) => Buffer.from(part, 'base64url'));
      if (form !== FORM || !nonce || !tag || !text) throw new Error('This is no sealed secret');
      const decipher = createDecipheriv(CIPHER, sealKey, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(staffId));
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
    },
  };
}
