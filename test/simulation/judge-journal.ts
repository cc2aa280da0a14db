/**
 * Promises that show in the desk's own books only: what Toss would refuse anyway, who may decide
 * and when, and what a person had seen. Written without the product's own lists and rules.
 */
import { twice } from '../../server/storage/statement.ts';
import type { OperationRow, PaymentRow } from '../../server/storage/schema.ts';
import type { Operation } from '../../shared/operation.ts';
import type { OperationBody } from '../../shared/api.ts';
import type { DeskDatabase, SeenMove } from './desk-database.ts';
import type { DeskLife } from './desk-life.ts';
import { excused } from './excuses.ts';
import type { Moments } from './moments.ts';
import type { Stage } from './stage.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** From the status read to what it permits. */
const READ_LASTS_MS = 61 * SECOND;
const ONLY_MANAGER_WAITS_MS = 10 * MINUTE;
const RELEASED_AFTER_MS = 24 * HOUR;

const paid = ['PAY_COMPLETE', 'REFUND_PROGRESS', 'REFUND_SUCCESS'];
const settled = ['SETTLEMENT_COMPLETE', 'SETTLEMENT_REFUND_COMPLETE'];

/** The rank of a payment's status; it never decreases. */
function rankOf(status: string): number {
  if (status === 'PAY_CANCEL' || settled.includes(status)) return 2;
  return paid.includes(status) ? 1 : 0;
}

/** Won that refunds have taken or may still take, in total and per part. */
interface Claimed {
  total: number;
  taxable: number;
  vat: number;
  tax_free: number;
  service_fee: number;
}

/** Refunds of one Seoul day, in won. */
interface OfDay {
  person: number;
  shop: number;
}

export type SeenPayment = Pick<
  PaymentRow,
  'pay_token' | 'status' | 'refunded' | 'asked_no' | 'drift'
>;

const prepared = new WeakMap<DeskDatabase, ReturnType<typeof prepare>>();

const ofDay = (seoulDay: (time: string) => string) =>
  `SELECT sum(amount) AS shop,
      sum(CASE WHEN requested_by = @requested_by THEN amount ELSE 0 END) AS person
    FROM operation WHERE kind = 'refund' AND state NOT IN ('failed', 'declined')
      AND ${seoulDay('created_at')} = ${seoulDay('@created_at')}`;

function prepare(database: DeskDatabase) {
  const maybe = "kind = 'refund' AND pay_token = @payToken AND state NOT IN ('failed', 'declined')";
  return {
    operation: database.query<OperationRow>('SELECT * FROM operation WHERE id = ?'),
    payments: database.query<SeenPayment>(
      'SELECT pay_token, status, refunded, asked_no, drift FROM payment',
    ),
    payment: database.query<PaymentRow>('SELECT * FROM payment WHERE pay_token = ?'),
    claimed: database.query<Claimed>(
      `SELECT (SELECT refunded FROM payment WHERE pay_token = @payToken)
          + coalesce(sum(CASE state WHEN 'succeeded' THEN 0 ELSE amount END), 0) AS total,
          sum(taxable) AS taxable, sum(vat) AS vat,
          sum(tax_free) AS tax_free, sum(service_fee) AS service_fee
        FROM operation WHERE ${maybe}`,
    ),
    ofDay: database.query<OfDay>(
      twice(
        ofDay((time) => `date(${time}, '+9 hours')`),
        ofDay((time) => `CAST(CAST(${time} AS timestamptz) + interval '9 hours' AS date)`),
      ),
    ),
  };
}

/** One person's request. */
export interface Asked {
  id: string;
  payToken: string;
  personId: string;
  body: OperationBody;
}

export class JournalJudge {
  readonly #stage: Stage;
  readonly #managers: readonly string[];
  readonly #moments: Moments;
  readonly #life: () => DeskLife | null;
  readonly #rows: ReturnType<typeof prepare>;
  #payments = new Map<string, SeenPayment>();
  /** Payments on which a refund was asked for while Toss had told no tax parts. */
  readonly #estimated = new Set<string>();

  constructor(
    stage: Stage,
    parts: { managers: readonly string[]; moments: Moments; life: () => DeskLife | null },
  ) {
    this.#stage = stage;
    this.#managers = parts.managers;
    this.#moments = parts.moments;
    this.#life = parts.life;
    this.#rows = prepared.get(stage.database) ?? prepare(stage.database);
    prepared.set(stage.database, this.#rows);
  }

  /** A backup was restored: its content may be older than what was seen. */
  restored(): void {
    this.#payments.clear();
  }

  afterCommit(
    moves: readonly SeenMove[],
    born: readonly string[],
    payments: readonly SeenPayment[],
  ): void {
    for (const id of born) this.#isWithinCeilings(id);
    for (const { id, cause, to } of moves) {
      const row = this.#rows.operation.get(id);
      if (row?.state !== to || row.cause !== cause) continue;
      if (to === 'sending') this.#mayGo(row);
      else if (cause === 'approved') this.#isApproved(row);
      else if (cause === 'released') this.#isReleased(row);
      if (cause === 'released' || cause.startsWith('resolved-')) this.#isSecondPerson(row);
    }
    this.#neverGoesBack(
      payments,
      moves.some(({ from }) => from === 'succeeded'),
    );
  }

  /** The payments as committed. */
  payments(): SeenPayment[] {
    return this.#rows.payments.all();
  }

  /** A 200 or 202 response is about what was requested, by the person who requested it. */
  answered(asked: Asked, operation: Operation): void {
    const { id, payToken, personId, body } = asked;
    const isIt =
      operation.id === id &&
      operation.payToken === payToken &&
      operation.kind === body.kind &&
      operation.requestedBy.id === personId &&
      (body.kind !== 'refund' || operation.amount === body.amount);
    if (!isIt) this.#broken('an answer is about what was asked', `${id}: ${operation.id}`);
  }

  #broken(promise: string, detail: string): void {
    this.#stage.violation(promise, detail);
  }

  /** When `sending` is committed: as its requester saw it, freshly read, within what is left. */
  #mayGo(row: OperationRow): void {
    const payment = this.#rows.payment.get(row.pay_token);
    if (payment === undefined) return;
    const { refunded, status, amount, quarantined, drift } = payment;
    const isAsSeen = {
      refund: refunded === row.seen_refunded,
      cancel: status === row.seen_status,
      execute: amount === row.amount,
    }[row.kind];
    if (!isAsSeen) {
      this.#broken('nothing is sent that its requester saw otherwise', `${row.id}: ${status}`);
    }
    if (quarantined === 1 || drift === 'missing') {
      this.#broken('nothing is sent for a payment that is locked', row.id);
    }
    this.#isFreshlyRead(row, 'sent');
    if (row.kind === 'refund') this.#isWithinPaid(row, payment);
  }

  #isFreshlyRead(row: OperationRow, what: string): void {
    const read = this.#life()?.lastRead(row.pay_token);
    const ageMs = this.#stage.time.nowMs - (read?.askedMs ?? -Infinity);
    if (ageMs > READ_LASTS_MS) {
      this.#broken(`nothing is ${what} without reading Toss now`, `${row.id}: ${String(ageMs)} ms`);
    }
  }

  /** What was refunded, or still may be, never exceeds what was paid. */
  #isWithinPaid(row: OperationRow, payment: PaymentRow): void {
    const claimed = this.#rows.claimed.get({ payToken: payment.pay_token });
    if (claimed === undefined) return;
    const isPartOver = (['taxable', 'vat', 'tax_free', 'service_fee'] as const).some(
      (part) => claimed[part] > payment[part],
    );
    const isOver = claimed.total > payment.amount;
    // Toss has told the parts only since the refund was asked for.
    const isToldLater = payment.parts_told === 1 && this.#estimated.has(row.pay_token);
    if (!isOver && excused(this.#stage, 'parts-told-later', isPartOver && isToldLater)) return;
    if (isOver || isPartOver)
      this.#broken('what may be refunded never exceeds what was paid', row.id);
  }

  /** When a refund is recorded: it takes nobody above their daily ceiling. */
  #isWithinCeilings(id: string): void {
    const row = this.#rows.operation.get(id);
    if (row?.kind !== 'refund') return;
    if (this.#rows.payment.get(row.pay_token)?.parts_told === 0) this.#estimated.add(row.pay_token);
    const { personDayWon, shopDayWon } = this.#stage.profile.rules;
    const ofDay = this.#rows.ofDay.get(row);
    const person = this.#managers.includes(row.requested_by) ? 'manager' : 'operator';
    if ((ofDay?.person ?? 0) > (personDayWon[person] ?? Infinity)) {
      this.#broken('nobody gives back more than their ceiling for a day', id);
    }
    if ((ofDay?.shop ?? 0) > (shopDayWon ?? Infinity)) {
      this.#broken('the shop gives back no more than its ceiling for a day', id);
    }
  }

  #isApproved(row: OperationRow): void {
    const { approved_by: by, approval_lapses_at: lapsesAt } = row;
    if (by === null || by === row.requested_by || !this.#managers.includes(by)) {
      this.#broken('another manager approves', row.id);
    }
    if (lapsesAt === null || row.state_since >= lapsesAt) {
      this.#broken('an approval comes before its time is over', row.id);
    }
  }

  #isSecondPerson(row: OperationRow): void {
    const by = row.resolved_by;
    if (by === null || !this.#managers.includes(by)) {
      this.#broken('a manager says how it ended', row.id);
    }
    if (by !== row.requested_by) return;
    if (this.#managers.length > 1 || row.sole !== 1) {
      this.#broken('a second person says how it ended', row.id);
    }
    const sinceMs = this.#moments.of(row.id)?.movedBeforeMs ?? -Infinity;
    if (this.#stage.time.nowMs - sinceMs < ONLY_MANAGER_WAITS_MS) {
      if (excused(this.#stage, 'clock-and-people', this.#moments.isSetSince(sinceMs))) return;
      this.#broken('a shop’s only manager waits before ending an own operation', row.id);
    }
  }

  #isReleased(row: OperationRow): void {
    const payment = this.#rows.payment.get(row.pay_token);
    if (payment === undefined) return;
    const sinceMs = this.#moments.of(row.id)?.claimedMs ?? -Infinity;
    const isEarly = this.#stage.time.nowMs - sinceMs < RELEASED_AFTER_MS;
    if (isEarly && !excused(this.#stage, 'clock-and-people', this.#moments.isSetSince(sinceMs))) {
      this.#broken('money is released a day after it was sent', row.id);
    }
    this.#isFreshlyRead(row, 'released');
    if (row.kind === 'refund' && payment.status === 'REFUND_PROGRESS') {
      this.#broken('nothing is released beside a refund that is running', row.id);
    }
  }

  /**
   * Over commits: a payment's state, its total and the number of its newest status read never go
   * back. Only a person takes back what was booked as refunded.
   */
  #neverGoesBack(payments: readonly SeenPayment[], isTakenBack: boolean): void {
    for (const now of payments) {
      const before = this.#payments.get(now.pay_token);
      this.#payments.set(now.pay_token, now);
      if (before === undefined) continue;
      const isBack =
        rankOf(now.status) < rankOf(before.status) ||
        (before.status === 'PAY_CANCEL' && now.status !== 'PAY_CANCEL') ||
        (now.refunded < before.refunded && !isTakenBack);
      if (isBack) {
        const detail = `${before.status} → ${now.status}, ${String(now.refunded)} won`;
        this.#broken('a payment never goes back', `${now.pay_token}: ${detail}`);
      }
      if (now.asked_no < before.asked_no) {
        this.#broken('an older read never replaces a newer one', now.pay_token);
      }
    }
  }
}
