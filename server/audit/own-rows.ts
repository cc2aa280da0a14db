/**
 * Remembers which rows of the log this process wrote, and how far it has seen the log reach. A row
 * appended with plain SQL can have a valid hash; only this process knows that it did not write it.
 * Commands run in other processes and sign each of their rows.
 */
import { newestAudit, rememberAppended } from '../storage/audit.ts';
import { auditHashAt, auditRows } from '../storage/audit-log.ts';
import type { AuditRow } from '../storage/schema.ts';
import type { Storage } from '../storage/storage.ts';
import type { TrustedKeys } from './audit-key.ts';
import type { OutsideCheckpoint } from './check-chain.ts';
import { isRowSigned } from './signed-texts.ts';

export interface OwnRows {
  /** `false` for a row added since the start by neither the desk nor a command. */
  isOwn(row: AuditRow): boolean;
  /** The newest row up to which all are own; a log without it was cut. `null` before the first. */
  head(): OutsideCheckpoint | null;
  /**
   * Reads how far the log reaches now.
   * @returns the new head; `null` when it is unchanged, or when the log no longer has it
   */
  look(): OutsideCheckpoint | null;
  /** Drops rows up to this one, which were verified. */
  forget(upTo: number): void;
}

/** Rows read per look: far more than a minute's. */
const ROWS_A_LOOK = 5000;

/** From now on this process remembers the rows that it appends. */
export function openOwnRows({ name, read }: Storage, keys: TrustedKeys): OwnRows {
  const appended = rememberAppended(name);
  let head = read(newestAudit());
  let checked = head?.seq ?? 0;
  const isOwn = (row: AuditRow) =>
    row.seq <= checked || appended.get(row.seq) === row.hash || isRowSigned(keys, row);
  /** The last row after the head before any foreign one. */
  const nextHead = (): OutsideCheckpoint | null => {
    const span = { after: head?.seq ?? 0, upTo: Number.MAX_SAFE_INTEGER, limit: ROWS_A_LOOK };
    const rows = read(auditRows(span));
    const foreign = rows.findIndex((row) => !isOwn(row));
    const last = rows[(foreign === -1 ? rows.length : foreign) - 1];
    return last === undefined ? null : { seq: last.seq, hash: last.hash };
  };
  return {
    isOwn,
    head: () => head,
    look: () => {
      if (head !== null && read(auditHashAt(head.seq)) !== head.hash) return null;
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
