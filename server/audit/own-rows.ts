/**
 * Which rows of the log this process has written itself, and how far it has seen the log reach.
 * Whoever appends a row with SQL can hash it as the desk would; only the desk remembers that it
 * did not write it. Commands write beside the desk and sign each of their rows.
 */
import { newestAudit, rememberAppended } from '../storage/audit.ts';
import { auditHashAt, auditRows } from '../storage/audit-log.ts';
import type { AuditRow } from '../storage/schema.ts';
import type { Storage } from '../storage/storage.ts';
import type { TrustedKeys } from './audit-key.ts';
import type { OutsideCheckpoint } from './check-chain.ts';
import { isRowSigned } from './signed-texts.ts';

export interface OwnRows {
  /** `false` for a row that came since the start and that neither desk nor a command wrote. */
  isOwn(row: AuditRow): boolean;
  /**
   * The newest row that was seen, of those up to which all are the desk's: a log that has it no
   * more was cut. `null` before the first.
   */
  head(): OutsideCheckpoint | null;
  /**
   * Looks how far the log reaches now.
   * @returns the head, where it is a newer one; where the former is gone, that one stays the head
   */
  look(): OutsideCheckpoint | null;
  /** The rows up to this one were checked, and need not be remembered. */
  forget(upTo: number): void;
}

/** A minute's rows, and many more: how far one look goes. */
const ROWS_A_LOOK = 5000;

/** From here on this process remembers what it appends. */
export function openOwnRows({ file, reader }: Storage, keys: TrustedKeys): OwnRows {
  const appended = rememberAppended(file);
  let head = newestAudit(reader);
  let checked = head?.seq ?? 0;
  const isOwn = (row: AuditRow) =>
    row.seq <= checked || appended.get(row.seq) === row.hash || isRowSigned(keys, row);
  /** The newest of some rows after the head before which nobody else's stands. */
  const nextHead = (): OutsideCheckpoint | null => {
    const span = { after: head?.seq ?? 0, upTo: Number.MAX_SAFE_INTEGER, limit: ROWS_A_LOOK };
    const rows = auditRows(reader, span);
    const foreign = rows.findIndex((row) => !isOwn(row));
    const last = rows[(foreign === -1 ? rows.length : foreign) - 1];
    return last === undefined ? null : { seq: last.seq, hash: last.hash };
  };
  return {
    isOwn,
    head: () => head,
    look: () => {
      if (head !== null && auditHashAt(reader, head.seq) !== head.hash) return null;
      const next = nextHead();
      head = next ?? head;
      return next;
    },
    forget: (upTo) => {
      checked = Math.max(checked, upTo);
      for (const seq of appended.keys()) if (seq <= upTo) appended.delete(seq);
    },
  };
}
