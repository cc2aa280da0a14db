/** Keys derived from AUTH_SECRET, and texts encrypted under one: useless without AUTH_SECRET. */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Random } from './clock.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** Unique per encryption, as GCM requires: 96 random bits. */
const NONCE_BITS = 96;
const TAG_BYTES = 16;
/** Version of the format. */
const FORM = 'v1';

/** @param purpose one key per purpose */
export function keyFrom(authSecret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', authSecret, '', `changgu ${purpose}`, KEY_BYTES));
}

export interface Sealer {
  /** @param holder whose secret it is */
  seal(holder: string, secret: string): string;
  /** @throws Error when it was sealed for another holder, under another AUTH_SECRET, or changed */
  unseal(holder: string, sealed: string): string;
}

export function createSealer(key: Buffer, random: Random): Sealer {
  return {
    seal: (holder, secret) => {
      const nonce = Buffer.from(random.secret(NONCE_BITS), 'base64url');
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(holder));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      const parts = [nonce, cipher.getAuthTag(), text];
      return [FORM, ...parts.map((part) => part.toString('base64url'))].join('.');
    },
    unseal: (holder, sealed) => {
      const [form, ...parts] = sealed.split('.');
      const [nonce, tag, text] = parts.map((part) => Buffer.from(part, 'base64url'));
      if (form !== FORM || !nonce || !tag || !text) throw new Error('This is no sealed secret');
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(holder));
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
    },
  };
}
