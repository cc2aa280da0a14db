/**
 * Checks the promises of the design against Toss's books, not the desk's. Each is checked as early
 * as possible: before bytes are sent and after each commit.
 */
import { createHash } from 'node:crypto';
import type {
  PaymentRow as BookedPayment,
  RefundRow as BookedRefund,
} from '../../server/sandbox/payment-row.ts';
import type { OperationRow, PaymentRow } from '../../server/storage/schema.ts';
import { isV2, type TossCall } from '../../server/toss/exchange.ts';
import type { TossVersion } from '../../server/toss/toss.ts';
import {
  isOpen,
  openStates,
  nextState,
  waitsForPerson,
  type TransitionCause,
} from '../../shared/operation.ts';
import { count } from './coverage.ts';
import type { DeskDatabase, SeenMove } from './desk-database.ts';
import { Deeds } from './deeds.ts';
import type { DeskLife } from './desk-life.ts';
import { excused } from './excuses.ts';
import { DriftJudge } from './judge-drift.ts';
import { JournalJudge } from './judge-journal.ts';
import { Moments } from './moments.ts';
import { kindOf, type Network } from './network.ts';
import { short, type Stage } from './stage.ts';
import { Truth } from './truth.ts';

const holdsKey = (columns: readonly string[]) =>
  `instr(${columns.map((name) => `coalesce(${name}, '')`).join(` || ' ' || `)}, @key) > 0`;

/** Every column that may hold a text from Toss, a person or the network. */
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

/** Reads the journal without the product's own code. */
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

/** The engine sends nothing that was requested longer ago than this. */
const OLDEST_SENT_MS = 5 * 60 * 1000;
/** From the claim to the bytes: later, the claim is void. */
const CLAIM_LASTS_MS = 10 * 1000;
/** From the status read to the claim. */
const READ_LASTS_MS = 60 * 1000;
/** Tolerance between a look at the clock and what follows it. */
const SLACK_MS = 1000;
/** A call that reaches Toss later than this after it was sent is late. */
const IN_TIME_MS = 2 * 60 * 1000;

const saysDoneAlready = ['REFUND_REFUND_NO_DUPLICATE', 'REFUND_ALREADY_REFUNDED'];

export class Judge {
  readonly deeds = new Deeds();
  readonly moments: Moments;
  readonly truth: Truth;
  readonly journal: JournalJudge;
  readonly #drift: DriftJudge;
  readonly #stage: Stage;
  readonly #network: () => Network;
  readonly #rows: ReturnType<typeof rowsOf>;
  readonly #highWater: () => number;
  readonly #versions = new Map<string, TossVersion>();

  constructor(
    stage: Stage,
    parts: {
      network: () => Network;
      life: () => DeskLife | null;
      highWater: () => number;
      managers: readonly string[];
    },
  ) {
    this.#stage = stage;
    this.moments = new Moments(stage.time);
    this.truth = new Truth(stage, parts.network);
    this.journal = new JournalJudge(stage, {
      managers: parts.managers,
      moments: this.moments,
      life: parts.life,
    });
    this.#drift = new DriftJudge(stage, { ...parts, truth: this.truth, deeds: this.deeds });
    this.#network = parts.network;
    this.#highWater = parts.highWater;
    this.#rows = rowsOf(stage.database);
  }

  /** A backup was restored. */
  restored(): void {
    this.deeds.forget((id) => this.operation(id) !== undefined);
    this.journal.restored();
    this.#drift.restored();
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

  /** Called with the bytes ready and nothing sent yet. @returns the operation's id */
  beforeBytes(life: DeskLife, call: TossCall, body: string): string {
    const kind = kindOf[call];
    if (kind === undefined) throw new Error(`${call} moves no money`);
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
    this.#byItsVersion(row, call, fields);
    this.#beforeAgain(row, call, body);
    this.#beforeApproved(row);
    this.#inTime(row);
    this.#onRead(life, row);
    if (this.#rows.open.get(payToken)?.found !== 1) {
      this.#broken('one open operation per payment', payToken);
    }
    if (this.#highWater() < (this.#rows.newestSentEvent.get(row.id)?.seq ?? 0)) {
      this.#broken('a backup from before these bytes would be noticed', row.id);
    }
    this.#stage.log(`    ${kind} ${short(row.id)} goes out (attempt ${String(row.attempts)})`);
    return row.id;
  }

  /** The version is frozen when an operation is recorded; v2 has no cancel. */
  #byItsVersion(row: OperationRow, call: TossCall, fields: Record<string, unknown>): void {
    // What the desk has forgotten is recorded anew, by the version of that day.
    const kept = this.#isForgotten(row) ? undefined : this.#versions.get(row.id);
    const before = kept ?? row.api_version;
    this.#versions.set(row.id, before);
    if (row.api_version !== before || isV2(call) !== (before === 'v2')) {
      this.#broken('an operation goes by one version for ever', `${row.id}: ${call}`);
    }
    const needsFlag = call === 'v2/refunds' && fields['idempotent'] !== true;
    if (needsFlag || (call === 'v2/execute' && 'amount' in fields)) {
      this.#broken('a body is that of its version', `${row.id}: ${JSON.stringify(fields)}`);
    }
  }

  /**
   * After a restore a browser may request again, under the same number, what the desk has
   * forgotten. The desk cannot detect a copy that carries no mark, and trusts what it says.
   */
  #isForgotten({ id }: OperationRow): boolean {
    return (
      this.deeds.unknownHere.has(id) ||
      (this.#stage.profile.restoresFolder && this.deeds.forgotten.has(id))
    );
  }

  /** What may have arrived is sent again only when a manager asked for it, with the same bytes. */
  #beforeAgain(row: OperationRow, call: TossCall, body: string): void {
    const before = this.#network().sentBy(row.id);
    if (before.length === 0) return;
    const isForgotten = this.#isForgotten(row);
    const alike = isForgotten ? before.filter((sent) => isV2(sent.call) === isV2(call)) : before;
    if (alike.some((sent) => sent.body !== body)) {
      this.#broken('an operation has one body for ever', `${row.id}: ${body}`);
    }
    if (excused(this.#stage, 'restored', isForgotten)) return;
    if (row.cause !== 'sent-again' || !this.deeds.sentAgain.has(row.id)) {
      this.#broken('what may have arrived is sent again only by a manager', row.id);
    }
  }

  /** After its grace period, and not long after: an old permission to send is void. */
  #inTime(row: OperationRow): void {
    const { readyMs, claimedMs } = this.moments.of(row.id) ?? { readyMs: null, claimedMs: null };
    const { nowMs } = this.#stage.time;
    if (claimedMs !== null && nowMs - claimedMs > CLAIM_LASTS_MS + SLACK_MS) {
      this.#broken('a claim is good for ten seconds', `${row.id}: ${String(nowMs - claimedMs)} ms`);
    }
    if (row.cause !== 'claimed' || readyMs === null) return;
    const graceMs =
      row.send_after === null ? 0 : Date.parse(row.send_after) - Date.parse(row.ready_at ?? '');
    const waitedMs = nowMs - readyMs - Math.max(0, graceMs);
    const isInTime = waitedMs >= 0 && waitedMs <= OLDEST_SENT_MS + CLAIM_LASTS_MS + SLACK_MS;
    if (
      isInTime ||
      excused(this.#stage, 'clock-across-start', this.moments.isSetAcrossStart(readyMs))
    ) {
      return;
    }
    const promise =
      waitedMs < 0
        ? 'nothing is sent within its grace'
        : 'nothing is sent long after it was asked for';
    this.#broken(promise, `${row.id}: ${String(waitedMs)} ms after`);
  }

  /** What the newest read that this process received says about it. */
  #onRead(life: DeskLife, row: OperationRow): void {
    const { pay_token: payToken } = row;
    if (!life.readSinceBoot.has(payToken)) {
      this.#broken('nothing is sent for a payment that was not read since this boot', row.id);
    }
    const read = life.lastRead(payToken);
    if (read === undefined) return;
    const ageMs = this.#stage.time.nowMs - read.askedMs;
    if (ageMs > READ_LASTS_MS + CLAIM_LASTS_MS + SLACK_MS) {
      this.#broken('nothing is sent on an old read', `${row.id}: ${String(ageMs)} ms`);
    }
    if (read.shown?.done.has(row.id) === true) {
      this.#broken('nothing is sent that the read before it showed as done', row.id);
    }
    if (read.shown?.understood === false) {
      this.#broken('nothing is sent on a list that is not understood', row.id);
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
    this.moments.committed(moves, born);
    const payments = this.journal.payments();
    this.journal.afterCommit(moves, born, payments);
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
      if (to === 'succeeded') this.#isTrue(row, cause);
      if (to === 'failed' || to === 'declined') this.#isFree(row, cause);
      if (to === 'absent' && cause === 'absence-proved') this.#isAbsent(row);
    }
    this.#drift.afterCommit(payments);
  }

  /** An outcome that a person entered is not the desk's fault. */
  #isPersonsWord(row: OperationRow, cause: string): boolean {
    if (!cause.startsWith('resolved-') && cause !== 'released') return false;
    this.deeds.mistaken.add(row.id);
    this.#stage.fault('mistaken-person');
    return excused(this.#stage, 'person-said', true);
  }

  /** `succeeded` is only recorded for what Toss has done. */
  #isTrue(row: OperationRow, cause: string): void {
    if (row.late === 1) count(this.#stage.coverage.figures, 'late');
    if (this.truth.hasEffect(row) || this.#isPersonsWord(row, cause)) return;
    const isUntrue = cause === 'answered-ok' && this.truth.isUntrue(row);
    if (excused(this.#stage, 'toss-untrue', isUntrue)) return;
    if (excused(this.#stage, 'taken-for-ours', this.truth.isTakenFor(row))) return;
    this.#broken('`succeeded` means that the effect is there', `${row.id} by ${cause}`);
  }

  /** `failed` and `declined` are only recorded for what Toss has not done and will not do. */
  #isFree(row: OperationRow, cause: string): void {
    const isUnderWay = row.kind === 'refund' && this.#network().isUnderWay(row.id);
    const wasSent = row.state === 'declined' && this.#network().sentBy(row.id).length > 0;
    const hasEffect = this.truth.hasOwnEffect(row);
    if (!isUnderWay && !wasSent && !hasEffect) return;
    if (this.#isPersonsWord(row, cause)) return;
    if (excused(this.#stage, 'restored', this.deeds.forgotten.has(row.id))) return;
    if (excused(this.#stage, 'never-told', this.truth.isUnlisted(row))) return;
    if (hasEffect || isUnderWay) {
      this.#broken(`\`${row.state}\` means that there is no effect`, `${row.id} by ${cause}`);
    }
    if (wasSent) this.#broken('`declined` means that no byte left', `${row.id} by ${cause}`);
  }

  /**
   * Absence is only believed after the settle time; it is then true, since no read lags so long.
   */
  #isAbsent(row: OperationRow): void {
    const sent = this.#network().sentBy(row.id);
    const saysDone =
      saysDoneAlready.includes(row.toss_error_code ?? '') && sent.at(-1)?.brokeDown !== true;
    if (row.kind === 'refund' && saysDone) {
      this.#broken('what Toss calls done already is not called absent', row.id);
    }
    const lastMs = Math.max(-Infinity, ...sent.map(({ outMs }) => outMs));
    if (excused(this.#stage, 'clock-across-start', this.moments.isSetAcrossStart(lastMs))) return;
    if (this.#stage.time.nowMs - lastMs < this.#stage.profile.limits.settleMs) {
      this.#broken('absence is believed after the settle time only', row.id);
    }
    if (!this.truth.hasOwnEffect(row)) return;
    if (excused(this.#stage, 'never-told', this.truth.isUnlisted(row))) return;
    const isLate = sent.some(({ arrivedMs, outMs }) => arrivedMs - outMs > IN_TIME_MS);
    if (excused(this.#stage, 'arrived-late', isLate)) return;
    this.#broken('what is called absent is not there', row.id);
  }

  // ── once quiet ────────────────────────────────────────────────────────────────────────────────

  /** When Toss last changed a payment that has an open operation. */
  lastChangeMs(): number {
    const open = this.operations().filter(({ state }) => isOpen(state) && !waitsForPerson(state));
    const times = open.map((row) => this.#stage.books.payment(row.pay_token).changedAt);
    return Math.max(-Infinity, ...times);
  }

  /** Whether something that Toss did otherwise is not shown, or not yet. */
  hidesOwn(): boolean {
    return this.#drift.hidesOwn(this.#rows.payments.all(), this.operations());
  }

  /** A day after the last fault: everything has ended or waits for a person. */
  afterQuiet(): void {
    const rows = this.operations();
    for (const row of rows) {
      if (!isOpen(row.state) || waitsForPerson(row.state)) continue;
      const detail = `${row.id} is ${row.state} since ${row.state_since}`;
      this.#broken('within a day everything ends or asks a person', detail);
    }
    this.#drift.afterQuiet(this.#rows.payments.all(), rows);
  }

  /** At the very end, when people have decided everything that only they can decide. */
  atEnd(payTokens: readonly string[]): void {
    const rows = this.operations();
    for (const row of rows) this.#atEndOf(row);
    for (const id of this.deeds.accepted) {
      if (!rows.some((row) => row.id === id)) {
        this.#broken('each accepted request is still in the journal', id);
      }
    }
    for (const payToken of payTokens) {
      const real = this.#stage.books.payment(payToken);
      this.#booksOf(real, this.#stage.books.refundsAt(payToken), rows);
    }
    this.#drift.atEnd(this.#rows.payments.all(), rows);
    const leaks = this.#rows.withKey.get({ key: this.#stage.apiKey })?.found ?? 0;
    if (leaks > 0) this.#broken('the API key is in no cell', `${String(leaks)} cells`);
  }

  #atEndOf(row: OperationRow): void {
    if (isOpen(row.state)) {
      this.#broken('people can end whatever asks them', `${row.id} is ${row.state}`);
      return;
    }
    const promise = '`succeeded` if and only if the effect is there';
    if (row.state === 'succeeded') {
      if (this.truth.hasEffect(row)) return;
      if (excused(this.#stage, 'toss-untrue', this.truth.isUntrue(row))) return;
      if (excused(this.#stage, 'person-said', this.deeds.mistaken.has(row.id))) return;
      if (excused(this.#stage, 'taken-for-ours', this.truth.isTakenFor(row))) return;
      this.#broken(promise, row.id);
    } else if (row.kind === 'refund' && this.truth.hasOwnEffect(row)) {
      if (excused(this.#stage, 'never-told', this.truth.isUnlisted(row))) return;
      // Toss lists it under a number that nobody knows, or with an amount that nobody requested.
      const isUnlike = !this.truth.isTold(row) || this.truth.isUntrue(row);
      if (excused(this.#stage, 'restored', isUnlike && this.deeds.forgotten.has(row.id))) return;
      const isSaid = row.state === 'given_up' || this.deeds.mistaken.has(row.id);
      if (excused(this.#stage, 'person-said', isSaid && isUnlike)) return;
      this.#broken(promise, `${row.id} is ${row.state}`);
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
    const owners = refunds.map((refund) => this.#network().toss.ownerOf(refund));
    for (const [index, refund] of refunds.entries()) {
      if (refund.source.startsWith('merchant')) this.#isRecorded(refund, owners[index]!, rows);
    }
    if (new Set(owners).size < owners.length) {
      this.#broken('each operation has at most one effect', payToken);
    }
  }

  #isRecorded(refund: BookedRefund, owner: string, rows: readonly OperationRow[]): void {
    const row = rows.find((one) => one.id === owner);
    if (row === undefined) {
      if (excused(this.#stage, 'restored', this.deeds.forgotten.has(owner))) return;
      this.#broken('every refund is an operation of the journal', owner);
      return;
    }
    const isAsRecorded =
      refund.amount === row.amount &&
      refund.taxable === row.taxable &&
      refund.vat === row.vat &&
      refund.taxFree === row.tax_free &&
      refund.serviceFee === row.service_fee;
    if (isAsRecorded || excused(this.#stage, 'toss-untrue', this.truth.isUntrue(row))) return;
    this.#broken('a refund is exactly what was recorded', row.id);
  }
}
