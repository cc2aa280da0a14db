/** One soak: a separate desk and Toss, a crew at work for a while, and the judgement. */
import { signInStaff, type DeskProcess } from '../process/desk-process.ts';
import { withDeskStand } from '../process/desk-stand.ts';
import { createLedger, type Ledger } from '../process/ledger.ts';
import type { SandboxProcess } from '../process/sandbox-process.ts';
import { seededRandom } from '../shared/seeded-random.ts';
import { keepBuying } from './buyers.ts';
import { keepAsking } from './clerks.ts';
import { layFormerPayments, type FormerPayments } from './former-payments.ts';
import { keepDeciding } from './managers.ts';
import { INSPECTED, watchMemory, type MemoryReading } from './memory-watch.ts';
import { keepListing, keepLooking, keepTabsOpen } from './screens.ts';
import { settle, type Settled } from './settle.ts';
import { createTally, repeat, sleep, type Soak, type Tally } from './soak.ts';
import { createTills } from './tills.ts';
import { createWeather } from './weather.ts';

export interface SoakOptions {
  seconds: number;
  perSecond: number;
  /** The limit of the desk's calls to Toss per second. */
  tossPerSecond: number;
  /**
   * Payments from before. In a shop that has just opened, SQLite's caches grow with the file for as
   * long as the soak lasts, which looks like a leak.
   */
  payments: number;
  staff: { viewers: number; operators: number; managers: number };
  seed: string;
  onProgress?: (done: { seconds: number; asked: number; memory: MemoryReading }) => void;
}

export interface SoakResult {
  settled: Settled;
  ledger: Ledger;
  tally: Tally;
  memory: readonly MemoryReading[];
  /** How many calls to Toss were planned to fail. */
  spoiledCalls: number;
  /** The desk's own metrics at the end of the work: `/metrics` as text. */
  metrics: string;
}

/** Fifty people of a busy shop. */
export const FULL_STAFF = { viewers: 8, operators: 36, managers: 6 };

/**
 * Shortened times, so that the end is bounded: absence is believed after seconds, not after a
 * quarter of an hour.
 */
const TIMES = {
  TOSS_TIMEOUT_MS: '5000',
  SETTLE_MS: '5000',
  RECONCILE_SCALE: '0.1',
  POLL_SCALE: '0.2',
};
const SHOP = { REFUND_APPROVAL_FROM: '60000', LOG_LEVEL: 'info' };
const WON_A_DAY = 9_000_000_000;
const SETTLED_WITHIN_MS = 120_000;
const CALLS_EVERY_MS = 2000;
const TELL_EVERY_MS = 60_000;
/** Memory samples in a run: enough for a regression line. */
const MEMORY_LOOKS = 90;
const FASTEST_LOOK_MS = 5000;

async function openSoak(
  { desk, sandbox }: { desk: DeskProcess; sandbox: SandboxProcess },
  former: FormerPayments,
  options: SoakOptions,
): Promise<Soak> {
  const random = seededRandom(options.seed);
  await sandbox.options({ dailyRefundLimitWon: WON_A_DAY });
  const { viewers, operators, managers } = options.staff;
  const ledger = createLedger();
  return {
    url: desk.url,
    sandbox,
    random,
    former,
    ledger,
    takeCalls: callTaker(ledger, sandbox),
    weather: createWeather(sandbox, random),
    tills: createTills(random),
    tally: createTally(),
    crew: {
      viewers: await signInStaff(desk, 'viewer', viewers),
      operators: await signInStaff(desk, 'operator', operators),
      managers: await signInStaff(desk, 'manager', managers),
    },
  };
}

/** Reads the call log sequentially: an older snapshot must not be applied after a newer one. */
function callTaker(ledger: Ledger, sandbox: SandboxProcess): () => Promise<void> {
  let taking = Promise.resolve();
  return () => {
    taking = taking.then(async () => ledger.takeCalls(await sandbox.calls()));
    return taking;
  };
}

function keepTakingCalls(soak: Soak, over: AbortSignal): Promise<void> {
  return repeat(CALLS_EVERY_MS, over, () => soak.takeCalls());
}

/** Runs a work while others run beside it; the first failure ends all, and is thrown. */
async function during<T>(
  beside: readonly ((over: AbortSignal) => Promise<void>)[],
  work: (over: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const { signal } = ending;
  const fail = (error: unknown) => {
    ending.abort();
    throw error;
  };
  const others = Promise.all(beside.map((one) => one(signal).catch(fail)));
  const [result] = await Promise.all([work(signal).finally(() => ending.abort()), others]);
  return result;
}

/** Runs the crew; then measures everything, and judges. */
async function soakDesk(
  stand: { desk: DeskProcess; sandbox: SandboxProcess },
  options: SoakOptions,
): Promise<SoakResult> {
  const { desk, sandbox } = stand;
  const { seconds, perSecond, payments, onProgress } = options;
  const former = layFormerPayments(payments, desk.file);
  await desk.start();
  const lookMs = Math.max(FASTEST_LOOK_MS, (seconds * 1000) / MEMORY_LOOKS);
  const memory = await watchMemory(desk, lookMs);
  const soak = await openSoak(stand, former, options);
  const { ledger, tally, weather } = soak;
  const startedMs = performance.now();
  const tell = () => {
    const doneSeconds = Math.round((performance.now() - startedMs) / 1000);
    const newest = memory.readings.at(-1);
    if (newest === undefined) return;
    onProgress?.({ seconds: doneSeconds, asked: tally.asked, memory: newest });
  };
  const beside = [keepTakingCalls, keepDeciding, keepLooking, keepTabsOpen, keepListing];
  const goOn = [
    ...beside.map((keep) => (over: AbortSignal) => keep(soak, over)),
    (over: AbortSignal) => repeat(TELL_EVERY_MS, over, tell),
  ];
  return during(goOn, async (failed) => {
    const over = new AbortController();
    const work = [keepBuying(soak, over.signal), keepAsking(soak, perSecond, over.signal)];
    await Promise.all([
      // A failure ends the work early.
      Promise.race([sleep(seconds * 1000, failed), ...work]).finally(() => over.abort()),
      ...work,
    ]);
    await memory.stop();
    const metrics = await (await fetch(`${desk.url}/metrics`)).text();
    const spoiledCalls = weather.spoiled();
    await sandbox.clearFaults();
    const settled = await settle(soak, desk.file, SETTLED_WITHIN_MS);
    return { settled, ledger, tally, memory: memory.readings, spoiledCalls, metrics };
  });
}

/**
 * Runs it in a temporary folder.
 * @throws Error where the desk or Toss dies, or a connection breaks that nobody aborted
 */
export function runSoak(options: SoakOptions): Promise<SoakResult> {
  const stand = {
    name: 'soak',
    env: { ...TIMES, ...SHOP, ...INSPECTED, TOSS_CALLS_A_SECOND: String(options.tossPerSecond) },
  };
  return withDeskStand(stand, (made) => soakDesk(made, options));
}
