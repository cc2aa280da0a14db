/**
 * Verifies the hash chain row by row and stops at the first broken row. It reads no database: the
 * caller passes the rows in their order.
 */
import type { AuditCheckpoint, AuditFault, AuditVerdict } from '../../shared/audit.ts';
import { auditHash, FIRST_HASH } from '../storage/audit.ts';
import type { AuditRow } from '../storage/schema.ts';
import type { TrustedKeys } from './audit-key.ts';
import { isSigned, pruningIn, type Pruning } from './signed-texts.ts';

/** A checkpoint kept outside the desk; without a signature when only `SEQ:HASH` was noted. */
export interface OutsideCheckpoint {
  seq: number;
  hash: string;
  at?: string;
  signature?: string;
}

export interface ChainGiven {
  keys: TrustedKeys;
  /** The desk's own, ascending. */
  checkpoints: readonly AuditCheckpoint[];
  outside?: readonly OutsideCheckpoint[];
  /** Start at this checkpoint's row instead of the oldest one. */
  since?: AuditCheckpoint | null;
  /** Whether the desk or a command wrote the row; absent when that is unknown. */
  isOwn?: (row: AuditRow) => boolean;
}

/** The first broken row. */
export type Broken = NonNullable<AuditVerdict['broken']>;

export interface ChainCheck {
  /** @returns `false` once a row is broken; later rows prove nothing more */
  take(row: AuditRow): boolean;
  /** Call it once, after the last row. */
  verdict(): AuditVerdict;
}

/** The fault between a row and the one before it. */
function linkFault(row: AuditRow, last: AuditRow | null): AuditFault | null {
  if (last === null) {
    if (row.seq < 1) return 'order';
    return row.seq === 1 && row.prev_hash !== FIRST_HASH ? 'link' : null;
  }
  if (row.seq <= last.seq) return 'order';
  if (row.seq > last.seq + 1) return 'gap';
  return row.prev_hash === last.hash ? null : 'link';
}

type Claims = ReturnType<typeof readClaims>;

/** All claims about the hash of a row, and the rows with forged claims. */
function readClaims({ keys, checkpoints, outside = [], since = null }: ChainGiven) {
  const own = new Map(checkpoints.map((checkpoint) => [checkpoint.seq, checkpoint]));
  const all: OutsideCheckpoint[] = [...checkpoints, ...outside, ...(since === null ? [] : [since])];
  const hashes = new Map<number, Set<string>>();
  const forged = new Set<number>();
  for (const { seq, hash, at, signature } of all) {
    hashes.set(seq, (hashes.get(seq) ?? new Set()).add(hash));
    if (at === undefined || signature === undefined) continue;
    if (!isSigned(keys, { seq, hash, at, signature })) forged.add(seq);
  }
  /** The fault of a kept row, or of the row before the first kept one. */
  const faultAt = (seq: number, hash: string): AuditFault | null => {
    if (forged.has(seq)) return 'checkpoint-signature';
    return [...(hashes.get(seq) ?? [])].some((claimed) => claimed !== hash)
      ? 'checkpoint-hash'
      : null;
  };
  return { all, outside, own, forged, faultAt };
}

/** Checkpoints are never deleted, so each outside one must still be among the desk's own. */
function missingFault({ outside, own }: Claims, firstSeq: number): Broken | null {
  for (const { seq, hash, signature } of outside) {
    const ownCheckpoint = own.get(seq);
    if (signature !== undefined && ownCheckpoint?.signature !== signature) {
      return { seq, fault: 'checkpoint-missing' };
    }
    // For pruned rows, only the desk's own checkpoints are left to compare with.
    if (seq >= firstSeq - 1) continue;
    if (ownCheckpoint === undefined) return { seq, fault: 'gap' };
    if (ownCheckpoint.hash !== hash) return { seq, fault: 'checkpoint-hash' };
  }
  return null;
}

/** Starts a verification. */
export function createChainCheck(given: ChainGiven): ChainCheck {
  const { keys, checkpoints, since = null, isOwn = () => true } = given;
  const claims = readClaims(given);
  let first: AuditRow | null = null;
  let last: AuditRow | null = null;
  let rows = 0;
  let broken: Broken | null = null;
  let pruned: Pruning | null = null;

  /** Before the first kept row, only signatures and its link can be checked. */
  function faultBefore(row: AuditRow): Broken | null {
    const forged = [...claims.forged].filter((seq) => seq < row.seq);
    if (forged.length > 0) return { seq: Math.min(...forged), fault: 'checkpoint-signature' };
    const fault = claims.faultAt(row.seq - 1, row.prev_hash);
    return fault === null ? null : { seq: row.seq - 1, fault };
  }

  function faultOf(row: AuditRow): Broken | null {
    const fault =
      linkFault(row, last) ??
      (auditHash(row) === row.hash ? null : 'hash') ??
      claims.faultAt(row.seq, row.hash) ??
      (isOwn(row) ? null : 'foreign-row');
    if (fault !== null) return { seq: row.seq, fault };
    return last === null && since === null ? faultBefore(row) : null;
  }

  /** A chain may start after row 1 only where the desk signed that it pruned up to there. */
  function beginningFault(): Broken | null {
    if (first === null) return null;
    if (since !== null) return first.seq === since.seq ? null : { seq: since.seq, fault: 'gap' };
    if (first.seq === 1) return null;
    const { beginsAt, prevHash } = pruned ?? { beginsAt: 0, prevHash: '' };
    const isSignedFor = claims.own.get(beginsAt - 1)?.hash === prevHash;
    // A pruning may have been interrupted; then more rows are left than it says.
    return isSignedFor && first.seq <= beginsAt ? null : { seq: first.seq, fault: 'gap' };
  }

  function endFault(): Broken | null {
    const next = last === null ? (since?.seq ?? 1) : last.seq + 1;
    const isBeyond = claims.all.some((claim) => claim.seq >= next);
    return isBeyond ? { seq: next, fault: 'shorter-than-checkpoint' } : null;
  }

  return {
    take: (row) => {
      rows += 1;
      broken = faultOf(row);
      first ??= row;
      if (broken !== null) return false;
      last = row;
      if (row.action === 'audit-pruned') pruned = pruningIn(keys, row) ?? pruned;
      return true;
    },
    verdict: () => {
      broken ??= beginningFault() ?? endFault() ?? missingFault(claims, first?.seq ?? 1);
      return {
        ok: broken === null,
        rows,
        firstSeq: first?.seq ?? null,
        lastSeq: last?.seq ?? null,
        lastHash: last?.hash ?? null,
        checkpoints: checkpoints.length,
        lastCheckpoint: checkpoints.at(-1) ?? null,
        broken,
      };
    },
  };
}
