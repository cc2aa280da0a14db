/**
 * The people at the desk: they read, press buttons (sometimes twice, sometimes in an old form), and
 * decide what only people can decide. They know what the desk's screens show, and nothing of Toss's
 * books.
 */
import type { BulkRunRow, OperationRow, PaymentRow } from '../../server/storage/schema.ts';
import type { BulkRow, BulkRun } from '../../shared/bulk-refund.ts';
import { decisionState, type OperationDecision } from '../../shared/operation-actions.ts';
import type { OperationBody, PaymentDetail } from '../../shared/api.ts';
import { isOpen, type Operation, type OperationKind } from '../../shared/operation.ts';
import { isPaid } from '../../shared/payment.ts';
import { lookAlikesOf, outcomesOf, type Outcome } from '../../shared/resolve-choices.ts';
import { allocate, type Parts } from '../../shared/tax-split.ts';
import { operationFromRow } from '../../server/storage/operation-from-row.ts';
import { count } from './coverage.ts';
import type { DeskMachine, Person, Reply } from './desk-machine.ts';
import type { Judge } from './judge-books.ts';
import { short, type Stage } from './stage.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Long enough for the desk to accept it as evidence. */
const EVIDENCE = '콘솔에서 확인했습니다';

/** A bulk run as its screen shows it. */
interface SeenRun {
  run: BulkRun;
  rows: BulkRow[];
}
/** The outcome that a person enters for an operation. */
interface Said {
  outcome: Outcome;
  refundNo?: string;
}
type RunMove = 'start' | 'pause' | 'stop' | 'approve' | 'decline';

interface Form {
  id: string;
  payToken: string;
  person: Person;
  body: OperationBody;
}

export class Staff {
  readonly people: readonly Person[];
  readonly #stage: Stage;
  readonly #machine: DeskMachine;
  readonly #judge: Judge;

  constructor(
    stage: Stage,
    parts: { machine: DeskMachine; judge: Judge; people: readonly Person[] },
  ) {
    this.#stage = stage;
    this.#machine = parts.machine;
    this.#judge = parts.judge;
    this.people = parts.people;
  }

  #payment(payToken: string): PaymentRow | undefined {
    const { database } = this.#stage;
    return database.query<PaymentRow>('SELECT * FROM payment WHERE pay_token = ?').get(payToken);
  }

  // ── asking for something ──────────────────────────────────────────────────────────────────────

  /** A person opens a payment now, and presses a button after having read it for a while. */
  intend(payToken: string): void {
    const { rng, time, profile } = this.#stage;
    const person = rng.pick(this.people);
    const seen = this.#payment(payToken);
    if (seen === undefined) return;
    const body = this.#fill(seen);
    const form: Form = { id: rng.uuid(), payToken, person, body };
    if (body.kind === 'refund' && rng.chance(0.2)) this.#openForm(form);
    // An old form was opened long before it is sent.
    const thinksMs = rng.chance(profile.repeats * 0.4)
      ? rng.spread(MINUTE, HOUR)
      : rng.int(0, 5 * SECOND);
    time.after(thinksMs, () => {
      this.#press(form);
      this.#repeat(form);
    });
  }

  /** The open form is announced to colleagues, who may go on all the same. */
  #openForm({ payToken, person }: Form): void {
    const key = 'POST /api/payments/:payToken/lease';
    this.#machine.request(key, person, { params: { payToken } }, (reply) => {
      if (reply.kind !== 'answer' || !this.#stage.rng.chance(0.7)) return;
      const close = 'DELETE /api/payments/:payToken/lease';
      this.#machine.request(close, person, { params: { payToken } }, () => undefined);
    });
  }

  #fill(seen: PaymentRow): OperationBody {
    const { rng } = this.#stage;
    const kind = this.#wish(seen);
    const reason = rng.pick(['고객 변심', '상품 품절', '배송 지연']);
    const note = rng.chance(0.1) ? { note: '전화로 확인' } : {};
    switch (kind) {
      case 'execute':
        return { kind, seenAmount: seen.amount, ...note };
      case 'cancel':
        return { kind, reason, seenStatus: seen.status, ...note };
      case 'refund': {
        const left = Math.max(1, seen.amount - seen.refunded);
        const amount = rng.chance(0.35)
          ? left
          : rng.chance(0.04)
            ? left + rng.int(1, 500)
            : rng.int(1, left);
        const parts = this.#parts(seen, amount);
        return { kind, amount, ...parts, reason, seenRefunded: seen.refunded, ...note };
      }
    }
  }

  /** Some people fill in the tax parts by hand; most leave them to the desk. */
  #parts(seen: PaymentRow, amount: number): { parts?: Parts } {
    if (!this.#stage.rng.chance(0.15)) return {};
    const left = {
      taxable: Math.max(0, seen.taxable - seen.own_taxable),
      vat: Math.max(0, seen.vat - seen.own_vat),
      taxFree: Math.max(0, seen.tax_free - seen.own_tax_free),
      serviceFee: Math.max(0, seen.service_fee - seen.own_service_fee),
    };
    const mode = this.#stage.rng.pick(['proportional', 'taxed', 'tax-free'] as const);
    const parts = allocate(left, amount, mode);
    return parts === null ? {} : { parts };
  }

  #wish(seen: PaymentRow): OperationKind {
    const { rng } = this.#stage;
    if (rng.chance(0.03)) return rng.pick(['execute', 'cancel', 'refund']);
    if (seen.status === 'PAY_STANDBY') return rng.chance(0.6) ? 'cancel' : 'execute';
    if (seen.status === 'PAY_APPROVED') return rng.chance(0.7) ? 'execute' : 'cancel';
    return 'refund';
  }

  #press(form: Form): void {
    const { id, payToken, person, body } = form;
    const what = body.kind === 'refund' ? `refund ${String(body.amount)}` : body.kind;
    this.#stage.act(
      `${person.id} (${person.role}) puts ${what} ${short(id)} on ${short(payToken)}`,
    );
    this.#machine.request(
      'PUT /api/payments/:payToken/operations/:operationId',
      person,
      { params: { payToken, operationId: id }, body },
      (reply) => {
        this.#told(`${short(id)} put`, reply);
        if (reply.kind === 'answer') this.#accept(form, reply.body as Operation);
        if (reply.kind === 'lost') this.#tryAgain(form);
      },
    );
  }

  #accept({ id, payToken, person, body }: Form, operation: Operation): void {
    this.#judge.journal.answered({ id, payToken, personId: person.id, body }, operation);
    this.#judge.deeds.accepted.add(operation.id);
    this.#judge.deeds.touched(operation.id);
  }

  #told(what: string, reply: Reply): void {
    const stage = this.#stage;
    if (reply.kind === 'answer') {
      const { state } = reply.body as Operation;
      stage.log(`  ${what}: ${String(reply.status)} ${state}`);
      count(stage.coverage.figures, `answers ${String(reply.status)}`);
    } else {
      stage.log(`  ${what}: ${reply.kind === 'lost' ? 'no answer' : reply.code}`);
      count(
        stage.coverage.figures,
        reply.kind === 'lost' ? 'requests lost' : `refused ${reply.code}`,
      );
    }
  }

  /** A browser that got no response sends the same request once more. */
  #tryAgain(form: Form): void {
    const { rng, time, troubled } = this.#stage;
    if (!troubled || !rng.chance(0.6)) return;
    time.after(rng.spread(SECOND, 20 * MINUTE), () => this.#press(form));
  }

  /** Double clicks, second tabs, the back button much later, another person with the same id. */
  #repeat(form: Form): void {
    const { rng, time, profile } = this.#stage;
    const after = (ms: number, other: Form) => {
      time.after(ms, () => this.#press(other));
    };
    if (rng.chance(profile.repeats)) after(rng.int(0, 300), form);
    if (rng.chance(profile.repeats * 0.5)) {
      after(rng.int(0, 2 * SECOND), { ...form, id: rng.uuid() });
    }
    if (rng.chance(profile.repeats * 0.5)) after(rng.spread(SECOND, 2 * HOUR), form);
    if (rng.chance(profile.repeats * 0.2)) {
      after(rng.spread(1, MINUTE), { ...form, person: rng.pick(this.people) });
    }
    if (rng.chance(0.08 + profile.repeats * 0.2)) {
      const { id, person } = form;
      const ms = rng.spread(10, MINUTE);
      time.after(ms, () => this.#act('withdraw', id, person));
    }
  }

  // ── deciding ──────────────────────────────────────────────────────────────────────────────────

  #soleManager(person: Person): boolean {
    const managers = this.people.filter(({ role }) => role === 'manager');
    return managers.length === 1 && managers[0]?.id === person.id;
  }

  /** Whether this person may decide on an operation now; some try what they may not. */
  #may(act: OperationDecision, row: OperationRow, person: Person): boolean {
    const { id, role } = person;
    const soleManager = this.#soleManager(person);
    const decider = { id, role, soleManager, soleFrom: null, heldFor: [] };
    const { time } = this.#stage;
    return decisionState(act, operationFromRow(row), decider, time.wallMs).allowed;
  }

  #act(act: OperationDecision, id: string, person: Person, body: object | null = null): void {
    const key = `POST /api/operations/:id/${act}` as 'POST /api/operations/:id/withdraw';
    this.#stage.act(`${person.id} (${person.role}) wants to ${act} ${short(id)}`);
    const input = { params: { id }, ...(body === null ? {} : { body }) };
    this.#machine.request(key, person, input as { params: { id: string } }, (reply) =>
      this.#told(`${short(id)} ${act}`, reply),
    );
  }

  /** A person goes through the list of what waits for a decision. */
  visit(): void {
    const { rng } = this.#stage;
    const person = rng.pick(this.people);
    for (const row of this.#judge.operations()) {
      if (row.state === 'proposed') this.#decideProposal(row, person, 0.8);
      else if (row.state === 'absent') this.#decideAbsent(row, person, 0.8);
      else if (row.state === 'needs_review') this.#resolve(row, person, 0.8);
      else if (row.disputed === 1) this.#resolve(row, person, 0.5);
      else if (row.state === 'given_up' && rng.chance(0.7)) this.#release(row, person);
      else if ((row.state === 'ready' || row.state === 'not_sent') && rng.chance(0.2)) {
        const requester = this.people.find(({ id }) => id === row.requested_by) ?? person;
        this.#act('withdraw', row.id, rng.chance(0.9) ? requester : person);
      } else if (rng.chance(0.15)) this.#act('check', row.id, person);
    }
    this.#visitRuns(person);
    this.#acknowledge(person);
  }

  #decideProposal(row: OperationRow, person: Person, chance: number): void {
    const { rng } = this.#stage;
    if (!rng.chance(chance)) return;
    if (rng.chance(0.15)) {
      this.#act('decline', row.id, person, { reason: '금액을 다시 확인해 주세요' });
      return;
    }
    if (rng.chance(0.1)) {
      const requester = this.people.find(({ id }) => id === row.requested_by) ?? person;
      this.#act('withdraw', row.id, requester);
      return;
    }
    // Now and then the page has shown something else than what is recorded.
    const bodyHash = rng.chance(0.05) ? 'f'.repeat(64) : row.body_hash;
    const approvals = this.#judge.deeds.approvals.get(row.id) ?? [];
    approvals.push({ bodyHash, by: person.id });
    this.#judge.deeds.approvals.set(row.id, approvals);
    this.#act('approve', row.id, person, { bodyHash });
    if (rng.chance(0.2)) this.#act('approve', row.id, person, { bodyHash });
  }

  #decideAbsent(row: OperationRow, person: Person, chance: number): void {
    const { rng } = this.#stage;
    if (!rng.chance(chance)) return;
    if (rng.chance(0.45)) {
      this.#act('give-up', row.id, person);
      return;
    }
    this.#judge.deeds.sentAgain.add(row.id);
    this.#act('send-again', row.id, person);
    if (rng.chance(0.2)) this.#act('send-again', row.id, person);
  }

  /** What the payment's screen shows now. */
  #look(payToken: string, person: Person, seen: (detail: PaymentDetail) => void): void {
    const key = 'GET /api/payments/:payToken';
    this.#machine.request(key, person, { params: { payToken } }, (reply) => {
      if (reply.kind === 'answer') seen(reply.body as PaymentDetail);
    });
  }

  /** Resolves an operation by what the screen shows; now and then wrongly. */
  #resolve(row: OperationRow, person: Person, chance: number): void {
    if (!this.#stage.rng.chance(chance)) return;
    this.#look(row.pay_token, person, (detail) => {
      const said = row.kind === 'refund' ? this.#refundBy(row, detail) : this.#actBy(row, detail);
      // The form offers only these outcomes.
      const offered = outcomesOf(operationFromRow(row), detail, this.#stage.time.wallMs);
      if (!offered.includes(said.outcome)) return;
      this.#act('resolve', row.id, person, { evidence: EVIDENCE, ...said });
    });
  }

  /** Names a refund that looks like this one, or says that there is none. */
  #refundBy(row: OperationRow, detail: PaymentDetail): Said {
    const { rng } = this.#stage;
    const alike = lookAlikesOf(operationFromRow(row), detail);
    const ticks = (): Said => ({ outcome: 'succeeded', refundNo: rng.pick(alike).refundNo });
    if (row.state === 'succeeded') return alike.length === 0 ? { outcome: 'failed' } : ticks();
    if (alike.length === 0) {
      return { outcome: rng.weighted({ failed: 60, given_up: 25, succeeded: 15 }) };
    }
    const way = rng.weighted({ ticks: 70, succeeded: 10, failed: 15, given_up: 5 });
    return way === 'ticks' ? ticks() : { outcome: way };
  }

  #actBy(row: OperationRow, { payment: { status } }: PaymentDetail): Said {
    if (row.state === 'succeeded') return { outcome: 'failed' };
    const isDone = row.kind === 'cancel' ? status === 'PAY_CANCEL' : isPaid(status);
    if (isDone) return { outcome: 'succeeded' };
    return { outcome: this.#stage.rng.weighted({ failed: 70, given_up: 25, succeeded: 5 }) };
  }

  #release(row: OperationRow, person: Person): void {
    this.#act('release', row.id, person, { evidence: EVIDENCE });
  }

  // ── many at once ──────────────────────────────────────────────────────────────────────────────

  /** A person checks a list of payments and, having seen the preview, confirms its total. */
  makeBulkRun(payTokens: readonly string[]): void {
    const { rng } = this.#stage;
    const person = rng.pick(this.people);
    const rows = payTokens.map((payToken) => {
      const seen = this.#payment(payToken);
      const left = Math.max(1, (seen?.amount ?? 1) - (seen?.refunded ?? 0));
      return { payToken, ...(rng.chance(0.5) ? {} : { amount: rng.int(1, left) }) };
    });
    this.#stage.act(`${person.id} (${person.role}) makes a bulk run of ${String(rows.length)}`);
    const body = { name: '행사 취소', reason: '행사 취소', rows };
    this.#machine.request('POST /api/bulk-refunds', person, { body }, (reply) => {
      this.#toldRun('bulk run', reply);
      if (reply.kind === 'answer') this.#startRun((reply.body as SeenRun).run.id, person);
    });
  }

  #toldRun(what: string, reply: Reply): void {
    const said =
      reply.kind === 'answer'
        ? (reply.body as SeenRun).run.state
        : reply.kind === 'lost'
          ? 'no answer'
          : reply.code;
    this.#stage.log(`  ${what}: ${said}`);
    count(this.#stage.coverage.figures, `bulk ${said}`);
  }

  #moveRun(id: string, way: RunMove, person: Person, body: object | null): void {
    this.#stage.act(`${person.id} (${person.role}) wants to ${way} a bulk run`);
    const key = `POST /api/bulk-refunds/:id/${way}` as 'POST /api/bulk-refunds/:id/pause';
    const input = { params: { id }, ...(body === null ? {} : { body }) };
    this.#machine.request(key, person, input as { params: { id: string } }, (reply) =>
      this.#toldRun(way, reply),
    );
  }

  /** Types the total of the rows that would be refunded, and now and then another one. */
  #startRun(id: string, person: Person): void {
    const { rng, time } = this.#stage;
    this.#machine.request('GET /api/bulk-refunds/:id', person, { params: { id } }, (reply) => {
      if (reply.kind !== 'answer') return;
      const { run, rows } = reply.body as SeenRun;
      const looks = rows.filter(({ verdict }) => verdict === 'look');
      const include =
        run.state === 'draft' && rng.chance(0.7) ? looks.map((row) => row.position) : [];
      const go = rows.filter(
        ({ verdict, position }) => verdict === 'ready' || include.includes(position),
      );
      const wouldGoWon = go.reduce((sum, { amount }) => sum + (amount ?? 0), 0);
      const ownWon = run.state === 'draft' ? wouldGoWon : run.tally.leftWon;
      const totalWon = rng.chance(0.05) ? ownWon + 1 : ownWon;
      time.after(rng.int(0, 20 * SECOND), () =>
        this.#moveRun(id, 'start', person, { totalWon, include }),
      );
    });
  }

  #visitRuns(person: Person): void {
    const { rng, database } = this.#stage;
    const runs = database.query<Pick<BulkRunRow, 'id' | 'state' | 'body_hash' | 'requested_by'>>(
      "SELECT id, state, body_hash, requested_by FROM bulk_run WHERE state <> 'done' ORDER BY id",
    );
    for (const run of runs.all()) {
      const owner = this.people.find(({ id }) => id === run.requested_by) ?? person;
      if (run.state === 'proposed' && rng.chance(0.8)) {
        const isRefused = rng.chance(0.15);
        const reason = { reason: '금액을 다시 확인해 주세요' };
        if (isRefused) this.#moveRun(run.id, 'decline', person, reason);
        else this.#moveRun(run.id, 'approve', person, { bodyHash: run.body_hash });
      } else if (run.state === 'paused' || run.state === 'draft') {
        if (rng.chance(0.6)) this.#startRun(run.id, owner);
      } else if (run.state === 'running' && rng.chance(0.2)) {
        this.#moveRun(run.id, rng.pick(['pause', 'stop']), rng.chance(0.7) ? owner : person, null);
      }
    }
  }

  #acknowledge(person: Person): void {
    const { rng, database } = this.#stage;
    const differing = database.query<Pick<PaymentRow, 'pay_token' | 'drift' | 'changed_at'>>(
      `SELECT pay_token, drift, changed_at FROM payment WHERE drift IS NOT NULL
       ORDER BY drift, changed_at, pay_token`,
    );
    for (const row of differing.all()) {
      if (row.drift === null || !rng.chance(0.6)) continue;
      this.#stage.act(`${person.id} acknowledges ${row.drift} of ${short(row.pay_token)}`);
      this.#machine.request(
        'POST /api/payments/:payToken/acknowledge',
        person,
        {
          params: { payToken: row.pay_token },
          body: { drift: row.drift, changedAt: row.changed_at, note: EVIDENCE },
        },
        (reply) =>
          this.#told(`${short(row.pay_token)} acknowledge`, {
            ...reply,
            body: { state: '' },
          } as Reply),
      );
    }
  }

  /** Some contradictions are left as they are: nobody has to resolve them. */
  #settleDispute(row: OperationRow, round: number): void {
    const person = this.people.find((one) => this.#may('resolve', row, one));
    if (person !== undefined && round < 3) this.#resolve(row, person, 0.5);
  }

  /**
   * In the quiet phase at the end: people decide everything that waits for them. What was sent
   * again and is absent once more is given up in a later round.
   * @returns how many there were
   */
  clearUp(round: number): number {
    let asked = 0;
    for (const row of this.#judge.operations()) {
      const act = { proposed: 'decline', absent: 'give-up', needs_review: 'resolve' } as const;
      if (row.state === 'given_up') {
        const releaser = this.people.find((person) => this.#may('release', row, person));
        if (releaser !== undefined) this.#release(row, releaser);
        // Its money may be released a day after it was sent.
        if (round < 4) asked += 1;
        continue;
      }
      if (isOpen(row.state)) asked += 1;
      if (row.disputed === 1) this.#settleDispute(row, round);
      if (!(row.state in act)) continue;
      const wanted = act[row.state as keyof typeof act];
      const person = this.people.find((one) => this.#may(wanted, row, one));
      if (person === undefined) continue;
      if (wanted === 'decline') this.#decideProposal(row, person, 1);
      else if (wanted === 'give-up' && round > 1) this.#act('give-up', row.id, person);
      else if (wanted === 'give-up') this.#decideAbsent(row, person, 1);
      else this.#resolve(row, person, 1);
    }
    const manager = this.people.find(({ role }) => role === 'manager');
    if (manager !== undefined) this.#acknowledge(manager);
    return asked;
  }
}
