/** The texts that are signed. The stand-alone verifier in docs/ repeats them. */
import type { AuditCheckpoint } from '../../shared/audit.ts';
import { auditHash } from '../storage/audit.ts';
import type { AuditRow } from '../storage/schema.ts';
import type { AuditKey, TrustedKeys } from './audit-key.ts';

const checkpointText = ({ seq, hash, at }: Omit<AuditCheckpoint, 'signature'>) =>
  `changgu-audit-checkpoint\n${String(seq)}\n${hash}\n${at}`;

/** Signs that the chain has this hash at this row. */
export function signCheckpoint(
  key: AuditKey,
  claim: Omit<AuditCheckpoint, 'signature'>,
): AuditCheckpoint {
  return { ...claim, signature: key.sign(checkpointText(claim)) };
}

/** Whether a trusted key signed this checkpoint. */
export function isSigned(keys: TrustedKeys, checkpoint: AuditCheckpoint): boolean {
  return keys.hasSigned(checkpointText(checkpoint), checkpoint.signature);
}

/** Where a pruned chain starts. */
export interface Pruning {
  /** The first row that stays. */
  beginsAt: number;
  /** The hash of the row before it. */
  prevHash: string;
  at: string;
}

const pruningText = ({ beginsAt, prevHash, at }: Pruning) =>
  `changgu-audit-pruned\n${String(beginsAt)}\n${prevHash}\n${at}`;

/** Signs that the desk itself removed the rows before this one; base64. */
export function signPruning(key: AuditKey, pruning: Pruning): string {
  return key.sign(pruningText(pruning));
}

/** Untrusted input: the file may have been written by somebody else. */
function readDetail(text: string): Record<string, unknown> {
  try {
    const detail: unknown = JSON.parse(text);
    if (typeof detail === 'object' && detail !== null) return detail as Record<string, unknown>;
  } catch {
    // Unreadable text counts as an empty detail.
  }
  return {};
}

/**
 * The pruning in an `audit-pruned` row.
 * @returns `null` unless a trusted key signed it
 */
export function pruningIn(keys: TrustedKeys, row: { at: string; detail: string }): Pruning | null {
  const { beginsAt, prevHash, signature } = readDetail(row.detail);
  if (typeof beginsAt !== 'number' || typeof prevHash !== 'string') return null;
  if (typeof signature !== 'string') return null;
  const pruning = { beginsAt, prevHash, at: row.at };
  return keys.hasSigned(pruningText(pruning), signature) ? pruning : null;
}

const rowText = (hash: string) => `changgu-audit-row\n${hash}`;

/** @returns signs the hash of a command's row without its signature */
export function rowSigner(key: AuditKey): (hash: string) => string {
  return (hash) => key.sign(rowText(hash));
}

/** Whether a trusted key signed exactly this row. */
export function isRowSigned(keys: TrustedKeys, row: AuditRow): boolean {
  const { rowSignature, ...detail } = readDetail(row.detail);
  if (typeof rowSignature !== 'string') return false;
  const hash = auditHash({ ...row, detail: JSON.stringify(detail) });
  return keys.hasSigned(rowText(hash), rowSignature);
}
