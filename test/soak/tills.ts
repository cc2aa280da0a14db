/** The available payments: which of them are free to be acted on, and which are to be read. */
import type { PaymentDetail } from '../../shared/api.ts';
import { isOpen } from '../../shared/operation.ts';
import type { Payment } from '../../shared/payment.ts';
import type { SeededRandom } from '../shared/seeded-random.ts';

export interface Tills {
  /** A free payment; from then on it is watched until somebody reads it. */
  take(): Payment | undefined;
  /** Something may have changed about it. Unknown payments are ignored. */
  touch(payToken: string): void;
  /** Starts watching one. `buyerComes`: nothing is possible until the buyer has paid. */
  add(payToken: string, buyerComes: boolean): void;
  /** What should be read now; each is returned once, until it is touched or time has passed. */
  due(): string[];
  /** Updates a watched one: it is free again, stays watched, or is done. */
  saw(detail: PaymentDetail): void;
  free(): number;
  size(): number;
}

/** Without any event, somebody reads it again after this long. */
const LOOKS_AGAIN_MS = 5000;

interface Watched {
  buyerComes: boolean;
  lookAtMs: number;
}

type Fate = 'free' | 'watched' | 'over';

function fateOf({ payment, operations }: PaymentDetail, buyerComes: boolean): Fate {
  const states = operations.map((operation) => operation.state);
  // Reserved for good, or until a decision that nobody makes here.
  if (states.includes('needs_review') || states.includes('given_up')) return 'over';
  if (states.some(isOpen)) return 'watched';
  switch (payment.status) {
    case 'PAY_STANDBY':
      return buyerComes ? 'watched' : 'free';
    case 'PAY_APPROVED':
      return 'free';
    case 'PAY_COMPLETE':
    case 'REFUND_SUCCESS':
      return payment.remaining > 0 ? 'free' : 'over';
    case 'PAY_CANCEL':
      return 'over';
    default:
      return 'watched';
  }
}

export function createTills(random: SeededRandom): Tills {
  const free: Payment[] = [];
  const watched = new Map<string, Watched>();
  const watch = (payToken: string, buyerComes: boolean, inMs: number) => {
    watched.set(payToken, { buyerComes, lookAtMs: performance.now() + inMs });
  };
  return {
    take: () => {
      const index = random.below(free.length);
      const taken = free[index];
      const last = free.pop();
      if (taken === undefined || last === undefined) return undefined;
      if (last !== taken) free[index] = last;
      watch(taken.payToken, false, LOOKS_AGAIN_MS);
      return taken;
    },
    touch: (payToken) => {
      const found = watched.get(payToken);
      if (found !== undefined) found.lookAtMs = 0;
    },
    add: (payToken, buyerComes) => watch(payToken, buyerComes, 0),
    due: () => {
      const nowMs = performance.now();
      const found = [...watched].filter(([, { lookAtMs }]) => lookAtMs <= nowMs);
      for (const [, entry] of found) entry.lookAtMs = nowMs + LOOKS_AGAIN_MS;
      return found.map(([payToken]) => payToken);
    },
    saw: (detail) => {
      const { payToken } = detail.payment;
      const entry = watched.get(payToken);
      if (entry === undefined) return;
      const fate = fateOf(detail, entry.buyerComes);
      if (fate === 'watched') return;
      watched.delete(payToken);
      if (fate === 'free') free.push(detail.payment);
    },
    free: () => free.length,
    size: () => free.length + watched.size,
  };
}
