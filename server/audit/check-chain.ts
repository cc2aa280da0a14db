/**
 * Walks the chain row by row and stops at the first that doesn't hold. It knows no database: it is
 * handed rows in the order in which they stand there.
 */
import type { AuditCheckpoint, AuditFault, AuditVerdict } from '../../shared/audit.ts';
import { auditHash, FIRST_HASH } from '../storage/audit.ts';
import type { AuditRow } from '../storage/schema.ts';
import type { TrustedKeys } from './audit-key.ts';
import { isSigned, pruningIn, type Pruning } from './signed-texts.ts';

/** A checkpoint that was kept outside of the desk; without signature where it was written down. */
export interface OutsideCheckpoint {
  seq: number;
  hash: string;
  at?: string;
  signature?: string;
}

export interface ChainGiven {
  keys: TrustedKeys;
  /** The desk's own, by rising number. */
  checkpoints: readonly AuditCheckpoint[];
  outside?: readonly OutsideCheckpoint[];
  /** The walk begins at the row of this checkpoint, and not with the oldest row. */
  since?: AuditCheckpoint | null;
  /** Whether somebody wrote the row who may; absent where nobody remembers. */
  isOwn?: (row: AuditRow) => boolean;
}

/** The first row that doesn't hold. */
export type Broken = NonNullable<AuditVerdict['broken']>;

export interface ChainCheck {
  /** @returns `false` once something is broken: what follows tells nothing more */
  take(row: AuditRow): boolean;
  /** To be called once, after the last row. */
  verdict(): AuditVerdict;
}

/** What stands between a row and the one before it. */
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

/** Everything that says of a row which hash it had, by whether it may be believed. */
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
  /** Of a row, or of one before the first that is kept. */
  const faultAt = (seq: number, hash: string): AuditFault | null => {
    if (forged.has(seq)) return 'checkpoint-signature';
    return [...(hashes.get(seq) ?? [])].some((said) => said !== hash) ? 'checkpoint-hash' : null;
  };
  return { all, outside, own, forged, faultAt };
}

/** A checkpoint stays for good, and what came from outside must still be among the desk's own. */
function missingFault({ outside, own }: Claims, firstSeq: number): Broken | null {
  for (const { seq, hash, signature } of outside) {
    const kept = own.get(seq);
    if (signature !== undefined && kept?.signature !== signature) {
      return { seq, fault: 'checkpoint-missing' };
    }
    // Of rows that were taken out the desk's own checkpoints are all that is left to compare with.
    if (seq >= firstSeq - 1) continue;
    if (kept === undefined) return { seq, fault: 'gap' };
    if (kept.hash !== hash) return { seq, fault: 'checkpoint-hash' };
  }
  return null;
}

/** Starts a walk. */
export function createChainCheck(given: ChainGiven): ChainCheck {
  const { keys, checkpoints, since = null, isOwn = () => true } = given;
  const claims = readClaims(given);
  let first: AuditRow | null = null;
  let last: AuditRow | null = null;
  let rows = 0;
  let broken: Broken | null = null;
  let pruned: Pruning | null = null;

  /** Before the first row that is kept nothing but signatures can be checked, and its link. */
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

  /** A chain may begin later than at 1 only where the desk has signed that it pruned so far. */
  function beginningFault(): Broken | null {
    if (first === null) return null;
    if (since !== null) return first.seq === since.seq ? null : { seq: since.seq, fault: 'gap' };
    if (first.seq === 1) return null;
    const { beginsAt, prevHash } = pruned ?? { beginsAt: 0, prevHash: '' };
    const isSignedFor = claims.own.get(beginsAt - 1)?.hash === prevHash;
    // It may have been cut off halfway: then more rows are there than it says.
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
