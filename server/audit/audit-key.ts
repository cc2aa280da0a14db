/**
 * The desk's key pair for the audit log. The private key is in DATA_DIR only, never in a response,
 * the log or a database backup, so nobody can sign with a copy.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { appendFileSync, chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFileIfMissing } from '../create-file-if-missing.ts';

const PRIVATE_FILE = 'audit-key.pem';
const PUBLIC_FILE = 'audit-public-keys.pem';

const OWNER_ONLY = 0o600;

/** The public keys whose signatures are accepted. */
export interface TrustedKeys {
  /** PEM. */
  readonly pems: readonly string[];
  /** Whether one of the keys signed exactly this text. `signature` is base64. */
  hasSigned(text: string, signature: string): boolean;
}

/** Signs checkpoints. */
export interface AuditKey {
  /** PEM. */
  readonly publicKey: string;
  readonly trusted: TrustedKeys;
  /** Ed25519, base64. */
  sign(text: string): string;
}

/** SHA-256 (hex) of a public key in DER form, short enough to compare by reading aloud. */
export function fingerprintOf(pem: string): string {
  const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex');
}

const pemOf = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString().trim();

/** @param pems public keys as PEM @throws Error when one is invalid */
export function trustKeys(pems: readonly string[]): TrustedKeys {
  const keys = pems.map((pem) => createPublicKey(pem));
  return {
    pems: keys.map(pemOf),
    hasSigned: (text, signature) => {
      const bytes = Buffer.from(signature, 'base64');
      // Base64 has several spellings of the same bytes; another one would be an unnoticed change.
      if (bytes.toString('base64') !== signature) return false;
      return keys.some((key) => verify(null, Buffer.from(text), key, bytes));
    },
  };
}

function readPublicKey(pem: string, file: string): string {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return pemOf(key);
  } catch {
    // OpenSSL's message is replaced by the one below.
  }
  throw new Error(
    `${file}이 손상됐어요. It holds a key that is no Ed25519 public key: put the file back from ` +
      'where you keep it (see docs/audit.md).',
  );
}

function readPublicKeys(file: string): string[] {
  if (!existsSync(file)) return [];
  const blocks = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;
  return (readFileSync(file, 'utf8').match(blocks) ?? []).map((pem) => readPublicKey(pem, file));
}

/** File with all public keys that this desk has signed with, the present one last. */
export function publicKeysFile(dataDir: string): string {
  return join(dataDir, PUBLIC_FILE);
}

/**
 * The keys that a desk has signed with; the private key is not opened.
 * @throws Error when the file is damaged or missing
 */
export function readTrustedKeys(dataDir: string): TrustedKeys {
  const file = publicKeysFile(dataDir);
  const pems = readPublicKeys(file);
  if (pems.length > 0) return trustKeys(pems);
  throw new Error(
    `${file}에 공개 키가 없어요. It holds no public key: start the desk once, or put the file ` +
      'back from where you keep it (see docs/audit.md).',
  );
}

function newPrivateKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function readPrivateKey(file: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    // The parser's message is dropped: no content of the file may reach a log.
    if (error instanceof Error && 'syscall' in error) throw error;
  }
  throw new Error(
    `${file}이 손상됐어요. It holds no Ed25519 key: put it back from where you keep it, or move ` +
      'it away to let the desk make a new one (see docs/audit.md).',
  );
}

/**
 * Opens the key pair of a data folder; creates it when there is none.
 * @throws Error when a file is damaged or the folder can't be written
 */
export function openAuditKey(dataDir: string): AuditKey {
  const file = join(dataDir, PRIVATE_FILE);
  createFileIfMissing(file, newPrivateKey);
  chmodSync(file, OWNER_ONLY);
  const privateKey = readPrivateKey(file);
  const publicKey = pemOf(createPublicKey(privateKey));
  const publicFile = publicKeysFile(dataDir);
  const known = readPublicKeys(publicFile);
  if (!known.includes(publicKey)) appendFileSync(publicFile, `${publicKey}\n`);
  return {
    publicKey,
    trusted: trustKeys([...new Set([...known, publicKey])]),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  };
}
