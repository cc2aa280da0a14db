/** What is signed, as text. The stand-alone verifier in docs/ spells the same out for itself. */
import type { AuditCheckpoint } from '../../shared/audit.ts';
import { auditHash } from '../storage/audit.ts';
import type { AuditRow } from '../storage/schema.ts';
import type { AuditKey, TrustedKeys } from './audit-key.ts';

const checkpointText = ({ seq, hash, at }: Omit<AuditCheckpoint, 'signature'>) =>
  `changgu-audit-checkpoint\n${String(seq)}\n${hash}\n${at}`;

/** The desk's word that the chain has this hash at this row. */
export function signCheckpoint(
  key: AuditKey,
  said: Omit<AuditCheckpoint, 'signature'>,
): AuditCheckpoint {
  return { ...said, signature: key.sign(checkpointText(said)) };
}

/** Whether a trusted key has signed this checkpoint. */
export function isSigned(keys: TrustedKeys, checkpoint: AuditCheckpoint): boolean {
  return keys.hasSigned(checkpointText(checkpoint), checkpoint.signature);
}

/** Where the chain begins since old rows were taken out of it. */
export interface Pruning {
  /** The first row that stays. */
  beginsAt: number;
  /** The hash of the row before it. */
  prevHash: string;
  at: string;
}

const pruningText = ({ beginsAt, prevHash, at }: Pruning) =>
  `changgu-audit-pruned\n${String(beginsAt)}\n${prevHash}\n${at}`;

/** The desk's word that it took the rows before this one out itself; base64. */
export function signPruning(key: AuditKey, pruning: Pruning): string {
  return key.sign(pruningText(pruning));
}

/** Whoever can write the file can also write what no desk would: no text is taken for granted. */
function readDetail(text: string): Record<string, unknown> {
  try {
    const detail: unknown = JSON.parse(text);
    if (typeof detail === 'object' && detail !== null) return detail as Record<string, unknown>;
  } catch {
    // What can't be read says nothing, which is what the caller is told.
  }
  return {};
}

/**
 * What a row of the action `audit-pruned` says.
 * @returns `null` where no trusted key has signed it: then it explains nothing
 */
export function pruningIn(keys: TrustedKeys, row: { at: string; detail: string }): Pruning | null {
  const { beginsAt, prevHash, signature } = readDetail(row.detail);
  if (typeof beginsAt !== 'number' || typeof prevHash !== 'string') return null;
  if (typeof signature !== 'string') return null;
  const pruning = { beginsAt, prevHash, at: row.at };
  return keys.hasSigned(pruningText(pruning), signature) ? pruning : null;
}

const rowText = (hash: string) => `changgu-audit-row\n${hash}`;

/** What a command signs its rows by. @returns for the hash of a row without its signature */
export function rowSigner(key: AuditKey): (hash: string) => string {
  return (hash) => key.sign(rowText(hash));
}

/** Whether a trusted key has signed this very row. */
export function isRowSigned(keys: TrustedKeys, row: AuditRow): boolean {
  const { rowSignature, ...detail } = readDetail(row.detail);
  if (typeof rowSignature !== 'string') return false;
  const hash = auditHash({ ...row, detail: JSON.stringify(detail) });
  return keys.hasSigned(rowText(hash), rowSignature);
}
