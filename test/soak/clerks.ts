/**
 * Clerks: a fixed number of money operations a second, however slow the responses are, with double
 * clicks, two people at once, and requests that are aborted and repeated.
 */
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import type { Payment } from '../../shared/payment.ts';
import { problems } from '../../shared/problem.ts';
import type { Ask } from '../process/ledger.ts';
import { ask, countOne, problemIn, sleep, type Soak } from './soak.ts';

/** The next request for a payment in this state; `null` where nothing is possible. */
function chooseBody(payment: Payment, { random }: Soak): Record<string, unknown> | null {
  const cancel = { kind: 'cancel', reason: '재고 부족', seenStatus: payment.status };
  switch (payment.status) {
    case 'PAY_STANDBY':
      return cancel;
    case 'PAY_APPROVED':
      return random.oneIn(4) ? cancel : { kind: 'execute', seenAmount: payment.amount };
    case 'PAY_COMPLETE':
    case 'REFUND_SUCCESS': {
      const most = Math.ceil(payment.remaining / 4);
      const amount = random.oneIn(4) ? payment.remaining : 1 + random.below(most);
      return { kind: 'refund', amount, reason: '단순 변심', seenRefunded: payment.refunded };
    }
    default:
      return null;
  }
}

const pathOf = ({ payToken, id }: Ask) => `/api/payments/${payToken}/operations/${id}`;

/** Sends one request and records the response; a broken connection leaves it without one. */
async function put(soak: Soak, one: Ask): Promise<void> {
  const { tally, ledger } = soak;
  const startedMs = performance.now();
  const answer = await ask(soak, 'PUT operation', one.cookie, ['PUT', pathOf(one), one.body]);
  if (answer.status === 202 || answer.status === 200) {
    if (answer.status === 202) tally.acceptedMs.push(performance.now() - startedMs);
    one.answer = 'accepted';
    return;
  }
  const problem = problemIn(answer);
  const isOrdinary = answer.status === 409 || answer.status === 422;
  if (problem === null || !isOrdinary || problem.code === 'operation-id-reused') {
    const said = problem?.code ?? JSON.stringify(answer.body);
    ledger.oddities.push(`PUT of ${one.id}: ${String(answer.status)} ${said}`);
  }
  if (problem !== null && problems[problem.code][2] === 'not-applied') one.answer = 'refused';
}

function newAsk({ random, crew, ledger }: Soak, payToken: string, body: Ask['body']): Ask {
  const kind = body['kind'] as Ask['kind'];
  const cookie = random.pick(crew.operators);
  const made: Ask = { id: randomUUID(), payToken, kind, body, cookie, answer: 'none' };
  ledger.asks.set(made.id, made);
  return made;
}

/** The browser aborts the request, however far it got. */
async function putAndLeave({ url, tally }: Soak, one: Ask, afterMs: number): Promise<void> {
  countOne(tally.counts, 'cut off');
  const sent = request(`${url}${pathOf(one)}`, {
    method: 'PUT',
    headers: { cookie: one.cookie, origin: url, 'content-type': 'application/json' },
    agent: false,
  });
  sent.on('response', (answer) => {
    answer.on('error', () => undefined).resume();
  });
  // The intended abort.
  sent.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    sent.once('close', resolve);
  });
  sent.end(JSON.stringify(one.body));
  await Promise.race([closed, sleep(afterMs)]);
  sent.destroy();
  await closed;
}

const LONGEST_CUT_MS = 30;
const LONGEST_SECOND_THOUGHT_MS = 3000;

/** Requests an operation, in one of the ways in which people do. */
async function actOn(soak: Soak, payment: Payment, body: Record<string, unknown>): Promise<void> {
  const { random, tally, weather } = soak;
  const { payToken } = payment;
  const one = newAsk(soak, payToken, body);
  tally.asked += 1;
  await weather.over(one.kind === 'refund' ? 'refunds' : one.kind);
  // One read before it is sent, one after it.
  await weather.over('status', 2);
  if (random.oneIn(12)) {
    countOne(tally.counts, 'doubled clicks');
    await Promise.all([put(soak, one), put(soak, one)]);
  } else if (random.oneIn(20)) {
    countOne(tally.counts, 'two people');
    await Promise.all([put(soak, one), put(soak, newAsk(soak, payToken, body))]);
  } else if (random.oneIn(20)) {
    await putAndLeave(soak, one, 1 + random.below(LONGEST_CUT_MS));
    await put(soak, one);
  } else {
    await put(soak, one);
    if (!random.oneIn(12)) return;
    countOne(tally.counts, 'asked again');
    await sleep(random.below(LONGEST_SECOND_THOUGHT_MS));
    await put(soak, one);
  }
}

const TURN_MS = 25;

/**
 * Until `over`: `perSecond` operations, without waiting for responses; a turn without a free
 * payment is counted and not made up for.
 * @throws Error where the desk breaks a connection
 */
export async function keepAsking(soak: Soak, perSecond: number, over: AbortSignal): Promise<void> {
  const { tills, tally } = soak;
  const startedMs = performance.now();
  const acts = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let turns = 0;
  const isOver = () => over.aborted || failures.length > 0;
  while (!isOver()) {
    const due = Math.floor(((performance.now() - startedMs) / 1000) * perSecond);
    for (; turns < due; turns += 1) {
      const payment = tills.take();
      const body = payment === undefined ? null : chooseBody(payment, soak);
      if (payment === undefined || body === null) {
        tally.idleTurns += 1;
        continue;
      }
      const act = actOn(soak, payment, body)
        .catch((error: unknown) => {
          failures.push(error);
        })
        .finally(() => {
          // Looked at even where no event was sent: it may have been refused.
          tills.touch(payment.payToken);
          acts.delete(act);
        });
      acts.add(act);
    }
    await sleep(TURN_MS);
  }
  await Promise.all(acts);
  if (failures.length > 0) throw failures[0];
}
