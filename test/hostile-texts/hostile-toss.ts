/** A Toss whose every text is an attack. Its numbers are right, so the desk stores what it says. */
import { createServer, type IncomingMessage } from 'node:http';
import { isoToKst } from '../../shared/kst.ts';
import { defaultParts } from '../../shared/tax-split.ts';
import { listenRaw } from '../toss/raw-toss.ts';
import { joined, type Payload } from './payloads.ts';

type Json = Record<string, unknown>;

/** Every text of Toss's that is about one payment. */
export interface HostileTexts {
  orderNo: string;
  productDesc: string;
  metadata: string;
  cardCompanyName: string;
  refundNo: string;
  refundReason: string;
  errorCode: string;
  msg: string;
}

export interface HostilePayment {
  payToken: string;
  texts: HostileTexts;
  status: Json;
  /** How Toss answers a refund, cancel or execute. */
  does: 'refuse' | 'accept' | 'accept-as-other';
}

export interface HostileToss {
  url: string;
  payments: Map<string, HostilePayment>;
  /** The payments created so far, as requested. */
  created: Json[];
  close(): Promise<void>;
}

/** The same payloads in every field, each starting with another one. */
export function hostileTexts(some: readonly Payload[]): HostileTexts {
  return {
    orderNo: joined(some, 0),
    productDesc: joined(some, 1),
    metadata: joined(some, 2),
    cardCompanyName: joined(some, 3),
    refundNo: joined(some, 4),
    refundReason: joined(some, 5),
    errorCode: joined(some, 6),
    msg: joined(some, 7),
  };
}

const now = () => isoToKst(new Date().toISOString());

const AMOUNT_WON = 30_000;
/** Refunded before the desk adopted the payment. */
export const EARLIER_WON = 10_000;

/** A payment in one of the states that a person acts on. */
export function hostilePayment(
  payToken: string,
  texts: HostileTexts,
  kind: 'paid' | 'approved' | 'standby' = 'paid',
  does: HostilePayment['does'] = 'refuse',
): HostilePayment {
  const parts = defaultParts(AMOUNT_WON, true);
  const payStatus = { paid: 'REFUND_SUCCESS', approved: 'PAY_APPROVED', standby: 'PAY_STANDBY' };
  const earlier = {
    refundNo: texts.refundNo,
    amount: EARLIER_WON,
    reason: texts.refundReason,
    timeRefundSuccess: now(),
    status: 'SUCCESS',
  };
  return {
    payToken,
    texts,
    does,
    status: {
      payToken,
      orderNo: texts.orderNo,
      payStatus: payStatus[kind],
      payMethod: kind === 'standby' ? null : 'CARD',
      amount: AMOUNT_WON,
      amountTaxable: parts.taxable,
      amountVat: parts.vat,
      amountTaxFree: parts.taxFree,
      amountServiceFee: parts.serviceFee,
      productDesc: texts.productDesc,
      metadata: texts.metadata,
      hasOwner: true,
      refunds: kind === 'paid' ? [earlier] : [],
      cardCompanyName: texts.cardCompanyName,
      timeCreated: now(),
      ...(kind === 'paid' ? { timePayComplete: now() } : {}),
      // Fields that the desk does not know.
      ...strangers(texts),
    },
  };
}

type StrangeTexts = Pick<HostileTexts, 'msg' | 'errorCode' | 'productDesc'>;

/** Fields that the desk does not read, and texts where it expects none. */
function strangers({ msg, errorCode, productDesc }: StrangeTexts): Json {
  return {
    cardNumber: productDesc,
    cardCompanyCode: errorCode,
    accountBankName: msg,
    accountNumber: productDesc,
    transactionId: errorCode,
    [msg]: productDesc,
  };
}

async function readBody(request: IncomingMessage): Promise<Json> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text) as Json;
}

const refusal = ({ errorCode, msg }: Pick<HostileTexts, 'errorCode' | 'msg'>): [number, Json] => [
  400,
  { code: -1, errorCode, msg, ...strangers({ errorCode, msg, productDesc: msg }) },
];

/** Books a refund, under the desk's number or under an attack. */
function refund(payment: HostilePayment, body: Json): [number, Json] {
  const { status, texts, does } = payment;
  const refundNo = does === 'accept' ? body['refundNo'] : `${texts.refundNo} `;
  const booked = {
    refundNo,
    amount: body['amount'],
    reason: texts.refundReason,
    timeRefundSuccess: now(),
    status: 'SUCCESS',
  };
  status['refunds'] = [...(status['refunds'] as Json[]), booked];
  return [
    200,
    { code: 0, msg: texts.msg, refundNo, payToken: payment.payToken, amount: booked.amount },
  ];
}

/** Creating a payment below this amount is refused. Its last digit selects the texts. */
const CREATED_FROM_WON = 5000;

/**
 * Speaks Toss Pay v1 on a free port.
 * @param forCreation texts of the answers to created payments, by the last digit of their amount
 */
export async function startHostileToss(forCreation: readonly HostileTexts[]): Promise<HostileToss> {
  const payments = new Map<string, HostilePayment>();
  const created: Json[] = [];
  let url = '';

  const create = (body: Json): [number, Json] => {
    const amount = Number(body['amount']);
    const creation = forCreation[amount % 10];
    if (creation === undefined) throw new Error(`no texts for ${String(amount)} won`);
    if (amount < CREATED_FROM_WON) return refusal(creation);
    created.push(body);
    const payToken = `"><svg/onload=pwn(${String(9000 + created.length)})>`;
    const texts = { ...creation, orderNo: String(body['orderNo']) };
    const payment = hostilePayment(payToken, texts, 'standby');
    const parts = defaultParts(amount, true);
    const amounts = {
      amount,
      amountTaxable: parts.taxable,
      amountVat: parts.vat,
      amountTaxFree: parts.taxFree,
      amountServiceFee: parts.serviceFee,
    };
    payments.set(payToken, { ...payment, status: { ...payment.status, ...amounts } });
    const checkoutPage = `${url}/pay?a="><img src=x onerror=pwn(9100)>#'onclick=pwn(9101)`;
    return [200, { code: 0, msg: creation.msg, payToken, checkoutPage }];
  };

  const answer = (call: string, body: Json): [number, Json] => {
    if (call === 'payments') return create(body);
    const byOrder = [...payments.values()].find(({ texts }) => texts.orderNo === body['orderNo']);
    const payment = payments.get(String(body['payToken'])) ?? byOrder;
    if (payment === undefined) return [404, { code: -1, errorCode: 'X', msg: 'X' }];
    if (call === 'status') return [200, { code: 0, msg: payment.texts.msg, ...payment.status }];
    if (payment.does === 'refuse' || call !== 'refunds') return refusal(payment.texts);
    return refund(payment, body);
  };

  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const [status, json] = answer(request.url?.split('/').at(-1) ?? '', body);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(json));
    });
  });
  const listening = await listenRaw(server, 'http');
  url = listening.url;
  return { url, payments, created, close: listening.close };
}
