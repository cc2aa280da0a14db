/**
 * Clerks who refund through any desk. Each keeps the number of its refund and repeats it, at
 * another desk, until one has answered.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ask, Ledger } from '../process/ledger.ts';
import type { SeededRandom } from '../shared/seeded-random.ts';
import { callDesk, type Caller } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { FailoverStand } from './stand.ts';

/** A desk's answer that a refund is recorded. A repeated question may get a second one. */
interface Told {
  id: string;
  /** When it was first asked, asked and told, by `performance.now()`. */
  firstAskedMs: number;
  askedMs: number;
  toldMs: number;
}

export interface Clerks {
  told: readonly Told[];
  /**
   * Waits for a refund that was asked after `fromMs` and told to be recorded.
   * @returns milliseconds until it was; `null`: none was within `LONGEST_WAIT_MS`
   */
  servedAfter(fromMs: number): Promise<number | null>;
  /** Lets each end its refund. @param mostMs after which it is left without an answer */
  stop(mostMs: number): Promise<void>;
}

const PAID_WON = 10_000;
const REFUND_WON = 1000;
/** After which a clerk goes to another desk. The answer counts nevertheless, if it comes. */
const PATIENCE_MS = 2000;
const BETWEEN_ASKS_MS = 150;
const LONGEST_WAIT_MS = 40_000;

/**
 * Answers after which a clerk tries again: the desk does not lead (502, 503), was paused while it
 * read the request (408), or ended the session because its clock was moved (401, 423).
 */
const passing: readonly number[] = [401, 408, 423, 502, 503];

type Call = Parameters<Caller['call']>;

export function startClerks(
  { members, sandbox, clerks }: Pick<FailoverStand, 'members' | 'sandbox' | 'clerks'>,
  ledger: Ledger,
  random: SeededRandom,
): Clerks {
  const told: Told[] = [];
  let stopAt = Infinity;
  let isStopping = false;

  /** @returns whether a desk did it */
  const ask = async (cookie: string, call: Call, onDone: (askedMs: number) => void) => {
    const askedMs = performance.now();
    try {
      const { status } = await callDesk(random.pick(members).desk.url, cookie, call);
      if (status < 300) {
        onDone(askedMs);
        return true;
      }
      if (!passing.includes(status)) {
        ledger.oddities.push(`${call[0]} ${call[1]}: ${String(status)}`);
      }
    } catch {
      // Nobody serves at this address.
    }
    return false;
  };
  const untilAnswered = async (...asked: Parameters<typeof ask>): Promise<boolean> => {
    while (performance.now() < stopAt) {
      if (await Promise.race([ask(...asked), sleep(PATIENCE_MS, false)])) return true;
      await sleep(BETWEEN_ASKS_MS);
    }
    return false;
  };
  const refundOne = async (cookie: string) => {
    const { payToken } = await sandbox.createPaid({ amount: PAID_WON });
    const lookup: Call = ['POST', '/api/payments/lookup', { payToken }];
    if (!(await untilAnswered(cookie, lookup, () => undefined))) return;
    const body = { kind: 'refund', amount: REFUND_WON, reason: '단순 변심', seenRefunded: 0 };
    const id = randomUUID();
    const refund: Ask = { id, payToken, kind: 'refund', body, cookie, answer: 'none' };
    ledger.asks.set(id, refund);
    const path = `/api/payments/${payToken}/operations/${id}`;
    const firstAskedMs = performance.now();
    await untilAnswered(cookie, ['PUT', path, body], (askedMs) => {
      refund.answer = 'accepted';
      told.push({ id, firstAskedMs, askedMs, toldMs: performance.now() });
    });
  };
  const work = async (cookie: string) => {
    while (!isStopping) {
      await refundOne(cookie);
      await sleep(random.below(BETWEEN_ASKS_MS));
    }
  };
  const working = Promise.all(clerks.map(work));
  return {
    told,
    servedAfter: async (fromMs) => {
      const find = () => told.find(({ askedMs }) => askedMs > fromMs);
      try {
        const first = await waitUntil('a refund is recorded', find, Boolean, LONGEST_WAIT_MS);
        return first === undefined ? null : first.toldMs - fromMs;
      } catch {
        return null;
      }
    },
    stop: async (mostMs) => {
      isStopping = true;
      stopAt = performance.now() + mostMs;
      await working;
    },
  };
}
