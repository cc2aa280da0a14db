/** A failing disk: full, broken or locked by another process, once or for a while. */
import { Database } from '../../server/sqlite.ts';
import type { UnitStep } from './desk-database.ts';
import type { Stage } from './stage.ts';

type Trouble = 'SQLITE_FULL' | 'SQLITE_IOERR' | 'SQLITE_BUSY';

interface Window {
  trouble: Trouble;
  untilMs: number;
  chance: number;
}

const SECOND = 1000;

export class Disk {
  readonly #stage: Stage;
  #window: Window | null = null;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Starts a disk fault: once, or for up to some minutes. */
  begin(): void {
    const { rng, time } = this.#stage;
    const trouble = rng.pick<Trouble>(['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_BUSY']);
    const lastsMs = rng.spread(SECOND, 240 * SECOND);
    this.#window = {
      trouble,
      untilMs: time.nowMs + lastsMs,
      chance: rng.pick([1, 0.3, 0.05]),
    };
    this.#stage.log(`  the disk begins to fail: ${trouble} for ${String(lastsMs)} ms`);
  }

  /** @throws SqliteError where this step fails */
  step(step: UnitStep, sql: string): void {
    const window = this.#window;
    if (window === null) return;
    const { rng, time, troubled } = this.#stage;
    if (!troubled || time.nowMs > window.untilMs) {
      this.#window = null;
      return;
    }
    // A lock fails BEGIN; a full disk fails writes.
    const isWrite = step === 'commit' || /^(?:insert|update)/i.test(sql);
    if (window.trouble === 'SQLITE_BUSY' ? step !== 'begin' : step === 'begin') return;
    if (window.trouble === 'SQLITE_FULL' && !isWrite) return;
    if (!rng.chance(window.chance)) return;
    this.#stage.fault(`disk-${window.trouble.slice(7).toLowerCase()}`);
    throw new Database.SqliteError(`the disk failed at ${step}`, window.trouble);
  }

  /** @throws Error where a file beside the database can't be written */
  writeFile(): void {
    const { rng, time, troubled } = this.#stage;
    const window = this.#window;
    if (window === null || !troubled || time.nowMs > window.untilMs) return;
    if (window.trouble === 'SQLITE_BUSY' || !rng.chance(window.chance)) return;
    this.#stage.fault('disk-high-water');
    throw new Error('ENOSPC: no space left on device, write');
  }
}
