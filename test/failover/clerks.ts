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

/** A desk's answer that a refund is recorded. */
interface Told {
  id: string;
  /** When it was asked and told, by `performance.now()`. */
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
 * What a desk may answer that does not lead any more or not yet, or was suspended while it read the
 * request; 423 and 401 are of a desk whose clock was moved.
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

  /** @returns the status; `null` without an answer */
  const askAnybody = async (cookie: string, call: Call, onStatus: (status: number) => void) => {
    const { desk } = random.pick(members);
    const answered = callDesk(desk.url, cookie, call).then(
      ({ status }) => {
        onStatus(status);
        return status;
      },
      () => null,
    );
    return Promise.race([answered, sleep(PATIENCE_MS, null)]);
  };
  const untilAnswered = async (
    cookie: string,
    call: Call,
    onDone: (askedMs: number) => void,
  ): Promise<boolean> => {
    while (performance.now() < stopAt) {
      const askedMs = performance.now();
      let isDone = false;
      await askAnybody(cookie, call, (status) => {
        if (status < 300) {
          isDone = true;
          onDone(askedMs);
        } else if (!passing.includes(status)) {
          ledger.oddities.push(`${call[0]} ${call[1]}: ${String(status)}`);
        }
      });
      if (isDone) return true;
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
    const ask: Ask = { id, payToken, kind: 'refund', body, cookie, answer: 'none' };
    ledger.asks.set(id, ask);
    const path = `/api/payments/${payToken}/operations/${id}`;
    await untilAnswered(cookie, ['PUT', path, body], (askedMs) => {
      ask.answer = 'accepted';
      told.push({ id, askedMs, toldMs: performance.now() });
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
