/** Runs and judges one schedule. */
import { createHash } from 'node:crypto';
import type { Logger } from '../../server/log.ts';
import { readStatus } from '../../server/operations/read-status.ts';
import type { TossVersion } from '../../server/toss/toss.ts';
import { allocate } from '../../shared/tax-split.ts';
import { Callbacks } from './callbacks.ts';
import { count, createCoverage, type Coverage } from './coverage.ts';
import type { DeskDatabase } from './desk-database.ts';
import { createCommitDues, createDeskDues, latestTickMs } from './desk-dues.ts';
import { DeskMachine, type Person } from './desk-machine.ts';
import { judgeAudit } from './judge-audit.ts';
import { Judge } from './judge-books.ts';
import { judgeTally } from './judge-tally.ts';
import { logRows } from './log-rows.ts';
import { Network } from './network.ts';
import { drawProfile } from './draw-profile.ts';
import { createRng, type Rng } from './rng.ts';
import { SimulatedTime } from './simulated-time.ts';
import { short, type Stage, type Violation } from './stage.ts';
import { Staff } from './staff.ts';
import type { TossBooks } from './toss-books.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 2 March 2026, 00:00 in Seoul; each schedule begins within 24 hours of it. */
const EPOCH_MS = Date.UTC(2026, 2, 1, 15);
/** The interval between two reads of an unclear operation, by the engine's schedule. */
const BETWEEN_LOOKS_MS = 30 * MINUTE;
/** The longest case: seen to have stopped running, and then as often seen to be absent. */
const LOOKS_TO_EXPLAIN = 6;
/** The interval between two reads of a payment whose reads contradict the books. */
const betweenUnsettledMs = ({ profile }: Scene) => 10 * MINUTE * profile.limits.pollScale;
const CLEAR_UP_ROUNDS = 24;
/** What the desk logs of an answer by the wrong kind of key. */
const OTHER_MODE = 'Toss answered for the other kind of key';

/** What the schedules of one process share. */
export interface Resources {
  database: DeskDatabase;
  books: TossBooks;
  log: Logger;
  /** Where the desk's log lines go now. */
  sink: { line: (line: string) => void };
}

export interface ScheduleResult {
  violations: Violation[];
  digest: string;
  log: string;
  coverage: Coverage;
}

function drawPeople(rng: Rng): Person[] {
  const roles: Person['role'][] = ['manager'];
  if (rng.chance(0.55)) roles.push('manager');
  const more = rng.int(0, 3);
  for (let index = 0; index < more; index += 1) {
    roles.push(rng.weighted({ operator: 70, viewer: 15, manager: 15 }));
  }
  return roles.map((role, index) => ({
    id: `s${String(index + 1)}`,
    name: `직원 ${String(index + 1)}`,
    role,
  }));
}

/** Everything that a schedule sets up before its time begins. */
class Scene implements Stage {
  readonly rng: Rng;
  readonly time: SimulatedTime;
  readonly profile;
  readonly coverage = createCoverage();
  readonly database: DeskDatabase;
  readonly books: TossBooks;
  readonly apiKey: string;
  readonly machine: DeskMachine;
  readonly network: Network;
  readonly judge: Judge;
  readonly staff: Staff;
  readonly callbacks: Callbacks;
  troubled = false;
  #lastActMs: number;
  readonly #index: number;
  readonly #startMs: number;
  readonly #lines: string[] = [];
  readonly #violations: { promise: string; detail: string }[] = [];

  constructor(resources: Resources, seed: string, index: number, api: TossVersion) {
    this.#index = index;
    this.rng = createRng(seed, index);
    this.profile = drawProfile(this.rng, api);
    this.#startMs = EPOCH_MS + this.rng.int(0, DAY);
    this.time = new SimulatedTime(this.#startMs);
    this.#lastActMs = this.#startMs;
    this.apiKey = `sk_test_${this.rng.word(16)}`;
    this.database = resources.database;
    this.books = resources.books;
    const people = drawPeople(this.rng);
    const managers = people.filter(({ role }) => role === 'manager').map(({ id }) => id);
    this.judge = new Judge(this, {
      network: () => this.network,
      life: () => this.machine.current,
      highWater: () => this.machine.highWater.value(),
      managers,
    });
    this.network = new Network(this, (life, call, body) =>
      this.judge.beforeBytes(life, call, body),
    );
    // An account is disabled while others work on: what that person requested is not sent any more.
    const leaver = this.rng.chance(0.1)
      ? { id: this.rng.pick(people).id, atMs: this.time.wallMs + this.rng.spread(1000, 600_000) }
      : null;
    this.machine = new DeskMachine(this, {
      log: resources.log,
      transportFor: (life) => this.network.transportFor(life),
      activeManagerIds: () => managers,
      findStaff: (id) => {
        const role = people.find((person) => person.id === id)?.role;
        const disabled = id === leaver?.id && this.time.wallMs >= leaver.atMs;
        return role && { id, role, disabled, dayCeilingWon: null };
      },
      duesOf: (who) =>
        who === 'bulk'
          ? createCommitDues(this.database, this.time)
          : createDeskDues(this.database, who, this.time, {
              lastActMs: () => this.#lastActMs,
              scale: this.profile.limits.reconcileScale,
            }),
      committed: (moves, born) => this.judge.afterCommit(moves, born),
      restored: () => this.judge.restored(),
      started: () => this.judge.moments.deskStarted(),
    });
    const { machine, judge } = this;
    this.staff = new Staff(this, { machine, judge, people });
    this.callbacks = new Callbacks(this, machine);
    this.database.beginSchedule(machine);
    this.books.begin(this.time, this.rng, this.apiKey, this.profile.v2?.options);
    resources.sink.line = (line) => this.#checkLine(line);
  }

  get statusVersion(): TossVersion {
    return this.machine.statusVersion;
  }

  log(line: string): void {
    const seconds = ((this.time.nowMs - this.#startMs) / SECOND).toFixed(3);
    this.#lines.push(`${seconds.padStart(12)} ${line}`);
  }

  act(line: string): void {
    this.#lastActMs = this.time.nowMs;
    this.log(line);
  }

  fault(name: string): void {
    count(this.coverage.faults, name);
  }

  violation(promise: string, detail: string): void {
    this.log(`!!! ${promise}: ${detail}`);
    this.#violations.push({ promise, detail });
  }

  /** Checks the desk's own log: no secret, and no error but those of the simulated disk and key. */
  #checkLine(line: string): void {
    // A killed process logs nothing more.
    if (line.includes('"type":"Killed"')) return;
    if (line.includes(this.apiKey)) this.violation('the API key is in no log line', line);
    if (!line.includes('"level":"error"')) return;
    this.log('    the desk logs an error');
    const isTold = this.machine.current?.mayGetOtherMode === true && line.includes(OTHER_MODE);
    if (!isTold && !/SQLITE_(?:FULL|IOERR|BUSY)|ENOSPC/.test(line)) {
      this.violation('no part of the desk fails', line.replace(/"time":"[^"]*",/, ''));
    }
  }

  result(): ScheduleResult {
    const log = this.#lines.join('\n');
    return {
      violations: this.#violations.map((one) => ({ ...one, schedule: this.#index, log })),
      digest: createHash('sha256').update(log).digest('hex'),
      log,
      coverage: this.coverage,
    };
  }
}

function drawAmount(rng: Rng): number {
  return rng.pick([1000, 10_000, 35_000, rng.int(100, 200_000)]);
}

/** Creates a payment in some state, known to Toss alone. @returns its payToken */
function createPayment(scene: Scene, index: number): string {
  const { rng, books } = scene;
  const amount = drawAmount(rng);
  const shares = {
    taxable: rng.int(0, 9),
    vat: rng.int(0, 2),
    taxFree: rng.int(0, 5),
    serviceFee: 1,
  };
  const parts = rng.chance(0.3)
    ? allocate({ ...shares, taxable: shares.taxable + amount }, amount)
    : null;
  const { payToken } = books.create({
    orderNo: `order-${String(index)}-${rng.word(6)}`,
    amount,
    parts,
    expiresInMs: rng.chance(0.8) ? rng.int(4, 20) * MINUTE : rng.int(20, 60) * MINUTE,
  });
  const state = rng.weighted({ standby: 12, approved: 22, paid: 54, refunded: 12 });
  if (state !== 'standby') books.authenticate(payToken, scene.profile.v2?.payMethod);
  if (state === 'paid' || state === 'refunded') books.charge(payToken);
  if (state === 'refunded') books.refundInConsole(payToken, rng.int(1, amount - 1));
  scene.log(`${short(payToken)}: ${String(amount)} won, ${state}`);
  return payToken;
}

/** Plans what happens to a payment outside of the desk: by the buyer, and in Toss's console. */
function planBuyer(scene: Scene, payToken: string): void {
  const { rng, time, books, profile } = scene;
  const { status, expiresAt } = books.payment(payToken);
  const tried = (what: string, act: () => void) => () => {
    try {
      act();
      scene.act(`  ${what} ${short(payToken)}`);
    } catch (error) {
      // The payment has moved on meanwhile, so this is no longer possible.
      if (!(error instanceof Error) || error.name !== 'NotPossibleError') throw error;
    }
  };
  if (status === 'PAY_STANDBY') {
    const act = rng.chance(0.75)
      ? tried('the buyer authenticates', () => books.authenticate(payToken, profile.v2?.payMethod))
      : tried('the buyer stops', () => books.abandon(payToken));
    const atMs = rng.chance(0.2)
      ? expiresAt - rng.int(0, 3)
      : time.nowMs + rng.int(0, profile.activeMs);
    time.after(atMs - time.nowMs, act);
  }
  for (let left = profile.outsideRefunds; left > 0; left -= 1) {
    time.after(
      rng.int(0, profile.activeMs),
      tried('a refund in the console', () => {
        const { amount } = books.payment(payToken);
        books.refundInConsole(payToken, rng.int(1, Math.max(1, Math.floor(amount / 3))));
        scene.fault('outside-refund');
      }),
    );
  }
}

function times(howMany: number, act: () => void): void {
  for (let done = 0; done < howMany; done += 1) act();
}

function planTrouble(scene: Scene): void {
  const { rng, time, profile, machine } = scene;
  const within = (share = 1) => rng.int(0, Math.floor(profile.activeMs * share));
  times(profile.kills, () => {
    time.after(rng.chance(0.5) ? 0 : within(0.8), () => machine.crash.arm(rng, profile.aims));
  });
  times(profile.diskErrors, () => {
    time.after(within(0.8), () => machine.disk.begin());
  });
  times(profile.clockJumps, () => {
    time.after(within(), () => {
      const { clockJumpMs } = profile;
      // Set right again, or to another wrong time.
      const isSetRight = time.offsetMs !== 0 && rng.chance(0.4);
      const byMs = isSetRight ? -time.offsetMs : rng.int(-clockJumpMs, clockJumpMs);
      time.jumpWall(byMs);
      scene.judge.moments.clockSet();
      scene.fault('clock-jump');
      scene.log(`  the desk's clock is set by ${String(byMs)} ms`);
    });
  });
  times(profile.stills, () => {
    time.after(rng.chance(0.6) ? 0 : within(0.8), () => machine.standStill.arm(rng));
  });
  times((profile.v2?.versions.length ?? 1) - 1, () => {
    time.after(within(), () => machine.switchVersion());
  });
  times(profile.freezes, () => {
    time.after(within(), () => machine.freeze(rng.spread(SECOND, 20 * MINUTE)));
  });
  times(profile.restores, () => {
    const backupMs = within(0.7);
    time.after(backupMs, () => {
      machine.takeBackup();
      scene.judge.deeds.beginBackup();
    });
    time.after(rng.int(backupMs, profile.activeMs), () => machine.restoreBackup());
  });
}

/** The desk adopts the payments, before faults begin. */
async function adopt(scene: Scene, payTokens: readonly string[]): Promise<void> {
  const { time, machine } = scene;
  machine.start();
  await time.runUntil(time.nowMs + 1);
  const { life } = machine;
  if (life === null) throw new Error('The desk does not start');
  for (const payToken of payTokens) {
    void readStatus(life.deps, { payToken }, { priority: 'background' }).then((read) => {
      if (read.kind !== 'observed') scene.violation('a payment is adopted', read.kind);
    });
  }
  await time.runUntil(time.nowMs + 500);
}

async function live(scene: Scene, payTokens: readonly string[]): Promise<void> {
  const { rng, time, profile, staff } = scene;
  scene.troubled = true;
  scene.books.options = { ...scene.books.options, ...profile.options };
  planTrouble(scene);
  for (const payToken of payTokens) planBuyer(scene, payToken);
  times(profile.intents, () => {
    time.after(rng.chance(0.5) ? 0 : rng.int(0, profile.activeMs), () =>
      staff.intend(rng.pick(payTokens)),
    );
  });
  times(profile.bulkRuns, () => {
    time.after(rng.int(0, Math.floor(profile.activeMs / 2)), () => staff.makeBulkRun(payTokens));
  });
  times(profile.visits, () => {
    time.after(rng.int(Math.floor(profile.activeMs / 3), profile.activeMs), () => staff.visit());
  });
  scene.callbacks.plan(payTokens);
  await time.runUntil(time.nowMs + profile.activeMs);
}

/** Ends all faults and leaves the desk alone for a day. */
async function quieten(scene: Scene): Promise<void> {
  const { time, machine, books, profile } = scene;
  scene.troubled = false;
  machine.crash.disarm();
  machine.standStill.disarm();
  books.options = {
    ...books.options,
    refundProgressMs: 0,
    chargeProgressMs: 0,
    statusShape: 'full',
  };
  scene.log('quiet');
  await time.runUntil(machine.frozenUntilMs());
  // A day plus the reads that it takes, each as late as it may be.
  const lookMs = BETWEEN_LOOKS_MS * profile.limits.reconcileScale + latestTickMs.reconciler;
  const quietMs = DAY + LOOKS_TO_EXPLAIN * lookMs;
  const startedMs = time.nowMs;
  let untilMs = startedMs + quietMs;
  // A slow bank keeps a payment in progress for longer.
  for (let rounds = 0; rounds < 3 && untilMs > time.nowMs; rounds += 1) {
    await time.runUntil(untilMs);
    untilMs = scene.judge.lastChangeMs() + quietMs;
  }
  // The daily read and the one that confirms it may take longer than that: both may be late, and
  // a clock that was set back puts the first off by an hour at most.
  if (scene.judge.hidesOwn()) {
    await time.runUntil(
      startedMs + DAY + HOUR + 2 * latestTickMs.poller + betweenUnsettledMs(scene),
    );
  }
  scene.judge.afterQuiet();
}

/** People decide what only they can decide, until nothing is left to decide. */
async function clearUp(scene: Scene): Promise<void> {
  const { time, staff } = scene;
  for (let round = 0; round < CLEAR_UP_ROUNDS; round += 1) {
    const left = staff.clearUp(round);
    if (left === 0) break;
    await time.runUntil(time.nowMs + (round % 3 === 2 ? DAY + HOUR : 40 * MINUTE));
  }
}

/**
 * Waits until the desk has read every payment once more, as it does daily, and a second time where
 * the first read contradicted its books.
 */
async function lookAgain(scene: Scene): Promise<void> {
  const { time } = scene;
  const lookMs = latestTickMs.poller + betweenUnsettledMs(scene);
  await time.runUntil(time.nowMs + DAY + 2 * lookMs + 2 * HOUR);
}

export interface ScheduleOptions {
  /** v1, the default: the desk and Toss as without TOSS_API_VERSION. */
  api?: TossVersion | undefined;
  /** Logs at the end what each table holds. */
  wantsRows?: boolean | undefined;
}

/**
 * Runs one schedule: the same seed, index and version always give the same log, byte for byte.
 */
export async function runSchedule(
  resources: Resources,
  seed: string,
  index: number,
  { api = 'v1', wantsRows = false }: ScheduleOptions = {},
): Promise<ScheduleResult> {
  const scene = new Scene(resources, seed, index, api);
  try {
    const by = scene.profile.v2 === null ? '' : `, ${scene.profile.v2.versions.join(' → ')}`;
    scene.log(`schedule ${String(index)} of seed ${seed}: ${scene.profile.focus}${by}`);
    const payTokens: string[] = [];
    for (let number = 0; number < scene.profile.payments; number += 1) {
      payTokens.push(createPayment(scene, number));
    }
    await adopt(scene, payTokens);
    await live(scene, payTokens);
    await quieten(scene);
    await clearUp(scene);
    await lookAgain(scene);
    scene.judge.atEnd(payTokens);
    judgeAudit(scene);
    judgeTally(scene);
    if (wantsRows) logRows(resources.database, (line) => scene.log(line));
  } catch (error) {
    scene.violation('the schedule runs to its end', String((error as Error).stack));
  } finally {
    scene.machine.end();
    resources.database.endSchedule();
  }
  return scene.result();
}
