/**
 * The machine on which the desk runs: starts, kills and suspends its process, restores a backup,
 * and passes on the requests of browsers and of Toss.
 */
import { endpoints, type EndpointKey, type HandlerInput } from '../../shared/api.ts';
import { may, type Role } from '../../shared/permissions.ts';
import { AppError } from '../../server/errors.ts';
import { toAppError } from '../../server/http/problem-answer.ts';
import type { StaffNow } from '../../server/deps.ts';
import type { Logger } from '../../server/log.ts';
import { keepCallbacks } from '../../server/storage/callbacks.ts';
import { markAsCopy } from '../../server/storage/restore-mark.ts';
import type { TossVersion, Transport } from '../../server/toss/toss.ts';
import { onDuty } from '../support/on-duty.ts';
import { count } from './coverage.ts';
import { CrashPoints } from './crash.ts';
import type { SeenMove, UnitStep, UnitWatch } from './desk-database.ts';
import { DeskLife, type Machine } from './desk-life.ts';
import { Disk } from './disk.ts';
import { StandStill } from './stand-still.ts';
import type { LazyTicks } from './simulated-time.ts';
import { short, type Stage } from './stage.ts';

export interface Person {
  id: string;
  name: string;
  role: Role;
}

/** The result of a browser's request: a response, a problem, or a broken connection. */
export type Reply =
  | { kind: 'answer'; status: number; body: unknown }
  | { kind: 'problem'; code: string }
  | { kind: 'lost' };

interface Waiting {
  life: DeskLife;
  done: (reply: Reply) => void;
}

export interface MachineParts {
  log: Logger;
  transportFor(life: DeskLife): Transport;
  activeManagerIds(): readonly string[];
  findStaff(id: string): StaffNow | undefined;
  duesOf(who: 'poller' | 'reconciler' | 'bulk'): LazyTicks;
  committed(moves: readonly SeenMove[], born: readonly string[]): void;
  /** A backup was restored. */
  restored(): void;
  started(): void;
}

export class DeskMachine implements Machine, UnitWatch {
  readonly stage: Stage;
  readonly crash = new CrashPoints();
  readonly standStill = new StandStill((ms, step) => {
    this.stage.fault(`still:${step}`);
    this.freeze(ms);
  });
  readonly disk: Disk;
  readonly log: Logger;
  readonly highWater;
  readonly #parts: MachineParts;
  #life: DeskLife | null = null;
  #frozenUntilMs = 0;
  #switched = 0;
  #highWaterMark = 0;
  #backedUpMark = 0;
  #waiting = new Set<Waiting>();
  #backup: 'none' | 'taken' | 'to-restore' = 'none';

  constructor(stage: Stage, parts: MachineParts) {
    this.stage = stage;
    this.#parts = parts;
    this.log = parts.log;
    this.disk = new Disk(stage);
    this.crash.onDeath = (point) => this.#life?.die(point);
    this.highWater = {
      value: () => this.#highWaterMark,
      raise: (seq: number) => {
        if (seq <= this.#highWaterMark) return;
        this.disk.writeFile();
        this.#highWaterMark = seq;
      },
    };
  }

  /** The version to which the desk is set; a process keeps the one that it started with. */
  get statusVersion(): TossVersion {
    return this.stage.profile.v2?.versions[this.#switched] ?? 'v1';
  }

  /** The process that is serving, if any. */
  get life(): DeskLife | null {
    return this.#life?.ready === true ? this.#life : null;
  }

  /** The running process, serving or still starting. */
  get current(): DeskLife | null {
    return this.#life;
  }

  transportFor(life: DeskLife): Transport {
    return this.#parts.transportFor(life);
  }

  activeManagerIds(): readonly string[] {
    return this.#parts.activeManagerIds();
  }

  duesOf(who: 'poller' | 'reconciler' | 'bulk'): LazyTicks {
    return this.#parts.duesOf(who);
  }

  findStaff(id: string): StaffNow | undefined {
    return this.#parts.findStaff(id);
  }

  losesHint(): boolean {
    const { rng, profile, troubled } = this.stage;
    if (!troubled || profile.hintsLost === 0 || !rng.chance(profile.hintsLost)) return false;
    this.stage.fault('hint-lost');
    return true;
  }

  losesCommit(): boolean {
    const { rng, profile, troubled } = this.stage;
    if (!troubled || profile.commitsLost === 0 || !rng.chance(profile.commitsLost)) return false;
    this.stage.fault('commit-lost');
    this.stage.log('    the answer to COMMIT is lost');
    return true;
  }

  frozenUntilMs(): number {
    return this.#frozenUntilMs;
  }

  step(step: UnitStep, sql: string): void {
    if (step === 'statement') this.crash.enterStatement(sql);
    else if (step === 'commit') this.crash.enterCommit();
    this.disk.step(step, sql);
  }

  committed(moves: readonly SeenMove[], born: readonly string[]): void {
    this.#parts.committed(moves, born);
  }

  /** Starts a process; where the start fails, tries again a little later. */
  start(): void {
    const life = new DeskLife(this);
    this.#life = life;
    this.#parts.started();
    const by = this.stage.profile.v2 === null ? '' : ` by ${life.statusVersion}`;
    this.stage.act(`  the desk starts${by} (boot ${short(life.bootId)})`);
    life.start().catch((error: unknown) => {
      if (!(error instanceof Error) || !error.name.startsWith('Sqlite')) {
        if (!String(error).includes('ENOSPC')) throw error;
      }
      this.stage.log(`  the desk could not start: ${String(error)}`);
      life.die('start');
    });
  }

  died(life: DeskLife, point: string): void {
    const { stage } = this;
    if (point !== 'start' && point !== 'restart') count(stage.coverage.kills, point);
    stage.log(`  the desk dies: ${point}`);
    if (this.#life === life) this.#life = null;
    this.#frozenUntilMs = 0;
    stage.time.dropTicks();
    for (const waiting of [...this.#waiting]) {
      if (waiting.life !== life) continue;
      this.#waiting.delete(waiting);
      stage.time.after(1, () => waiting.done({ kind: 'lost' }));
    }
    const restartMs = stage.troubled ? stage.profile.restartMs : 1000;
    stage.time.after(Math.max(1, Math.round(restartMs * (0.5 + stage.rng.fraction()))), () => {
      if (this.#life !== null) return;
      this.#restoreIfWanted();
      this.start();
    });
  }

  /** Kills the process between two events, as a power cut does. */
  stop(point: string): void {
    this.#life?.die(point);
  }

  /** Ends the process; the next one is set to the next version. */
  switchVersion(): void {
    this.#switched += 1;
    this.stage.fault('switched');
    this.stop('restart');
  }

  /** The schedule is over: nothing of it runs any more. */
  end(): void {
    const life = this.#life;
    this.#life = null;
    if (life !== null) life.dead = true;
  }

  /** Suspends the process, which keeps its lock: no other process can serve the folder. */
  freeze(ms: number): void {
    const { rng, time } = this.stage;
    this.#frozenUntilMs = Math.max(this.#frozenUntilMs, time.nowMs + ms);
    this.stage.fault('freeze');
    this.stage.log(`  the process stands still for ${String(ms)} ms`);
    const life = this.#life;
    const meanwhile = (act: () => void) => {
      time.after(rng.int(0, ms), () => {
        if (this.#life === life && time.nowMs < this.#frozenUntilMs) act();
      });
    };
    if (rng.chance(0.3)) {
      meanwhile(() => {
        this.stage.fault('successor-refused');
        this.stage.log('  a second desk is refused by the lock');
      });
    }
    // A supervisor kills it and starts another one.
    if (rng.chance(0.2)) {
      meanwhile(() => this.stop('stood still'));
    }
  }

  takeBackup(): void {
    if (this.#backup !== 'none') return;
    this.#backup = 'taken';
    this.#backedUpMark = this.#highWaterMark;
    this.stage.database.takeBackup();
    this.stage.log('  a backup is taken');
  }

  get hasBackup(): boolean {
    return this.#backup === 'taken';
  }

  /** Ends the process and restores the backup before the next one starts. */
  restoreBackup(): void {
    if (this.#backup !== 'taken') return;
    this.#backup = 'to-restore';
    if (this.#life === null) return;
    this.stop('restart');
  }

  #restoreIfWanted(): void {
    if (this.#backup !== 'to-restore') return;
    this.#backup = 'taken';
    const { stage } = this;
    stage.database.restoreBackup();
    count(stage.coverage.figures, 'restores');
    if (stage.profile.restoresFolder) {
      // The high-water file is restored with the database: nothing shows that this is a copy.
      this.#highWaterMark = this.#backedUpMark;
      stage.fault('restore-folder');
      stage.log('  the whole folder is put back');
      this.#parts.restored();
      return;
    }
    // A copy made by `npm run backup` is marked as one; any other is detected by the high-water
    // mark.
    const isMarked = stage.rng.chance(0.5);
    if (isMarked) stage.database.runBeside(markAsCopy(new Date(stage.time.wallMs).toISOString()));
    stage.fault(isMarked ? 'restore-marked' : 'restore-unmarked');
    stage.log(`  the backup is put back, ${isMarked ? 'marked' : 'not marked'} as a copy`);
    this.#parts.restored();
  }

  /** A browser's request, with the permission check of the HTTP layer. */
  request<K extends EndpointKey>(
    key: K,
    person: Person,
    input: Partial<HandlerInput<K>>,
    done: (reply: Reply) => void,
  ): void {
    const life = this.life;
    if (life === null) {
      this.stage.time.after(1, () => done({ kind: 'lost' }));
      return;
    }
    const { who } = endpoints[key];
    if (who !== 'staff' && !may(person.role, who)) {
      done({ kind: 'problem', code: 'forbidden' });
      return;
    }
    const waiting = { life, done };
    this.#waiting.add(waiting);
    life.whenAwake(() => void this.#handle(waiting, key, person, input));
  }

  async #handle(waiting: Waiting, key: EndpointKey, person: Person, input: object): Promise<void> {
    const { life } = waiting;
    const reply = await this.#answer(life, key, person, input);
    if (!this.#waiting.delete(waiting)) return;
    waiting.done(reply);
  }

  async #answer(life: DeskLife, key: EndpointKey, person: Person, input: object): Promise<Reply> {
    const route = life.routes.get(key);
    if (route === undefined) throw new Error(`The desk has no route ${key}`);
    try {
      const { status, body } = await route.handle(
        { params: undefined, query: undefined, body: undefined, ...input },
        {
          actor: onDuty(person),
          requestId: 'simulated',
          waitSeconds: 0,
          gone: new AbortController().signal,
        },
      );
      if (body !== undefined) this.#checkSecret(JSON.stringify(body));
      return { kind: 'answer', status, body };
    } catch (error) {
      if (error instanceof AppError) {
        this.#checkSecret(error.message + JSON.stringify(error.extras));
        return { kind: 'problem', code: error.code };
      }
      // As the HTTP layer answers: a failing disk is no defect of the desk, any other error is.
      const { code } = toAppError(error);
      if (code !== 'storage-failed') {
        this.stage.violation('no request fails inside the desk', String((error as Error).stack));
      }
      return { kind: 'problem', code };
    }
  }

  #checkSecret(text: string): void {
    if (text.includes(this.stage.apiKey)) {
      this.stage.violation('the API key is in no answer', text);
    }
  }

  /** A callback, recorded as in server/callbacks/callback-router.ts: answered 200 or not at all. */
  callback(body: string, done: (kept: boolean) => void): void {
    const life = this.life;
    if (life === null) {
      done(false);
      return;
    }
    life.whenAwake(() => {
      const payToken = new URLSearchParams(body).get('payToken');
      const contentType = 'application/x-www-form-urlencoded;charset=utf-8';
      keepCallbacks(life.deps.storage, [{ contentType, body, payToken, named: false }]).then(
        () => {
          done(true);
          if (payToken !== null) life.confirm(payToken);
        },
        () => done(false),
      );
    });
  }
}
