/**
 * Every Toss that its documents allow: over the sandbox's books, with the numbers, codes, lists and
 * false answers that the schedule's temper draws. What it did and what it only claimed is kept for
 * the judge.
 */
import { type Answer, failure, success } from '../../server/sandbox/answer.ts';
import type { Twist } from '../../server/sandbox/merchant-api.ts';
import type { RefundRow } from '../../server/sandbox/payment-row.ts';
import { v2Failure } from '../../server/sandbox/v2/answer.ts';
import { isV2, type TossCall } from '../../server/toss/exchange.ts';
import { toSeoulText } from '../../server/sandbox/seoul-time.ts';
import { TossV2 } from './other-toss-v2.ts';
import type { Shown, Told } from './told.ts';
import type { NumberedAs } from './temper.ts';
import type { Stage } from './stage.ts';
import type { MoneyCall } from './toss-books.ts';

const MINUTE = 60_000;

/** How an answer of Toss about an operation is false. */
export type Untruth = 'hollow' | 'other-amount' | 'unlisted';

/** One read as the desk received it. */
export interface GotRead {
  /** In true time. */
  askedMs: number;
  /** `null` where it says nothing about what Toss has. */
  shown: Shown | null;
  isDenial: boolean;
}

/** One call as it arrives at Toss. */
export interface Arrival {
  call: TossCall;
  bytes: Buffer;
  /** `null` for a read. */
  operationId: string | null;
  twist: Twist;
  /** How old the answer of a read is. */
  lagMs: number;
}

type MoneyArrival = Arrival & { call: MoneyCall };

type Body = Record<string, unknown>;
type Entry = Body & { refundNo: string; amount: number; status: string };

/** Answers that `anyRefusal` gives for a refusal, whatever the reason. */
const anyRefusal = [
  'COMMON_REFUND_ERROR',
  'COMMON_INVALID_PARAMETER',
  'PAY_UNAUTHORIZED',
  'INACTIVE_USER',
  'REFUND_EXCEED_DAILY',
  'COMMON_EXCEED_LIMIT',
  'COMMON_ASSET_GET_ACCOUNT_ERROR',
];
/** Refusals that say that it is in progress: these are always true. */
const running = ['REFUND_PENDING_SUCCESS', 'TRANSACTION_PENDING_ERROR'];
const falselyDone: Partial<Record<MoneyCall, readonly string[]>> = {
  'v2/refunds': ['REFUND_REFUND_NO_DUPLICATE', 'REFUND_ALREADY_REFUNDED'],
  'v2/execute': ['PAYMENT_EXISTING_PAYMENT'],
  refunds: ['REFUND_REFUND_NO_DUPLICATE', 'REFUND_ALREADY_REFUNDED'],
  execute: ['PAY_ALREADY_COMPLETED'],
};
const oddStates = ['DONE', 'COMPLETED', 'success', 'SUCCESS_PARTIAL'];
const texts = ['amount', 'amountTaxable', 'amountVat', 'amountTaxFree', 'amountServiceFee'];
const isRefund = (call: MoneyCall) => call === 'refunds' || call === 'v2/refunds';
const failOf = (call: MoneyCall) => (isV2(call) ? v2Failure : failure);
const isOurs = (refundNo: string) => refundNo.length === 36;
/** The number under which the books have a second refund with the same number. */
const secondOf = (refundNo: string) => `${refundNo.slice(0, 34)}~2`;

export class OtherToss {
  readonly #stage: Stage;
  /** Operations about which Toss gave a false answer. */
  readonly untruths = new Map<string, Untruth>();
  /** When Toss says that it has made refunds that it has not made; some answers tell no time. */
  readonly falselyToldMs = new Map<string, number>();
  /** Refunds that were answered with code 0 and are listed as failed. */
  readonly #listedFailed = new Map<string, Entry & { payToken: string }>();

  readonly v2: TossV2;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.v2 = new TossV2(stage, {
      isHidden: (refund) => this.isHidden(refund),
      ownerOf: (refund) => this.ownerOf(refund),
    });
  }

  /** Whether no status read ever lists a refund. */
  isHidden(refund: Pick<RefundRow, 'refundNo' | 'payToken'>): boolean {
    return this.untruths.get(this.ownerOf(refund)) === 'unlisted';
  }

  /** The operation that a refund belongs to, by the number in Toss's books. */
  ownerOf({ refundNo, payToken }: Pick<RefundRow, 'refundNo' | 'payToken'>): string {
    if (!refundNo.endsWith('~2')) return refundNo;
    const first = this.#stage.books.refundsAt(payToken);
    return first.find((one) => secondOf(one.refundNo) === refundNo)?.refundNo ?? refundNo;
  }

  /** The number under which a status read lists a refund; `undefined` where it never does. */
  listedNo(refund: Pick<RefundRow, 'refundNo' | 'payToken'>): string | undefined {
    if (this.isHidden(refund)) return undefined;
    return this.#written(this.ownerOf(refund), this.#stage.profile.temper.numbers.listed);
  }

  #written(refundNo: string, as: NumberedAs): string | undefined {
    if (!isOurs(refundNo)) return refundNo;
    switch (as) {
      case 'own':
        return refundNo;
      case 'capitals':
        return refundNo.toUpperCase();
      case 'made':
        return `R${refundNo.replaceAll('-', '').slice(0, 20)}`;
      case 'made-otherwise':
        return `TX${refundNo.replaceAll('-', '').slice(4, 20)}`;
      case 'none':
        return undefined;
    }
  }

  /** Carries a call out, or answers as if it had. */
  answer(arrival: Arrival): Told {
    const { call } = arrival;
    if (call === 'status' || call === 'v2/status') return this.#status(arrival);
    const money = { ...arrival, call };
    return { answer: this.#untrue(money) ?? this.#coded(call, this.#act(money)), shown: null };
  }

  #fieldsOf(bytes: Buffer): Body {
    return JSON.parse(bytes.toString('utf8')) as Body;
  }

  // ── what Toss says without doing it ───────────────────────────────────────────────────────────

  #untrue(arrival: MoneyArrival): Answer | null {
    const { rng, profile, troubled } = this.#stage;
    const { call, operationId } = arrival;
    if (!troubled || operationId === null) return null;
    const { temper } = profile;
    const codes = falselyDone[call];
    if (codes !== undefined && temper.falselyDone > 0 && rng.chance(temper.falselyDone)) {
      this.#stage.fault('falsely-done');
      return failOf(call)(rng.pick(codes));
    }
    if (temper.hollow === 0 || this.untruths.has(operationId)) return null;
    if (!rng.chance(temper.hollow)) return null;
    return this.#hollow(arrival, operationId);
  }

  /** Answers code 0 for what would have been done, and does nothing. */
  #hollow({ call, bytes }: MoneyArrival, operationId: string): Answer | null {
    const { books } = this.#stage;
    const fields = this.#fieldsOf(bytes);
    const payToken = String(fields['payToken']);
    const { status, orderNo, amount } = books.payment(payToken);
    if (isRefund(call)) {
      const leftWon = books.leftOf(payToken);
      if (status !== 'PAY_COMPLETE' && status !== 'REFUND_SUCCESS') return null;
      if (Number(fields['amount']) > leftWon) return null;
      this.#noteHollow(operationId);
      this.#listFailed(payToken, operationId, Number(fields['amount']));
      const refundableAmount = leftWon - Number(fields['amount']);
      const told = success({
        refundNo: '',
        ...this.#toldTime(operationId),
        ...(isV2(call) && this.#toldByV2(operationId, Number(fields['amount']))),
        refundableAmount,
        payToken,
      });
      return this.#numbered(told, operationId);
    }
    if (call === 'execute' || call === 'v2/execute') {
      if (status !== 'PAY_APPROVED') return null;
      this.#noteHollow(operationId);
      this.#later('Toss cancels', () => books.abandon(payToken));
      return success({ orderNo, amount, discountedAmount: 0, payToken });
    }
    if (status !== 'PAY_STANDBY' && status !== 'PAY_APPROVED') return null;
    this.#noteHollow(operationId);
    this.#later('Toss completes', () => {
      if (books.payment(payToken).status === 'PAY_STANDBY') books.authenticate(payToken);
      books.charge(payToken);
    });
    return success({ payToken });
  }

  /** v1's schedules have answers without it. */
  #toldTime(operationId: string): { approvalTime?: string } {
    const { rng, time, profile } = this.#stage;
    if (profile.v2 === null || rng.chance(0.3)) return {};
    this.falselyToldMs.set(operationId, time.nowMs);
    return { approvalTime: toSeoulText(time.nowMs) };
  }

  /** With an id that no line has, no other refund can be taken for this one. */
  #toldByV2(operationId: string, amount: number): Body {
    const { rng } = this.#stage;
    const refundedAmount = rng.chance(0.5) ? -amount : amount;
    if (rng.chance(0.3)) return { refundedAmount };
    this.falselyToldMs.set(operationId, -Infinity);
    return { refundedAmount, transactionId: rng.uuid() };
  }

  #noteHollow(operationId: string): void {
    this.untruths.set(operationId, 'hollow');
    this.#stage.fault('hollow');
  }

  #listFailed(payToken: string, refundNo: string, amount: number): void {
    if (!this.#stage.rng.chance(0.3)) return;
    this.#listedFailed.set(refundNo, { payToken, refundNo, amount, status: 'FAIL' });
  }

  #later(what: string, act: () => void): void {
    const { rng, time } = this.#stage;
    time.after(rng.spread(1000, 30 * MINUTE), () => {
      try {
        act();
        this.#stage.act(`    ${what}`);
      } catch (error) {
        // It has expired, or another call was faster.
        if (!(error instanceof Error) || error.name !== 'NotPossibleError') throw error;
      }
    });
  }

  // ── what Toss does ────────────────────────────────────────────────────────────────────────────

  #act({ call, bytes, operationId, twist }: MoneyArrival): Answer {
    const { books } = this.#stage;
    if (!isRefund(call) || operationId === null) return books.answer(call, bytes, twist);
    const fields = this.#refundAsToss(this.#fieldsOf(bytes), operationId);
    const answer = books.answer(call, Buffer.from(JSON.stringify(fields)), twist);
    if (answer.body['code'] === 0) this.#noteRefund(fields, operationId);
    return this.#numbered(answer, operationId);
  }

  /** The amount and the number under which Toss makes the refund. */
  #refundAsToss(fields: Body, operationId: string): Body {
    const { rng, profile, troubled, books } = this.#stage;
    const { otherAmount, takesNumbersTwice } = profile.temper;
    const changed = { ...fields };
    const payToken = String(fields['payToken']);
    if (troubled && otherAmount > 0 && rng.chance(otherAmount)) {
      const [part] = ['amountTaxable', 'amountTaxFree', 'amountVat'].filter(
        (name) => Number(fields[name] ?? 0) > 1,
      );
      if (part !== undefined) {
        const lessWon = rng.int(1, Number(fields[part]) - 1);
        changed[part] = Number(fields[part]) - lessWon;
        this.untruths.set(operationId, 'other-amount');
        this.#stage.fault('other-amount');
        changed['amount'] = Number(fields['amount']) - lessWon;
      }
    }
    if (takesNumbersTwice) {
      const isUsed = books.refundsAt(payToken).some(({ refundNo }) => refundNo === operationId);
      if (isUsed) changed['refundNo'] = secondOf(operationId);
    }
    return changed;
  }

  #noteRefund(fields: Body, operationId: string): void {
    const { rng, profile, troubled } = this.#stage;
    const { unlisted } = profile.temper;
    const made = this.#stage.books
      .refundsAt(String(fields['payToken']))
      .find(({ refundNo }) => refundNo === fields['refundNo']);
    if (made === undefined) return;
    if (troubled && unlisted > 0 && rng.chance(unlisted)) {
      this.untruths.set(operationId, 'unlisted');
      this.#stage.fault('unlisted');
    }
  }

  /** The answer to a refund, with the number that it reports. */
  #numbered(answer: Answer, operationId: string): Answer {
    const { refundNo, ...rest } = answer.body;
    if (refundNo === undefined) return answer;
    const written = this.#written(operationId, this.#stage.profile.temper.numbers.answered);
    return { ...answer, body: written === undefined ? rest : { ...rest, refundNo: written } };
  }

  #coded(call: MoneyCall, answer: Answer): Answer {
    const { rng, profile } = this.#stage;
    const { code, errorCode } = answer.body;
    if (!profile.temper.anyRefusal || code !== -1 || running.includes(String(errorCode))) {
      return answer;
    }
    return rng.chance(0.7) ? failOf(call)(rng.pick(anyRefusal)) : answer;
  }

  // ── what Toss shows ───────────────────────────────────────────────────────────────────────────

  #status({ call, bytes, twist, lagMs }: Arrival): Told {
    const { books, time } = this.#stage;
    const now = books.answer(call, bytes, twist);
    const payToken = String(now.body['payToken']);
    const former = lagMs > 0 ? books.formerStatus(call, payToken, time.nowMs - lagMs) : undefined;
    const answer = former ?? now;
    if (answer.body['code'] !== 0) return { answer, shown: null };
    return call === 'v2/status' ? this.v2.told(payToken, answer) : this.#shown(payToken, answer);
  }

  #shown(payToken: string, answer: Answer): Told {
    const { profile } = this.#stage;
    const { refunds } = answer.body;
    const listed = Array.isArray(refunds) ? this.#listOf(payToken, refunds as Entry[]) : null;
    const entries = listed ?? [];
    const numbersOf = (some: readonly Body[]) =>
      new Set(some.map(({ refundNo }) => String(refundNo).toLowerCase()));
    const done = numbersOf(entries.filter(({ status }) => status === 'SUCCESS'));
    const known = entries.every(
      ({ refundNo, status }) => typeof refundNo === 'string' && !oddStates.includes(String(status)),
    );
    const { amountsAsText } = profile.temper;
    const body: Body = { ...answer.body, ...(listed !== null && { refunds: listed }) };
    // Where nothing is ever listed, the list is empty and the state is the one before.
    if (body['payStatus'] === 'REFUND_SUCCESS' && listed?.length === 0) {
      body['payStatus'] = 'PAY_COMPLETE';
    }
    return {
      answer: { ...answer, body: amountsAsText === 'all' ? withTexts(body) : body },
      shown: { done, numbers: numbersOf(entries), understood: known },
    };
  }

  #listOf(payToken: string, refunds: readonly Entry[]): Body[] {
    const { rng, profile, troubled } = this.#stage;
    const { unnumbered, oddState, amountsAsText } = profile.temper;
    const lacksNumbers = troubled && unnumbered > 0 && rng.chance(unnumbered);
    const hasOddStates = troubled && oddState > 0 && rng.chance(oddState);
    const failed = [...this.#listedFailed.values()].filter((one) => one.payToken === payToken);
    const shown: Body[] = [];
    for (const { payToken: _of, ...entry } of [...refunds, ...failed]) {
      const refundNo = this.listedNo({ refundNo: entry['refundNo'], payToken });
      if (refundNo === undefined) continue;
      const { refundNo: _own, ...rest } = entry;
      const one: Body = lacksNumbers ? rest : { ...rest, refundNo };
      if (hasOddStates && one['status'] === 'SUCCESS') one['status'] = rng.pick(oddStates);
      shown.push(amountsAsText === 'none' ? one : withTexts(one));
    }
    if (lacksNumbers && shown.length > 0) this.#stage.fault('unnumbered');
    if (hasOddStates && shown.length > 0) this.#stage.fault('odd-state');
    return shown;
  }
}

/** Amounts as text, as Toss writes them for card rows. */
function withTexts(body: Body): Body {
  const changed = { ...body };
  for (const name of texts) {
    if (typeof changed[name] === 'number') changed[name] = String(changed[name]);
  }
  return changed;
}
