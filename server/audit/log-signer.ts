/**
 * Keeps the log of a running desk signed: at start and stop, after every thousand rows, and hourly
 * when rows were added. Each checkpoint also goes to the desk's own log, because only one kept
 * elsewhere proves that rows were cut off or the file was replaced.
 */
import type { AuditCheckpoint } from '../../shared/audit.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import { newestAudit } from '../storage/audit.ts';
import type { Storage } from '../storage/storage.ts';
import { fingerprintOf, type AuditKey } from './audit-key.ts';
import type { OwnRows } from './own-rows.ts';
import { signLog, type Signing } from './sign-log.ts';

const MINUTE_MS = 60_000;
/** Counted in ticks, because the clock can be set. */
const HOUR_MINUTES = 60;
const MOST_UNSIGNED_ROWS = 1000;

export interface LogSigner {
  /** Signs now, then whenever it is due. */
  start(): void;
  /** Signs now. @throws Error when the disk fails */
  sign(): Promise<Signing>;
  /** Signs a last time. */
  stop(): Promise<void>;
}

export interface LogSignerOptions {
  storage: Storage;
  key: AuditKey;
  /** The rows that this process wrote. */
  own: OwnRows;
  clock: Clock;
  log: Logger;
}

/** Logs how far the audit log reaches, so that an outside log shows it between checkpoints too. */
function logHead(own: OwnRows, log: Logger): void {
  try {
    const head = own.look();
    if (head !== null) log.info({ head }, 'the audit log reaches this far');
  } catch (error) {
    log.error({ err: error }, 'the audit log could not be read');
  }
}

export function createLogSigner(options: LogSignerOptions): LogSigner {
  const { storage, key, own, clock, log } = options;
  /** Newest checkpoint of this process; a file that is behind it was replaced meanwhile. */
  let seen: AuditCheckpoint | null = null;
  let running: Promise<unknown> = Promise.resolve();
  let timer: Timer | null = null;
  let minutes = 0;
  let failed = false;

  async function signNow(): Promise<Signing> {
    minutes = 0;
    const signing = await signLog(storage, key, seen, own);
    const { checkpoint, broken } = signing;
    if (broken !== null) {
      log.error(broken, 'THE AUDIT LOG DOES NOT HOLD: it is not signed, see docs/audit.md');
    } else if (checkpoint !== null && checkpoint.seq !== seen?.seq) {
      log.info({ checkpoint }, 'the audit log was signed');
    }
    seen = checkpoint ?? seen;
    return signing;
  }

  /** Runs one after the other, because each continues at the checkpoint before. */
  function sign(): Promise<Signing> {
    const signing = running.then(signNow);
    const ended = () => undefined;
    // The caller gets the error; the next run starts anyway.
    running = signing.then(ended, ended);
    return signing;
  }

  /** @param when called inside the try, so that a read error is logged too */
  async function signByItself(when: () => boolean = () => true): Promise<void> {
    try {
      if (!when()) return;
      const { broken } = await sign();
      failed = broken !== null;
    } catch (error) {
      failed = true;
      log.error({ err: error }, 'the audit log could not be signed: tried again in an hour');
    }
  }

  function isDue(): boolean {
    const newest = storage.read(newestAudit())?.seq ?? 0;
    const unsigned = newest - (seen?.seq ?? 0);
    if (minutes >= HOUR_MINUTES) return unsigned !== 0;
    // A shorter log is the worst case, but is reported once an hour only.
    return !failed && (unsigned < 0 || unsigned >= MOST_UNSIGNED_ROWS);
  }

  function arm(): void {
    timer = clock.after(MINUTE_MS, tick);
  }

  function tick(): void {
    minutes += 1;
    arm();
    logHead(own, log);
    void signByItself(isDue);
  }

  return {
    sign,
    start: () => {
      log.info(
        { fingerprint: fingerprintOf(key.publicKey) },
        'the audit log is signed by this key',
      );
      arm();
      void signByItself();
    },
    stop: async () => {
      timer?.cancel();
      await signByItself();
    },
  };
}
