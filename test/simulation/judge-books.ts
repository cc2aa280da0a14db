/**
 * Whether the promises of the design held, by Toss's books and not by the desk's. What can be
 * judged at once is judged at once: before bytes go out and after each commit.
 */
import { createHash } from 'node:crypto';
import type {
  PaymentRow as BookedPayment,
  RefundRow as BookedRefund,
} from '../../server/sandbox/payment-row.ts';
import type { OperationRow, PaymentRow } from '../../server/storage/schema.ts';
import {
  isOpen,
  openStates,
  nextState,
  waitsForPerson,
  type TransitionCause,
} from '../../shared/operation.ts';
import { isPaid } from '../../shared/payment.ts';
import { count } from './coverage.ts';
import type { DeskDatabase, SeenMove } from './desk-database.ts';
import { Deeds } from './deeds.ts';
import type { DeskLife } from './desk-life.ts';
import { JournalJudge } from './judge-journal.ts';
import type { Network, Sent } from './network.ts';
import { short, type Stage } from './stage.ts';

const holdsKey = (columns: readonly string[]) =>
  `instr(${columns.map((name) => `coalesce(${name}, '')`).join(` || ' ' || `)}, @key) > 0`;

/** Every cell into which a text of Toss's, of a person or of the network may come. */
const textCells: Record<string, readonly string[]> = {
  event: ['detail', 'answer_text'],
  operation: [
    'body',
    'reason',
    'note',
    'evidence_detail',
    'toss_error_code',
    'toss_message',
    'toss_refund_no',
    'verdict',
  ],
  payment: ['metadata', 'product_desc', 'status', 'available_actions', 'card_company'],
  payment_refund: ['refund_no', 'reason'],
  callback: ['body', 'content_type'],
};
const rowsWithKey = `SELECT ${Object.entries(textCells)
  .map(([table, columns]) => `(SELECT count(*) FROM ${table} WHERE ${holdsKey(columns)})`)
  .join(' + ')} AS found`;

/** What the judge reads of the journal, past the product's own reading. */
function rowsOf(database: DeskDatabase) {
  return {
    operation: database.query<OperationRow>('SELECT * FROM operation WHERE id = ?'),
    sending: database.query<OperationRow>(
      "SELECT * FROM operation WHERE pay_token = ? AND kind = ? AND state = 'sending'",
    ),
    operations: database.query<OperationRow>('SELECT * FROM operation ORDER BY created_at, id'),
    payments: database.query<PaymentRow>('SELECT * FROM payment ORDER BY pay_token'),
    open: database.query<{ found: number }>(
      `SELECT count(*) AS found FROM operation WHERE pay_token = ? AND state IN
        (${openStates.map((state) => `'${state}'`).join(', ')})`,
    ),
    newestSentEvent: database.query<{ seq: number | null }>(
      "SELECT max(seq) AS seq FROM event WHERE operation_id = ? AND what = 'operation-sent'",
    ),
    withKey: database.query<{ found: number }>(rowsWithKey),
  };
}

/** After five minutes the engine sends nothing any more. */
const OLDEST_SENT_MS = 5 * 60 * 1000;
const LONGEST_READ_MS = 15_000;

export class Judge {
  readonly deeds = new Deeds();
  readonly journal: JournalJudge;
  readonly #stage: Stage;
  readonly #network: () => Network;
  readonly #rows: ReturnType<typeof rowsOf>;
  readonly #highWater: () => number;

  constructor(
    stage: Stage,
    parts: { network: () => Network; highWater: () => number; managers: readonly string[] },
  ) {
    this.#stage = stage;
    this.journal = new JournalJudge(stage, parts.managers);
    this.#network = parts.network;
    this.#highWater = parts.highWater;
    this.#rows = rowsOf(stage.database);
  }

  /** A backup has come back. */
  restored(): void {
    this.deeds.forget((id) => this.operation(id) !== undefined);
    this.journal.restored();
  }

  operation(id: string): OperationRow | undefined {
    return this.#rows.operation.get(id);
  }

  operations(): OperationRow[] {
    return this.#rows.operations.all();
  }

  #broken(promise: string, detail: string): void {
    this.#stage.violation(promise, detail);
  }

  // ── before bytes ──────────────────────────────────────────────────────────────────────────────

  /** Asked with the bytes in hand and nothing sent yet. @returns the operation's id */
  beforeBytes(life: DeskLife, kind: Sent['kind'], body: string): string {
    const fields = JSON.parse(body) as Record<string, unknown>;
    const payToken = String(fields['payToken']);
    const row = this.#rows.sending.get(payToken, kind);
    if (row === undefined || row.body !== body || row.boot_id !== life.bootId) {
      const found = row === undefined ? 'no such row' : `${row.state} of boot ${row.boot_id ?? ''}`;
      this.#broken('bytes on the wire imply a durable `sending`', `${body}: ${found}`);
      return row?.id ?? String(fields['refundNo']);
    }
    if (kind === 'refund' && fields['refundNo'] !== row.id) {
      this.#broken('one refundNo per operation', `${row.id} went out as ${body}`);
    }
    this.deeds.touched(row.id);
    this.#beforeAgain(row, body);
    this.#beforeApproved(row);
    this.#inTime(row);
    if (this.#rows.open.get(payToken)?.found !== 1) {
      this.#broken('one open operation per payment', payToken);
    }
    if (!life.readSinceBoot.has(payToken)) {
      this.#broken('nothing is sent for a payment that was not read since this boot', row.id);
    }
    if (this.#highWater() < (this.#rows.newestSentEvent.get(row.id)?.seq ?? 0)) {
      this.#broken('a backup from before these bytes would be noticed', row.id);
    }
    this.#stage.log(`    ${kind} ${short(row.id)} goes out (attempt ${String(row.attempts)})`);
    return row.id;
  }

  /** What may have arrived goes out again only on a manager's word, and with the same bytes. */
  #beforeAgain(row: OperationRow, body: string): void {
    const before = this.#network().sentBy(row.id);
    if (before.length === 0) return;
    if (before.some((sent) => sent.body !== body)) {
      this.#broken('an operation has one body for ever', `${row.id}: ${body}`);
    }
    // After a restore a browser may ask anew for what the desk has forgotten, by the same number.
    if (this.deeds.unknownHere.has(row.id)) return;
    if (row.cause !== 'sent-again' || !this.deeds.sentAgain.has(row.id)) {
      this.#broken('what may have arrived is sent again only by a manager', row.id);
    }
  }

  /** After its grace, and not long after: an old permission to send is none. */
  #inTime(row: OperationRow): void {
    // A clock that is set between the engine's look at it and the claim tells nothing.
    if (this.#stage.profile.clockJumps > 0) return;
    if (row.cause !== 'claimed' || row.sent_at === null) return;
    const mayGoAt = row.send_after ?? row.ready_at ?? row.created_at;
    const waitedMs = Date.parse(row.sent_at) - Date.parse(mayGoAt);
    if (waitedMs < 0) this.#broken('nothing is sent within its grace', row.id);
    if (waitedMs > OLDEST_SENT_MS) {
      this.#broken('nothing is sent long after it was asked for', row.id);
    }
  }

  #beforeApproved(row: OperationRow): void {
    const { approvalFromWon } = this.#stage.profile.rules;
    const text = JSON.stringify([row.body, row.reason, row.note]);
    const hash = createHash('sha256').update(text).digest('hex');
    const needed =
      row.kind === 'refund' && approvalFromWon !== null && row.amount >= approvalFromWon;
    const approvals = this.deeds.approvals.get(row.id) ?? [];
    const fits = approvals.some(
      ({ bodyHash, by }) => bodyHash === hash && by === row.approved_by && by !== row.requested_by,
    );
    if (needed && row.sole === 0 && !fits) {
      this.#broken('a refund over the limit has a second person', row.id);
    }
    if (row.approved_by !== null && !fits) {
      this.#broken('what was approved goes out exactly so', row.id);
    }
  }

  // ── after a commit ────────────────────────────────────────────────────────────────────────────

  afterCommit(moves: readonly SeenMove[], born: readonly string[]): void {
    this.journal.afterCommit(moves, born);
    for (const { id, from, cause, to } of moves) {
      count(this.#stage.coverage.rows, `${from}|${cause}|${to}`);
      this.#stage.log(`    ${short(id)} ${from} → ${to} (${cause})`);
      this.deeds.touched(id);
      if (nextState(from, cause as TransitionCause) !== to) {
        this.#broken('no transition outside the table', `${id}: ${from} → ${to} by ${cause}`);
      }
      if (to !== 'succeeded' && to !== 'failed' && to !== 'declined' && to !== 'absent') continue;
      const row = this.operation(id);
      if (row?.state !== to) continue;
      if (to === 'succeeded') this.#isTrue(row);
      if (to === 'failed' || to === 'declined') this.#isFree(row, cause);
      if (to === 'absent' && cause === 'absence-proved') this.#isAbsent(row);
    }
  }

  /** `succeeded` is only ever said of what Toss has done. */
  #isTrue(row: OperationRow): void {
    if (row.late === 1) count(this.#stage.coverage.figures, 'late');
    if (!this.#hasEffect(row)) {
      this.#broken('`succeeded` means that the effect is there', `${row.id} by ${row.cause}`);
    }
  }

  /** `failed` and `declined` are only ever said of what Toss has not done and will not do. */
  #isFree(row: OperationRow, cause: string): void {
    if (this.deeds.forgotten.has(row.id) || this.deeds.mistaken.has(row.id)) return;
    const isLate = row.kind === 'refund' && this.#network().isUnderWay(row.id);
    if (this.#hasOwnEffect(row) || isLate) {
      this.#broken(`\`${row.state}\` means that there is no effect`, `${row.id} by ${cause}`);
    }
    const isNever = row.state === 'declined' && this.#network().sentBy(row.id).length > 0;
    if (isNever) this.#broken('`declined` means that no byte left', `${row.id} by ${cause}`);
  }

  /** Absence is believed after the settle time, and then it is true: no read lags so long. */
  #isAbsent(row: OperationRow): void {
    const { limits, clockJumps } = this.#stage.profile;
    const sentAt = row.sent_at ?? row.created_at;
    if (Date.parse(row.state_since) - Date.parse(sentAt) < limits.settleMs) {
      this.#broken('absence is believed after the settle time only', row.id);
    }
    // A clock that is set ahead ends the settle time early; then a later read still finds it.
    if (clockJumps > 0 || !this.#hasOwnEffect(row)) return;
    // What arrived just before can't be in Toss's answer, nor in one that lags behind.
    const lagMs = this.#stage.profile.lag > 0 ? this.#stage.profile.lagMs : 0;
    const since = this.#stage.time.nowMs - LONGEST_READ_MS - lagMs;
    if (
      this.#network()
        .sentBy(row.id)
        .some((sent) => sent.arrivedMs > since)
    )
      return;
    this.#broken('what is called absent is not there', row.id);
  }

  #refundsNamed(row: OperationRow) {
    const names = [row.id, row.toss_refund_no];
    return this.#stage.books
      .refundsOf(row.pay_token)
      .filter((refund) => names.includes(refund.refundNo) && refund.state !== 'failed');
  }

  /** Whether what the operation wants is so at Toss, by whomever. */
  #hasEffect(row: OperationRow): boolean {
    const { books } = this.#stage;
    switch (row.kind) {
      case 'refund':
        return this.#refundsNamed(row).some(
          (refund) => refund.state === 'done' && refund.amount === row.amount,
        );
      case 'execute':
        return books.chargesOf(row.pay_token) > 0;
      case 'cancel':
        return books.payment(row.pay_token).status === 'PAY_CANCEL';
    }
  }

  /** Whether this very operation has an effect at Toss, or one that is still running. */
  #hasOwnEffect(row: OperationRow): boolean {
    const { books } = this.#stage;
    if (row.kind === 'refund') return this.#refundsNamed(row).length > 0;
    const acted = this.#network()
      .sentBy(row.id)
      .some((sent) => sent.acted);
    const { status } = books.payment(row.pay_token);
    return acted && (row.kind === 'cancel' || status === 'PAY_PROGRESS' || isPaid(status));
  }

  // ── once quiet ────────────────────────────────────────────────────────────────────────────────

  /**
   * A day after the last trouble: everything has ended or asks a person.
   * @param sinceMs when the last trouble was; a bank that took its time has made trouble since
   */
  afterQuiet(sinceMs: number): void {
    for (const row of this.operations()) {
      if (!isOpen(row.state) || waitsForPerson(row.state)) continue;
      if (this.#stage.books.payment(row.pay_token).changedAt <= sinceMs) {
        const detail = `${row.id} is ${row.state} since ${row.state_since}`;
        this.#broken('within a day everything ends or asks a person', detail);
      }
    }
  }

  /** At the very end, when people have done what only they can do. */
  atEnd(payTokens: readonly string[]): void {
    const rows = this.operations();
    for (const row of rows) this.#atEndOf(row);
    for (const id of this.deeds.accepted) {
      if (!rows.some((row) => row.id === id)) {
        this.#broken('each accepted request is still in the journal', id);
      }
    }
    const believed = this.#rows.payments.all();
    for (const payToken of payTokens) {
      const real = this.#stage.books.payment(payToken);
      const refunds = this.#stage.books.refundsAt(payToken);
      this.#booksOf(real, refunds, rows);
      const payment = believed.find((one) => one.pay_token === payToken);
      if (payment !== undefined) this.#agrees(payment, real, refunds, rows);
    }
    const leaks = this.#rows.withKey.get({ key: this.#stage.apiKey })?.found ?? 0;
    if (leaks > 0) this.#broken('the API key is in no cell', `${String(leaks)} cells`);
  }

  #atEndOf(row: OperationRow): void {
    if (isOpen(row.state)) {
      this.#broken('people can end whatever asks them', `${row.id} is ${row.state}`);
      return;
    }
    const done = row.state === 'succeeded';
    if (done && !this.#hasEffect(row)) {
      this.#broken('`succeeded` if and only if the effect is there', row.id);
    }
    if (!done && row.kind === 'refund' && this.#hasOwnEffect(row)) {
      this.#broken('`succeeded` if and only if the effect is there', `${row.id} is ${row.state}`);
    }
  }

  /** Toss's own books of one payment. */
  #booksOf(payment: BookedPayment, booked: BookedRefund[], rows: readonly OperationRow[]): void {
    const { books } = this.#stage;
    const { payToken } = payment;
    const refunds = booked.filter((refund) => refund.state !== 'failed');
    if (books.chargesOf(payToken) > 1) this.#broken('a buyer is charged once', payToken);
    const sum = (part: 'amount' | 'taxable' | 'vat' | 'taxFree' | 'serviceFee') =>
      refunds.reduce((total, refund) => total + refund[part], 0);
    for (const part of ['amount', 'taxable', 'vat', 'taxFree', 'serviceFee'] as const) {
      if (sum(part) > payment[part]) {
        this.#broken('refunds never exceed what was paid', `${payToken}: ${part}`);
      }
    }
    for (const refund of refunds) {
      if (refund.source !== 'merchant') continue;
      const row = rows.find((one) => one.id === refund.refundNo);
      if (row === undefined) {
        if (this.deeds.forgotten.has(refund.refundNo)) continue;
        this.#broken('every refund is an operation of the journal', refund.refundNo);
        continue;
      }
      const isAsRecorded =
        refund.amount === row.amount &&
        refund.taxable === row.taxable &&
        refund.vat === row.vat &&
        refund.taxFree === row.tax_free &&
        refund.serviceFee === row.service_fee;
      if (!isAsRecorded) this.#broken('a refund is exactly what was recorded', row.id);
    }
    const numbers = refunds.map((refund) => refund.refundNo);
    if (new Set(numbers).size < numbers.length) {
      this.#broken('each operation has at most one effect', payToken);
    }
  }

  /** What the desk believes of a payment, against Toss's books. */
  #agrees(
    payment: PaymentRow,
    real: BookedPayment,
    refunds: BookedRefund[],
    rows: readonly OperationRow[],
  ): void {
    const asks = rows.some((row) => row.pay_token === payment.pay_token && isOpen(row.state));
    if (asks) return;
    const refunded = refunds
      .filter((refund) => refund.state === 'done')
      .reduce((sum, refund) => sum + refund.amount, 0);
    if (payment.refunded !== refunded) {
      const detail = `${payment.pay_token}: ${String(payment.refunded)} here, ${String(refunded)} there`;
      this.#broken("the desk's refunded total is Toss's", detail);
    }
    if (payment.status !== real.status) {
      const detail = `${payment.pay_token}: ${payment.status} here, ${real.status} there`;
      this.#broken("the desk's status is Toss's", detail);
    }
  }
}
