/**
 * Staff at work, over HTTP: partial refunds, executes and cancels on several payments at once, now
 * and then twice at the same time, while Toss and the network have accidents.
 */
import { randomUUID } from 'node:crypto';
import type { PaymentDetail } from '../../shared/api.ts';
import { isOpen } from '../../shared/operation.ts';
import type { Payment } from '../../shared/payment.ts';
import { problems, type Problem } from '../../shared/problem.ts';
import type { SeededRandom } from '../shared/seeded-random.ts';
import { callDesk, type DeskAnswer } from '../support/start-desk.ts';
import type { SandboxFault } from '../support/start-sandbox.ts';
import type { Ask, Ledger } from './ledger.ts';
import type { SandboxProcess } from './sandbox-process.ts';

export interface Shop {
  url: string;
  sandbox: SandboxProcess;
  /** Sessions of operators, and of one manager. */
  cookies: readonly string[];
  manager: string;
  random: SeededRandom;
  ledger: Ledger;
  /** Called whenever the desk has accepted something. */
  onAccepted: () => void;
}

/** The pause before somebody looks again. */
const LOOKS_AGAIN_MS = 80;

const sleep = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });

type Accident = Pick<SandboxFault, 'effect' | 'fault' | 'errorCode'>;

/** Accidents of a money call. Delays stay far below the settle time of the desk. */
const accidents: readonly Accident[] = [
  { effect: 'before', fault: 'drop' },
  { effect: 'after', fault: 'drop' },
  { effect: 'before', fault: 'delay' },
  { effect: 'before', fault: 'delay' },
  { effect: 'after', fault: 'delay' },
  { effect: 'after', fault: 'delay' },
  { effect: 'after', fault: 'http500' },
  { effect: 'after', fault: 'cut' },
  { effect: 'after', fault: 'garbage' },
  { effect: 'after', fault: 'html' },
  { effect: 'before', fault: 'duplicate' },
  { effect: 'after', fault: 'duplicate' },
  { effect: 'before', fault: 'redirect' },
  { effect: 'after', fault: 'lag' },
  { effect: 'before', fault: 'errorCode', errorCode: 'COMMON_SYSTEM_ERROR' },
];
const LONGEST_ACCIDENT_MS = 400;

async function plantAccidents(shop: Shop, payToken: string, kind: Ask['kind']): Promise<void> {
  const { sandbox, random } = shop;
  const ms = 20 + random.below(LONGEST_ACCIDENT_MS - 20);
  const call = kind === 'refund' ? 'refunds' : kind;
  if (random.oneIn(2)) await sandbox.fault({ ...random.pick(accidents), call, payToken, ms });
  else if (kind === 'refund' && random.oneIn(8)) {
    await sandbox.fault({ call, effect: 'before', fault: 'pending', payToken, ms });
  }
  if (random.oneIn(6)) {
    const fault = random.pick(['delay', 'drop', 'http500']);
    await sandbox.fault({ call: 'status', effect: 'before', fault, payToken, ms });
  }
}

/** The next request for a payment in this state; `null` where nothing is possible. */
function chooseBody(payment: Payment, random: SeededRandom): Record<string, unknown> | null {
  switch (payment.status) {
    case 'PAY_STANDBY':
      return { kind: 'cancel', reason: '재고 부족', seenStatus: payment.status };
    case 'PAY_APPROVED':
      return random.oneIn(5)
        ? { kind: 'cancel', reason: '재고 부족', seenStatus: payment.status }
        : { kind: 'execute', seenAmount: payment.amount };
    case 'PAY_COMPLETE':
    case 'REFUND_SUCCESS': {
      if (payment.remaining === 0) return null;
      const share = random.oneIn(6) ? payment.remaining : Math.ceil(payment.remaining / 3);
      const amount = share === payment.remaining ? share : 1 + random.below(share);
      return { kind: 'refund', amount, reason: '단순 변심', seenRefunded: payment.refunded };
    }
    default:
      return null;
  }
}

function problemIn(answer: DeskAnswer): Problem | null {
  const type = answer.headers.get('content-type') ?? '';
  return type.startsWith('application/problem+json') ? (answer.body as Problem) : null;
}

/**
 * Sends one request and records the response in the ledger; rejects where the desk died meanwhile.
 */
async function put(shop: Shop, ask: Ask, waitSeconds: number, isRepeat = false): Promise<void> {
  const path = `/api/payments/${ask.payToken}/operations/${ask.id}`;
  const wait = waitSeconds === 0 ? {} : { prefer: `wait=${String(waitSeconds)}` };
  const answer = await callDesk(shop.url, ask.cookie, ['PUT', path, ask.body, wait]);
  if (answer.status === 202 || answer.status === 200) {
    ask.answer = 'accepted';
    shop.onAccepted();
    return;
  }
  const problem = problemIn(answer);
  // 408: a desk that was suspended while reading the request, and says that it did nothing.
  const isOrdinary = [408, 409, 422].includes(answer.status);
  if (problem === null || !isOrdinary || problem.code === 'operation-id-reused') {
    const said = problem?.code ?? JSON.stringify(answer.body);
    shop.ledger.oddities.push(`PUT of ${ask.id}: ${String(answer.status)} ${said}`);
  }
  // 408 comes before the id is looked up, so it says nothing about an earlier try.
  if (problem === null || (isRepeat && answer.status === 408)) return;
  if (problems[problem.code][2] === 'not-applied') ask.answer = 'refused';
}

function newAsk(shop: Shop, payToken: string, body: Record<string, unknown>): Ask {
  const ask: Ask = {
    id: randomUUID(),
    payToken,
    kind: body['kind'] as Ask['kind'],
    body,
    cookie: shop.random.pick(shop.cookies),
    answer: 'none',
  };
  shop.ledger.asks.set(ask.id, ask);
  return ask;
}

async function readPayment(shop: Shop, payToken: string): Promise<PaymentDetail | null> {
  const cookie = shop.random.pick(shop.cookies);
  const answer = await callDesk(shop.url, cookie, ['GET', `/api/payments/${payToken}`]);
  if (answer.status === 200) return answer.body as PaymentDetail;
  if (answer.status === 404) {
    await callDesk(shop.url, cookie, ['POST', '/api/payments/lookup', { payToken }]);
    return null;
  }
  shop.ledger.oddities.push(`GET of ${payToken}: ${String(answer.status)}`);
  return null;
}

/** A manager has an absent operation sent again. */
async function sendAgain(shop: Shop, id: string): Promise<void> {
  const { again, oddities } = shop.ledger;
  // Recorded before: a desk that dies meanwhile does not say whether it was sent.
  again.set(id, (again.get(id) ?? 0) + 1);
  const path = `/api/operations/${id}/send-again`;
  const answer = await callDesk(shop.url, shop.manager, ['POST', path]);
  // Another manager may have been faster, or a read may have found it done after all.
  if (answer.status < 300 || answer.status === 409 || answer.status === 422) return;
  // The read before it may have met one of the accidents.
  const problem = problemIn(answer);
  if (problem?.code === 'toss-unreachable' || problem?.code === 'toss-unclear') return;
  const said = problem?.code ?? JSON.stringify(answer.body);
  oddities.push(`sending ${id} again: ${String(answer.status)} ${said}`);
}

async function actOnce(shop: Shop, payToken: string): Promise<void> {
  const { random } = shop;
  const detail = await readPayment(shop, payToken);
  const open = detail?.operations.some((operation) => isOpen(operation.state)) ?? true;
  const body = detail === null || open ? null : chooseBody(detail.payment, random);
  const absent = detail?.operations.find((operation) => operation.state === 'absent');
  if (absent !== undefined) await sendAgain(shop, absent.id);
  if (body === null) {
    await sleep(LOOKS_AGAIN_MS);
    return;
  }
  const ask = newAsk(shop, payToken, body);
  await plantAccidents(shop, payToken, ask.kind);
  const waitSeconds = random.oneIn(2) ? 2 : 0;
  const twin = random.oneIn(8) ? newAsk(shop, payToken, body) : null;
  const puts = [ask, twin].filter((one) => one !== null);
  // Waits for both, so that no response is left unread.
  const ended = await Promise.allSettled(puts.map((one) => put(shop, one, waitSeconds)));
  const failed = ended.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Repeats every request that got no response, with the same id, as a browser does. */
export async function askAgain(shop: Shop): Promise<void> {
  const open = [...shop.ledger.asks.values()].filter((ask) => ask.answer === 'none');
  await Promise.allSettled(open.map((ask) => put(shop, ask, 0, true)));
}

/** Has the desk read Toss now for operations whose outcome is unclear. */
export async function checkNow(shop: Shop, ids: readonly string[]): Promise<void> {
  const cookie = shop.random.pick(shop.cookies);
  const check = (id: string) => callDesk(shop.url, cookie, ['POST', `/api/operations/${id}/check`]);
  await Promise.all(ids.map(check));
}

/**
 * Works on every payment until `gone` is aborted as the desk dies.
 * @throws Error where the desk breaks a connection while it should be alive
 */
export async function workOn(shop: Shop, payTokens: readonly string[], gone: AbortSignal) {
  const isGone = () => gone.aborted;
  const lane = async (payToken: string) => {
    while (!isGone()) {
      try {
        await actOnce(shop, payToken);
      } catch (error) {
        // It died: the request stays without a response. Its exit is noticed a moment later.
        await sleep(LOOKS_AGAIN_MS);
        if (!isGone()) throw error;
      }
    }
  };
  await Promise.all([askAgain(shop), ...payTokens.map(lane)]);
}
