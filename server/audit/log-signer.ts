/**
 * Keeps the log of a serving desk signed: at its start and its end, after every thousand rows, and
 * every hour in which rows came. Each checkpoint is told to the desk's own log as well, because
 * only one that lies elsewhere can prove that the end was cut off or the file put back.
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
/** Counted and not compared with the clock, which somebody may set. */
const HOUR_MINUTES = 60;
const MOST_UNSIGNED_ROWS = 1000;

export interface LogSigner {
  /** Signs now, and from then on as rows come. */
  start(): void;
  /** Signs now. @throws Error where the disk fails */
  sign(): Promise<Signing>;
  /** Signs for the last time. */
  stop(): Promise<void>;
}

export interface LogSignerOptions {
  storage: Storage;
  key: AuditKey;
  /** What this process has written itself. */
  own: OwnRows;
  clock: Clock;
  log: Logger;
}

/** What is kept of the log outside shows how far it reached, also between two checkpoints. */
function tellHead(own: OwnRows, log: Logger): void {
  try {
    const head = own.look();
    if (head !== null) log.info({ head }, 'the audit log reaches this far');
  } catch (error) {
    log.error({ err: error }, 'the audit log could not be read');
  }
}

/** The signer of one serving process. */
export function createLogSigner(options: LogSignerOptions): LogSigner {
  const { storage, key, own, clock, log } = options;
  /** The newest that this process has seen: a file that is behind it was put back meanwhile. */
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

  /** One after the other: each continues what the one before has signed. */
  function sign(): Promise<Signing> {
    const signing = running.then(signNow);
    const ended = () => undefined;
    // Whoever asked for it is told how it failed; the next one is tried all the same.
    running = signing.then(ended, ended);
    return signing;
  }

  /** @param when it is looked at last, so that a disk that can't be read is told as well */
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
    const newest = newestAudit(storage.reader)?.seq ?? 0;
    const unsigned = newest - (seen?.seq ?? 0);
    if (minutes >= HOUR_MINUTES) return unsigned !== 0;
    // Fewer than were seen is the worst news of all, and yet told once an hour only.
    return !failed && (unsigned < 0 || unsigned >= MOST_UNSIGNED_ROWS);
  }

  function arm(): void {
    timer = clock.after(MINUTE_MS, tick);
  }

  function tick(): void {
    minutes += 1;
    arm();
    tellHead(own, log);
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
