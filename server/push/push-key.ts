/**
 * The key pair by which push services know this desk (VAPID). The private key is in DATA_DIR only,
 * never in an answer, the log or a copy of the database: a copy alone can't push.
 */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFileIfMissing } from '../create-file-if-missing.ts';

const FILE = 'push-key.pem';
const OWNER_ONLY = 0o600;

/** Both base64url, as the protocol has them. */
export interface PushKey {
  publicKey: string;
  privateKey: string;
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function readKey(file: string): PushKey {
  try {
    const { crv, d, x, y } = createPrivateKey(readFileSync(file)).export({ format: 'jwk' });
    if (crv === 'P-256' && d !== undefined && x !== undefined && y !== undefined) {
      const point = [x, y].map((part) => Buffer.from(part, 'base64url'));
      // 4: both coordinates follow.
      const publicKey = Buffer.concat([Buffer.from([4]), ...point]).toString('base64url');
      return { publicKey, privateKey: d };
    }
  } catch (error) {
    // The parser's message is dropped: no content of the file may reach a log.
    if (error instanceof Error && 'syscall' in error) throw error;
  }
  throw new Error(
    `${file}이 손상됐어요. It holds no P-256 key: put it back from where you keep it, or move it ` +
      'away to let the desk make a new one. Managers then turn on the notices of their phones again.',
  );
}

/**
 * Opens the key pair of a data folder; creates it when there is none.
 * @throws Error when the file is damaged or the folder can't be written
 */
export function openPushKey(dataDir: string): PushKey {
  const file = join(dataDir, FILE);
  createFileIfMissing(file, newKey);
  chmodSync(file, OWNER_ONLY);
  return readKey(file);
}
