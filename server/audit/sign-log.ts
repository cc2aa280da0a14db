/** Signs the newest row of the log, once everything since the last checkpoint has been read. */
import type { AuditCheckpoint } from '../../shared/audit.ts';
import { newestAudit } from '../storage/audit.ts';
import { findCheckpoint, keepCheckpoint, newestCheckpoint } from '../storage/audit-log.ts';
import type { Storage } from '../storage/storage.ts';
import type { AuditKey } from './audit-key.ts';
import { createChainCheck, type Broken } from './check-chain.ts';
import type { OwnRows } from './own-rows.ts';
import { signCheckpoint } from './signed-texts.ts';
import { walkChain } from './verify-log.ts';

/** What came of it: both are `null` where the log has no row yet. */
export interface Signing {
  checkpoint: AuditCheckpoint | null;
  /** Why nothing was signed. */
  broken: Broken | null;
}

/**
 * Signs only what continues the last checkpoint: a chain that doesn't hold would look the better
 * for it.
 * @param seen a checkpoint that this process has seen; its row must still be there, whatever the
 *   database says of its newest
 * @param own what a serving desk has written itself: it signs nothing else
 */
export async function signLog(
  storage: Storage,
  key: AuditKey,
  seen: AuditCheckpoint | null = null,
  own: OwnRows | null = null,
): Promise<Signing> {
  const { reader, clock } = storage;
  const known = own?.head() ?? null;
  const newest = newestCheckpoint(reader);
  const since = seen ?? newest;
  const head = newestAudit(reader);
  if (head === null && since === null && known === null) return { checkpoint: null, broken: null };
  const check = createChainCheck({
    keys: key.trusted,
    checkpoints: newest === null ? [] : [newest],
    // What lies before the last checkpoint is not read again.
    outside: known !== null && known.seq >= (since?.seq ?? 0) ? [known] : [],
    since,
    ...(own !== null && { isOwn: (row) => own.isOwn(row) }),
  });
  const span = { after: (since?.seq ?? 1) - 1, upTo: head?.seq ?? 0 };
  const { broken, lastSeq, lastHash } = await walkChain(reader, check, span);
  if (broken !== null) return { checkpoint: null, broken };
  if (lastSeq === null || lastHash === null) throw new Error('The audit log vanished');
  const said = { seq: lastSeq, hash: lastHash, at: clock.nowIso() };
  const made = since?.seq === lastSeq ? since : signCheckpoint(key, said);
  own?.forget(lastSeq);
  return storage.transact((connection) => {
    keepCheckpoint(connection, made);
    return { checkpoint: findCheckpoint(connection, lastSeq), broken: null };
  });
}
