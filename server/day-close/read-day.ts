/**
 * Reads a day of the books hour by hour in one read transaction: all sums are of the same moment,
 * and the process stays responsive.
 */
import type { DayClose } from '../../shared/api.ts';
import { isPaid } from '../../shared/payment.ts';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import {
  completedSums,
  driftFacts,
  notedPayments,
  refundsFirstSeenIn,
  refundsMadeIn,
  unpaidWhenLastRead,
  unprovedOperations,
  type DayRefund,
  type NotedPayment,
  type Span,
} from '../storage/day-close-figures.ts';
import { sumBankTransfers } from '../storage/bank-transfers.ts';
import type { Storage } from '../storage/storage.ts';
import { DaySums } from './day-sums.ts';
import {
  ofDrift,
  ofOddStatus,
  ofUnproved,
  ofUntimedRefund,
  type Difference,
} from './differences.ts';
import { reckonedParts } from './refund-parts.ts';
import { hoursOf } from './seoul-day.ts';
import { Some } from './some.ts';

/** Most entries per list of a sheet; the sums cover everything. */
const MOST = { refunds: 1000, differences: 500, partsNotTold: 100, unread: 500 };

/** Payments per turn of the event loop. */
const PAYMENTS_A_TURN = 100;

type Figures = Pick<
  DayClose,
  | 'paid'
  | 'refunded'
  | 'transferred'
  | 'byMethod'
  | 'refundedOfPaid'
  | 'refunds'
  | 'differences'
  | 'partsNotTold'
  | 'unread'
>;

/** Collects the figures of a sheet. */
class Sheet {
  readonly #snapshot: Storage;
  readonly #day: Span;
  readonly #isOpen: boolean;
  readonly #sums = new DaySums();
  readonly #refunds = new Some<DayClose['refunds']['items'][number]>(MOST.refunds);
  readonly #partsNotTold = new Some<DayClose['partsNotTold']['items'][number]>(MOST.partsNotTold);
  readonly #differences = new Some<Difference>(MOST.differences);
  #differing = { count: 0, won: 0 };
  /** Payments marked as drifting; each is counted once. */
  readonly #drifting = new Set<string>();
  readonly #unread = new Set<string>();
  #looked = 0;

  constructor(snapshot: Storage, day: Span, isOpen: boolean) {
    this.#snapshot = snapshot;
    this.#day = day;
    this.#isOpen = isOpen;
  }

  async fill(): Promise<Figures> {
    const { read } = this.#snapshot;
    const day = this.#day;
    for (const operation of read(unprovedOperations(day))) this.#differ(ofUnproved(operation));
    // Before the day has ended, nothing can have been read after it.
    const readSince = this.#isOpen ? '' : day.to;
    for (const hour of hoursOf(day)) {
      for (const row of read(completedSums(hour))) this.#sums.addPaid(row);
      for (const payment of read(notedPayments({ ...hour, readSince }))) this.#note(payment);
      for (const refund of read(refundsMadeIn(hour))) await this.#refund(refund);
      await yieldToEventLoop();
    }
    // These refunds have no known day: listed as differences and in no sum, as in the overview.
    for (const refund of read(refundsFirstSeenIn(day))) {
      this.#differ(ofUntimedRefund(refund));
      this.#noteRefunded(refund);
      await this.#yieldAfterBatch();
    }
    for (const payToken of this.#drifting) {
      const difference = ofDrift(payToken, read(driftFacts(payToken)));
      if (difference !== null) this.#differ(difference);
      await this.#yieldAfterBatch();
    }
    if (!this.#isOpen) {
      for (const payToken of read(unpaidWhenLastRead(day.to))) this.#unread.add(payToken);
    }
    return this.#figures();
  }

  #figures(): Figures {
    const { paid, refunded, refundedOfPaid } = this.#sums;
    const payTokens = [...this.#unread].slice(0, MOST.unread);
    return {
      paid,
      refunded,
      transferred: this.#snapshot.read(sumBankTransfers(this.#day)),
      refundedOfPaid,
      byMethod: this.#sums.byMethod(),
      refunds: this.#refunds.result(),
      differences: { ...this.#differences.result(), ...this.#differing },
      partsNotTold: this.#partsNotTold.result(),
      unread: this.#isOpen ? null : { count: this.#unread.size, payTokens },
    };
  }

  #differ(difference: Difference): void {
    this.#differences.add(difference);
    const { count, won } = this.#differing;
    this.#differing = { count: count + 1, won: won + difference.won };
  }

  #note(payment: NotedPayment): void {
    const { payToken, orderNo, amount: won, status, partsTold, drift } = payment;
    if (!isPaid(status)) this.#differ(ofOddStatus(payment));
    else if (partsTold === 0) {
      this.#sums.notePartsNotTold();
      this.#partsNotTold.add({ payToken, orderNo, won });
    }
    if (drift !== null) this.#drifting.add(payToken);
    this.#noteUnread(payment);
  }

  #noteUnread(payment: Pick<NotedPayment, 'payToken' | 'askedAt' | 'quarantined'>): void {
    // A payment of a restored backup was last read before the restore.
    const isUnread = payment.askedAt < this.#day.to || payment.quarantined === 1;
    if (!this.#isOpen && isUnread) this.#unread.add(payment.payToken);
  }

  async #refund(refund: DayRefund): Promise<void> {
    const { payToken, orderNo, amount: won, at, paidAt, method, origin, staffName } = refund;
    const parts = refund.parts ?? reckonedParts(this.#snapshot, refund);
    this.#sums.addRefund(refund, parts);
    const partsAre = parts === null ? 'unknown' : refund.parts === null ? 'estimated' : 'known';
    const isOwn = origin === 'desk';
    const facts = { payToken, orderNo, won, at, paidAt, method, isOwn, staffName };
    this.#refunds.add({ ...facts, partsAre });
    this.#noteRefunded(refund);
    await this.#yieldAfterBatch();
  }

  /** Notes drift and missing reads of a refund's payment, whenever it was paid. */
  #noteRefunded(refund: DayRefund): void {
    if (refund.drift !== null) this.#drifting.add(refund.payToken);
    this.#noteUnread(refund);
  }

  async #yieldAfterBatch(): Promise<void> {
    this.#looked += 1;
    if (this.#looked % PAYMENTS_A_TURN === 0) await yieldToEventLoop();
  }
}

/**
 * Everything that the books contain about a day.
 * @param isOpen the day has not ended
 */
export async function readDay(storage: Storage, day: Span, isOpen: boolean): Promise<Figures> {
  const { read, close } = storage.snapshot();
  try {
    return await new Sheet({ ...storage, read }, day, isOpen).fill();
  } finally {
    close();
  }
}
