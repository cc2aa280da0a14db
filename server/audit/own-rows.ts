/**
 * Which rows of the log this process has written itself, and how far it has seen the log reach.
 * Whoever appends a row with SQL can hash it as the desk would; only the desk remembers that it
 * did not write it. Commands write beside the desk and sign each of their rows.
 */
import { newestAudit, rememberAppended } from '../storage/audit.ts';
import { auditHashAt } from '../storage/audit-log.ts';
import type { AuditRow } from '../storage/schema.ts';
import type { Storage } from '../storage/storage.ts';
import type { TrustedKeys } from './audit-key.ts';
import type { OutsideCheckpoint } from './check-chain.ts';
import { isRowSigned } from './signed-texts.ts';

export interface OwnRows {
  /** `false` for a row that came since the start and that neither desk nor a command wrote. */
  isOwn(row: AuditRow): boolean;
  /** The newest row that was seen: a log that has it no more was cut. `null` before the first. */
  head(): OutsideCheckpoint | null;
  /**
   * Looks how far the log reaches now.
   * @returns the head, where it is a newer one; where the former is gone, that one stays the head
   */
  look(): OutsideCheckpoint | null;
  /** The rows up to this one were checked, and need not be remembered. */
  forget(upTo: number): void;
}

/** From here on this process remembers what it appends. */
export function openOwnRows({ file, reader }: Storage, keys: TrustedKeys): OwnRows {
  const appended = rememberAppended(file);
  let head = newestAudit(reader);
  let checked = head?.seq ?? 0;
  return {
    isOwn: (row) =>
      row.seq <= checked || appended.get(row.seq) === row.hash || isRowSigned(keys, row),
    head: () => head,
    look: () => {
      const newest = newestAudit(reader);
      if (newest === null || newest.seq <= (head?.seq ?? 0)) return null;
      if (head !== null && auditHashAt(reader, head.seq) !== head.hash) return null;
      head = newest;
      return newest;
    },
    forget: (upTo) => {
      checked = Math.max(checked, upTo);
      for (const seq of appended.keys()) if (seq <= upTo) appended.delete(seq);
    },
  };
}
