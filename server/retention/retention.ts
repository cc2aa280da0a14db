/**
 * Ends what has a term: once a day, and a minute after a start, access records and copies that are
 * old enough are removed and what is known of buyers is erased. Each piece stands in the audit log
 * with how much it was, in the same transaction. What is erased never comes back: so it waits for a
 * clock that agrees with Toss's, and a term that was made shorter waits for a week.
 */
import { basename } from 'node:path';
import { DAY_MS, yearsBefore } from '../../shared/kst.ts';
import { SHORTER_AFTER_DAYS, type ShopSettings } from '../../shared/settings.ts';
import type { Timer } from '../clock.ts';
import { letOthersRun } from '../let-others-run.ts';
import type { Logger } from '../log.ts';
import { dropAccessRecords } from '../storage/access-records.ts';
import { appendAudit, deskActor, type NewAuditEntry } from '../storage/audit.ts';
import type { Connection } from '../storage/connection.ts';
import { removeOldUpgradeCopies } from '../storage/copy-files.ts';
import {
  eraseBulkRuns,
  erasePayment,
  firstDue,
  paymentsToErase,
  type DueErasure,
} from '../storage/erasure.ts';
import { longestSince } from '../storage/settings.ts';
import type { Storage } from '../storage/storage.ts';

const MINUTE_MS = 60_000;
/** Some milliseconds of the write lock; the desk serves in between. */
const PAYMENTS_A_TURN = 50;
const RECORDS_A_TURN = 500;
const RUNS_A_TURN = 10;
/** A clock that was set wrong is wrong by more, and Toss's answers show no less. */
const CLOCKS_APART_MS = 60 * MINUTE_MS;
/** As long as nightly copies are kept. */
const UPGRADE_COPY_DAYS = 14;

type Terms = Pick<ShopSettings, 'accessYears' | 'buyerDataYears'>;

export interface Retention {
  start(): void;
  /** Waits for the piece that is being done. */
  stop(): Promise<void>;
}

export interface RetentionParts {
  storage: Storage;
  /** Where copies from before upgrades are. */
  copiesDir: string;
  log: Logger;
  /** As they are now. */
  terms: () => Terms;
  /** Toss's clock minus ours, in ms; `null` before Toss's first answer. */
  tossSkewMs: () => number | null;
}

/** One piece of work, in a transaction. @returns `false` where nothing was left to do */
type Piece = (connection: Connection, now: string) => boolean;

const daysBefore = (iso: string, days: number) =>
  new Date(Date.parse(iso) - days * DAY_MS).toISOString();

/** What is older than this is past its term: the longest one of the last week. */
function pastTerm(connection: Connection, name: keyof Terms, terms: Terms, now: string): string {
  const since = daysBefore(now, SHORTER_AFTER_DAYS);
  return yearsBefore(now, longestSince(connection, name, terms[name], since));
}

function noteInAudit(
  connection: Connection,
  at: string,
  entry: Pick<NewAuditEntry, 'action' | 'detail'>,
): void {
  appendAudit(connection, { at, actor: deskActor, ...entry });
}

/** Erases payments one after the other: one that can't be erased holds up no other. */
function eraseSome({ terms, log }: RetentionParts): Piece {
  let after: DueErasure = firstDue;
  let failed = 0;
  return (connection, now) => {
    const before = pastTerm(connection, 'buyerDataYears', terms(), now);
    const due = paymentsToErase(connection, { before, limit: PAYMENTS_A_TURN, after });
    const erase = connection.transaction((payToken: string) =>
      erasePayment(connection, payToken, now),
    );
    let count = 0;
    let callbacks = 0;
    for (const one of due) {
      after = one;
      try {
        callbacks += erase(one.payToken);
        count += 1;
      } catch (error) {
        // A full disk ends the whole transaction, and not only this payment's part of it.
        if (!connection.inTransaction) throw error;
        failed += 1;
        log.error({ err: error, payToken: one.payToken }, 'a buyer could not be erased');
      }
    }
    if (count > 0) {
      const detail = { count, callbacks, before };
      noteInAudit(connection, now, { action: 'buyer-data-erased', detail });
    }
    if (due.length > 0) return true;
    if (failed > 0) {
      log.error({ failed }, 'SOME BUYERS PAST THEIR TERM COULD NOT BE ERASED: tried tomorrow');
    }
    return false;
  };
}

function eraseRuns({ terms }: RetentionParts): Piece {
  return (connection, at) => {
    const before = pastTerm(connection, 'buyerDataYears', terms(), at);
    return eraseBulkRuns(connection, { before, limit: RUNS_A_TURN, at }) > 0;
  };
}

function dropSome({ terms }: RetentionParts): Piece {
  return (connection, now) => {
    const before = pastTerm(connection, 'accessYears', terms(), now);
    const count = dropAccessRecords(connection, { before, limit: RECORDS_A_TURN });
    if (count === 0) return false;
    noteInAudit(connection, now, {
      action: 'access-records-pruned',
      detail: { count, before },
    });
    return true;
  };
}

function dropCopies({ storage, copiesDir }: RetentionParts): Piece {
  return (_connection, now) => {
    const before = daysBefore(now, UPGRADE_COPY_DAYS);
    removeOldUpgradeCopies(copiesDir, basename(storage.file), before);
    return false;
  };
}

/** The daily work of one serving process. */
export function createRetention(parts: RetentionParts): Retention {
  const { storage, log, tossSkewMs } = parts;
  const { clock } = storage;
  let timer: Timer | null = null;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  async function doAll(piece: Piece): Promise<void> {
    let more = true;
    while (more && !stopped) {
      more = await storage.transact((connection) => piece(connection, clock.nowIso()));
      await letOthersRun();
    }
  }

  async function work(): Promise<void> {
    for (const make of [dropSome, eraseSome, eraseRuns, dropCopies]) {
      try {
        await doAll(make(parts));
      } catch (error) {
        log.error({ err: error }, 'WHAT IS PAST ITS TERM COULD NOT BE REMOVED: tried tomorrow');
      }
    }
  }

  /** @returns after how many ms it looks again */
  function startWork(): number {
    const skewMs = tossSkewMs();
    if (skewMs === null) return MINUTE_MS;
    if (Math.abs(skewMs) > CLOCKS_APART_MS) {
      log.error({ skewMs }, "NOTHING IS ERASED: this machine's clock is not Toss's");
      return CLOCKS_APART_MS;
    }
    running = work();
    return DAY_MS;
  }

  function arm(delayMs: number): void {
    timer = clock.after(delayMs, () => arm(startWork()));
  }

  return {
    start: () => arm(MINUTE_MS),
    stop: async () => {
      stopped = true;
      timer?.cancel();
      await running;
    },
  };
}
