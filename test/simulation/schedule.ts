/** One schedule, from its seed to its judgement. */
import { createHash } from 'node:crypto';
import type { Logger } from '../../server/log.ts';
import { readStatus } from '../../server/operations/read-status.ts';
import { allocate } from '../../shared/tax-split.ts';
import { Callbacks } from './callbacks.ts';
import { count, createCoverage, type Coverage } from './coverage.ts';
import type { DeskDatabase } from './desk-database.ts';
import { createCommitDues, createDeskDues, latestTickMs } from './desk-dues.ts';
import { DeskMachine, type Person } from './desk-machine.ts';
import { judgeAudit } from './judge-audit.ts';
import { Judge } from './judge-books.ts';
import { judgeTally } from './judge-tally.ts';
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

/** 2 March 2026, 00:00 in Seoul; each schedule begins within the day after it. */
const EPOCH_MS = Date.UTC(2026, 2, 1, 15);
/** Between two looks at an unclear operation, by the engine's own schedule. */
const BETWEEN_LOOKS_MS = 30 * MINUTE;
/** What takes longest to explain: seen to run no more, and then as often seen not to be there. */
const LOOKS_TO_EXPLAIN = 6;
/** Between two looks at a payment whose reads contradict the books. */
const BETWEEN_UNSETTLED_MS = 10 * MINUTE;
const CLEAR_UP_ROUNDS = 24;

/** What schedules of one process share. */
export interface Resources {
  database: DeskDatabase;
  books: TossBooks;
  log: Logger;
  /** Who gets the log's lines now. */
  sink: { line: (line: string) => void };
}

export interface ScheduleResult {
  violations: Violation[];
  /** SHA-256 of the log. */
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

/** Everything of one schedule that is put together before its time begins. */
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

  constructor(resources: Resources, seed: string, index: number) {
    this.#index = index;
    this.rng = createRng(seed, index);
    this.profile = drawProfile(this.rng);
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
    this.network = new Network(this, (life, kind, body) =>
      this.judge.beforeBytes(life, kind, body),
    );
    // Somebody's account is disabled while others go on: what they asked for is sent no more.
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
    this.books.begin(this.time, this.rng, this.apiKey);
    resources.sink.line = (line) => this.#checkLine(line);
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

  /** The desk's own log: no secret, and no error that is not the simulated disk's. */
  #checkLine(line: string): void {
    // What has died writes nothing any more.
    if (line.includes('"type":"Killed"')) return;
    if (line.includes(this.apiKey)) this.violation('the API key is in no log line', line);
    if (!line.includes('"level":"error"')) return;
    this.log('    the desk logs an error');
    if (!/SQLITE_(?:FULL|IOERR|BUSY)|ENOSPC/.test(line)) {
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

/** A payment in some state, known to Toss alone. @returns its payToken */
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
  if (state !== 'standby') books.authenticate(payToken);
  if (state === 'paid' || state === 'refunded') books.charge(payToken);
  if (state === 'refunded') books.refundInConsole(payToken, rng.int(1, amount - 1));
  scene.log(`${short(payToken)}: ${String(amount)} won, ${state}`);
  return payToken;
}

/** What happens to a payment without the desk: the buyer, and Toss's own console. */
function planBuyer(scene: Scene, payToken: string): void {
  const { rng, time, books, profile } = scene;
  const { status, expiresAt } = books.payment(payToken);
  const tried = (what: string, act: () => void) => () => {
    try {
      act();
      scene.act(`  ${what} ${short(payToken)}`);
    } catch (error) {
      // The payment has moved on meanwhile: then this person can't do it any more.
      if (!(error instanceof Error) || error.name !== 'NotPossibleError') throw error;
    }
  };
  if (status === 'PAY_STANDBY') {
    const act = rng.chance(0.75)
      ? tried('the buyer authenticates', () => books.authenticate(payToken))
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
      // Back to where it belongs, or somewhere else.
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

/** The desk comes to know the payments, before anything goes wrong. */
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

/** People, buyers and faults at work. */
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

/** Nothing goes wrong any more, and the desk is left to itself for a day. */
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
  // A day, and the looks that it takes, each as late as it may be.
  const lookMs = BETWEEN_LOOKS_MS * profile.limits.reconcileScale + latestTickMs.reconciler;
  const quietMs = DAY + LOOKS_TO_EXPLAIN * lookMs;
  let untilMs = time.nowMs + quietMs;
  // A bank that takes its time makes trouble until it is through.
  for (let rounds = 0; rounds < 3 && untilMs > time.nowMs; rounds += 1) {
    await time.runUntil(untilMs);
    untilMs = scene.judge.lastChangeMs() + quietMs;
  }
  scene.judge.afterQuiet();
}

/** People do what only they can do, until nothing is left to do. */
async function clearUp(scene: Scene): Promise<void> {
  const { time, staff } = scene;
  for (let round = 0; round < CLEAR_UP_ROUNDS; round += 1) {
    const left = staff.clearUp(round);
    if (left === 0) break;
    await time.runUntil(time.nowMs + (round % 3 === 2 ? DAY + HOUR : 40 * MINUTE));
  }
}

/**
 * Until the desk has looked at every payment once more, as it does once a day, and a second time
 * where the first look told something else than its books.
 */
async function lookAgain({ time, profile }: Scene): Promise<void> {
  const lookMs = latestTickMs.poller + BETWEEN_UNSETTLED_MS * profile.limits.pollScale;
  await time.runUntil(time.nowMs + DAY + 2 * lookMs + 2 * HOUR);
}

/** Runs one schedule: the same seed and index always give the same log, to the byte. */
export async function runSchedule(
  resources: Resources,
  seed: string,
  index: number,
): Promise<ScheduleResult> {
  const scene = new Scene(resources, seed, index);
  try {
    scene.log(`schedule ${String(index)} of seed ${seed}: ${scene.profile.focus}`);
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
  } catch (error) {
    scene.violation('the schedule runs to its end', String((error as Error).stack));
  } finally {
    scene.machine.end();
    resources.database.endSchedule();
  }
  return scene.result();
}
