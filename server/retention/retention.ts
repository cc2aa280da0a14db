/**
 * Ends what has a term: once a day, and a minute after a start, access records that are old enough
 * are removed and what is known of buyers is erased. Each piece stands in the audit log with how
 * much it was, in the same transaction.
 */
import { yearsBefore } from '../../shared/kst.ts';
import type { ShopSettings } from '../../shared/settings.ts';
import type { Timer } from '../clock.ts';
import { letOthersRun } from '../let-others-run.ts';
import type { Logger } from '../log.ts';
import { dropAccessRecords } from '../storage/access-records.ts';
import { appendAudit, deskActor, type NewAuditEntry } from '../storage/audit.ts';
import type { Connection } from '../storage/connection.ts';
import { erasePayment, paymentsToErase } from '../storage/erasure.ts';
import type { Storage } from '../storage/storage.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Some milliseconds of the write lock; the desk serves in between. */
const PAYMENTS_A_TURN = 50;
const RECORDS_A_TURN = 500;

type Terms = Pick<ShopSettings, 'accessYears' | 'buyerDataYears'>;

export interface Retention {
  start(): void;
  /** Waits for the piece that is being done. */
  stop(): Promise<void>;
}

/** One piece of work in a transaction. @returns `false` where nothing was left to do */
type Piece = (connection: Connection, now: string) => boolean;

function noteInAudit(
  connection: Connection,
  at: string,
  entry: Pick<NewAuditEntry, 'action' | 'detail'>,
): void {
  appendAudit(connection, { at, actor: deskActor, ...entry });
}

function eraseSome(terms: Terms): Piece {
  return (connection, now) => {
    const before = yearsBefore(now, terms.buyerDataYears);
    const due = paymentsToErase(connection, { before, limit: PAYMENTS_A_TURN });
    if (due.length === 0) return false;
    const callbacks = due.reduce((sum, one) => sum + erasePayment(connection, one, now), 0);
    const detail = { count: due.length, callbacks, before };
    noteInAudit(connection, now, { action: 'buyer-data-erased', detail });
    return true;
  };
}

function dropSome(terms: Terms): Piece {
  return (connection, now) => {
    const before = yearsBefore(now, terms.accessYears);
    const count = dropAccessRecords(connection, { before, limit: RECORDS_A_TURN });
    if (count === 0) return false;
    noteInAudit(connection, now, {
      action: 'access-records-pruned',
      detail: { count, before },
    });
    return true;
  };
}

/** The daily work of one serving process. @param terms as they are now */
export function createRetention(
  { storage, log }: { storage: Storage; log: Logger },
  terms: () => Terms,
): Retention {
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
    for (const piece of [dropSome, eraseSome]) {
      try {
        await doAll(piece(terms()));
      } catch (error) {
        log.error({ err: error }, 'WHAT IS PAST ITS TERM COULD NOT BE REMOVED: tried tomorrow');
      }
    }
  }

  function arm(delayMs: number): void {
    timer = clock.after(delayMs, () => {
      running = work();
      arm(DAY_MS);
    });
  }

  return {
    start: () => {
      arm(MINUTE_MS);
    },
    stop: async () => {
      stopped = true;
      timer?.cancel();
      await running;
    },
  };
}
