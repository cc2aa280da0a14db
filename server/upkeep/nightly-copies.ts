/**
 * Backs up the data file every night. A backup is checked and marked as one before an older one is
 * deleted. A failure is logged and retried hourly; the desk keeps running.
 */
import path from 'node:path';
import { DAY_MS, startOfKstDay } from '../../shared/kst.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import {
  copiesIn,
  copyPath,
  removeOldCopies,
  removeUnfinishedCopies,
  type CopyFile,
} from '../storage/copy-files.ts';
import { copyDatabase } from '../storage/copy-database.ts';

export interface NightlyCopies {
  start(): void;
  /** Aborts a running backup; the next start makes it. */
  stop(): Promise<void>;
  /** Age of the newest backup; `null` when there is none. @throws Error for an unreadable folder */
  ageSeconds(): number | null;
  /** Failed backups of this process. */
  failures(): number;
}

export interface NightlyCopiesOptions {
  file: string;
  /** Schema version of this build, for the file names. */
  schema: number;
  /** Folder of the backups: `BACKUP_DIR`. */
  folder: string;
  clock: Clock;
  log: Logger;
}

const KEPT = 14;
const MINUTE_MS = 60_000;
/** Counted in ticks, because the clock can be set. */
const REST_MINUTES = 60;
/** 03:20 in Seoul, when a shop is quiet. */
const AT_NIGHT_MS = (3 * 60 + 20) * MINUTE_MS;

/** Whether tonight's backup is missing, or the newest is older than a day. */
function isDue(newestMs: number | null, nowMs: number): boolean {
  if (newestMs === null || nowMs - newestMs >= DAY_MS) return true;
  const tonight = Date.parse(startOfKstDay(new Date(nowMs).toISOString())) + AT_NIGHT_MS;
  return nowMs >= tonight && newestMs < tonight;
}

export function createNightlyCopies(options: NightlyCopiesOptions): NightlyCopies {
  const { file, schema, folder, clock, log } = options;
  const databaseFile = path.basename(file);
  const abort = new AbortController();
  let timer: Timer | null = null;
  let running: Promise<void> | null = null;
  let failures = 0;
  let restMinutes = 0;

  /** Ignores backups dated in the future by a wrong clock. */
  function madeCopies(nowMs: number): CopyFile[] {
    const copies = copiesIn(folder, databaseFile);
    return copies.filter((copy) => !copy.beforeUpgrade && Date.parse(copy.at) <= nowMs);
  }

  function newestMs(nowMs: number): number | null {
    const newest = madeCopies(nowMs).at(-1);
    return newest === undefined ? null : Date.parse(newest.at);
  }

  async function copy(): Promise<void> {
    const at = clock.nowIso();
    const target = copyPath(folder, databaseFile, { at, schema, before: null });
    removeUnfinishedCopies(folder, databaseFile);
    await copyDatabase(file, target, at, abort.signal);
    removeOldCopies(madeCopies(Date.parse(at)), KEPT);
    log.info({ copy: path.basename(target) }, 'the data was copied');
  }

  function noteFailure(error: unknown): void {
    if (abort.signal.aborted) return;
    failures += 1;
    restMinutes = REST_MINUTES;
    log.error({ err: error, folder }, 'THE DATA COULD NOT BE COPIED: tried again in an hour');
  }

  function startWhenDue(): void {
    const nowMs = clock.nowMs();
    if (running !== null || !isDue(newestMs(nowMs), nowMs)) return;
    running = copy()
      .catch(noteFailure)
      .finally(() => {
        running = null;
      });
  }

  function tick(): void {
    restMinutes -= 1;
    try {
      if (restMinutes < 0) startWhenDue();
    } catch (error) {
      noteFailure(error);
    }
    arm();
  }

  function arm(): void {
    if (!abort.signal.aborted) timer = clock.after(MINUTE_MS, tick);
  }

  return {
    start: arm,
    stop: async () => {
      abort.abort();
      timer?.cancel();
      await running;
    },
    ageSeconds: () => {
      const nowMs = clock.nowMs();
      const newest = newestMs(nowMs);
      return newest === null ? null : (nowMs - newest) / 1000;
    },
    failures: () => failures,
  };
}
