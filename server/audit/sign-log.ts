/** Signs the newest row of the log after verifying everything since the last checkpoint. */
import type { AuditCheckpoint } from '../../shared/audit.ts';
import { newestAudit } from '../storage/audit.ts';
import { findCheckpoint, keepCheckpoint, newestCheckpoint } from '../storage/audit-log.ts';
import type { Storage } from '../storage/storage.ts';
import type { AuditKey } from './audit-key.ts';
import { createChainCheck, type Broken } from './check-chain.ts';
import type { OwnRows } from './own-rows.ts';
import { signCheckpoint } from './signed-texts.ts';
import { checkRange } from './verify-log.ts';

/** The result; both are `null` for an empty log. */
export interface Signing {
  checkpoint: AuditCheckpoint | null;
  /** Why nothing was signed. */
  broken: Broken | null;
}

/**
 * Signs only a valid continuation of the last checkpoint: a signature must not cover a broken
 * chain.
 * @param seen a checkpoint of this process; its row must still exist, whatever the database's
 * newest checkpoint says
 * @param own rows written by a running desk; other rows are not signed
 */
export async function signLog(
  storage: Storage,
  key: AuditKey,
  seen: AuditCheckpoint | null = null,
  own: OwnRows | null = null,
): Promise<Signing> {
  const { read, clock } = storage;
  const known = own?.head() ?? null;
  const newest = read(newestCheckpoint());
  const since = seen ?? newest;
  const head = read(newestAudit());
  if (head === null && since === null && known === null) return { checkpoint: null, broken: null };
  const check = createChainCheck({
    keys: key.trusted,
    checkpoints: newest === null ? [] : [newest],
    // Rows before the last checkpoint are not read again.
    outside: known !== null && known.seq >= (since?.seq ?? 0) ? [known] : [],
    since,
    ...(own !== null && { isOwn: (row) => own.isOwn(row) }),
  });
  const span = { after: (since?.seq ?? 1) - 1, upTo: head?.seq ?? 0 };
  const { broken, lastSeq, lastHash } = await checkRange(read, check, span);
  if (broken !== null) return { checkpoint: null, broken };
  if (lastSeq === null || lastHash === null) throw new Error('The audit log vanished');
  const claim = { seq: lastSeq, hash: lastHash, at: clock.nowIso() };
  const made = since?.seq === lastSeq ? since : signCheckpoint(key, claim);
  own?.forget(lastSeq);
  return storage.transact(function* () {
    yield* keepCheckpoint(made);
    return { checkpoint: yield* findCheckpoint(lastSeq), broken: null };
  });
}
