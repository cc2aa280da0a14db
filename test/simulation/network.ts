/**
 * The network between the desk and Toss: each call is lost, delayed, duplicated or spoiled as its
 * schedule draws it, and no call about money is sent that the journal does not have.
 */
import { type Answer, failure } from '../../server/sandbox/answer.ts';
import { v2Failure } from '../../server/sandbox/v2/answer.ts';
import { isStatusRead, isV2, type Exchange, type TossCall } from '../../server/toss/exchange.ts';
import { readAnswer, readPartialAnswer, type Arrived } from '../../server/toss/read-answer.ts';
import type { OperationRow } from '../../server/storage/schema.ts';
import type { Answered, Transport } from '../../server/toss/transport.ts';
import { hasRefundByV2 } from './desk-database.ts';
import type { DeskLife } from './desk-life.ts';
import { OtherToss, type GotRead } from './other-toss.ts';
import type { Shown, Told } from './told.ts';
import type { CallFault } from './profile.ts';
import { short, type Stage } from './stage.ts';
import { spoil, type Spoiled } from './spoil.ts';

const SECOND = 1000;
/** As in server/toss/transport.ts: shorter, because a read can be repeated. */
const STATUS_TIMEOUT_MS = 15 * SECOND;

/** Answers that Toss documents as "nothing was done", by what the desk makes of them. */
const refusals = [
  'COMMON_INVALID_PARAMETER',
  'COMMON_INVALID_API_KEY',
  'PAY_UNAUTHORIZED',
  'REFUND_EXCEED_DAILY',
  'INACTIVE_USER',
  'COMMON_NOT_ENOUGH_CASH',
  'COMMON_EXCEED_LIMIT',
  'COMMON_REFUND_ERROR',
  'COMMON_ASSET_GET_ACCOUNT_ERROR',
  'COMMON_BREAK_TIME_OF_BANK',
  'COMMON_TIMEOUT',
  'COMMON_SYSTEM_ERROR',
  'COMMON_PAY_ERROR',
  'COMMON_TEMP_DENIAL_ERROR',
  'CORE_USER_ERROR',
  'COMMON_UNHEARD_OF',
];
/** Answers that may also come after Toss has acted. */
const breakdowns = [
  'COMMON_TIMEOUT',
  'COMMON_SYSTEM_ERROR',
  'COMMON_PAY_ERROR',
  'COMMON_TEMP_DENIAL_ERROR',
  'COMMON_UNHEARD_OF',
];
/** Refusals that a Toss with `anyRefusal` may also give after having acted. */
const refusalsAfterActing = ['COMMON_REFUND_ERROR', 'COMMON_INVALID_PARAMETER', 'INACTIVE_USER'];
/** Faults that do not change what a read shows. */
const harmless: readonly (CallFault | null)[] = [null, 'answer-late', 'extra-fields', 'doubled'];

/** Faults that apply only to a call about money, or only to a read. */
const onlyMoney: readonly CallFault[] = ['doubled', 'error-after-acting', 'no-refund-number'];
const onlyReads: readonly CallFault[] = ['odd-status', 'denied', 'no-refunds-list'];

/** One money call on its way, as the journal had it when the bytes were sent. */
interface Sent {
  operationId: string;
  kind: 'execute' | 'cancel' | 'refund';
  call: TossCall;
  payToken: string;
  body: string;
  /** Copies that Toss has not received yet, and may still receive. */
  underWay: number;
  /** When its bytes were sent, and when Toss received the last copy, in true time. */
  outMs: number;
  /** -Infinity while Toss has received none. */
  arrivedMs: number;
  /** An execute or cancel that took effect by this very call. */
  acted: boolean;
  /** Toss answered HTTP 5xx, which proves nothing whatever it says. */
  brokeDown: boolean;
}

/** Refunds that a desk set to v2 asks v1 about first. */
const unclearRefunds = `SELECT id, toss_refund_no FROM operation WHERE pay_token = ? AND kind = 'refund'
  AND state IN ('unknown', 'pending', 'absent', 'needs_review')`;

/** Called with a money call before its first byte is sent. @returns the id of its operation */
type Audit = (life: DeskLife, call: TossCall, body: string) => string;

export const kindOf: Partial<Record<TossCall, Sent['kind']>> = {
  execute: 'execute',
  cancel: 'cancel',
  refunds: 'refund',
  'v2/execute': 'execute',
  'v2/refunds': 'refund',
};

/** The planned course of one call. */
interface Plan {
  fault: CallFault | null;
  requestMs: number;
  answerMs: number;
  lagMs: number;
  pending: { ms: number; fails: boolean } | null;
}

/** An answer on its way back. */
type OnItsWay = Spoiled &
  Pick<GotRead, 'shown' | 'isDenial'> & { isOtherMode: boolean; maySayOtherMode: boolean };

export class Network {
  readonly toss: OtherToss;
  readonly #stage: Stage;
  readonly #sent: Sent[] = [];
  readonly #saidOddly = new Set<string>();
  /** The number of consecutive denials in reads, per payment. */
  readonly #denials = new Map<string, number>();
  /** The denials before the newest good read, and the process that got it. */
  readonly #before = new Map<string, { life: DeskLife; denials: number }>();
  readonly #audit: Audit;

  constructor(stage: Stage, audit: Audit) {
    this.#stage = stage;
    this.#audit = audit;
    this.toss = new OtherToss(stage);
  }

  /** All money calls that may have been sent, oldest first. */
  sentBy(operationId: string): Sent[] {
    return this.#sent.filter((sent) => sent.operationId === operationId);
  }

  /** Whether Toss has reported an undocumented state of the payment or of a refund. */
  saidOddly(payToken: string): boolean {
    return this.#saidOddly.has(payToken);
  }

  denialsOf(payToken: string): number {
    return this.#denials.get(payToken) ?? 0;
  }

  /** Denials before a good read that a process got and may not have written before it died. */
  denialsBeforeDeath(payToken: string): number {
    const before = this.#before.get(payToken);
    return before?.life.dead === true ? before.denials : 0;
  }

  #endDenials(payToken: string, life: DeskLife): void {
    const denials = this.denialsOf(payToken) + this.denialsBeforeDeath(payToken);
    this.#before.set(payToken, { life, denials });
    this.#denials.delete(payToken);
  }

  /** Whether Toss may still receive a copy of an operation's call. */
  isUnderWay(operationId: string): boolean {
    return this.#sent.some((sent) => sent.operationId === operationId && sent.underWay > 0);
  }

  transportFor(life: DeskLife): Transport {
    return {
      call: (call, body, mayGo) => this.#call(life, call, body, mayGo),
      close: () => Promise.resolve(),
    };
  }

  #draw(call: TossCall): Plan {
    const { rng, profile, troubled } = this.#stage;
    const isMoney = !isStatusRead(call);
    const quick: Plan = {
      fault: null,
      requestMs: rng.int(2, 40),
      answerMs: rng.int(2, 60),
      lagMs: 0,
      pending: null,
    };
    if (!troubled) return quick;
    if (!isMoney && rng.chance(profile.lag)) quick.lagMs = rng.int(0, profile.lagMs);
    if (call !== 'cancel' && isMoney && rng.chance(profile.bankPending)) {
      quick.pending = {
        ms: rng.spread(2 * SECOND, rng.chance(0.15) ? 30 * 3600 * SECOND : 3600 * SECOND),
        fails: rng.chance(profile.bankFails),
      };
    }
    if (!isMoney && profile.deniedAfterSend && this.#sent.length > 0) {
      return { ...quick, fault: 'denied' };
    }
    if (!rng.chance(isMoney ? profile.moneyTrouble : profile.statusTrouble)) return quick;
    const fault = rng.weighted(profile.callFaults);
    if ((isMoney ? onlyReads : onlyMoney).includes(fault)) return quick;
    if (fault === 'no-refund-number' && kindOf[call] !== 'refund') return quick;
    return { ...quick, fault };
  }

  #call(
    life: DeskLife,
    call: TossCall,
    storedBody: string,
    mayGo: () => boolean = () => true,
  ): Promise<Answered> {
    const { time, apiKey, profile } = this.#stage;
    const kind = kindOf[call];
    const goes = kind === undefined || mayGo();
    const operationId = kind === undefined || !goes ? null : this.#audit(life, call, storedBody);
    if (operationId !== null && life.gotOtherMode) {
      this.#stage.violation(
        'nothing is sent after an answer for the other kind of key',
        operationId,
      );
    }
    const plan = this.#draw(call);
    if (plan.fault !== null) this.#stage.fault(plan.fault);
    const bytes = Buffer.from(`{"apiKey":${JSON.stringify(apiKey)},${storedBody.slice(1)}`);
    const startedAt = life.clock.nowIso();
    const timeoutMs = isStatusRead(call) ? STATUS_TIMEOUT_MS : profile.limits.tossTimeoutMs;
    return new Promise((resolve) => {
      let isOver = false;
      const finish = (outcome: Exchange['outcome'], rest: ReturnType<typeof readAnswer>) => {
        if (isOver) return;
        isOver = true;
        deadline.cancel();
        const exchange = { call, outcome, ...rest, startedAt, endedAt: life.clock.nowIso() };
        const dateHeader = rest.httpStatus === null ? null : new Date(time.nowMs).toUTCString();
        resolve({ exchange, dateHeader });
      };
      const nothing: Arrived = { httpStatus: null, contentType: null, bytes: Buffer.alloc(0) };
      const lose = (why: string, arrived = nothing) =>
        finish('lost', readPartialAnswer(arrived, why));
      const deadline = life.clock.after(timeoutMs, () =>
        lose(`time-out after ${String(timeoutMs)} ms`),
      );
      if (plan.fault === 'unreachable' || !goes) {
        life.clock.after(plan.requestMs, () =>
          finish('never-sent', readPartialAnswer(nothing, 'ECONNREFUSED')),
        );
        return;
      }
      const sent = this.#note(operationId, call, storedBody);
      const askedMs = time.nowMs;
      const { payToken } = JSON.parse(storedBody) as { payToken: string };
      if (plan.fault === 'odd-status') this.#saidOddly.add(payToken);
      this.#carry(life, { call, bytes, plan, sent }, (onItsWay, arrivesInMs) => {
        time.after(arrivesInMs, () =>
          life.whenAwake(() => {
            const { arrived, lost } = onItsWay;
            if (onItsWay.isOtherMode && !isOver) life.gotOtherMode = true;
            if (onItsWay.maySayOtherMode) life.mayGetOtherMode = true;
            if (!isOver && this.#isUsed(life, call, payToken, onItsWay.shown)) {
              this.#got(life, payToken, { ...onItsWay, askedMs });
            }
            if (lost !== null) lose(lost, arrived);
            else if (arrived.httpStatus === null) lose('no status');
            else finish('answered', readAnswer({ ...arrived, httpStatus: arrived.httpStatus }));
          }),
        );
      });
    });
  }

  /** Where v2 is read, v1 is asked first about an unclear refund: what lists it is used. */
  #isUsed(life: DeskLife, call: TossCall, payToken: string, shown: Shown | null): boolean {
    if (!isStatusRead(call)) return false;
    if (call === 'v2/status' || !this.#isReadByV2(life, payToken)) return true;
    const { numbers = new Set() } = shown ?? {};
    return this.#stage.database
      .query<Pick<OperationRow, 'id' | 'toss_refund_no'>>(unclearRefunds)
      .all(payToken)
      .some((row) =>
        [row.id, row.toss_refund_no ?? row.id].some((no) => numbers.has(no.toLowerCase())),
      );
  }

  /** A desk set to v1 reads by v2 what it refunds by v2. */
  #isReadByV2(life: DeskLife, payToken: string): boolean {
    if (this.#stage.profile.v2 === null) return false;
    return life.statusVersion === 'v2' || hasRefundByV2(this.#stage.database, payToken);
  }

  #got(life: DeskLife, payToken: string, { askedMs, shown, isDenial }: GotRead): void {
    life.got(payToken, { askedMs, shown, isDenial });
    if (isDenial) this.#denials.set(payToken, this.denialsOf(payToken) + 1);
    else if (shown !== null) this.#endDenials(payToken, life);
    if (shown?.understood === false) this.#saidOddly.add(payToken);
  }

  #note(operationId: string | null, call: TossCall, body: string): Sent | null {
    const kind = kindOf[call];
    if (operationId === null || kind === undefined) return null;
    const payToken = String((JSON.parse(body) as Record<string, unknown>)['payToken']);
    const sent: Sent = {
      operationId,
      ...{ kind, call, payToken, body },
      underWay: 0,
      outMs: this.#stage.time.nowMs,
      arrivedMs: -Infinity,
      acted: false,
      brokeDown: false,
    };
    this.#sent.push(sent);
    const { books, profile, troubled } = this.#stage;
    if (troubled && profile.guideShapeAfterSend && books.options.statusShape === 'full') {
      books.options = { ...books.options, statusShape: 'guide' };
      this.#stage.fault('guide-shape');
    }
    this.#doAlike(sent);
    return sent;
  }

  /** Somebody refunds the same amount of the same payment in Toss's console. */
  #doAlike({ kind, payToken, body }: Sent): void {
    const { rng, time, books, profile, troubled } = this.#stage;
    const { alike = 0 } = profile.v2 ?? {};
    if (kind !== 'refund' || !troubled || alike === 0 || !rng.chance(alike)) return;
    const { amount } = JSON.parse(body) as { amount: number };
    const afterMs = rng.chance(0.7) ? rng.int(0, 100 * SECOND) : rng.spread(SECOND, 1200 * SECOND);
    time.after(afterMs, () => {
      if (books.leftOf(payToken) < amount) return;
      try {
        books.refundInConsole(payToken, amount);
      } catch (error) {
        // One is in progress.
        if (!(error instanceof Error) || error.name !== 'NotPossibleError') throw error;
        return;
      }
      this.#stage.fault('alike');
      this.#stage.act(`  the same amount is refunded in the console: ${short(payToken)}`);
    });
  }

  /** Delivers the request to Toss and its answer back. */
  #carry(
    life: DeskLife,
    request: { call: TossCall; bytes: Buffer; plan: Plan; sent: Sent | null },
    answer: (onItsWay: OnItsWay, arrivesInMs: number) => void,
  ): void {
    const { time, rng, profile } = this.#stage;
    const { plan, sent, call } = request;
    const reset = (ms: number) => {
      const arrived = { httpStatus: null, contentType: null, bytes: Buffer.alloc(0) };
      const lost = 'ECONNRESET: the other side closed';
      const nothing = {
        ...{ shown: null, isDenial: false },
        ...{ isOtherMode: false, maySayOtherMode: false },
      };
      if (rng.chance(0.5)) answer({ arrived, lost, ...nothing }, ms);
    };
    if (plan.fault === 'request-lost') {
      reset(plan.requestMs + plan.answerMs);
      return;
    }
    const requestMs =
      plan.fault === 'request-late'
        ? rng.spread(profile.shortestLateMs, profile.longestLateMs)
        : plan.requestMs;
    const copies = plan.fault === 'doubled' ? 2 : 1;
    if (sent !== null) sent.underWay += copies;
    time.after(requestMs, () => {
      if (sent !== null) sent.underWay -= copies;
      // What the process had not handed to the network dies with it; the rest arrives all the same.
      if (life.dead && requestMs === plan.requestMs && rng.chance(0.3)) return;
      const first = this.#deliver(request);
      const second = copies === 2 ? this.#deliver(request) : first;
      if (plan.fault === 'answer-lost') {
        reset(plan.answerMs);
        return;
      }
      const answerMs =
        plan.fault === 'answer-late' ? rng.spread(SECOND, 600 * SECOND) : plan.answerMs;
      const told = rng.chance(0.5) ? second : first;
      const spoiled = spoil(this.#stage, plan.fault, call, told.answer, request.bytes);
      if (sent !== null) sent.brokeDown = (spoiled.arrived.httpStatus ?? 0) >= 500;
      const isWhole = harmless.includes(plan.fault);
      const shown = isWhole ? told.shown : null;
      const tellsMode = isWhole || plan.fault === 'odd-status' || plan.fault === 'no-refunds-list';
      // An answer with one value spoiled may still say it.
      const maySayOtherMode = told.answer.body['mode'] === 'LIVE';
      const isOtherMode = tellsMode && maySayOtherMode;
      const isDenial = plan.fault === 'denied';
      answer({ ...spoiled, shown, isDenial, isOtherMode, maySayOtherMode }, answerMs);
    });
  }

  /** An execute or cancel shows in the status; a refund is a row of its own. */
  #statusOf(sent: Sent | null): string | undefined {
    if (sent === null || sent.kind === 'refund') return undefined;
    return this.#stage.books.stateOf(sent.payToken)?.status;
  }

  /** An answer that Toss gives without consulting its books. */
  #instead(call: TossCall, fault: CallFault | null): Answer | null {
    const { rng, profile } = this.#stage;
    const { readRefusals, denial } = profile.temper;
    if (fault === 'denied') return denyBy(denial);
    if (fault === 'error-code') {
      const fail = isV2(call) ? v2Failure : failure;
      return fail(rng.pick(isStatusRead(call) ? readRefusals : refusals));
    }
    if (fault === 'json-500' && rng.chance(0.5)) return failure('COMMON_SYSTEM_ERROR');
    return null;
  }

  #deliver(request: { call: TossCall; bytes: Buffer; plan: Plan; sent: Sent | null }) {
    const { rng, profile } = this.#stage;
    const { call, bytes, plan, sent } = request;
    const { fault, lagMs } = plan;
    const instead = this.#instead(call, fault);
    if (instead !== null) return { answer: instead, shown: null };
    const before = this.#statusOf(sent);
    const twist = plan.pending === null ? {} : { pending: plan.pending };
    const operationId = sent?.operationId ?? null;
    const told = this.toss.answer({ call, bytes, operationId, twist, lagMs });
    if (lagMs > 0) this.#stage.fault('lag');
    if (call === 'v2/status') return this.#otherMode(told);
    if (sent !== null) {
      sent.arrivedMs = this.#stage.time.nowMs;
      const after = this.#statusOf(sent);
      if (sent.kind !== 'refund' && before !== after && isEffectOf(sent.kind, after)) {
        sent.acted = true;
      }
      if (plan.pending !== null) this.#stage.fault('bank-pending');
      this.#stage.act(
        `    toss gets ${sent.kind} ${short(sent.operationId)}: ` + wordOf(told.answer.body),
      );
    }
    if (fault !== 'error-after-acting') return call === 'v2/execute' ? this.#otherMode(told) : told;
    const codes = profile.temper.anyRefusal ? [...breakdowns, ...refusalsAfterActing] : breakdowns;
    const fail = isV2(call) ? v2Failure : failure;
    return { ...told, answer: fail(rng.pick(codes)) };
  }

  /** Now and then the answer is for the other kind of key. */
  #otherMode(told: Told): Told {
    const { rng, profile, troubled } = this.#stage;
    const { otherMode = 0 } = profile.v2 ?? {};
    const { answer } = told;
    if (!troubled || otherMode === 0 || answer.body['code'] !== 0) return told;
    if (!rng.chance(otherMode)) return told;
    this.#stage.fault('other-mode');
    return { shown: null, answer: { ...answer, body: { ...answer.body, mode: 'LIVE' } } };
  }
}

function denyBy(denial: string | null): Answer {
  if (denial !== null) return failure(denial);
  return { httpStatus: 200, body: { code: -1, status: 200, msg: '결제를 찾을 수 없습니다.' } };
}

function wordOf(body: Record<string, unknown>): string {
  const { errorCode } = body;
  return typeof errorCode === 'string' ? errorCode : 'code 0';
}

/** Whether a status after the call can be an effect of this call. */
function isEffectOf(kind: 'execute' | 'cancel', after: string | undefined): boolean {
  if (kind === 'cancel') return after === 'PAY_CANCEL';
  return after === 'PAY_PROGRESS' || after === 'PAY_COMPLETE';
}
