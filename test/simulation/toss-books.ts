/**
 * Toss's side: the sandbox's own rules and books, in process. The judge takes what it has recorded
 * for the truth.
 */
import { type Answer, success } from '../../server/sandbox/answer.ts';
import { parseFields } from '../../server/sandbox/fields.ts';
import { answerMerchant, type Twist } from '../../server/sandbox/merchant-api.ts';
import { DEFAULT_OPTIONS, type SandboxOptions } from '../../server/sandbox/options.ts';
import type { PaymentRow, PayMethod, RefundRow } from '../../server/sandbox/payment-row.ts';
import { abandonPayment, authenticateBuyer } from '../../server/sandbox/rules/buyer.ts';
import { passTime } from '../../server/sandbox/rules/pass-time.ts';
import { refundInConsole } from '../../server/sandbox/rules/refund-payment.ts';
import { type V2Call, V2_CALLS } from '../../server/sandbox/calls.ts';
import { v2Api } from '../../server/sandbox/v2/merchant-api.ts';
import { readStatus } from '../../server/sandbox/v2/status.ts';
import { openWorld, type World } from '../../server/sandbox/world.ts';
import { isSettlementRead, type TossCall } from '../../server/toss/exchange.ts';
import type { TossVersion } from '../../server/toss/toss.ts';
import type { Rng } from './rng.ts';
import type { SimulatedTime } from './simulated-time.ts';

/**
 * One world serves many schedules, each with its own key: all payments of a schedule have ended
 * when it is over, so that nothing of it can become due later.
 */
const SCHEDULES_PER_WORLD = 400;
const isV2Call = (call: TossCall): call is TossCall & V2Call =>
  V2_CALLS.some((name) => name === call);
const CHECKOUT = 'https://pay.example';

export interface Creation {
  orderNo: string;
  amount: number;
  parts: { taxable: number; vat: number; taxFree: number; serviceFee: number } | null;
  expiresInMs: number;
}

/** An earlier status answer, by each version. */
interface Former {
  untilMs: number;
  v1: string;
  v2: Answer | null;
}

export type MoneyCall = Exclude<TossCall, 'status' | 'v2/status'>;

export class TossBooks {
  #world: World | null = null;
  #served = 0;
  #time: SimulatedTime | null = null;
  #rng: Rng | null = null;
  #apiKey = '';
  #charges = new Map<string, number>();
  #formers = new Map<string, Former[]>();
  #api: TossVersion = 'v1';
  options: SandboxOptions = DEFAULT_OPTIONS;

  /**
   * Opens the books for a schedule.
   * @param v2 what Toss does where v2's documents leave it open; `null`: v1 is played
   */
  begin(
    time: SimulatedTime,
    rng: Rng,
    apiKey: string,
    v2: Partial<SandboxOptions> | null = null,
  ): void {
    if (this.#world === null || this.#served >= SCHEDULES_PER_WORLD) {
      this.close();
      this.#world = this.#openWorld();
    }
    this.#served += 1;
    this.#time = time;
    this.#rng = rng;
    this.#apiKey = apiKey;
    this.#charges = new Map();
    this.#formers = new Map();
    this.#api = v2 === null ? 'v1' : 'v2';
    this.options = { ...DEFAULT_OPTIONS, ...v2 };
  }

  #openWorld(): World {
    const world = openWorld({
      file: ':memory:',
      now: () => this.#time?.nowMs ?? 0,
      random: () => this.#rng?.fraction() ?? 0,
    });
    const { recordCharge, savePayment } = world.storage;
    return {
      ...world,
      options: () => this.options,
      storage: {
        ...world.storage,
        savePayment: (row) => {
          savePayment(row);
          this.#remember(row);
        },
        recordCharge: (payToken, atMs) => {
          this.#charges.set(payToken, this.chargesOf(payToken) + 1);
          recordCharge(payToken, atMs);
        },
      },
    };
  }

  get #books(): World {
    if (this.#world === null) throw new Error('The books are closed');
    return this.#world;
  }

  /** Decodes a call's bytes and carries it out by the sandbox's rules. */
  answer(call: TossCall, bytes: Uint8Array, twist: Twist): Answer {
    const fields = parseFields(bytes);
    if (isV2Call(call)) return v2Api.answer(this.#books, call, fields, twist, CHECKOUT);
    if (isSettlementRead(call)) throw new Error('The simulated desk imports no settlement');
    return answerMerchant(this.#books, call, fields, twist, CHECKOUT);
  }

  #remember(row: PaymentRow): void {
    const { payToken, changedAt, previousAnswer } = row;
    if (previousAnswer === null) return;
    const formers = this.#formers.get(payToken) ?? [];
    if (formers.at(-1)?.untilMs !== changedAt) {
      // The sandbox's own lagging replica has the state before the change.
      const v2 =
        this.#api === 'v2' ? readStatus(this.#books, row, { lagMs: Number.MAX_VALUE }) : null;
      formers.push({ untilMs: changedAt, v1: previousAnswer, v2 });
    }
    this.#formers.set(payToken, formers);
  }

  /** The status answer at that time; `undefined` where it is still the same. */
  formerStatus(call: TossCall, payToken: string, atMs: number): Answer | undefined {
    const former = this.#formers.get(payToken)?.find(({ untilMs }) => untilMs > atMs);
    if (former === undefined) return undefined;
    if (call === 'v2/status') return former.v2 ?? undefined;
    return success(JSON.parse(former.v1) as Record<string, unknown>);
  }

  create(creation: Creation): PaymentRow {
    const { parts } = creation;
    const expiresAt = (this.#time?.nowMs ?? 0) + creation.expiresInMs + 9 * 60 * 60 * 1000;
    const answer = answerMerchant(this.#books, 'payments', {
      apiKey: this.#apiKey,
      orderNo: creation.orderNo,
      amount: creation.amount,
      amountTaxFree: parts?.taxFree ?? 0,
      ...(parts !== null && {
        amountTaxable: parts.taxable,
        amountVat: parts.vat,
        amountServiceFee: parts.serviceFee,
      }),
      productDesc: '토스티셔츠',
      retUrl: 'https://shop.example/back',
      retCancelUrl: 'https://shop.example/stopped',
      resultCallback: 'https://desk.example/toss/callback',
      autoExecute: false,
      expiredTime: new Date(expiresAt).toISOString().slice(0, 19).replace('T', ' '),
    });
    return this.payment(String(answer.body['payToken']));
  }

  /** @throws Error when there is no such payment */
  payment(payToken: string): PaymentRow {
    passTime(this.#books);
    const row = this.#books.storage.findPayment(payToken);
    if (row === undefined) throw new Error(`Toss has no payment ${payToken}`);
    return row;
  }

  /** As at the last call; does not let time pass. */
  stateOf(payToken: string): PaymentRow | undefined {
    return this.#books.storage.findPayment(payToken);
  }

  refundsOf(payToken: string): RefundRow[] {
    passTime(this.#books);
    return this.#books.storage.refundsOf(payToken);
  }

  /** As `refundsOf`, without letting time pass. */
  refundsAt(payToken: string): RefundRow[] {
    return this.#books.storage.refundsOf(payToken);
  }

  leftOf(payToken: string): number {
    return this.refundsOf(payToken)
      .filter(({ state }) => state !== 'failed')
      .reduce((leftWon, { amount }) => leftWon - amount, this.payment(payToken).amount);
  }

  /** How often the buyer was charged for this payment. */
  chargesOf(payToken: string): number {
    return this.#charges.get(payToken) ?? 0;
  }

  authenticate(payToken: string, payMethod: PayMethod = 'TOSS_MONEY'): void {
    authenticateBuyer(this.#books, this.payment(payToken), payMethod, undefined);
  }

  /** The shop charges an approved payment outside of the desk. */
  charge(payToken: string): void {
    answerMerchant(this.#books, 'execute', { apiKey: this.#apiKey, payToken });
  }

  abandon(payToken: string): void {
    abandonPayment(this.#books, this.payment(payToken));
  }

  refundInConsole(payToken: string, amountWon: number): string {
    return refundInConsole(this.#books, this.payment(payToken), amountWon, '콘솔 환불').refundNo;
  }

  /** The body of the callback that Toss sends when a payment has been completed. */
  callbackOf(payToken: string): string | undefined {
    return this.#books.storage.callbacksOf(payToken)[0]?.body;
  }

  close(): void {
    this.#world?.storage.close();
    this.#world = null;
    this.#served = 0;
  }
}
