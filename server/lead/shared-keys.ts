/** The keys that all desks of a shop share, as one fingerprint. */
import { createHash } from 'node:crypto';
import { openAuditKey } from '../audit/audit-key.ts';
import { openPushKey } from '../push/push-key.ts';
import { keyFrom } from '../seal-text.ts';

/**
 * A desk with other keys could not read what the leader before it sealed, and nobody could check
 * its signatures.
 */
export function fingerprintOfKeys(authSecret: string, dataDir: string): string {
  return createHash('sha256')
    .update(keyFrom(authSecret, 'fingerprint'))
    .update(openAuditKey(dataDir).publicKey)
    .update(openPushKey(dataDir).publicKey)
    .digest('base64url');
}
