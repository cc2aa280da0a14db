/**
 * One sandbox that keeps running and a desk that crashes while staff work, again and again. The
 * caller chooses how it crashes. At the end the run is judged by Toss's books.
 */
import { isOpen, waitsForPerson } from '../../shared/operation.ts';
import { seededRandom, type SeededRandom } from '../shared/seeded-random.ts';
import type { SandboxBooks } from '../support/start-sandbox.ts';
import { signInStaff, type DeskProcess } from './desk-process.ts';
import { readDeadJournal, readJournal, type Journal } from './journal.ts';
import { findMissing, judgeRun, type Judgement, type TrueEnd } from './judge-run.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { SandboxProcess } from './sandbox-process.ts';
import { askAgain, checkNow, workOn, type Shop } from './staff-acts.ts';

export interface CrashLoopOptions {
  desk: DeskProcess;
  sandbox: SandboxProcess;
  /** Crashes the running desk; afterwards its file is what the next start will find. */
  crash(): Promise<void>;
  /** Called once, when the staff's accounts exist and the desk is idle: the state to start from. */
  onSetUp?: () => void;
  scratch: string;
  cycles: number;
  seed: string;
  /** Ends the run, without judging it, after the first cycle in which something is missing. */
  stopAtFirst?: boolean;
  onCycle?: (cycle: number, missing: number) => void;
}

export interface CrashLoopResult extends Judgement {
  cycles: number;
  /** Operations that the desk accepted, and money calls that Toss received. */
  acts: number;
  sends: number;
  refunds: number;
  /** Operations that a manager had sent again. */
  sentAgain: number;
  integrityErrors: string[];
  oddities: string[];
  /** Milliseconds from each start until the desk was ready. */
  servingMs: number[];
  /** How many operations each stage had at a crash. */
  moments: Map<string, number>;
  seconds: number;
}

/** Enough for the acts not to wait for each other, few enough for the outbound budget. */
const PAYMENTS_AT_ONCE = 7;
const STAFF = 5;
/**
 * The crash comes a random time after this many accepted acts at most, so that it does not depend
 * on the machine's speed; after none of them, it comes that long after the staff began.
 */
const MOST_ACTS_BEFORE = 7;
const LATEST_CRASH_MS = 600;
/** One crash in so many is aimed at a call that is in progress. */
const AIMED_ONE_IN = 3;
const LATEST_AIMED_MS = 30;
const CALLS_EVERY_MS = 20;
/** How long to wait for a desk that accepts nothing. */
const PATIENCE_MS = 4000;
const QUIET_TIMEOUT_MS = 60_000;
const LOOK_EVERY_MS = 500;
const CHECKED_AT_ONCE = 4;
const WON_A_DAY = 9_000_000_000;

interface Loop {
  options: CrashLoopOptions;
  random: SeededRandom;
  ledger: Ledger;
  shop: Shop;
  payTokens: string[];
  result: CrashLoopResult;
  /** Everything that was missing at some time, without duplicates. */
  missing: Set<string>;
}

const partsGiven = { amountTaxable: 20_000, amountVat: 2000, amountTaxFree: 7000 };

/** Payments for the staff: mostly paid ones, some with several tax parts. */
async function makePayment({ options, random, shop }: Loop): Promise<string> {
  const { sandbox } = options;
  if (random.oneIn(6)) return (await sandbox.create()).payToken;
  if (random.oneIn(4)) return (await sandbox.createPaid({ autoExecute: false })).payToken;
  const fields = random.oneIn(3)
    ? { ...partsGiven, amountServiceFee: 1000, amount: 30_000 }
    : { amount: 5000 + random.below(60_000) };
  const callback = random.oneIn(3) && { resultCallback: `${shop.url}/toss/callback` };
  return (await sandbox.createPaid({ ...fields, ...callback })).payToken;
}

/** Replaces payments that allow no further act with new ones. */
async function renewPayments(loop: Loop, journal: Journal | null): Promise<void> {
  const stuck = new Set(
    [...(journal?.operations.values() ?? [])]
      .filter((row) => row.state === 'needs_review')
      .map((row) => row.payToken),
  );
  loop.payTokens = loop.payTokens.filter((payToken) => {
    const payment = journal?.payments.get(payToken);
    if (payment === undefined) return true;
    const isOver = payment.status === 'PAY_CANCEL' || payment.refunded === payment.amount;
    return !isOver && !stuck.has(payToken);
  });
  while (loop.payTokens.length < PAYMENTS_AT_ONCE) loop.payTokens.push(await makePayment(loop));
}

function count(moments: Map<string, number>, moment: string): void {
  moments.set(moment, (moments.get(moment) ?? 0) + 1);
}

/** Notes the stage of each operation at the crash. */
function noteMoments(loop: Loop, journal: Journal, books: SandboxBooks): void {
  const { moments } = loop.result;
  const arrived = new Set(loop.ledger.arrived.map((call) => call.refundNo ?? call.payToken));
  const done = new Set([
    ...books.refunds.map((line) => line.refundNo),
    ...books.charges.map((line) => line.payToken),
  ]);
  let open = 0;
  for (const row of journal.operations.values()) {
    if (!isOpen(row.state) || waitsForPerson(row.state)) continue;
    open += 1;
    const key = row.kind === 'refund' ? row.id : row.payToken;
    if (row.state !== 'sending') count(moments, row.state);
    else if (!arrived.has(key)) count(moments, 'sending: not at Toss');
    else count(moments, done.has(key) ? 'sending: done at Toss' : 'sending: at Toss');
  }
  for (const ask of loop.ledger.asks.values()) {
    if (ask.answer !== 'none') continue;
    open += 1;
    const isRecorded = journal.operations.has(ask.id);
    count(moments, isRecorded ? 'recorded, not answered' : 'asked, not recorded');
  }
  if (open === 0) count(moments, 'nothing open');
}

function check(loop: Loop, journal: Journal, when: string): void {
  const { result, missing, ledger } = loop;
  if (journal.integrity !== 'ok') result.integrityErrors.push(`${when}: ${journal.integrity}`);
  for (const sentence of findMissing(ledger, journal)) missing.add(sentence);
}

async function startAndCheck(loop: Loop, when: string): Promise<Journal> {
  const { desk } = loop.options;
  loop.result.servingMs.push(await desk.start());
  const journal = readJournal(desk.file);
  check(loop, journal, `${when}, serving again`);
  return journal;
}

const sleep = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });

/** Waits until Toss receives a call: its answer is still to come. */
async function waitForCall({ options, ledger }: Loop): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  const before = ledger.arrived.length;
  while (ledger.arrived.length === before && Date.now() < until) {
    await sleep(CALLS_EVERY_MS);
    ledger.takeCalls(await options.sandbox.calls());
  }
}

/** Waits for the time of the crash; the staff work meanwhile. */
async function waitForMoment(loop: Loop): Promise<void> {
  const { random, shop } = loop;
  if (random.oneIn(AIMED_ONE_IN)) {
    await waitForCall(loop);
    await sleep(random.below(LATEST_AIMED_MS));
    return;
  }
  const wanted = random.below(MOST_ACTS_BEFORE + 1);
  const laterMs = random.below(LATEST_CRASH_MS);
  let accepted = 0;
  const enough = new Promise<void>((resolve) => {
    if (wanted === 0) resolve();
    shop.onAccepted = () => {
      accepted += 1;
      if (accepted === wanted) resolve();
    };
  });
  await Promise.race([enough, sleep(PATIENCE_MS)]);
  await sleep(laterMs);
}

async function runCycle(loop: Loop, cycle: number): Promise<void> {
  const { options, random, ledger, shop } = loop;
  const { desk, sandbox, crash, scratch } = options;
  const journal = await startAndCheck(loop, `cycle ${String(cycle)}`);
  await renewPayments(loop, journal);
  const slow = random.oneIn(4);
  await sandbox.options({
    refundProgressMs: slow ? 100 + random.below(300) : 0,
    refundProgressFails: slow && random.oneIn(3),
  });
  const gone = new AbortController();
  const work = workOn(shop, loop.payTokens, gone.signal);
  // Handled from the start, so that a failure while the desk is alive is not lost.
  work.catch(() => undefined);
  await waitForMoment(loop);
  const dying = crash();
  gone.abort();
  await dying;
  await work;
  ledger.takeCalls(await sandbox.calls());
  const dead = readDeadJournal(desk.file, scratch);
  check(loop, dead, `cycle ${String(cycle)}, dead`);
  noteMoments(loop, dead, await sandbox.books());
}

function onTheirWay(journal: Journal): string[] {
  return [...journal.operations.values()]
    .filter((row) => isOpen(row.state) && !waitsForPerson(row.state))
    .map((row) => row.id);
}

/** Waits until nothing is in progress any more, at most as long as that should take. */
async function becomeQuiet(loop: Loop): Promise<Journal> {
  const { desk, sandbox } = loop.options;
  await sandbox.clearFaults();
  await sandbox.options({ refundProgressMs: 0, refundProgressFails: false });
  await startAndCheck(loop, 'at the end');
  await askAgain(loop.shop);
  const until = Date.now() + QUIET_TIMEOUT_MS;
  let journal = readJournal(desk.file);
  for (let open = onTheirWay(journal); open.length > 0; open = onTheirWay(journal)) {
    if (Date.now() > until) break;
    // Asks for a read: the desk's own polling gets slow with an operation's age.
    await checkNow(loop.shop, open.slice(0, CHECKED_AT_ONCE));
    await sleep(LOOK_EVERY_MS);
    journal = readJournal(desk.file);
  }
  loop.ledger.takeCalls(await sandbox.calls());
  return journal;
}

/** What Toss has of each payment that was asked about or refunded. */
export async function trueEnds(
  sandbox: SandboxProcess,
  { asks }: Ledger,
  { refunds }: SandboxBooks,
): Promise<Map<string, TrueEnd>> {
  const asked = [...asks.values()].map((ask) => ask.payToken);
  const refunded = refunds.map((line) => line.payToken);
  const ends = new Map<string, TrueEnd>();
  for (const payToken of new Set([...asked, ...refunded])) {
    const payment = await sandbox.payment(payToken);
    const { status, canceledBy, amount, taxable, vat, taxFree, serviceFee } =
      payment as unknown as TrueEnd & TrueEnd['parts'];
    const parts = { taxable, vat, taxFree, serviceFee };
    ends.set(payToken, { status, canceledBy, amount, parts });
  }
  return ends;
}

async function openLoop(options: CrashLoopOptions): Promise<Loop> {
  const { desk, sandbox, seed } = options;
  await sandbox.options({ dailyRefundLimitWon: WON_A_DAY });
  await desk.start();
  const cookies = await signInStaff(desk, 'operator', STAFF);
  const [manager = ''] = await signInStaff(desk, 'manager', 1);
  await desk.kill();
  options.onSetUp?.();
  const random = seededRandom(seed);
  const ledger = createLedger();
  return {
    options,
    random,
    ledger,
    shop: { url: desk.url, sandbox, cookies, manager, random, ledger, onAccepted: () => undefined },
    payTokens: [],
    missing: new Set(),
    result: {
      cycles: 0,
      acts: 0,
      sends: 0,
      refunds: 0,
      sentAgain: 0,
      lost: [],
      doubled: [],
      untrue: [],
      integrityErrors: [],
      oddities: ledger.oddities,
      servingMs: [],
      moments: new Map(),
      seconds: 0,
    },
  };
}

async function judge(loop: Loop): Promise<void> {
  const { options, result, ledger, missing } = loop;
  const journal = await becomeQuiet(loop);
  const books = await options.sandbox.books();
  const judged = judgeRun(ledger, journal, books, await trueEnds(options.sandbox, ledger, books));
  for (const sentence of judged.lost) missing.add(sentence);
  result.doubled = judged.doubled;
  result.untrue = judged.untrue;
  result.refunds = books.refunds.length;
}

/** Runs the cycles, waits for quiet, and judges. The desk is dead afterwards. */
export async function runCrashLoop(options: CrashLoopOptions): Promise<CrashLoopResult> {
  const startedMs = performance.now();
  const loop = await openLoop(options);
  const { result, ledger, missing } = loop;
  const isOver = () =>
    result.cycles === options.cycles || (options.stopAtFirst === true && missing.size > 0);
  while (!isOver()) {
    await runCycle(loop, result.cycles + 1);
    result.cycles += 1;
    options.onCycle?.(result.cycles, missing.size);
  }
  // A run that was ended early has already shown its result.
  if (result.cycles === options.cycles) await judge(loop);
  await options.desk.kill();
  result.lost = [...missing];
  result.acts = [...ledger.asks.values()].filter((ask) => ask.answer === 'accepted').length;
  result.sentAgain = ledger.again.size;
  result.sends = ledger.arrived.length;
  result.seconds = (performance.now() - startedMs) / 1000;
  return result;
}
