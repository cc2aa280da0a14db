/**
 * Removes data after its retention period: a minute after a start and then daily, old access
 * records and copies are deleted and buyers' data is erased. Each step is recorded in the audit log
 * with its count, in the same transaction. Erased data can't be restored, so this needs a clock
 * that agrees with Toss's, and a shortened period takes effect after a week.
 */
import { DAY_MS, yearsBefore } from '../../shared/kst.ts';
import { SHORTER_AFTER_DAYS, type ShopSettings } from '../../shared/settings.ts';
import type { Timer } from '../clock.ts';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import type { Logger } from '../log.ts';
import { dropAccessRecords } from '../storage/access-records.ts';
import { appendAudit, deskActor, type NewAuditEntry } from '../storage/audit.ts';
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
import { savepoint } from '../storage/statement.ts';
import type { Unit } from '../storage/unit.ts';

const MINUTE_MS = 60_000;
/** Batch sizes: each holds the write lock for a few milliseconds, and other work runs between. */
const PAYMENTS_A_TURN = 50;
const RECORDS_A_TURN = 500;
const RUNS_A_TURN = 10;
/** Largest accepted difference to Toss's clock: a clock that was set wrong differs by more. */
const CLOCKS_APART_MS = 60 * MINUTE_MS;
/** As long as nightly copies are kept. */
const UPGRADE_COPY_DAYS = 14;

type Terms = Pick<ShopSettings, 'accessYears' | 'buyerDataYears'>;

export interface Retention {
  start(): void;
  /** Waits for the current batch. */
  stop(): Promise<void>;
}

export interface RetentionParts {
  storage: Storage;
  /** Folder of the copies made before upgrades. */
  /** Copies made before upgrades, of the data file with this name; `null` on PostgreSQL. */
  copies: { folder: string; of: string } | null;
  log: Logger;
  /** Returns the present values. */
  terms: () => Terms;
  /** Toss's clock minus ours, in ms; `null` before Toss's first answer. */
  tossSkewMs: () => number | null;
}

/** Runs one batch in a transaction. @returns `false` if nothing is left to do */
type Piece = (now: string) => Unit<boolean>;

const daysBefore = (iso: string, days: number) =>
  new Date(Date.parse(iso) - days * DAY_MS).toISOString();

/** The end of the retention period. Uses the longest setting of the last week. */
function* pastTerm(name: keyof Terms, terms: Terms, now: string): Unit<string> {
  const since = daysBefore(now, SHORTER_AFTER_DAYS);
  return yearsBefore(now, yield* longestSince(name, terms[name], since));
}

function* noteInAudit(at: string, entry: Pick<NewAuditEntry, 'action' | 'detail'>): Unit<void> {
  yield* appendAudit({ at, actor: deskActor, ...entry });
}

/** Erases payments one by one, so that one that can't be erased doesn't block the others. */
function eraseSome({ terms, log }: RetentionParts): Piece {
  let after: DueErasure = firstDue;
  let failed = 0;
  return function* (now) {
    const before = yield* pastTerm('buyerDataYears', terms(), now);
    const due = yield* paymentsToErase({ before, limit: PAYMENTS_A_TURN, after });
    let count = 0;
    let callbacks = 0;
    for (const one of due) {
      after = one;
      try {
        callbacks += yield* savepoint(erasePayment(one.payToken, { at: now, before }));
        count += 1;
      } catch (error) {
        failed += 1;
        log.error({ err: error, payToken: one.payToken }, 'a buyer could not be erased');
      }
    }
    if (count > 0) {
      const detail = { count, callbacks, before };
      yield* noteInAudit(now, { action: 'buyer-data-erased', detail });
    }
    if (due.length > 0) return true;
    if (failed > 0) {
      log.error({ failed }, 'SOME BUYERS PAST THEIR TERM COULD NOT BE ERASED: tried tomorrow');
    }
    return false;
  };
}

function eraseRuns({ terms }: RetentionParts): Piece {
  return function* (at) {
    const before = yield* pastTerm('buyerDataYears', terms(), at);
    return (yield* eraseBulkRuns({ before, limit: RUNS_A_TURN, at })) > 0;
  };
}

function dropSome({ terms }: RetentionParts): Piece {
  return function* (now) {
    const before = yield* pastTerm('accessYears', terms(), now);
    const count = yield* dropAccessRecords({ before, limit: RECORDS_A_TURN });
    if (count === 0) return false;
    yield* noteInAudit(now, {
      action: 'access-records-pruned',
      detail: { count, before },
    });
    return true;
  };
}

function dropCopies({ copies }: RetentionParts): Piece {
  return function* (now) {
    const before = daysBefore(now, UPGRADE_COPY_DAYS);
    if (copies !== null) removeOldUpgradeCopies(copies.folder, copies.of, before);
    return false;
  };
}

/** The daily retention work of one serving process. */
export function createRetention(parts: RetentionParts): Retention {
  const { storage, log, tossSkewMs } = parts;
  const { clock } = storage;
  let timer: Timer | null = null;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  async function doAll(piece: Piece): Promise<void> {
    let more = true;
    while (more && !stopped) {
      more = await storage.transact(() => piece(clock.nowIso()));
      await yieldToEventLoop();
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

  /** @returns the delay until the next run, in ms */
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
